"""/api/v1/rules/: when a person takes over, in order; the first rule that holds wins."""

from typing import Any, ClassVar

from django.db.models import Max, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from escalation.conditions import What
from escalation.models import EscalationRule, RiskTopic
from escalation.rules import Offer
from helpdesk.api.people import TeamByName
from helpdesk.api.resources import Resource, shown

MARK = "rule_"


class RuleId(serializers.CharField):
    """``rule_7``."""

    def to_representation(self, value: Any) -> str:
        return f"{MARK}{value}"


class ConditionShown(serializers.Serializer[Any]):
    """``{"what": "attribute", "name": "plan", "value": "enterprise"}``."""

    what = serializers.ChoiceField(choices=[str(what) for what in What])
    value = serializers.CharField(max_length=200)
    name = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="Of an attribute."
    )


class RuleShown(serializers.ModelSerializer[EscalationRule]):
    id = RuleId(source="pk", read_only=True)
    team = TeamByName(required=False, allow_null=True)
    topic = serializers.SlugRelatedField[RiskTopic](
        slug_field="name", queryset=RiskTopic.objects.all(), required=False, allow_null=True
    )
    conditions = ConditionShown(many=True, required=False, help_text="All of them must hold.")
    offers = serializers.ListField(
        child=serializers.ChoiceField(choices=Offer.choices), required=False
    )
    position = serializers.IntegerField(read_only=True, help_text="Change it with reorder.")

    class Meta:
        model = EscalationRule
        fields = ["id", "position", "name", "is_on", "trigger", "topic", "threshold", "words"]
        fields += ["team", "priority", "conditions", "offers"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The same check as the admin's form, over the rule as it would be."""
        names = ("trigger", "topic", "threshold", "conditions", "offers")
        now = {name: getattr(self.instance, name) for name in names if self.instance}
        EscalationRule(**now | {name: attrs[name] for name in names if name in attrs}).clean()
        return attrs


class OrderGiven(serializers.Serializer[Any]):
    order = serializers.ListField(
        child=serializers.CharField(), help_text="The ids of all rules, first to last."
    )


class Rules(Resource):
    """Escalation rules of this workspace."""

    resource: ClassVar[str] = "rules"
    serializer_class = RuleShown
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[EscalationRule]:
        return EscalationRule.objects.select_related("team", "topic")

    def get_object(self) -> EscalationRule:
        try:
            return self.get_queryset().get(pk=_key(self.kwargs["id"]))
        except (EscalationRule.DoesNotExist, ValueError) as error:
            raise Http404 from error

    def list(self, request: Request) -> Response:
        """In the order in which they are looked at."""
        return self.page(self.get_queryset().order_by("position", "id"))

    def retrieve(self, request: Request, id: str) -> Response:
        return shown(RuleShown, self.get_object())

    @extend_schema(responses={201: RuleShown})
    def create(self, request: Request) -> Response:
        """A new rule, at the end."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        last = EscalationRule.objects.aggregate(last=Max("position"))["last"] or 0
        return shown(RuleShown, serializer.save(position=last + 10), status.HTTP_201_CREATED)

    def partial_update(self, request: Request, id: str) -> Response:
        serializer = self.get_serializer(self.get_object(), data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return shown(RuleShown, serializer.save())

    def destroy(self, request: Request, id: str) -> Response:
        self.get_object().delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OrderGiven, responses=RuleShown(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def reorder(self, request: Request) -> Response:
        """Put all rules into this order."""
        serializer = OrderGiven(data=request.data)
        serializer.is_valid(raise_exception=True)
        rules = {rule.pk: rule for rule in EscalationRule.objects.select_for_update()}
        for place, key in enumerate(_all_of(rules, serializer.validated_data["order"])):
            rules[key].position = 10 * (place + 1)
            rules[key].save(update_fields=["position"])
        ordered = self.get_queryset().order_by("position", "id")
        return Response(RuleShown(ordered, many=True).data)


def _key(rule_id: str) -> int:
    """Raises ``ValueError`` for what is no rule's id."""
    mark, _, number = rule_id.partition("_")
    if f"{mark}_" != MARK or not number.isdecimal() or len(number) > 18:
        raise ValueError(rule_id)
    return int(number)


def _all_of(rules: dict[int, EscalationRule], order: list[str]) -> list[int]:
    try:
        keys = [_key(rule_id) for rule_id in order]
    except ValueError as error:
        raise ValidationError({"order": f"There is no rule “{error}”."}) from error
    if sorted(keys) != sorted(rules):
        raise ValidationError({"order": f"Name each of the {len(rules)} rules once."})
    return keys
