"""What a city's contacts read and change in the members' section."""

from django.urls import path

from membership.views import directory, interest, own_city, resources

urlpatterns = [
    path("cities/", directory.members_list, name="members_directory"),
    path("cities/<int:pk>/", directory.members_city, name="members_city"),
    path("resources/", resources.show, name="resources"),
    path("activities/<uuid:activity>/interest/", interest.set_interest, name="set_interest"),
    path("city/", own_city.show, name="own_city"),
    path("city/as/<slug:audience>/", own_city.show_as, name="own_city_as"),
    path("city/profile/", own_city.change_city, name="change_city"),
    path("city/you/", own_city.change_contact, name="change_contact"),
    path("city/mandate/", own_city.renew_mandate, name="renew_mandate"),
    path("city/contacts/new/", own_city.propose_contact, name="propose_contact"),
    path("city/contacts/<int:pk>/remove/", own_city.remove_contact, name="remove_contact"),
    path("city/handover/", own_city.hand_over, name="hand_over"),
    path("city/leave/", own_city.leave, name="leave_network"),
]
