"""What members do beside reading."""

from django.urls import include, path

from membership.views import invitation

urlpatterns = [
    path("invitation/<str:signed>/", invitation.show, name="invitation"),
    path("", include("membership.urls.city")),
]
