"""The admin's name, stylesheet and script; the colours stand in the settings."""

from django.http import HttpRequest
from django.templatetags.static import static


def workspace(request: HttpRequest) -> str:
    """The line under the product's name: whose admin this is."""
    name: str = request.tenant.name  # type: ignore[attr-defined]
    return name


def stylesheet(_request: HttpRequest) -> str:
    return static("console/console.css")


def script(_request: HttpRequest) -> str:
    return static("console/named.js")


def mark(_request: HttpRequest) -> str:
    return static("handrail/mark.svg")
