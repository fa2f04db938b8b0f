"""What drf-spectacular is told: the title, the names of choices, our finishing touch."""

from typing import Any, Final

SETTINGS: Final[dict[str, Any]] = {
    "TITLE": "Handrail API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "helpdesk.api.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ConversationStatus": "helpdesk.conversations.models.Conversation.Status",
        "ArticleStatus": "knowledge.models.Article.Status",
        "Sender": "helpdesk.conversations.models.Message.Sender",
        "Writer": "helpdesk.api.messages.WRITERS",
        "MessageKind": "helpdesk.conversations.models.Message.Kind",
        "SurveyKind": "helpdesk.surveys.models.Kind",
        "PromiseKind": "helpdesk.recovery.models.Promise.Kind",
        "PromiseState": "helpdesk.recovery.models.Promise.State",
        "RecoveryState": "helpdesk.recovery.stages.State",
        "Failure": "helpdesk.recovery.failures.Failure",
        "HandoffMoment": "helpdesk.handoff.models.HandoffJudgement.Moment",
        "HandoffContext": "helpdesk.handoff.models.HandoffJudgement.Context",
        "HandoffTeam": "helpdesk.handoff.models.HandoffJudgement.Team",
        "HandoffSummary": "helpdesk.handoff.models.HandoffJudgement.Summary",
        "ViewAudience": "helpdesk.selecting.models.SavedView.Audience",
        "Priority": "escalation.rules.Priority",
    },
}
