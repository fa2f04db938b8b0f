"""What a backtest works on and how far it is; conversations that it changed; what errors cost."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from escalation.backtesting.costing import Costs
from escalation.models import Backtest
from helpdesk.conversations.models import Conversation
from tenants.one_row import OneRow

MAX_NAME = 200
USUAL = Costs()


class PastFile(models.Model):
    """Conversations that were brought in, to be replayed as often as somebody likes."""

    name = models.CharField(max_length=MAX_NAME)
    count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class PastPart(models.Model):
    """Some conversations of a file: packed JSON, with the facts of their turns once read."""

    file = models.ForeignKey(PastFile, on_delete=models.CASCADE, related_name="parts")
    place = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["file", "place"], name="one_part_in_each_place")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, part {self.place}"


class Run(models.Model):
    """How far a backtest is: a job goes on from here after a crash. ``working`` writes it.

    ``cursor`` is the last conversation, or the last part of the file, that ``sums`` hold.
    """

    backtest = models.OneToOneField(
        Backtest, on_delete=models.CASCADE, primary_key=True, related_name="run"
    )
    file = models.ForeignKey(PastFile, on_delete=models.SET_NULL, null=True, blank=True)
    since = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(default=0)
    sums = models.JSONField(default=dict)
    is_stopping = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"Run of {self.backtest_id}"


class Changed(models.Model):
    """A conversation in which the draft does something else than the policy in force.

    It keeps no word of the customer: what was said is looked up where it stands. ``old`` and
    ``new`` are the places of the messages at which each fires.
    """

    backtest = models.ForeignKey(Backtest, on_delete=models.CASCADE, related_name="changed")
    kind = models.CharField(max_length=12)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    # Of a file: the part and the number in it.
    part = models.PositiveIntegerField(null=True)
    number = models.PositiveSmallIntegerField(null=True)
    old = models.PositiveIntegerField(null=True)
    new = models.PositiveIntegerField(null=True)
    old_rule = models.CharField(max_length=120, blank=True)
    new_rule = models.CharField(max_length=120, blank=True)
    needed = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["backtest", "kind"], name="changed_by_kind")]

    def __str__(self) -> str:
        return f"{self.backtest_id}: {self.kind}"


class CostOfError(OneRow):
    """What a hand-over and a failure cost here, in any unit: one row, safe defaults."""

    ticket = models.FloatField(
        "a hand-over costs",
        default=USUAL.ticket,
        db_default=USUAL.ticket,
        validators=[MinValueValidator(0.01), MaxValueValidator(1_000_000)],
        help_text="What a person's work on one conversation costs. Any unit, such as euros.",
    )
    failure = models.FloatField(
        "a failed conversation costs",
        default=USUAL.failure,
        db_default=USUAL.failure,
        validators=[MinValueValidator(0.01), MaxValueValidator(1_000_000)],
        help_text="What is lost on average when a customer needed a person and got none: "
        "the customer's value times the chance that they leave. The same unit.",
    )
    risk = models.FloatField(
        "a risk topic weighs",
        default=USUAL.risk,
        db_default=USUAL.risk,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text="So many times that is lost where a risk topic is missed.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "cost of an error"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_cost_of_error")]

    def __str__(self) -> str:
        return "Cost of an error"

    @property
    def costs(self) -> Costs:
        return Costs(self.ticket, self.failure, self.risk)
