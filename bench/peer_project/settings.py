"""The nearest peer as its own documents set it up, without mails and limits, in its favour.

Runs in the peer's environment, not in ours. ``PEER_DATABASE`` is a JSON object with what
Django calls a database; ``PEER_SECRET`` signs.
"""

import json
import os

SECRET_KEY = os.environ["PEER_SECRET"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
ROOT_URLCONF = "urls"
WSGI_APPLICATION = "django.core.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Connections stay, as ours do.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        **json.loads(os.environ["PEER_DATABASE"]),
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "inertia",
    "escalated",
]
# Without its EscalatedInertiaShareMiddleware, which ends every request with a TypeError: it gives
# inertia.share() two arguments by position, where there is only one. So its pages do less.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "escalated.middleware.EscalatedCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inertia.middleware.InertiaMiddleware",
    "below.ApiTokens",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
# Pages are asked for as its own frontend does after the first one: as JSON, without a layout.
INERTIA_LAYOUT = "unused.html"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
# Why it failed, for whoever runs the bench.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": "ERROR"},
}
ESCALATED = {
    "API_ENABLED": True,
    "NOTIFICATION_CHANNELS": [],
    "PLUGINS_ENABLED": False,
}
