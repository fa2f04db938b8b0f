"""Addresses of the help centre, below /help/."""

from django.urls import path

from knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("brand.css", views.brand_css, name="brand_css"),
    path("icon.svg", views.icon, name="icon"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("collections/<slug:slug>/", views.collection, name="collection"),
    path("<slug:public_id>/feedback/", views.feedback, name="feedback"),
    path("<slug:public_id>/<slug:slug>/", views.article, name="article"),
    path("<path:anything>", views.nowhere, name="nowhere"),
]
