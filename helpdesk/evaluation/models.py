"""Questions whose answers are known, and what came of asking them, each time they were asked."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

MAX_NAME = 120
MAX_SUBJECT = 300
MAX_QUOTED = 300


class QuestionSet(models.Model):
    """Questions and the articles that answer them. Written once: figures stay comparable."""

    name = models.CharField(max_length=MAX_NAME, unique=True)
    questions = models.JSONField(
        help_text='[{"question", "history": [{"role", "text"}], "relevant": [article], '
        '"answerable"}]; an article goes by its id in the source or its title.'
    )
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Evaluation(models.Model):
    """One time of measuring: what was measured, on what, how things stood, what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    part = models.CharField(max_length=20, help_text="As in manage.py evaluate PART.")
    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.CASCADE, null=True, blank=True, related_name="evaluations"
    )
    subject = models.CharField(max_length=MAX_SUBJECT, help_text="The set, or the files.")
    digest = models.CharField(
        max_length=64, help_text="Of all that was asked: the same can be compared."
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_stopping = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    configuration = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["part", "digest", "-id"], name="evaluations_alike")]

    def __str__(self) -> str:
        return f"{self.part}: {self.subject}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED)


class Asked(models.Model):
    """One question of a set, asked: ``articles`` are the found ones' names, best first."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="asked")
    number = models.PositiveIntegerField(help_text="Its place in the set, from 0.")
    question = models.TextField()
    relevant = models.JSONField(default=list, help_text="What its set names as right.")
    is_answerable = models.BooleanField()
    articles = models.JSONField(default=list)
    right = models.JSONField(default=list, help_text="Places of the right ones among them, from 1.")
    right_in_all = models.PositiveSmallIntegerField(help_text="Of all that is known here.")
    way = models.CharField(max_length=16, help_text="answered, asked_back or stepped_aside.")
    quoted = models.CharField(
        max_length=MAX_QUOTED, blank=True, help_text="The article answered from."
    )
    is_wrong = models.BooleanField(
        help_text="It would be answered from another article, or at all."
    )
    confidence = models.FloatField()
    milliseconds = models.FloatField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="each_asked_once")
        ]

    def __str__(self) -> str:
        return self.question[:80]
