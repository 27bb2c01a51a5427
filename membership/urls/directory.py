"""The public directory of member cities."""

from django.urls import path

from membership.views import directory

urlpatterns = [
    path("", directory.public_list, name="city_directory"),
    path("<int:pk>/", directory.public_city, name="city"),
]
