"""/api/v1/articles/: write and publish; the same ``external_id`` is the same article."""

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api.paging import narrowed
from helpdesk.api.people import AgentByEmail
from helpdesk.api.resources import Resource, shown
from knowledge import publishing
from knowledge.models import Article, Audience, Collection


class ArticleShown(serializers.ModelSerializer[Article]):
    id = serializers.CharField(source="public_id", read_only=True)
    collection = serializers.SlugRelatedField[Collection](
        slug_field="slug", queryset=Collection.objects.all(), required=False, allow_null=True
    )
    owner = AgentByEmail(required=False, allow_null=True)
    title = serializers.CharField(max_length=300, allow_blank=True, required=False)
    body = serializers.CharField(
        allow_blank=True, trim_whitespace=False, required=False, help_text="Markdown."
    )
    audience = serializers.ChoiceField(Audience.choices, required=False)
    external_id = serializers.CharField(
        max_length=300, required=False, allow_null=True, help_text="Its id where it comes from."
    )

    class Meta:
        model = Article
        fields = [
            *["id", "external_id", "title", "body", "collection", "audience", "language", "owner"],
            *["review_by", "status", "version", "created_at", "updated_at", "published_at"],
        ]
        read_only_fields = ["status", "version", "created_at", "updated_at", "published_at"]
        extra_kwargs = {"language": {"required": False}, "review_by": {"required": False}}


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("status", enum=Article.Status.values),
            OpenApiParameter("collection", description="A collection's slug."),
            OpenApiParameter("external_id"),
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME),
        ]
    )
)
class Articles(Resource):
    """Help pages, drafts and archived ones too. Deleting is archiving: nothing is lost."""

    resource: ClassVar[str] = "articles"
    serializer_class = ArticleShown
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.select_related("collection", "owner").order_by("-id")

    def list(self, request: Request) -> Response:
        """Newest first; with ``updated_since`` the oldest change first."""
        return self.page(narrowed(self.get_queryset(), request, _FILTERS))

    def retrieve(self, request: Request, id: str) -> Response:
        return shown(ArticleShown, self.get_object())

    @extend_schema(responses={201: ArticleShown, 200: ArticleShown})
    def create(self, request: Request) -> Response:
        """A new draft, or with an ``external_id`` that is known the article it stands for."""
        data = self.given(request)
        external_id = data.get("external_id")
        known = Article.objects.filter(external_id=external_id).first() if external_id else None
        if known is not None:
            return shown(ArticleShown, publishing.revise(known.pk, **data))
        return shown(ArticleShown, publishing.create(**data), 201)

    def partial_update(self, request: Request, id: str) -> Response:
        """Change what is given; new content of a published article is live at once."""
        article = self.get_object()
        serializer = ArticleShown(article, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return shown(ArticleShown, publishing.revise(article.pk, **serializer.validated_data))

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def submit(self, request: Request, id: str) -> Response:
        """Ask for a review."""
        return shown(ArticleShown, publishing.submit_for_review(self.get_object().pk))

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def publish(self, request: Request, id: str) -> Response:
        """Approve it: customers may read it, the assistant may answer from it."""
        return shown(ArticleShown, publishing.publish(self.get_object().pk))

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def unpublish(self, request: Request, id: str) -> Response:
        """Back to draft."""
        return shown(ArticleShown, publishing.unpublish(self.get_object().pk))

    @action(detail=True, methods=["post"])
    @extend_schema(request=None)
    def archive(self, request: Request, id: str) -> Response:
        """Keep it for the record only."""
        return shown(ArticleShown, publishing.archive(self.get_object().pk))


_FILTERS = {"status": "status", "collection": "collection__slug", "external_id": "external_id"}
