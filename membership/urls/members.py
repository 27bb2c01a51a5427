"""What members do beside reading."""

from django.urls import path

from membership.views import invitation

urlpatterns = [
    path("invitation/<str:signed>/", invitation.show, name="invitation"),
]
