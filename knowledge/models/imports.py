"""What content is brought in from: sites that are read again, and each import with its report."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from knowledge.models.content import Article, Audience, Collection

MAX_NAME = 500


class Intake(models.Model):
    """What becomes of that which is brought in, as whoever brings it chose."""

    audience = models.CharField(
        max_length=10,
        choices=Audience,
        default=Audience.PUBLIC,
        help_text="Who may be told what stands in it.",
    )
    collection = models.ForeignKey(
        Collection,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where it goes, unless a file names its own collection.",
    )
    language = models.CharField(max_length=12, default="en")
    needs_review = models.BooleanField(
        "a person approves it first",
        default=True,
        help_text="Otherwise it is used at once, changes too.",
    )

    class Meta:
        abstract = True


class Site(Intake):
    """A web site that is read, and read again: its pages are articles."""

    name = models.CharField(max_length=120)
    url = models.URLField(
        "address",
        max_length=300,
        unique=True,
        help_text="Where reading begins. Only pages of the same host are read.",
    )
    max_pages = models.PositiveIntegerField(
        "at most so many pages",
        default=200,
        validators=[MinValueValidator(1), MaxValueValidator(5_000)],
    )
    max_depth = models.PositiveSmallIntegerField(
        "at most so many links deep",
        default=4,
        validators=[MaxValueValidator(20)],
        help_text="0 reads the one page (and what a sitemap names).",
    )
    every_days = models.PositiveSmallIntegerField(
        "read again after days",
        default=7,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Empty: only when somebody asks for it.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Owns the articles that are made of its pages.",
    )
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Import(Intake):
    """Files, past tickets or a site brought in at one time. ``imports`` writes it."""

    class Kind(models.TextChoices):
        FILES = "files", "Articles, questions and answers"
        TICKETS = "tickets", "Past tickets"
        SITE = "site", "A web site"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FILES)
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="imports"
    )
    name = models.CharField(max_length=MAX_NAME, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    is_stopping = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at"], name="imports_by_age")]

    def __str__(self) -> str:
        return self.name or self.get_kind_display()

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.CANCELLED)


class Outcome(models.TextChoices):
    """What became of a file, a page, or an entry in a file. Every one has a name."""

    WAITING = "waiting", "Waiting"
    READ = "read", "Read"
    NEW = "new", "New"
    CHANGED = "changed", "Updated"
    UNCHANGED = "unchanged", "Unchanged"
    PROPOSED = "proposed", "Change waits for review"
    GONE = "gone", "Gone, archived"
    DUPLICATE = "duplicate", "Duplicate"
    REFUSED = "refused", "Mistake in it"
    TOO_LARGE = "too_large", "Too large"
    LOCKED = "locked", "Password-protected"
    SCANNED = "scanned", "Scanned, without text"
    CORRUPT = "corrupt", "Damaged"
    WRONG_TYPE = "wrong_type", "Not what its name says"
    UNKNOWN_TYPE = "unknown_type", "Unknown kind"
    EMPTY = "empty", "Empty"
    BOMB = "bomb", "Unpacks to too much"
    TOO_COSTLY = "too_costly", "Takes too much to read"
    MALWARE = "malware", "Malware"
    FORBIDDEN = "forbidden", "Not allowed by the site"
    INSIDE = "inside", "Leads into a private network"
    ELSEWHERE = "elsewhere", "Leads to another site"
    CIRCLES = "circles", "Redirects in circles"
    SLOW = "slow", "Too slow"
    UNREACHABLE = "unreachable", "Not reachable"
    BEYOND = "beyond", "Beyond the limit"
    CANCELLED = "cancelled", "Cancelled"


class ImportItem(models.Model):
    """A file, a page, or an entry in a file, and what became of it."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(max_length=MAX_NAME, help_text="File name, row, or address.")
    depth = models.PositiveSmallIntegerField(default=0, help_text="Links away from the start.")
    stored = models.CharField(max_length=200, blank=True, help_text="The original in storage.")
    size = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.WAITING)
    detail = models.CharField(max_length=500, blank=True)
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="origins"
    )
    twin = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_item_per_name")]
        indexes = [
            models.Index(
                fields=["run", "id"], condition=Q(outcome="waiting"), name="items_waiting"
            ),
            models.Index(fields=["run", "outcome"], name="items_by_outcome"),
        ]

    def __str__(self) -> str:
        return self.name


class Sketch(models.Model):
    """Sixteen numbers of an article's wording, of which near-copies share some.

    ``twins`` is their only writer.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="sketch"
    )
    bands = ArrayField(models.IntegerField())

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="sketch_bands", fastupdate=False)]

    def __str__(self) -> str:
        return f"Sketch of {self.article_id}"
