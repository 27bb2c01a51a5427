"""Membership's own addresses, below each language: they stand before the pages of the CMS."""

from django.urls import include, path

urlpatterns = [
    path("membership/application/", include("membership.urls.application")),
    path("membership/cities/", include("membership.urls.directory")),
    path("members/", include("membership.urls.members")),
]
