"""What stands in a language of the CMS is for those who work in that language, at every address of Wagtail's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from home.models import User
from membership.models import ResourceTopic
from tests import factories
from tests.translation import on_the_desk as desk
from tests.translation.on_the_desk import People

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def people() -> People:
    factories.home_page()
    return desk.people()


def test_an_administrator_is_not_offered_to_fill_a_language_with_the_source(people: People, sign_in: SignIn) -> None:
    admin = sign_in(factories.UserFactory(superuser=True, second_factor=True))
    arabic = factories.language("ar")
    page = admin.get(reverse("wagtaillocales:edit", args=[arabic.pk]))
    assert page.status_code == 200
    assert "sync_from" not in page.content.decode()


def test_the_drafts_and_the_schedule_of_a_record_are_its_own_languages(people: People, sign_in: SignIn) -> None:
    record = factories.SupportRecordFactory(funder=factories.FunderFactory())
    record.save_revision().publish()
    at = timezone.now() + timedelta(days=1)
    scheduled = record.save_revision(approved_go_live_at=at)
    client = sign_in(people.reviewer)
    for name, of_version in (("revisions_view", True), ("revisions_unschedule", True), ("history", False)):
        address = reverse(
            f"wagtailsnippets_transparency_supportrecord:{name}",
            args=[record.pk, scheduled.pk] if of_version else [record.pk],
        )
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home")), name
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at == at
    assert sign_in(people.publisher).get(address).status_code == 200


def test_officers_keep_the_topics_of_the_members_pages(people: People, sign_in: SignIn) -> None:
    factories.MembersHomePageFactory()
    call_command("setup_roles", verbosity=0)
    topic = ResourceTopic.objects.create(locale=factories.language("en"), stable_id="police", name="Police")
    officer = sign_in(factories.UserFactory(groups=["Membership officers"], second_factor=True))
    address = reverse("wagtailsnippets_membership_resourcetopic:edit", args=[topic.pk])
    assert officer.get(address).status_code == 200
    assert sign_in(people.translator).get(address).status_code == 302
