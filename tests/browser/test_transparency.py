"""What the network promises about its money and its answers, kept in the real browser, from the CMS to the reader."""

import csv
import datetime
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect
from wagtail.models import Locale
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation

from home.models import User
from membership.models import TextVersion
from membership.services import versions
from tests.blocks import block
from tests.browser import people
from tests.browser.everybody import problems_of
from tests.factories_membership import MeetingFactory
from transparency.models import Correction, Funder, RebuttalIndexPage, RebuttalPage, SupportRecord
from transparency.services.imports import ledger
from transparency.services.lines import anchor_of
from transparency.services.publishing_corrections import correct, draft_of
from transparency.services.tables import row_of, write_csv

SignedIn = Callable[..., Page]

FUNDER = "Fictional Foundation for Towns"
TITLE = "Fictional workshops for towns"
PURPOSE = "A fictional grant: it lets towns meet one another."
SOURCE = "https://funder.example.org/awards/17"
REFERENCE = "FICTIONAL-17"

CLAIM = "The fictional network hides who pays for its workshops."
DENIAL = "The fictional network does not hide who pays for its workshops"
FACT = "Each support stands in an open ledger (fictional)"
WRONG = "It leaves out the three fictional pages on which the funders are named."
RIGHT = "It leaves out the two fictional pages on which the funders are named."
MORE = {
    "en": "This fictional sentence is new.",
    "ar": "هذه الجملة الخيالية جديدة.",
    "fr": "Cette phrase fictive est nouvelle.",
}


@pytest.fixture(autouse=True)
def saved_when_asked(settings: Any) -> None:
    """Let the CMS save nothing by itself: whoever publishes a new page in just that moment would have made two."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


def in_cms(model: Any, name: str) -> str:
    """Return the address of one of the model's pages in the CMS."""
    return reverse(model.snippet_viewset.get_url_name(name))


@pytest.fixture
def agreed_on(demo: None) -> datetime.date:
    """Return a day of this year. Two of the demo's four supports are of the year, too: one more makes most of them."""
    day = timezone.localdate().replace(month=1, day=1)
    records = SupportRecord.objects.filter(locale__language_code="en").order_by("pk")
    assert records.count() == 4
    for record in records[:2]:
        record.agreed_on = day
        record.save()
    return day


def test_a_grant_is_recorded_and_everything_that_readers_see_follows(
    signed_in: SignedIn, page: Page, agreed_on: datetime.date
) -> None:
    assert _marks(page) == ("0", "D")
    _record_the_grant(signed_in("publisher"), agreed_on)
    record = SupportRecord.objects.get(title=TITLE)

    for language in ("en", "ar"):
        page.goto(f"/{language}/transparency/funding/")
        _shows_the_grant(page, record)
        _shows_its_sum(page, f"{agreed_on.year}")
        page.locator("#chart-amounts-jod table").get_by_role("link", name=f"{agreed_on.year}").click()
        expect(page).to_have_url(re.compile(rf"/{language}/transparency/funding/{agreed_on.year}/$"))
        _shows_the_grant(page, record)
        _shows_its_sum(page, "")
        _hands_it_to_machines(page, language, record)
        # Of most supports a recent year is told now, and most funders are named; of most sums nothing is.
        assert _marks(page, language) == ("2", "D")


def _record_the_grant(publisher: Page, agreed_on: datetime.date) -> None:
    publisher.goto(in_cms(Funder, "add"))
    publisher.locator("[name=name]").fill(FUNDER)
    publisher.locator("[name=kind]").select_option("foundation")
    publisher.locator("[name=country]").select_option("JO")
    publisher.get_by_role("button", name="Save", exact=True).click()
    expect(publisher.locator(".messages .success")).to_be_visible()

    publisher.goto(in_cms(SupportRecord, "add"))
    publisher.get_by_role("button", name="Choose funder").click()
    publisher.get_by_role("dialog").get_by_role("link", name=FUNDER).click()
    publisher.locator("[name=kind]").select_option("project")
    publisher.locator("[name=title]").fill(TITLE)
    publisher.locator("[name=purpose]").fill(PURPOSE)
    publisher.locator("[name=agreed_on]").fill(agreed_on.isoformat())
    publisher.locator("[name=amount]").fill("12345.678")
    publisher.locator("[name=reference]").fill(REFERENCE)
    publisher.locator("[name=source_url]").fill(SOURCE)
    _publish(publisher)
    # An amount without its currency is nothing that anybody could check.
    expect(publisher.locator("[id$='-currency-errors']")).to_contain_text("An amount needs its currency.")
    expect(publisher.locator("[name=purpose]")).to_have_value(PURPOSE)
    publisher.locator("[name=currency]").select_option("JOD")
    _publish(publisher)
    expect(publisher.locator(".messages .success")).to_be_visible()


def _publish(publisher: Page) -> None:
    publisher.locator("footer .w-dropdown__toggle").click()
    publisher.locator("[name=action-publish]").click()


def _shows_the_grant(reader: Page, record: SupportRecord) -> None:
    row = reader.locator(f"tr#{anchor_of(record.stable_id)}")
    expect(row).to_contain_text(FUNDER)
    expect(row).to_contain_text(PURPOSE)
    expect(row.locator(f"a[href='{SOURCE}']")).to_be_visible()
    expect(row.locator("data[value='12345.678']")).to_contain_text("12,345.678")


def _shows_its_sum(reader: Page, year: str) -> None:
    chart = reader.locator("#chart-amounts-jod")
    expect(chart.locator("svg.chart__drawing")).to_be_visible()
    chart.locator("summary").click()
    for row in (chart.locator("tbody tr").filter(has_text=year), chart.locator("tfoot tr")):
        expect(row.locator("data[value='12345.678']").last).to_contain_text("12,345.678")


def _hands_it_to_machines(reader: Page, language: str, record: SupportRecord) -> None:
    """Fetch the three files from where the page links them, and find the grant in each."""
    reader.goto(f"/{language}/transparency/funding/")
    files = {}
    for ending in ("json", "csv", "xlsx"):
        address = reader.locator(f"#data a[href$='data.{ending}']").get_attribute("href")
        assert address
        answer = reader.context.request.get(address)
        assert answer.ok
        files[ending] = answer.body()

    grants = json.loads(files["json"])["grants"]
    assert [(grant["title"], grant["amountAwarded"], grant["currency"]) for grant in grants] == [
        (TITLE, 12345.678, "JOD")
    ]
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert len(rows) == 5
    [row] = [row for row in rows if row["id"] == record.stable_id]
    assert (row["funder"], row["amount"], row["currency"]) == (FUNDER, "12345.678", "JOD")
    heads, *cells = load_workbook(io.BytesIO(files["xlsx"]))["Data"].values
    [found] = [dict(zip(heads, row, strict=True)) for row in cells if row[0] == record.stable_id]
    assert (found["title"], found["amount"], found["source_url"]) == (TITLE, 12345.678, SOURCE)


def _marks(reader: Page, language: str = "en") -> tuple[str, str]:
    """Return the marks that the ledger would have today: stars and a letter."""
    reader.goto(f"/{language}/transparency/funding/self-assessment/")
    reached = reader.locator(".scale__step--reached bdi").all_inner_texts()
    return reached[0], reached[1]


def test_a_rebuttal_that_repeats_its_myth_is_refused_then_mended_published_and_corrected(
    signed_in: SignedIn, page: Page, tmp_path: Path
) -> None:
    publisher = signed_in("publisher")
    _write_the_rebuttal(publisher)
    _publish(publisher)
    title = publisher.locator("[data-contentpath=title]")
    expect(title.locator("[data-field-errors]")).to_contain_text("The heading repeats the claim")
    expect(title.locator("[name=title]")).to_have_value(DENIAL)
    assert not RebuttalPage.objects.filter(live=True, claim=CLAIM).exists()

    publisher.locator("[name=title]").fill(FACT)
    _publish(publisher)
    expect(publisher.locator(".messages .success")).to_contain_text(FACT)
    rebuttal = RebuttalPage.objects.get(claim=CLAIM)
    address = f"/en/transparency/exposing-falsehoods/{rebuttal.slug}/"
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(FACT)
    expect(page.get_by_role("main").get_by_text(CLAIM)).to_have_count(1)

    _correct(publisher, rebuttal)
    page.goto(address)
    told = page.locator("#correction-1")
    expect(told).to_contain_text(WRONG)
    expect(told).to_contain_text(RIGHT)
    expect(page.locator(".claim__reading")).to_contain_text(RIGHT)
    told.get_by_role("link", name="The version as it was").click()
    expect(page).to_have_url(re.compile(rf"{address}versions/\d+/$"))
    expect(page.locator(".claim__reading")).to_contain_text(WRONG)
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")

    _check_the_chain(page, tmp_path)


def _write_the_rebuttal(publisher: Page) -> None:
    index = RebuttalIndexPage.objects.get(locale__language_code="en")
    publisher.goto(f"/admin/pages/{index.pk}/")
    publisher.get_by_role("link", name="Add child page").first.click()
    publisher.locator("[name=title]").fill(DENIAL)
    publisher.locator("[name=claim]").fill(CLAIM)
    publisher.locator("[name=fallacy]").select_option("omission")
    publisher.locator("[name=why_misleading]").fill(WRONG)
    evidence = publisher.locator("[data-contentpath=evidence]")
    evidence.get_by_role("button", name="Insert a block").click()
    publisher.get_by_role("option", name="Question").click()
    evidence.locator("[name$='-statement']").fill("A fictional answer says so.")
    evidence.locator("select[name$='-key']").select_option("what-cve-means")


def _correct(publisher: Page, rebuttal: RebuttalPage) -> None:
    publisher.goto(f"/admin/pages/{rebuttal.pk}/edit/")
    publisher.locator("[name=why_misleading]").fill(RIGHT)
    publisher.get_by_role("button", name="Save draft").click()
    expect(publisher.locator(".messages .success")).to_be_visible()
    publisher.get_by_role("button", name="Actions").first.click()
    publisher.get_by_role("link", name="Publish a correction").click()
    expect(publisher.locator("#id_was")).to_have_value(WRONG)
    expect(publisher.locator("#id_now")).to_have_value(RIGHT)
    publisher.get_by_role("button", name="Publish the correction").click()
    expect(publisher.get_by_role("alert")).to_contain_text("Why it was needed")
    publisher.locator("#id_reason").fill("A fictional reader counted again.")
    publisher.get_by_role("button", name="Publish the correction").click()
    expect(publisher.locator(".messages .success")).to_contain_text("Correction 1 is published.")


def _check_the_chain(reader: Page, folder: Path) -> None:
    """Do what the page of all corrections tells its readers to do."""
    reader.goto("/ar/transparency/exposing-falsehoods/corrections/")
    for name in ("corrections.json", "verify_corrections.py"):
        with reader.expect_download() as waiting:
            reader.get_by_role("link", name=name).click()
        assert waiting.value.suggested_filename == name
        waiting.value.save_as(folder / name)
    _python, *command = reader.locator("pre code").first.inner_text().split()

    def run() -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", *command], cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert run() == (0, f"Corrections: 1. The last has the hash {Correction.objects.get().hash}.\n")
    copy = folder / "corrections.json"
    text = copy.read_text(encoding="utf-8")
    assert WRONG in text
    copy.write_text(text.replace(WRONG, "It was right all along."), encoding="utf-8")
    assert run()[0] == 1
    assert "Correction 1: its words are not those that its hash stands for." in run()[1]
    told = io.StringIO()
    call_command("verify_corrections", stdout=told)
    assert told.getvalue() == "Corrections: 1, none of them changed.\n"


@pytest.fixture
def busy(demo: None) -> dict[str, Any]:
    """Return what has happened since: a grant with an amount, a correction with a draft behind it, a new principle."""
    record = SupportRecord.objects.get(stable_id="core-us-department-of-state", locale__language_code="en")
    record.amount, record.currency, record.not_published_reason = Decimal("1200.5"), "EUR", ""
    record.source_url, record.agreed_on = SOURCE, datetime.date(2026, 1, 15)
    record.save_revision().publish()

    admin, mended = User.objects.get(email=people.address("admin")), {}
    for language in ("en", "ar"):
        was, now = _rebuttal(language).why_misleading, MORE[language]
        _reword(language, now)
        page = _rebuttal(language)
        correction = correct(page.pk, user=admin, was=was, now=now, reason=MORE[language], seen=draft_of(page).stamp)
        mended[language] = correction.mends_id
        _reword(language, was)

    proposals = [_reworded(kind) for kind in ("principles", "terms")]
    meeting = MeetingFactory()
    versions.adopt(proposals[0].pk, meeting, None, timezone.localdate())
    return {"mended": mended, "proposal": proposals[1].pk}


def _rebuttal(language: str) -> RebuttalPage:
    found: RebuttalPage = RebuttalPage.objects.get(slug="no-single-plan", locale__language_code=language)
    return found


def _reword(language: str, words: str) -> None:
    """Save a draft with other words: in the page's own editor, or in the translators' desk."""
    if language == "en":
        draft = _rebuttal(language).get_latest_revision_as_object()
        draft.why_misleading = words
        draft.save_revision()
    else:
        key = _rebuttal(language).translation_key
        segment = StringSegment.objects.get(source__object_id=key, context__path="why_misleading")
        StringTranslation.objects.update_or_create(
            locale=Locale.objects.get(language_code=language),
            translation_of=segment.string,
            context=segment.context,
            defaults={"data": words},
        )


def _reworded(kind: str) -> TextVersion:
    """Return a proposal that says one thing more than the version in force, in each language."""
    proposal = versions.propose(kind, "fictional 2")
    for wording in proposal.wordings.all():
        wording.body = [*wording.body.raw_data, block("text", f"<p>{MORE[wording.language]}</p>")]
        wording.save()
    return proposal


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_new_is_for_everybody(signed_in: SignedIn, page: Page, busy: dict[str, Any], language: str) -> None:
    problems = []
    facts = f"/{language}/transparency/exposing-falsehoods"
    mended = f"{facts}/no-single-plan/versions/{busy['mended'][language]}"
    for path in (
        f"/{language}/transparency/funding/",
        f"/{language}/transparency/funding/2026/",
        f"{facts}/no-single-plan/",
        f"{facts}/corrections/",
        f"{mended}/",
        f"{mended}/changes/",
        f"/{language}/membership/principles/versions/fictional-2/",
        f"/{language}/membership/principles/versions/fictional-2/changes/",
    ):
        answer = page.goto(path)
        assert answer
        assert answer.ok, path
        problems += problems_of(page)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_publishers_pages_are_for_everybody(signed_in: SignedIn, busy: dict[str, Any], language: str) -> None:
    UserProfile.objects.update(preferred_language=language)
    publisher = signed_in("publisher")
    problems = []
    for path in (
        reverse("citation_reviews:index"),
        reverse("corrections:index"),
        reverse("publish_correction", args=[_rebuttal("en").pk]),
        reverse("text_versions:compare", args=[busy["proposal"]]),
        reverse("text_versions:adopt", args=[busy["proposal"]]),
        reverse("ledger:import"),
    ):
        publisher.goto(path)
        expect(publisher.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        problems += problems_of(publisher, widths=(360, 1280), targets=False)
    publisher.set_input_files("input[type=file]", files=[_file_to_import()])
    publisher.locator(".ledger-import__form button").click()
    expect(publisher.locator(".ledger-import__counts")).to_be_visible()
    problems += problems_of(publisher, widths=(360, 1280), targets=False)
    assert not problems, "\n".join(problems)


def _file_to_import() -> FilePayload:
    """Return a file of the ledger with one row that is right and one that is not."""
    rows = [row_of(record) for record in ledger().filter(live=True)[:2]]
    rows[0] |= {"title": "A fictional title"}
    rows[1] |= {"currency": "XXX", "amount": "-1"}
    return {"name": "ledger.csv", "mimeType": "text/csv", "buffer": b"".join(write_csv(rows))}
