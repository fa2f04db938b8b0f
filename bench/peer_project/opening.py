"""Make an agent of the peer, a session and a token, and print them as a JSON object.

Runs in the peer's environment, on a database that is migrated and empty.
"""

import json
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from escalated.models import ApiToken, Department  # noqa: E402


def main() -> None:
    agent = get_user_model().objects.create_user("ona", "ona@peer.example", first_name="Ona")
    department = Department.objects.create(name="Support", slug="support")
    department.agents.add(agent)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.create()
    token = ApiToken.create_token(agent, "bench")["plain_text_token"]
    print(json.dumps({"session": session.session_key, "token": token}))


main()
