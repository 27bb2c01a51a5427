"""A file is what is in it, whatever its name says."""

from io import BytesIO

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from home.form_fields import PrivateFileField
from home.services.uploads import Kind, Lost, LostFile, examine, recognise
from tests.files import LOCKED_PDF, PAGE, PDF, bomb, picture

PNG, JPEG = picture("PNG"), picture("JPEG")


class LetterForm(forms.Form):
    letter = PrivateFileField()


def refused(data: bytes) -> str | None:
    """Return the code with which the content is refused."""
    with pytest.raises(ValidationError) as error:
        examine(BytesIO(data))
    return error.value.code


@pytest.mark.parametrize(
    ("data", "kind"), [(PDF, Kind.PDF), (PNG, Kind.PNG), (JPEG, Kind.JPEG), (picture("JPEG", (1, 1)), Kind.JPEG)]
)
def test_what_is_asked_for_is_known_by_its_content(data: bytes, kind: Kind) -> None:
    file = SimpleUploadedFile("letter.exe", data, content_type="text/html")
    assert recognise(file) is kind
    assert file.read() == data


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\0", PAGE, b"MZ\x90\0", b"PK\x03\x04", picture("GIF"), picture("TIFF"), picture("WEBP"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b" " + PDF, b"{\\rtf1}", b"%PDF",
    ],
    ids=["nothing", "null", "html", "program", "zip", "gif", "tiff", "webp", "svg", "late", "rtf", "cut"],
)  # fmt: skip
def test_anything_else_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert recognise(SimpleUploadedFile("letter.pdf", data, content_type="application/pdf")) is None


@pytest.mark.parametrize(
    "data", [PNG[:8] + PAGE, PNG[:-30], PNG + PAGE, JPEG[:200], JPEG[:3] + PAGE, b"%PDF-1.7\n" + PAGE, PDF[:-8]]
)
def test_a_page_in_a_pictures_clothes_and_a_file_cut_short_are_refused(data: bytes) -> None:
    assert refused(data) == "damaged"


def test_a_pdf_that_nobody_could_open_is_refused() -> None:
    assert refused(LOCKED_PDF) == "encrypted"


@pytest.mark.parametrize("size", [(8_000, 8_000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_small_file_that_would_fill_the_memory_is_not_opened(size: tuple[int, int]) -> None:
    data = bomb(*size)
    assert len(data) < 1000
    assert refused(data) == "too_many_pixels"


@override_settings(LARGEST_PRIVATE_UPLOAD=len(PDF))
def test_a_file_may_be_as_large_as_the_cap_and_no_larger() -> None:
    assert recognise(BytesIO(PDF)) is Kind.PDF
    assert refused(PDF + b"\n") == "too_large"


@given(start=st.sampled_from([PDF, PNG, JPEG]), at=st.floats(0, 1), noise=st.binary(max_size=60), cut=st.floats(0, 1))
def test_no_broken_file_breaks_the_site(start: bytes, at: float, noise: bytes, cut: float) -> None:
    where = round(at * len(start))
    data = start[:where] + noise + start[where + len(noise) :]
    recognise(BytesIO(data[: round(cut * len(data))]))
    recognise(BytesIO(data))


@given(data=st.binary(max_size=300))
def test_no_bytes_at_all_break_the_site(data: bytes) -> None:
    recognise(BytesIO(data))


def test_a_form_keeps_what_the_file_is() -> None:
    form = LetterForm({}, {"letter": SimpleUploadedFile("scan.txt", PNG)})
    assert form.is_valid()
    assert form.cleaned_data["letter"].kind is Kind.PNG


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("letter.pdf", PAGE), "unknown_kind"),
        (LostFile("letter", "letter.pdf", Lost.TOO_LARGE), "too_large"),
        (LostFile("letter", "letter.pdf", Lost.NO_ROOM), "no_room"),
        (SimpleUploadedFile("letter.pdf", b""), "empty"),
        (None, "required"),
    ],
)
def test_a_form_says_what_is_wrong_with_the_file(file: SimpleUploadedFile | None, code: str) -> None:
    form = LetterForm({}, {"letter": file})
    assert [error.code for error in form.errors.as_data()["letter"]] == [code]


def test_the_limit_is_said_in_words() -> None:
    with translation.override("en"):
        form = LetterForm({}, {"letter": LostFile("letter", "letter.pdf", Lost.TOO_LARGE)})
        assert "larger than 10 MB" in form.errors["letter"][0]
