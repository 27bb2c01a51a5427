"""The applicant's way."""

from django.urls import path

from membership.views import status

urlpatterns = [
    path("address/<str:signed>/", status.confirm_address, name="confirm_address"),
    path("status/<str:signed>/", status.show, name="application_status"),
]
