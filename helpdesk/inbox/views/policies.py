"""The policy in plain language, for everybody who works here."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from escalation.models import PolicyVersion
from escalation.policy.describing import describe
from escalation.rulebook import current_policy
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.naming import names
from helpdesk.inbox.entrance import AgentRequest, members_only
from tenants.brand.models import Brand

_EDITED_AT = {
    "brief": "admin:escalation_brief_changelist",
    "topics": "admin:escalation_risktopic_changelist",
    "rules": "admin:escalation_escalationrule_changelist",
    "teams": "admin:escalation_team_changelist",
}


@require_GET
@members_only
def policy(request: AgentRequest) -> HttpResponse:
    """What is live, generated from it; who may change it finds the way there."""
    live, assistant = current_policy(), AssistantSettings.current()
    has_model = bool(assistant.base_url or settings.LLM_BASE_URL)
    may_edit = request.user.has_perm("escalation.change_escalationrule")
    context = {
        "brand": Brand.current(),
        "version": PolicyVersion.objects.defer("content").filter(number=live.number).first(),
        "sections": describe(live.spec, names(), has_model=has_model),
        "edited_at": {part: reverse(name) for part, name in _EDITED_AT.items()} if may_edit else {},
        "may_edit": may_edit,
        "is_on": assistant.is_on,
    }
    return render(request, "inbox/policy.html", context)
