import pytest

from membership.models import Application
from membership.services import duplicates
from tests.factories_membership import ApplicationFactory, CityContactFactory, CityFactory

pytestmark = pytest.mark.django_db


def found(application: Application) -> list[tuple[object, bool, bool]]:
    """Return what may be the same city, and why."""
    return [
        (duplicate.application or duplicate.city, duplicate.same_place, duplicate.same_domain)
        for duplicate in duplicates.of(application).found
    ]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Exampleville", " exampleville"),
        ("Saint-Étienne", "SAINT ETIENNE"),
        ("عمّان", "عمان"),
        ("أريحا", "اريحا"),
        ("الكرامة", "الكرامه"),
    ],
)
def test_the_same_name_in_the_same_country_is_found_however_it_is_written(name: str, other: str) -> None:
    application, twin = ApplicationFactory(place_name=name), ApplicationFactory(place_name=other)
    assert found(application) == [(twin, True, False)]


def test_the_same_name_in_another_country_is_another_place() -> None:
    application = ApplicationFactory(place_name="Exampleville", country="JO")
    ApplicationFactory(place_name="Exampleville", country="GB")
    assert found(application) == []


def test_a_place_of_the_list_is_known_by_its_number() -> None:
    application = ApplicationFactory(place_name="Exampleville", place_id=7)
    twin = ApplicationFactory(place_name="Ville-Exemple", place_id=7)
    ApplicationFactory(place_name="Exampleville", place_id=8)
    assert found(application) == [(twin, True, False)]


def test_the_same_domain_is_found_in_another_country() -> None:
    application = ApplicationFactory(email="a@city.example.org", country="JO")
    twin = ApplicationFactory(email="b@city.example.org", country="GB")
    assert found(application) == [(twin, False, True)]


def test_a_public_mail_provider_joins_nobody() -> None:
    application = ApplicationFactory(email="a@gmail.com")
    ApplicationFactory(email="b@gmail.com")
    assert found(application) == []


def test_a_member_city_is_found_in_place_of_its_application() -> None:
    application = ApplicationFactory(place_name="Exampleville", email="a@city.example.org")
    earlier = ApplicationFactory(place_name="Exampleville", state=Application.State.CONFIRMED)
    city = CityFactory(name="Exampleville", application=earlier)
    CityContactFactory(city=city, user=None, email="c@CITY.example.org")
    assert found(application) == [(city, True, True)]


def test_an_application_is_not_its_own_citys_duplicate() -> None:
    application = ApplicationFactory(place_name="Exampleville", state=Application.State.CONFIRMED)
    CityFactory(name="Exampleville", application=application)
    assert found(application) == []


def test_what_was_erased_is_no_duplicate() -> None:
    from django.utils import timezone

    application = ApplicationFactory(place_name="Exampleville")
    ApplicationFactory(place_name="Exampleville", erased_at=timezone.now())
    assert found(application) == []


def test_the_first_are_named_and_the_rest_counted() -> None:
    application = ApplicationFactory(place_name="Exampleville")
    for _number in range(14):
        ApplicationFactory(place_name="Exampleville")
    result = duplicates.of(application)
    assert (len(result.found), result.total, result.more) == (10, 14, 4)
