"""Settings, one file, from the environment; a wrong value stops the process with its name."""

import os
from pathlib import Path

from helpdesk import timetable
from helpdesk.api import description
from helpdesk.console import theme
from helpdesk.environment import (
    database_from,
    env_bool,
    env_decimal,
    env_int,
    env_list,
    env_networks,
    env_secret,
)
from tenants import logs

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_secret("SECRET_KEY", "insecure-development-key-" + "x" * 40 if DEBUG else None)
# The first key encrypts tenants' secrets, all of them decrypt.
FIELD_KEYS = env_list("FIELD_KEYS") or [SECRET_KEY]
# Hosts are checked against the domains of tenants (tenants.middleware): unknown ones get a 404.
ALLOWED_HOSTS = ["*"]
PLATFORM_HOSTS = env_list("PLATFORM_HOSTS", "localhost,127.0.0.1")
# Where new tenants get their first domain: <slug>.<TENANT_DOMAIN>.
TENANT_DOMAIN = os.environ.get("TENANT_DOMAIN", "localhost")
# Serve the invented companies' sites and a front page with everybody's log-in.
DEMO = env_bool("DEMO", default=False)
DRAIN_SECONDS = env_int("DRAIN_SECONDS", 10)
# Port and scheme that links in mails carry.
PUBLIC_SCHEME = os.environ.get("PUBLIC_SCHEME", "http")
PUBLIC_PORT = os.environ.get("PUBLIC_PORT", "")

_BOTH = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"]
_BOTH += ["helpdesk.agents"]
_DESK = ["conversations", "handoff", "routing", "recovery", "waiting", "filing", "composing"]
_DESK += ["searching"]
SHARED_APPS = ["tenants", "tenants.work", *_BOTH]
TENANT_APPS = [
    *_BOTH,
    "auditlog",
    "tenants.brand",
    "knowledge",
    "escalation",
    *(f"helpdesk.{app}" for app in _DESK),
    *("helpdesk.notifying", "helpdesk.assistant"),
    *("helpdesk.surveys", "helpdesk.selecting"),
    *("helpdesk.insights", "helpdesk.copilot", "helpdesk.backtests"),
    "helpdesk.evaluation",
    "helpdesk.widget",
    "helpdesk.api",
]
_SCREENS = [
    "unfold.apps.BasicAppConfig",
    "helpdesk.console.apps.AdminConfig",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "helpdesk.inbox",
    "helpdesk.console",
    "helpdesk.demo",
]
INSTALLED_APPS = list(dict.fromkeys([*_SCREENS[:1], *SHARED_APPS, *TENANT_APPS, *_SCREENS[1:]]))
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
# What a new tenant begins with, in order (tenants.provisioning).
TENANT_OPENERS = [
    "helpdesk.agents.opening.first_owner",
    "tenants.brand.opening.brand",
    "escalation.defaults.install_for",
    "knowledge.opening.sample_article",
    "helpdesk.surveys.opening.surveys",
    "helpdesk.recovery.opening.recovery",
    "helpdesk.widget.opening.widget_settings",
    # Last: it holds what the others have made.
    "escalation.policy.publishing.install_for",
]
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
# The backend notes what it set per connection and forgets it on rollback and on return to the
# pool; setting it once per connection saves a round trip for every statement.
TENANT_LIMIT_SET_CALLS = True

DATABASES = {"default": database_from(env_secret("DATABASE_URL"))}
DIRECT_POOL_SIZE = env_int("DIRECT_POOL_SIZE", 8)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "tenants.keys.cache_key",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Threads of one worker; and of all workers together, which is how many jobs are handed over.
CELERY_WORKER_CONCURRENCY = env_int("WORKER_THREADS", 8, at_least=1)
# Seconds without a sign from the broker after which a worker ends, to be started again.
WORKER_DEAF_SECONDS = env_int("WORKER_DEAF_SECONDS", 90, at_least=1)
WORK_IN_FLIGHT = env_int("WORK_IN_FLIGHT", CELERY_WORKER_CONCURRENCY, at_least=1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": "global:celery:",
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = timetable.SCHEDULE

MIDDLEWARE = [
    # Before all that may answer: no answer goes out without these.
    "tenants.proxies.proxies_middleware",
    "helpdesk.headers.headers_middleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.health.health_middleware",
    "helpdesk.static_files.static_files_middleware",
    "tenants.middleware.tenant_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "helpdesk.inbox.languages.language_middleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "helpdesk.agents.entering.AgentMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helpdesk.console.authorship.authorship_middleware",
    "helpdesk.too_fast.too_fast_middleware",
]
ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

AUTH_USER_MODEL = "agents.Agent"
# Django's own keeps those in who logged in before there was ours.
AUTHENTICATION_BACKENDS = [
    "helpdesk.agents.entering.AgentBackend",
    "django.contrib.auth.backends.ModelBackend",
]
SESSION_ENGINE = "helpdesk.agents.entering"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "inbox:login"
LOGIN_REDIRECT_URL = "/inbox/"
LOGOUT_REDIRECT_URL = "/inbox/login/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# Behind TLS everything is secure; plain HTTP is for the demo on a laptop.
_TLS = PUBLIC_SCHEME == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
# The prefix keeps a neighbour below the same domain from setting our cookies.
SESSION_COOKIE_NAME = "__Host-sessionid" if _TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _TLS else "csrftoken"
KNOWN_COOKIE_NAME = "__Host-known" if _TLS else "known"
SECURE_SSL_REDIRECT = _TLS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
# Whose X-Forwarded-For and X-Forwarded-Proto are believed (tenants.proxies).
TRUSTED_PROXIES = env_networks("TRUSTED_PROXIES", "127.0.0.1,::1" if _TLS else "")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# The inbox speaks the agent's language (helpdesk.inbox.languages), the admin English; the widget
# and the help centre speak the customer's by words of their own.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
USE_I18N = True
FORMAT_MODULE_PATH = ["helpdesk.console.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT")
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / ".data" / "media"))
MEDIA_URL = "/media/"
# Files in the chat: the size of one, what one visitor may send in a day, and what one request may
# bring at all (it lies on disk before anybody has looked at it).
UPLOAD_MAX_BYTES = env_int("UPLOAD_MAX_MB", 20) * 1024 * 1024
UPLOAD_DAY_BYTES = env_int("UPLOAD_DAY_MB", 200) * 1024 * 1024
REQUEST_MAX_BYTES = env_int("REQUEST_MAX_MB", 64) * 1024 * 1024
# A scanner for malware: host:port or the path of clamd's socket; empty: files are not scanned.
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "")
STORAGES = {
    "default": {"BACKEND": "tenants.files.TenantStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "support@handrail.example")

# The model that answers when a tenant has set none of its own; empty: extractive answers only.
LLM_BASE_URL = os.environ.get("LLM_BASE_URL", "")
LLM_API_KEY = os.environ.get("LLM_API_KEY", "")
LLM_MODEL = os.environ.get("LLM_MODEL", "")
# What it costs for a million tokens, and what one workspace may spend on it in a day.
LLM_PRICE_IN = env_decimal("LLM_PRICE_IN", "5")
LLM_PRICE_OUT = env_decimal("LLM_PRICE_OUT", "20")
LLM_DAILY_BUDGET = env_decimal("LLM_DAILY_BUDGET", "10")
# Whether tenants may name a model, or a site to read articles from, inside this network.
LLM_PRIVATE_ADDRESSES = env_bool("LLM_PRIVATE_ADDRESSES", default=DEBUG)
SITE_PRIVATE_ADDRESSES = env_bool("SITE_PRIVATE_ADDRESSES", default=DEBUG)
# What one visitor may say in ten seconds, counted by each web process for itself.
WIDGET_SENDS_PER_10_SECONDS = env_int("WIDGET_SENDS_PER_10_SECONDS", 10)
# What all visitors of one tenant may say in a second, counted likewise: a flood is its own.
TENANT_MESSAGES_PER_SECOND = env_int("TENANT_MESSAGES_PER_SECOND", 200)
# Requests to one tenant's hosts in a second, counted likewise; more are told to come back.
TENANT_REQUESTS_PER_SECOND = env_int("TENANT_REQUESTS_PER_SECOND", 200, at_least=1)
# Pages of one tenant that a web process makes at once; the others wait in a line of their own.
TENANT_PAGES_AT_ONCE = env_int("TENANT_PAGES_AT_ONCE", 3, at_least=1)
# Seconds: the pause in which a burst of messages gathers; a turn's own limit; the promise.
ASSISTANT_BURST_SECONDS = float(os.environ.get("ASSISTANT_BURST_SECONDS", "0.6"))
# A file of vectors that evaluations have computed before; none: each is computed.
EMBEDDINGS_CACHE = os.environ.get("EMBEDDINGS_CACHE", "")
ASSISTANT_DEADLINE_SECONDS = 12.0
ASSISTANT_PROMISE_SECONDS = 18.0

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["helpdesk.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["helpdesk.api.authentication.HasScope"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["helpdesk.api.rendering.QuickJSON"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.api.parsing.BoundedJSON"],
    "EXCEPTION_HANDLER": "helpdesk.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = description.SETTINGS
API_RATE_PER_MINUTE = env_int("API_RATE_PER_MINUTE", 300)

# The history names what a rule pointed at, even when that is gone.
AUDITLOG_USE_FK_STRING_REPRESENTATION = True

UNFOLD = theme.UNFOLD

LOGGING = logs.spoken_from(os.environ.get("LOG_LEVEL", "INFO"))
