"""The public help centre: what a tenant's customers may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from knowledge.models import Article


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "knowledge/home.html", {})


def article(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    shown = get_object_or_404(Article.objects.public(), public_id=public_id)
    return render(request, "knowledge/article.html", {"article": shown})
