"""The blocks of the rebuttal document: what evidence can be.

A field that names a thing of another app holds its key (home/registry.py): the thing's own app says what it is now.
A translation cites what its source cites: only words are handed to the translator.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from home.registry import citable
from transparency.services.evidence import evidence_of, problems_of_address, source_record

FROM_HERE = _("From this site")
FROM_ELSEWHERE = _("From elsewhere")
SHA256 = RegexValidator(r"^[0-9a-fA-F]{64}$", _("A SHA-256 has 64 digits, 0 to 9 and a to f."))


def principles() -> list[tuple[str, str]]:
    """Return the principles that may be cited, each with its version; where there are none, a line that says so."""
    return _choices("principle", _now("No principle can be cited yet: no version has been adopted."))


def questions() -> list[tuple[str, str]]:
    """Return the questions that may be cited; where there are none, a line that says so."""
    return _choices("question", _now("No question can be cited yet: none is published."))


def _choices(kind: str, none: str) -> list[tuple[str, str]]:
    source = citable(kind)
    return (source.choices() if source else []) or [("", none)]


class SourceRecordBlock(SnippetChooserBlock):
    """Chooses a record of the ledger. Every language cites the same one: a translation of it has no figures."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Hand nothing to the translator, who could otherwise only cite the record's translation."""
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        """Keep the source's record."""
        return value

    def clean(self, value: Any) -> Any:
        """Take the record itself where its translation was chosen."""
        record = super().clean(value)
        return record and source_record(record)


class EvidenceBlock(blocks.StructBlock):
    """What shows a fact. Each kind adds where it can be checked."""

    statement = blocks.TextBlock(label=_("what it shows"), help_text=_("In one or two sentences."))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what the template shows. A page resolves all of its evidence at once; this is one block's preview."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["item"] = evidence_of(self.name, self.get_prep_value(value))
        return context


class LedgerEvidenceBlock(EvidenceBlock):
    """A line of the funding ledger, with its present figures."""

    record = SourceRecordBlock(
        "transparency.SupportRecord",
        label=_("record"),
        help_text=_("Readers see what the ledger says of it now, and are led to its row."),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Record of the ledger")
        description = _("A support in the funding ledger. When it changes, this page is listed to be read again.")
        template = "transparency/blocks/ledger_evidence_block.html"
        group = FROM_HERE
        preview_value = {"statement": "The funder and the purpose are named."}


class PrincipleEvidenceBlock(EvidenceBlock):
    """A principle, in the words of one version."""

    key = blocks.ChoiceBlock(
        choices=principles,
        label=_("principle"),
        help_text=_("The principle, and the version whose words are quoted."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Principle")
        description = _("A guiding principle of one version, in its own words.")
        template = "transparency/blocks/principle_evidence_block.html"
        group = FROM_HERE
        preview_value = {"statement": "The principles associate violent extremism with no religion."}


class QuestionEvidenceBlock(EvidenceBlock):
    """A question that the site answers."""

    key = blocks.ChoiceBlock(
        choices=questions, label=_("question"), help_text=_("Readers see its short answer, as it is now.")
    )

    class Meta:
        icon = "help"
        label = _("Question")
        description = _("A question that this site answers, with its short answer.")
        template = "transparency/blocks/question_evidence_block.html"
        group = FROM_HERE
        preview_value = {"statement": "The network prescribes no plan."}


class PageEvidenceBlock(EvidenceBlock):
    """A page of this site."""

    source = blocks.CharBlock(label=_("source"), help_text=_("The source's name, as a reader would look for it."))
    page = blocks.PageChooserBlock(
        label=_("page"), help_text=_("Readers of another language are led to its translation.")
    )

    class Meta:
        icon = "doc-empty-inverse"
        label = _("Page of this site")
        description = _("A page of this site on which it can be read.")
        template = "transparency/blocks/page_evidence_block.html"
        group = FROM_HERE
        preview_value = {"statement": "The committee sets the course.", "source": "How the network is governed"}


class DocumentEvidenceBlock(EvidenceBlock):
    """A file of this site."""

    source = blocks.CharBlock(label=_("source"), help_text=_("The source's name, as a reader would look for it."))
    document = DocumentChooserBlock(label=_("document"), help_text=_("The file that readers download."))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file that readers can download here.")
        template = "transparency/blocks/document_evidence_block.html"
        group = FROM_HERE
        preview_value = {"statement": "The agreement names its purpose.", "source": "A fictional agreement"}


class AddressEvidenceBlock(EvidenceBlock):
    """A source elsewhere, with a copy that stays when the source changes or goes."""

    source = blocks.CharBlock(label=_("source"), help_text=_("Its title and its publisher, as a reader would look."))
    url = blocks.URLBlock(label=_("address"), help_text=_("Where the source stands."))
    archive_url = blocks.URLBlock(
        required=False,
        label=_("address of the archived copy"),
        help_text=_("In a public archive, such as the Wayback Machine. Without it, the page cannot be published."),
    )
    sha256 = blocks.CharBlock(
        required=False,
        validators=(SHA256,),
        label=_("SHA-256 of the stored copy"),
        help_text=_("The 64 digits that “sha256sum” prints for the file that you stored. Anyone can compare them."),
    )
    captured_on = blocks.DateBlock(
        required=False, label=_("day of the copy"), help_text=_("The day on which the copy was made.")
    )
    capture = DocumentChooserBlock(
        required=False,
        label=_("stored copy"),
        help_text=_("The stored file itself, where it may be shown. Its SHA-256 has to be the one above."),
    )

    def clean(self, value: Any) -> Any:
        """Refuse a source without its archived copy, except in a draft."""
        cleaned = super().clean(value)
        wrong = {} if self.is_deferred_validation else problems_of_address(self.get_prep_value(cleaned))
        if wrong:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(reason) for name, reason in wrong.items()}
            )
        return cleaned

    class Meta:
        icon = "site"
        label = _("Source elsewhere")
        description = _("A source outside this site, with its archived copy.")
        template = "transparency/blocks/address_evidence_block.html"
        group = FROM_ELSEWHERE
        preview_value = {
            "statement": "It was said there, too.",
            "source": "A fictional report",
            "url": "https://example.org/report",
            "archive_url": "https://archive.example.org/report",
            "sha256": "0" * 64,
        }


class EvidencesBlock(blocks.StreamBlock):
    """The evidence for one fact, in its order."""

    ledger = LedgerEvidenceBlock()
    principle = PrincipleEvidenceBlock()
    question = QuestionEvidenceBlock()
    page = PageEvidenceBlock()
    document = DocumentEvidenceBlock()
    address = AddressEvidenceBlock()

    class Meta:
        required = False
