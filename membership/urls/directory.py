"""The public directory of member cities."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
