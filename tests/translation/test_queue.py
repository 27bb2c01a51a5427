"""The desk's list: who sees what of it, what stands first, and who may give and take work."""

import datetime
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from home.models import StandardPage, User
from tests.factories import SectionPageFactory, StandardPageFactory, UserFactory, home_page, language
from translation.models import DeskEntry, Status
from translation.services import queue

pytestmark = pytest.mark.django_db

Enter = Callable[[str], Client]
DESK = "/admin/translation/"
#: Whatever the number of translations.
MOST_QUERIES = 45
EVERY_FILTER = "language=all&status=to_do&status=returned&assignee=nobody&age=7&due=none&q=Page"


@pytest.fixture(autouse=True)
def _site() -> None:
    for code in ("ar", "fr"):
        home_page(code)
    call_command("setup_roles", verbosity=0)


@pytest.fixture
def enter(client: Client) -> Enter:
    """Return the client, signed in as a person of this group, who stands at `client.person`."""

    def as_one_of(group: str) -> Client:
        client.person = person(group)  # type: ignore[attr-defined]
        client.force_login(client.person, backend=settings.AUTHENTICATION_BACKENDS[0])  # type: ignore[attr-defined]
        return client

    return as_one_of


def person(group: str, **values: str) -> User:
    """Return a person of this group who has a second factor."""
    made: User = UserFactory(groups=[group], second_factor=True, **values)
    return made


def published(title: str, **values: object) -> StandardPage:
    """Return a published page: it is on every language's desk."""
    page: StandardPage = StandardPageFactory(title=title, **values)
    page.save_revision().publish()
    return page


def entry(page: StandardPage, code: str = "ar") -> DeskEntry:
    """Return the page's entry in this language."""
    return DeskEntry.objects.get(
        translation__source__object_id=page.translation_key, translation__target_locale__language_code=code
    )


def titles(client: Client, address: str = DESK) -> list[str]:
    """Return what the desk lists, in its order, with the languages' codes."""
    response = client.get(address)
    assert response.status_code == 200
    return [f"{row.title} {row.language}" for row in response.context["object_list"]]


def test_a_translator_sees_their_own_language_and_others_when_they_ask(enter: Enter) -> None:
    published("Privacy")
    client = enter("Translators: Arabic")
    assert "Privacy ar" in titles(client)
    assert "Privacy fr" not in titles(client)
    assert "Privacy fr" in titles(client, f"{DESK}?language=fr")


def test_who_translates_nothing_sees_every_language_and_may_take_nothing(enter: Enter) -> None:
    page = published("Privacy")
    client = enter("Communications")
    assert {"Privacy ar", "Privacy fr"} <= set(titles(client))
    assert "desk-choice" in client.get(DESK).content.decode()
    client.post(reverse("translation:take"), {"entry": entry(page).pk})
    assert entry(page).assignee is None


def test_who_has_nothing_to_do_with_pages_is_turned_away(enter: Enter) -> None:
    client = enter("Members")
    assert client.get(DESK).status_code in {302, 403}


def test_the_cards_say_how_much_there_is_to_do(enter: Enter) -> None:
    page = published("Privacy")
    DeskEntry.objects.exclude(pk=entry(page).pk).delete()
    DeskEntry.objects.update(
        status=Status.TO_DO, words_to_do=120, out_of_date_since=timezone.now() - timedelta(days=40)
    )
    (card,) = enter("Translators: Arabic").get(DESK).context["cards"]
    assert (card["figures"].words_to_do, card["figures"].pages_to_do, card["figures"].out_of_date) == (120, 1, 1)


def test_a_translator_sees_first_what_is_theirs_and_what_came_back(enter: Enter) -> None:
    client = enter("Translators: Arabic")
    mine = [entry(published(title)).pk for title in ("late", "returned", "plain")]
    DeskEntry.objects.filter(pk__in=mine).update(assignee=client.person)  # type: ignore[attr-defined]
    DeskEntry.objects.filter(pk=mine[0]).update(deadline=timezone.localdate() - timedelta(days=1))
    DeskEntry.objects.filter(pk=mine[1]).update(status=Status.RETURNED)
    context = client.get(DESK).context
    assert context["own"] == queue.Own(to_do=3, returned=1, overdue=1)
    assert titles(client, context["own_urls"]["returned"]) == ["returned ar"]
    assert titles(client, context["own_urls"]["overdue"]) == ["late ar"]


def test_what_is_in_review_counts_no_more_as_work(enter: Enter) -> None:
    page = published("Privacy")
    DeskEntry.objects.exclude(pk=entry(page).pk).delete()
    DeskEntry.objects.update(status=Status.IN_REVIEW, words_to_do=0)
    figures = queue.figures([language("ar")])[0]
    assert (figures.pages_to_do, figures.in_review) == (0, 1)


def test_urgent_comes_first_then_the_nearest_deadline_then_the_oldest(enter: Enter) -> None:
    now = timezone.now()
    made = {title: entry(published(title)).pk for title in ("old", "due", "urgent", "done")}
    DeskEntry.objects.exclude(pk__in=made.values()).delete()
    DeskEntry.objects.filter(pk=made["old"]).update(out_of_date_since=now - timedelta(days=90))
    DeskEntry.objects.filter(pk=made["due"]).update(deadline=timezone.localdate() + timedelta(days=3))
    DeskEntry.objects.filter(pk=made["urgent"]).update(urgent=True)
    DeskEntry.objects.filter(pk=made["done"]).update(status=Status.UP_TO_DATE)
    assert titles(enter("Translators: Arabic")) == ["urgent ar", "due ar", "old ar", "done ar"]


def test_every_filter_is_an_address(enter: Enter) -> None:
    client = enter("Reviewers: Arabic")
    section = SectionPageFactory(title="Transparency")
    inside = entry(published("Funding", parent=section))
    outside = entry(published("Privacy"))
    DeskEntry.objects.exclude(pk__in=(inside.pk, outside.pk)).delete()
    DeskEntry.objects.filter(pk=inside.pk).update(
        assignee=client.person,  # type: ignore[attr-defined]
        urgent=True,
        status=Status.RETURNED,
        out_of_date_since=timezone.now() - timedelta(days=31),
        deadline=timezone.localdate() - timedelta(days=1),
    )
    for query in (
        "assignee=me",
        f"assignee={client.person.pk}",  # type: ignore[attr-defined]
        "urgent=True",
        "status=returned",
        "age=30",
        "age=7",
        "due=overdue",
        f"section={section.pk}",
        "q=fund",
    ):
        assert titles(client, f"{DESK}?{query}") == ["Funding ar"], query
    assert titles(client, f"{DESK}?assignee=nobody") == ["Privacy ar"]
    assert titles(client, f"{DESK}?age=90") == []
    kind = ContentType.objects.get_for_model(StandardPage)
    assert len(titles(client, f"{DESK}?type={kind.pk}")) == 2


def test_the_work_of_who_left_is_found_to_be_given_to_others(enter: Enter) -> None:
    page, gone = published("Privacy"), UserFactory(is_active=False)
    published("Contact")
    DeskEntry.objects.filter(pk=entry(page).pk).update(assignee=gone)
    assert titles(enter("Reviewers: Arabic"), f"{DESK}?assignee={gone.pk}") == ["Privacy ar"]


def test_a_filter_that_is_none_shows_nothing_instead_of_everything(enter: Enter) -> None:
    published("Privacy")
    assert titles(enter("Translators: Arabic"), f"{DESK}?age=soon") == []


def test_each_row_leads_to_its_work(enter: Enter) -> None:
    page = published("Privacy")
    DeskEntry.objects.exclude(pk=entry(page).pk).delete()
    client = enter("Reviewers: Arabic")
    edit = reverse("translation:edit", args=[entry(page).translation_id])
    assert edit in client.get(DESK).content.decode()
    DeskEntry.objects.update(status=Status.IN_REVIEW)
    assert reverse("translation:review", args=[entry(page).translation_id]) in client.get(DESK).content.decode()


def test_who_writes_the_source_is_led_to_the_history_and_others_to_no_page_that_refuses_them(enter: Enter) -> None:
    page = published("Privacy")
    history = reverse("translation:history", args=[entry(page).translation_id])
    client = enter("Communications")
    assert f'href="{history}"' in client.get(f"{DESK}?q=Privacy").content.decode()
    assert client.get(history).status_code == 200
    client = enter("Translators: French")
    listed = client.get(f"{DESK}?q=Privacy&language=ar").content.decode()
    assert "Privacy" in listed
    assert f"/{entry(page).translation_id}/" not in listed
    assert client.get(history).status_code in {302, 403}


def test_as_many_are_listed_as_can_be_assigned_at_once(enter: Enter) -> None:
    published("Privacy")
    fill(120)
    client = enter("Reviewers: Arabic")
    few = client.get(f"{DESK}?language=ar")
    assert len(few.context["object_list"]) == 50
    assert len(client.get(few.context["more_url"]).context["object_list"]) > 120


def test_a_translator_takes_what_nobody_has_and_gives_it_back(enter: Enter) -> None:
    page = published("Privacy")
    client = enter("Translators: Arabic")
    client.post(reverse("translation:take"), {"entry": [entry(page).pk, entry(page, "fr").pk]})
    assert entry(page).assignee == client.person  # type: ignore[attr-defined]
    assert entry(page, "fr").assignee is None
    client.post(reverse("translation:give_back"), {"entry": entry(page).pk})
    assert entry(page).assignee is None


def test_nobody_takes_what_somebody_has(enter: Enter) -> None:
    page, other = published("Privacy"), person("Translators: Arabic")
    DeskEntry.objects.filter(pk=entry(page).pk).update(assignee=other)
    client = enter("Translators: Arabic")
    client.post(reverse("translation:take"), {"entry": entry(page).pk})
    client.post(reverse("translation:give_back"), {"entry": entry(page).pk})
    assert entry(page).assignee == other


def test_a_reviewer_assigns_several_at_once(enter: Enter) -> None:
    pages = [published("Privacy"), published("Contact")]
    translator = person("Translators: Arabic", first_name="Fictional", last_name="Translator")
    client = enter("Reviewers: Arabic")
    chosen = [entry(page).pk for page in pages]
    form = client.post(reverse("translation:assign"), {"entry": chosen})
    assert "Fictional Translator" in form.content.decode()
    response = client.post(
        reverse("translation:assign"),
        {"entry": chosen, "save": "1", "assignee": translator.pk, "deadline": "2031-05-03", "urgent": "yes"},
    )
    assert response.status_code == 302
    for page in pages:
        changed = entry(page)
        assert (changed.assignee, changed.deadline, changed.urgent) == (translator, datetime.date(2031, 5, 3), True)


def test_what_is_left_as_it_is_stays(enter: Enter) -> None:
    page = published("Privacy")
    DeskEntry.objects.filter(pk=entry(page).pk).update(deadline=datetime.date(2031, 5, 3))
    enter("Reviewers: Arabic").post(
        reverse("translation:assign"), {"entry": entry(page).pk, "save": "1", "urgent": "yes"}
    )
    assert (entry(page).urgent, entry(page).deadline) == (True, datetime.date(2031, 5, 3))
    enter("Reviewers: Arabic").post(
        reverse("translation:assign"), {"entry": entry(page).pk, "save": "1", "no_deadline": "on"}
    )
    assert entry(page).deadline is None


@pytest.mark.parametrize("group", ["Translators: Arabic", "Reviewers: French", "Communications", "Publishers"])
def test_only_who_may_publish_in_the_language_assigns(enter: Enter, group: str) -> None:
    page = published("Privacy")
    response = enter(group).post(reverse("translation:assign"), {"entry": entry(page).pk, "save": "1", "urgent": "yes"})
    assert response.status_code in {302, 403}
    assert not entry(page).urgent


def test_work_is_given_to_nobody_who_does_not_translate_the_language(enter: Enter) -> None:
    page, stranger = published("Privacy"), person("Translators: French")
    response = enter("Reviewers: Arabic").post(
        reverse("translation:assign"), {"entry": entry(page).pk, "save": "1", "assignee": stranger.pk}
    )
    assert response.status_code == 422
    with pytest.raises(queue.NotAllowed):
        queue.change(person("Reviewers: Arabic"), [entry(page).pk], queue.Change(assignee=stranger))
    assert entry(page).assignee is None


def test_a_deadline_is_not_set_in_the_past_but_one_that_passed_may_stay(enter: Enter) -> None:
    page = published("Privacy")
    client = enter("Reviewers: Arabic")
    asked = {"entry": entry(page).pk, "save": "1", "deadline": "2021-05-03", "urgent": "yes"}
    assert client.post(reverse("translation:assign"), asked).status_code == 422
    DeskEntry.objects.filter(pk=entry(page).pk).update(deadline=datetime.date(2021, 5, 3))
    client.post(reverse("translation:assign"), asked)
    assert entry(page).urgent


def test_a_deadline_that_has_passed_is_said_in_words(enter: Enter) -> None:
    page = published("Privacy")
    DeskEntry.objects.filter(pk=entry(page).pk).update(deadline=datetime.date(2031, 5, 3))
    with time_machine.travel("2031-05-04 12:00 +0000", tick=False):
        assert "Overdue" in enter("Translators: Arabic").get(f"{DESK}?q=Privacy").content.decode()


def test_ten_thousand_translations_cost_no_more_queries_than_ten(
    enter: Enter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    published("Privacy")
    fill(10_000)
    client = enter("Reviewers: Arabic")
    client.get(DESK)
    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        began = timezone.now()
        response = client.get(DESK)
        took = timezone.now() - began
    assert len(response.context["object_list"]) == 50
    assert took < timedelta(seconds=3)
    with django_assert_max_num_queries(len(captured) + 2):
        client.get(f"{DESK}?{EVERY_FILTER}")
    DeskEntry.objects.filter(pk__gt=DeskEntry.objects.order_by("pk")[10].pk).delete()
    with django_assert_max_num_queries(len(captured)):
        client.get(DESK)


def fill(number: int) -> None:
    """Put as many translations into Arabic on the desk, each of a source of its own."""
    kind = ContentType.objects.get_for_model(StandardPage)
    page = StandardPage.objects.first()
    english, arabic = language(), language("ar")
    things = TranslatableObject.objects.bulk_create(
        TranslatableObject(translation_key=uuid4(), content_type=kind) for _count in range(number)
    )
    sources = TranslationSource.objects.bulk_create(
        TranslationSource(
            object=thing,
            specific_content_type=kind,
            locale=english,
            object_repr=f"Page {count}",
            content_json="{}" * 500,
            schema_version="0001",
            last_updated_at=timezone.now(),
        )
        for count, thing in enumerate(things)
    )
    translations = Translation.objects.bulk_create(
        Translation(source=source, target_locale=arabic) for source in sources
    )
    DeskEntry.objects.bulk_create(
        DeskEntry(
            translation=translation,
            title=f"Page {count}",
            content_type=kind,
            source_page=page,
            status=Status.values[count % len(Status.values)],
            segments=40,
            words=400,
            words_to_do=count % 400,
            out_of_date_since=timezone.now() - timedelta(hours=count),
        )
        for count, translation in enumerate(translations)
    )
