"""Corrections in the CMS: published by whoever may publish the page, read by staff, changed and deleted by nobody."""

import re
from typing import Any

import pytest
from demo import roles
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from tests.factories import RebuttalPageFactory, UserFactory, home_page, translated
from tests.pages import sign_in, superuser
from tests.transparency.test_corrections import WORDS, corrected, draft, live_rebuttal
from translation.services import review
from transparency.models import Correction, RebuttalPage
from transparency.services.publishing_corrections import CorrectionRefused, draft_of

pytestmark = pytest.mark.django_db


def staff(*groups: str) -> Client:
    """Return the client of a person of these groups, with the roles set up."""
    home_page("ar")
    roles.set_up_roles()
    return sign_in(Client(), UserFactory(staff=True, groups=list(groups)))


def address_of(page: Any) -> str:
    return reverse("publish_correction", args=[page.pk])


def typed(client: Client, page: Any, **values: str) -> dict[str, str]:
    """Return what the form would send: the words, and what was seen."""
    form = client.get(address_of(page)).context["form"]
    return {**WORDS, "seen": form.initial["seen"], **values}


def test_a_publisher_sees_what_changes_and_publishes_it_as_a_correction() -> None:
    page = live_rebuttal()
    draft(page)
    client = staff("Publishers")
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'href="{address_of(page)}"' in editor
    answer = client.get(address_of(page))
    assert '<ins class="difference__new">' in answer.content.decode()
    assert answer.context["form"].initial["was"] == WORDS["was"]
    assert answer.context["form"].initial["now"] == WORDS["now"]
    answer = client.post(address_of(page), typed(client, page), follow=True)
    assert "Correction 1 is published." in answer.content.decode()
    assert Correction.objects.get().page_id == page.pk


def test_what_was_typed_is_kept_beside_what_is_wrong() -> None:
    page = live_rebuttal()
    draft(page)
    client = sign_in(Client(), superuser())
    answer = client.post(address_of(page), typed(client, page, now=WORDS["was"], reason=""))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"now", "reason"}
    assert WORDS["was"] in answer.content.decode()
    assert 'href="#id_reason"' in answer.content.decode()
    assert not Correction.objects.exists()


def test_whoever_opened_the_page_before_the_draft_changed_reads_it_again_and_loses_no_word() -> None:
    page = live_rebuttal()
    draft(page)
    client = sign_in(Client(), superuser())
    sent = typed(client, page, reason="Typed at length.")
    draft(page, why_misleading="Somebody else's words.")
    answer = client.post(address_of(page), sent)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Typed at length." in html
    assert "The draft was changed after you opened this page." in html
    assert not Correction.objects.exists()
    assert client.post(address_of(page), {**sent, "seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert Correction.objects.get().reason == "Typed at length."


def test_without_a_draft_the_editor_says_what_to_do() -> None:
    page = live_rebuttal()
    answer = sign_in(Client(), superuser()).get(address_of(page), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "There is no unpublished draft" in answer.content.decode()


def test_the_button_and_the_page_are_for_those_who_may_publish() -> None:
    page = live_rebuttal()
    draft(page)
    client = staff("Communications")
    assert address_of(page) not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert client.get(address_of(page)).status_code == 302
    assert client.post(address_of(page), WORDS | {"seen": "x"}).status_code == 302
    assert not Correction.objects.exists()


def test_a_locked_page_is_not_corrected() -> None:
    page = live_rebuttal(locked=True)
    draft(page)
    client = staff("Publishers")
    assert client.get(address_of(page)).status_code == 302
    assert not Correction.objects.exists()


def test_the_list_is_read_and_nothing_more() -> None:
    correction = corrected()
    client = staff("Publishers")
    html = client.get(reverse("corrections:index")).content.decode()
    assert correction.was in html
    assert "corrections/1/" not in html
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("corrections:index") in menu
    for way in ("edit", "delete", "add", "history", "copy"):
        assert client.get(f"{reverse('corrections:index')}{way}/{correction.pk}/", follow=True).status_code == 404
    assert staff("Communications").get(reverse("corrections:index")).status_code == 302


# Translations: the draft is what the translators wrote.


def arabic_of(page: Any) -> tuple[Any, Translation]:
    """Return the page's Arabic translation, read and published at the desk."""
    for parent in page.get_ancestors().filter(depth__gt=2).specific():
        translated(parent, "ar")
    arabic = Locale.objects.get(language_code="ar")
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=arabic)
    translate(translation, "النص القديم")
    review.bring_in(translation, superuser())
    made = RebuttalPage.objects.get(locale=arabic, translation_key=page.translation_key)
    return made, translation


def translate(translation: Translation, words: str, by: Any = None) -> None:
    """Translate every string alike, figures kept, but the claim: nothing else may say what it says."""
    for segment in translation.source.stringsegment_set.select_related("context", "string"):
        figures = re.findall(r"\w*\d\w*", segment.string.data)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={
                "data": "زعم خيالي مضلل" if segment.context.path == "claim" else " ".join([words, *figures]),
                "last_translated_by": by,
                "has_error": False,
            },
        )


def test_a_reviewer_corrects_a_translation_in_the_words_of_the_desk() -> None:
    home_page("ar")
    page = live_rebuttal()
    arabic, translation = arabic_of(page)
    translate(translation, "النص الجديد")
    client = staff("Reviewers: Arabic")
    assert client.get(address_of(page)).status_code == 302, "Not in another language."
    answer = client.get(address_of(arabic))
    assert "النص الجديد" in answer.content.decode()
    logged = TranslationLog.objects.count()
    client.post(address_of(arabic), typed(client, arabic, was="القديم", now="الجديد", reason="خطأ"))
    correction = Correction.objects.get()
    assert (correction.language, correction.page_id) == ("ar", arabic.pk)
    assert RebuttalPage.objects.get(pk=arabic.pk).why_misleading == "النص الجديد"
    assert TranslationLog.objects.count() == logged + 1


def test_a_translation_of_which_no_word_changed_has_nothing_to_correct() -> None:
    home_page("ar")
    arabic, translation = arabic_of(live_rebuttal())
    with pytest.raises(CorrectionRefused, match="no unpublished draft"):
        draft_of(arabic)
    changed = translation.source.stringsegment_set.filter(context__path__startswith="evidence").first()
    words = StringTranslation.objects.get(
        translation_of=changed.string, context=changed.context, locale=translation.target_locale
    )
    words.data = f"{words.data} أيضا"
    words.save()
    first = draft_of(arabic).stamp
    words.data = f"{words.data} وكذلك"
    words.save()
    assert draft_of(arabic).stamp != first


def test_nobody_corrects_with_words_that_nobody_else_has_read() -> None:
    home_page("ar")
    arabic, translation = arabic_of(live_rebuttal())
    client = staff("Reviewers: Arabic")
    reviewer = client.get(reverse("wagtailadmin_home")).wsgi_request.user
    translate(translation, "نص لم يقرأه أحد", by=reviewer)
    answer = client.post(address_of(arabic), typed(client, arabic))
    assert "Part of this translation is your own" in answer.content.decode()
    assert not Correction.objects.exists()
    assert RebuttalPage.objects.get(pk=arabic.pk).why_misleading == "النص القديم"


# What was corrected stays.


def test_a_corrected_rebuttal_and_what_stands_above_it_are_not_deleted() -> None:
    page = RebuttalPage.objects.get(pk=corrected().page_id)
    client = sign_in(Client(), superuser())
    for doomed in (page, page.get_parent()):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[doomed.pk]), follow=True)
        assert answer.status_code == 200
        assert "a rebuttal that was corrected stays" in answer.content.decode()
    assert RebuttalPage.objects.filter(pk=page.pk).exists()


def test_nor_are_they_deleted_among_others() -> None:
    page = RebuttalPage.objects.get(pk=corrected().page_id)
    other = RebuttalPageFactory(parent=page.get_parent())
    client = sign_in(Client(), superuser())
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = client.post(f"{address}?id={page.pk}&id={other.pk}", follow=True)
    assert "a rebuttal that was corrected stays" in answer.content.decode()
    assert RebuttalPage.objects.filter(pk__in=[page.pk, other.pk]).count() == 2
    client.post(f"{address}?id={other.pk}")
    assert not RebuttalPage.objects.filter(pk=other.pk).exists()


def test_a_corrected_translation_keeps_its_own_words() -> None:
    home_page("ar")
    arabic, translation = arabic_of(live_rebuttal())
    translate(translation, "النص الجديد")
    corrected_page = RebuttalPage.objects.get(pk=arabic.pk)
    client = sign_in(Client(), superuser())
    client.post(address_of(corrected_page), typed(client, corrected_page))
    assert Correction.objects.get().page_id == arabic.pk
    client.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]), follow=True)
    assert RebuttalPage.objects.get(pk=arabic.pk).alias_of_id is None


def test_a_corrected_rebuttal_moves_with_its_versions_and_its_copy_has_none() -> None:
    correction = corrected()
    page = RebuttalPage.objects.get(pk=correction.page_id)
    copy = page.copy(update_attrs={"slug": "a-copy", "title": "A copy."})
    assert not copy.corrections.exists()
    index = RebuttalPageFactory().get_parent()
    page.move(index, pos="last-child")
    page = RebuttalPage.objects.get(pk=page.pk)
    assert Client().get(f"{page.get_url()}versions/{correction.mends_id}/").status_code == 200
