"""/api/v1/policy/: what is live, in words too, what the draft would change, and publishing it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.models import PolicyVersion
from escalation.policy import publishing
from escalation.policy.checking import problems_of_draft
from escalation.policy.describing import as_text, describe
from escalation.policy.differences import differences
from escalation.policy.drafting import draft
from escalation.rulebook import current_policy
from helpdesk.api.callers import maker_of
from helpdesk.api.resources import Resource
from helpdesk.assistant.models import AssistantSettings
from helpdesk.assistant.naming import names


class VersionShown(serializers.ModelSerializer[PolicyVersion]):
    author = serializers.CharField(source="author_name", help_text="Empty: the system.")
    restores = serializers.IntegerField(
        source="restores_id", allow_null=True, help_text="The version whose content came back."
    )

    class Meta:
        model = PolicyVersion
        fields = ["number", "published_at", "author", "note", "restores"]
        read_only_fields = fields


class ChangeShown(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["added", "removed", "changed"])
    says = serializers.CharField()


class DraftShown(serializers.Serializer[Any]):
    fingerprint = serializers.CharField(help_text="Send it as seen to publish this and no other.")
    is_replayed = serializers.BooleanField(help_text="False: a backtest comes before publishing.")
    changes = ChangeShown(many=True)
    problems = serializers.ListField(child=serializers.CharField())


class PolicyShown(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="0: nothing was published yet.")
    text = serializers.CharField(help_text="The policy in plain language.")
    content = serializers.JSONField()
    draft = DraftShown()


class NoteGiven(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=300, allow_blank=True, default="")
    seen = serializers.CharField(max_length=64, allow_blank=True, default="")


class NumberGiven(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class Published(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    is_new = serializers.BooleanField(help_text="False: nothing had changed.")
    says = serializers.CharField()


class Policies(Resource):
    """The policy of this workspace: rules and brief are its draft, versions are what runs."""

    resource: ClassVar[str] = "rules"
    serializer_class = VersionShown

    def get_queryset(self) -> QuerySet[PolicyVersion]:
        return PolicyVersion.objects.defer("content").order_by("-number")

    @extend_schema(responses=PolicyShown, filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def live(self, request: Request) -> Response:
        """What is live, in words and as data, and what the draft would change."""
        policy, spec, called = current_policy(), draft(), names()
        has_model = bool(AssistantSettings.current().base_url or settings.LLM_BASE_URL)
        shown = {
            "version": policy.number,
            "text": as_text(describe(policy.spec, called, has_model=has_model)),
            "content": policy.spec.to_json(),
            "draft": {
                "fingerprint": spec.fingerprint(),
                "is_replayed": publishing.is_replayed(spec),
                "changes": differences(policy.spec, spec, called),
                "problems": problems_of_draft(called),
            },
        }
        return Response(PolicyShown(shown).data)

    def list(self, request: Request) -> Response:
        """The versions that were published, newest first."""
        return self.page(self.get_queryset())

    @extend_schema(request=NoteGiven, responses=Published)
    @action(detail=False, methods=["post"], pagination_class=None, serializer_class=NoteGiven)
    def publish(self, request: Request) -> Response:
        """Make the draft live. With ``seen`` only if the draft is still that one."""
        given = self.given(request)
        return _told(publishing.publish(given["note"], maker_of(request), seen=given["seen"]))

    @extend_schema(request=NumberGiven, responses=Published)
    @action(
        detail=False,
        methods=["post"],
        url_path="roll-back",
        pagination_class=None,
        serializer_class=NumberGiven,
    )
    def roll_back(self, request: Request) -> Response:
        """Publish again what a version said, under a new number; the draft says the same then."""
        number = self.given(request)["number"]
        if not PolicyVersion.objects.filter(number=number).exists():
            raise Http404
        return _told(publishing.roll_back(number, maker_of(request)))


def _told(done: publishing.Publication) -> Response:
    shown = {"version": done.version.number, "is_new": done.is_new, "says": str(done)}
    return Response(Published(shown).data)
