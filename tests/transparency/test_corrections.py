"""Corrections: published with the draft or not at all, chained, and to be checked by anybody."""

import json
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from home.models import AppendOnlyError
from tests.blocks import block
from tests.factories import RebuttalPageFactory, UserFactory, off_the_desk, translated
from tests.pages import path_of, text_of
from transparency.models import Correction, RebuttalPage
from transparency.models.correction_routes import SCRIPT
from transparency.services import corrections
from transparency.services.mended_versions import words_of
from transparency.services.publishing_corrections import CorrectionRefused, DraftChanged, correct, draft_of

pytestmark = pytest.mark.django_db

WORDS = {"was": "It leaves out the day.", "now": "It leaves out the year.", "reason": "We misread the report."}


def live_rebuttal(**values: Any) -> Any:
    """Return a rebuttal that went live as any does: by its first version."""
    page = RebuttalPageFactory(why_misleading=WORDS["was"], **values)
    page.save_revision().publish()
    return RebuttalPage.objects.get(pk=page.pk)


def draft(page: Any, **values: Any) -> Any:
    """Save a draft of the page with these values."""
    page = page.get_latest_revision_as_object()
    for name, value in (values or {"why_misleading": WORDS["now"]}).items():
        setattr(page, name, value)
    page.save_revision()
    return page


def corrected(page: Any = None, **words: str) -> Any:
    """Publish a correction of the page, of a new one where none is given."""
    page = page or live_rebuttal()
    draft(page, why_misleading=f"{WORDS['now']} {Correction.objects.count()}")
    return correct(page.pk, user=None, **WORDS | words)


def test_a_correction_publishes_the_draft_and_tells_what_it_mends() -> None:
    page = live_rebuttal(title="The fact.")
    before = page.live_revision
    draft(page)
    correction = correct(page.pk, user=None, **WORDS)
    page.refresh_from_db()
    assert (page.live, page.has_unpublished_changes, page.why_misleading) == (True, False, WORDS["now"])
    assert correction.mends == before
    assert (correction.number, correction.fact, correction.language) == (1, "The fact.", "en")
    assert correction.mends_published_at < correction.published_at == page.last_published_at
    assert correction.previous_hash == ""


def test_corrections_are_numbered_without_a_gap_and_each_carries_the_hash_of_the_one_before() -> None:
    page = live_rebuttal()
    first, second, third = corrected(page), corrected(), corrected(page)
    assert [link.number for link in (first, second, third)] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert corrections.hash_of(corrections.entry_of(third)) == third.hash


def test_a_live_page_that_was_written_past_its_drafts_is_mended_as_readers_saw_it() -> None:
    page = RebuttalPageFactory(why_misleading=WORDS["was"])
    assert page.live_revision is None
    draft(page)
    correction = correct(page.pk, user=None, **WORDS)
    assert correction.mends.as_object().why_misleading == WORDS["was"]
    assert RebuttalPage.objects.get(pk=page.pk).why_misleading == WORDS["now"]


def unpublished(page: Any) -> None:
    draft(page)
    page.unpublish()


def only_for_search_engines(page: Any) -> None:
    draft(page, search_description="Other words.")


def later(page: Any) -> None:
    draft(page, why_misleading=WORDS["now"], go_live_at=timezone.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda page: None, "no unpublished draft"),
        (only_for_search_engines, "no unpublished draft"),
        (unpublished, "not public"),
        (later, "on a later day"),
    ],
    ids=["no draft", "nothing for readers", "not live", "scheduled"],
)
def test_what_cannot_be_corrected_is_refused_with_the_reason(prepare: Any, reason: str) -> None:
    page = live_rebuttal()
    prepare(page)
    with pytest.raises(CorrectionRefused, match=reason):
        correct(page.pk, user=None, **WORDS)
    assert not Correction.objects.exists()


def test_a_draft_that_was_changed_since_it_was_looked_at_stays_a_draft() -> None:
    page = live_rebuttal()
    draft(page)
    page.refresh_from_db()
    seen = draft_of(page).stamp
    draft(page, why_misleading="Quite other words.")
    with pytest.raises(DraftChanged):
        correct(page.pk, user=None, seen=seen, **WORDS)
    page.refresh_from_db()
    assert page.why_misleading == WORDS["was"]


def test_nothing_is_written_where_publication_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    page = live_rebuttal()
    draft(page)

    def refuse(page: Any) -> None:
        if page.live:
            raise ValidationError({"title": "The heading repeats the claim."})

    monkeypatch.setattr(RebuttalPage, "clean", refuse)
    with pytest.raises(CorrectionRefused, match="repeats the claim"):
        correct(page.pk, user=None, **WORDS)
    page.refresh_from_db()
    assert (page.why_misleading, page.has_unpublished_changes) == (WORDS["was"], True)
    assert not Correction.objects.exists()
    assert not PageLogEntry.objects.filter(action=corrections.LOG_ACTION).exists()


def test_who_may_not_publish_the_page_may_not_correct_it() -> None:
    page = live_rebuttal()
    draft(page)
    with pytest.raises(PermissionDenied):
        correct(page.pk, user=UserFactory(), **WORDS)
    assert not Correction.objects.exists()


def test_a_correction_can_be_neither_changed_nor_deleted() -> None:
    correction = corrected()
    correction.was = "Something else."
    for change in (
        correction.save,
        correction.delete,
        Correction.objects.all().delete,
        lambda: Correction.objects.update(was="Something else."),
        lambda: Correction.objects.bulk_update([correction], ["was"]),
    ):
        with pytest.raises(AppendOnlyError):
            change()


def test_no_name_is_in_the_chain_and_the_log_knows_who() -> None:
    page = live_rebuttal()
    draft(page)
    user = UserFactory(superuser=True, email="who@example.org")
    correction = correct(page.pk, user=user, **WORDS)
    assert b"who@example.org" not in corrections.whole_chain()
    entry = PageLogEntry.objects.get(action=corrections.LOG_ACTION)
    assert (entry.user, entry.data) == (user, {"number": 1, "hash": correction.hash})


# The file, and what anybody can find out with it.


def chain_of(number: int) -> dict[str, Any]:
    page = live_rebuttal()
    for _time in range(number):
        corrected(page, reason="Falsch: «خطأ» \u2028 & <b>")
    index = path_of(page.get_parent())
    answer = Client().get(f"{index}corrections.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Client().get(f"{index}corrections.json", headers={"if-none-match": answer["ETag"]}).status_code == 304
    chain: dict[str, Any] = json.loads(answer.content)
    return chain


def check(folder: Path, chain: dict[str, Any], *noted: str) -> tuple[int, str]:
    """Run what readers run, in a Python that knows nothing but its standard library."""
    file = folder / "corrections.json"
    file.write_text(json.dumps(chain), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file), *noted], capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout


def rehash(entry: dict[str, Any]) -> None:
    entry["hash"] = corrections.hash_of(entry)


def test_the_command_finds_what_was_tampered_with(tmp_path: Path) -> None:
    original = chain_of(4)
    noted = original["head"]["hash"]

    def copy() -> Any:
        return json.loads(json.dumps(original))

    code, said = check(tmp_path, original, noted, original["corrections"][0]["hash"])
    assert (code, said.strip()) == (0, f"Corrections: 4. The last has the hash {noted}.")

    changed = copy()
    changed["corrections"][1]["now"] = "It was right."
    assert check(tmp_path, changed)[0] == 1
    assert "Correction 2: its words" in check(tmp_path, changed)[1]

    rehash(changed["corrections"][1])
    assert "Correction 3: it does not follow" in check(tmp_path, changed)[1]

    removed = copy()
    del removed["corrections"][1]
    assert check(tmp_path, removed)[0] == 1

    reordered = copy()
    reordered["corrections"][1:3] = reversed(reordered["corrections"][1:3])
    assert check(tmp_path, reordered)[0] == 1

    inserted = copy()
    foreign = {**inserted["corrections"][1], "number": 3, "previous": inserted["corrections"][1]["hash"]}
    rehash(foreign)
    inserted["corrections"].insert(2, foreign)
    assert check(tmp_path, inserted)[0] == 1


def test_a_chain_that_was_cut_is_found_by_whoever_noted_its_end(tmp_path: Path) -> None:
    chain = chain_of(2)
    noted = chain["head"]["hash"]
    chain["corrections"].pop()
    assert check(tmp_path, chain)[0] == 0, "The file alone cannot show it; the page says so."
    code, said = check(tmp_path, chain, noted)
    assert code == 1
    assert noted in said


def test_an_empty_chain_is_sound(tmp_path: Path) -> None:
    assert check(tmp_path, {"corrections": [], "head": None}) == (0, "Corrections: 0. The last has the hash (none).\n")


def test_the_script_is_short_and_is_what_readers_download() -> None:
    index = path_of(RebuttalPageFactory().get_parent())
    served = Client().get(f"{index}corrections/verify_corrections.py")
    assert served.content == SCRIPT.read_bytes()
    assert len(served.content.splitlines()) <= 25


def test_the_file_is_the_same_under_every_language() -> None:
    page = live_rebuttal()
    corrected(page)
    off_the_desk(page, "ar")
    arabic = corrected(translated(page, "ar"))
    files = [Client().get(f"{path_of(one.get_parent())}corrections.json").content for one in (page, arabic.page)]
    assert files[0] == files[1]
    assert [entry["language"] for entry in json.loads(files[0])["corrections"]] == ["en", "ar"]


# The pages.


def test_the_list_shows_every_correction_the_newest_first_and_where_the_chain_ends() -> None:
    page = live_rebuttal()
    corrected(page)
    last = corrected(page)
    html = Client().get(f"{path_of(page.get_parent())}corrections/").content.decode()
    text = text_of(html)
    assert text.index("Correction 2") < text.index("Correction 1")
    assert last.hash in text
    assert "python3 verify_corrections.py corrections.json" in text


def test_the_list_is_paged_and_costs_the_same_however_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "PER_PAGE", 4)
    page = live_rebuttal()
    address = f"{path_of(page.get_parent())}corrections/"

    def cost() -> int:
        Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            Client().get(address)
        return len(captured)

    corrected(page)
    few = cost()
    for _time in range(corrections.PER_PAGE):
        corrected(page)
    assert cost() == few <= 16
    second = Client().get(address, {"page": "2"})
    assert [item.number for item in second.context["listing"].object_list] == [1]


def test_a_rebuttal_shows_its_corrections_and_in_translation_the_sources_too() -> None:
    page = live_rebuttal()
    corrected(page, was="The English words.")
    off_the_desk(page, "ar")
    arabic = translated(page, "ar")
    corrected(arabic, was="The Arabic words.")
    corrected(was="Of another rebuttal.")
    english = text_of(Client().get(path_of(page)).content.decode())
    assert "The English words." in english
    assert "The Arabic words." not in english
    html = Client().get(path_of(arabic)).content.decode()
    assert "The Arabic words." in html
    assert '<dd class="correction__was" lang="en" dir="ltr">The English words.</dd>' in html
    assert "Of another rebuttal." not in html


def test_a_mended_version_keeps_an_address_and_is_marked_as_mended() -> None:
    page = live_rebuttal(title="The fact as it was.", claim="A fictional claim.")
    draft(page, title="The fact as it is.")
    correction = correct(page.pk, user=None, **WORDS)
    address = f"{path_of(page)}versions/{correction.mends_id}/"
    answer = Client().get(address)
    html = answer.content.decode()
    text = text_of(html)
    assert "The fact as it was." in text
    assert "This version was mended by correction 1" in text
    assert html.count("A fictional claim.") == 1
    assert '<meta name="robots" content="noindex">' in html
    assert answer["X-Robots-Tag"] == "noindex"
    assert f'href="{path_of(page)}"' in html
    assert f'href="{address}changes/"' in html
    changes = Client().get(f"{address}changes/").content.decode()
    assert changes.count("A fictional claim.") == 1
    assert "is.</ins>" not in text_of(changes)
    assert '<ins class="difference__new">' in changes


def test_the_content_of_a_mended_version_is_what_its_digest_stands_for() -> None:
    correction = corrected()
    answer = Client().get(f"{path_of(correction.page)}versions/{correction.mends_id}/content.json")
    assert sha256(answer.content).hexdigest() == correction.mends_digest
    assert json.loads(answer.content)["why_misleading"] == WORDS["was"]


@pytest.mark.parametrize("rest", ["", "changes/", "content.json"])
def test_no_version_is_shown_but_those_that_a_correction_of_this_page_mends(rest: str) -> None:
    correction = corrected()
    page, other = RebuttalPage.objects.get(pk=correction.page_id), live_rebuttal()
    draft(page, title="A secret draft.")
    page.refresh_from_db()

    def status(version: int, of: Any = page) -> int:
        return Client().get(f"{path_of(of)}versions/{version}/{rest}").status_code

    assert status(correction.mends_id) == 200
    assert status(page.latest_revision_id) == 404
    assert status(page.live_revision_id) == 404
    assert status(correction.mends_id, of=other) == 404
    assert status(2**70) == 404


def test_every_block_of_the_page_has_its_words_in_the_difference() -> None:
    body = [
        block("text", "<p>Plain <b>words</b>.</p>"),
        block(
            "section",
            {"heading": "A heading", "content": [block("quotation", {"text": "Said so.", "attribution": "X"})]},
        ),
        block(
            "table",
            {"columns": [{"type": "text", "heading": "Who"}], "rows": [{"values": ["Cities"]}], "caption": "A table"},
        ),
    ]
    page = live_rebuttal(body=body)
    words = words_of(page, "body") + words_of(page, "evidence")
    assert {"Plain words.", "A heading", "Said so.", "Who", "Cities", "A table", "Principle P2"} <= set(words)


def test_wagtails_purge_keeps_the_versions_that_corrections_mend() -> None:
    from django.core.management import call_command

    page = live_rebuttal()
    correction = corrected(page)
    corrected(page)
    call_command("purge_revisions", verbosity=0)
    assert Revision.objects.filter(pk=correction.mends_id).exists()
