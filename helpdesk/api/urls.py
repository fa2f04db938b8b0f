"""Addresses of the API; whatever is not among them answers in the API's own error shape."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from helpdesk.api import schema  # noqa: F401 - registers how tokens are described
from helpdesk.api.articles import Articles
from helpdesk.api.attachments import Attachments
from helpdesk.api.conversations import Conversations
from helpdesk.api.describing import Description
from helpdesk.api.filing import Mentions, Tags
from helpdesk.api.held import HeldReplies
from helpdesk.api.macros import Macros
from helpdesk.api.messages import Messages
from helpdesk.api.policy import Policies
from helpdesk.api.queues import Queues
from helpdesk.api.recovery import Promises, RecoveryCases
from helpdesk.api.rules import Rules
from helpdesk.api.saved_views import Views
from helpdesk.api.surveys import SurveyResponses
from helpdesk.api.verdicts import HandoffVerdicts


class Unknown(APIView):
    """An address that leads nowhere, for callers with and without a token."""

    authentication_classes = []
    permission_classes = []
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise NotFound("There is nothing at this address. See /api/v1/openapi.json.")

    def get(self, request: Request) -> Response:
        raise NotImplementedError  # initial() refused before


router = SimpleRouter(trailing_slash=False)
router.trailing_slash = "/?"  # callers come with and without
router.register("conversations", Conversations, basename="conversation")
router.register("conversations/(?P<id>[^/]+)/messages", Messages, basename="message")
router.register("conversations/(?P<id>[^/]+)/attachments", Attachments, basename="attachment")
router.register("articles", Articles, basename="article")
router.register("held-replies", HeldReplies, basename="held-reply")
router.register("handoff-verdicts", HandoffVerdicts, basename="handoff-verdict")
router.register("mentions", Mentions, basename="mention")
router.register("macros", Macros, basename="macro")
router.register("policy", Policies, basename="policy")
router.register("promises", Promises, basename="promise")
router.register("queues", Queues, basename="queue")
router.register("recovery-cases", RecoveryCases, basename="recovery-case")
router.register("rules", Rules, basename="rule")
router.register("views", Views, basename="view")
router.register("survey-responses", SurveyResponses, basename="survey-response")
router.register("tags", Tags, basename="tag")

app_name = "api"
urlpatterns = [
    path(
        "openapi.json", SpectacularJSONAPIView.as_view(generator_class=Description), name="schema"
    ),
    *router.urls,
    re_path("", Unknown.as_view()),
]
