"""What members do beside reading."""

from django.urls import include, path

from membership.views import invitation, terms

urlpatterns = [
    path("invitation/", invitation.show, name="own_invitation"),
    path("invitation/again/", invitation.ask_again, name="invitation_again"),
    path("invitation/<str:signed>/", invitation.follow_link, name="invitation"),
    path("terms/", terms.show, name="members_terms"),
    path("", include("membership.urls.city")),
]
