"""/api/v1/conversations/{id}/attachments/: upload a file to send with a message; fetch one."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from helpdesk.api import single
from helpdesk.api.callers import token_of
from helpdesk.api.messages import WRITERS
from helpdesk.api.people import ByAgent, acting
from helpdesk.api.resources import Resource
from helpdesk.conversations import access, attaching, linking
from helpdesk.conversations.attaching import Tray
from helpdesk.conversations.linking import Reader
from helpdesk.conversations.models import Message
from tenants.uploads import receiving


class AttachmentShown(serializers.Serializer[Any]):
    """A file as messages list it."""

    id = serializers.CharField()
    name = serializers.CharField()
    media = serializers.CharField(help_text="Its media type, found by its content.")
    size = serializers.IntegerField(help_text="In bytes.")
    width = serializers.IntegerField(required=False, help_text="Of a picture, in pixels.")
    height = serializers.IntegerField(required=False)


class Addresses(serializers.Serializer[Any]):
    """Where it can be fetched, without a token, for five minutes."""

    url = serializers.URLField()
    preview = serializers.URLField(required=False, help_text="Of a picture: a smaller one.")


class AttachmentGiven(ByAgent):
    """A file in a form. It waits a day for the message it is sent with."""

    file = serializers.FileField(allow_empty_file=True)
    sender = serializers.ChoiceField(WRITERS, help_text="Whose message it will go with.")
    size = serializers.CharField(
        required=False, help_text="How many bytes were meant, so that a cut upload is noticed."
    )


class Attachments(Resource):
    """Files of one conversation."""

    resource: ClassVar[str] = "conversations"
    serializer_class = AttachmentShown
    parser_classes = [MultiPartParser]
    lookup_url_kwarg = "file"
    # Reading a file takes seconds and may ask a scanner: not inside a transaction. An upload that
    # arrives twice is thrown away unsent.
    happens_once = False

    @extend_schema(request={"multipart/form-data": AttachmentGiven}, responses=AttachmentShown)
    def create(self, request: Request, id: str) -> Response:
        """Upload a file; then name its id in ``attachments`` of a message."""
        conversation = access.by_public_id(id)
        serializer = AttachmentGiven(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        single.check(conversation, sender=data["sender"])
        tray = Tray(conversation.pk, _author(data, request))
        with TemporaryDirectory(prefix="upload-") as folder:
            file = receiving.taken(
                data["file"],
                Path(folder),
                meant=data.get("size", ""),
                limit=settings.UPLOAD_MAX_BYTES,
            )
            kept = attaching.keep(tray, file)
        return Response(attaching.described(kept), status=201)

    @extend_schema(responses=Addresses)
    def retrieve(self, request: Request, id: str, file: str) -> Response:
        """Where to fetch a file within the next five minutes."""
        reader = Reader("program", token_of(request).pk)
        found = linking.addresses(reader, single.named(id).pk, file)
        return Response({name: request.build_absolute_uri(to) for name, to in found.items()})


def _author(data: dict[str, Any], request: Request) -> str:
    if data["sender"] == Message.Sender.CONTACT:
        return str(Message.Sender.CONTACT)
    return f"agent:{acting(data, request).pk}"
