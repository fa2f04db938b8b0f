"""Addresses of the help centre. Those without a language are the tenant's usual one."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from knowledge import editions, views


class LanguageConverter(StringConverter):
    """A language as articles have it: shorter than any page's name or article's id."""

    regex = editions.CODE


register_converter(LanguageConverter, "language")

app_name = "knowledge"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("icon.svg", views.icon, name="icon"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("<slug:public_id>/feedback/", views.feedback, name="feedback"),
    path("<language:language>/", views.home, name="home"),
    path("<language:language>/search/", views.search, name="search"),
    path("<language:language>/collections/<slug:slug>/", views.collection, name="collection"),
    path("<language:language>/<slug:public_id>/<slug:slug>/", views.article, name="article"),
    path("<slug:public_id>/<slug:slug>/", views.article, name="article"),
    path("<path:anything>", views.nowhere, name="nowhere"),
]
