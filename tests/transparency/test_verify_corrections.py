"""`manage.py verify_corrections`: whatever is changed behind the ORM's back is found, and named."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import PageLogEntry, Revision

from tests.transparency.test_corrections import corrected, live_rebuttal
from transparency.models import Correction
from transparency.services.corrections import LOG_ACTION, entry_of, hash_of

pytestmark = pytest.mark.django_db


def verify() -> tuple[int, str]:
    """Run the command; return its exit code and what it said."""
    said = io.StringIO()
    try:
        call_command("verify_corrections", stdout=said, stderr=said)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue()
    return 0, said.getvalue()


def behind_the_orm(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def chain() -> list[Correction]:
    page = live_rebuttal()
    return [corrected(page) for _time in range(3)]


def test_a_sound_chain_is_told_with_its_length(chain: list[Correction]) -> None:
    assert verify() == (0, "Corrections: 3, none of them changed.\n")


@pytest.mark.parametrize(
    "change",
    ["was = 'Other words.'", "reason = ''", "fact = 'Other.'", "published_at = '2020-01-01 00:00:00+00:00'"],
)
def test_a_changed_row_is_named(chain: list[Correction], change: str) -> None:
    behind_the_orm(f"UPDATE transparency_correction SET {change} WHERE number = 2")  # noqa: S608 - the test's own words
    assert verify() == (
        1,
        "Correction 2: It is not what its hash stands for: it was changed.\nCorrections: 3, faults: 1.\n",
    )


def test_a_row_in_the_middle_that_is_gone_is_missed(chain: list[Correction]) -> None:
    behind_the_orm("DELETE FROM transparency_correction WHERE number = 2")
    code, said = verify()
    assert code == 1
    assert "Correction 3: Number 2 was due in its place." in said
    assert "Correction 3: It does not follow the correction before it." in said
    assert "Correction 2: It is gone" in said


def test_the_last_row_that_is_gone_is_missed(chain: list[Correction]) -> None:
    behind_the_orm("DELETE FROM transparency_correction WHERE number = 3")
    assert verify() == (
        1,
        "Correction 3: It is gone: the log tells that it was published.\nCorrections: 2, faults: 1.\n",
    )


def test_a_chain_that_was_reckoned_anew_is_found_by_the_log(chain: list[Correction]) -> None:
    previous = chain[0].hash
    for correction in chain[1:]:
        correction.was, correction.previous_hash = "Other words.", previous
        previous = hash_of(entry_of(correction))
        behind_the_orm(
            "UPDATE transparency_correction SET was = %s, previous_hash = %s, hash = %s WHERE number = %s",
            correction.was,
            correction.previous_hash,
            previous,
            correction.number,
        )
    code, said = verify()
    assert code == 1
    assert "Correction 2: The log tells of another hash." in said
    assert "Correction 3: The log tells of another hash." in said
    assert "Correction 1:" not in said


def test_a_mended_version_that_was_changed_is_named(chain: list[Correction]) -> None:
    content = Revision.objects.get(pk=chain[0].mends_id).content | {"claim": "Another claim."}
    behind_the_orm("UPDATE wagtailcore_revision SET content = %s WHERE id = %s", json.dumps(content), chain[0].mends_id)
    assert verify()[1].startswith("Correction 1: The version that it mends was changed.\n")


def test_a_log_that_was_cleared_is_told(chain: list[Correction]) -> None:
    PageLogEntry.objects.filter(action=LOG_ACTION).delete()
    code, said = verify()
    assert code == 1
    assert said.count("The log does not tell that it was published.") == 3
