"""The blocks of the rebuttal document."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock


class EvidenceBlock(blocks.StructBlock):
    """What shows a fact, and where it can be checked."""

    statement = blocks.TextBlock(label=_("what it shows"), help_text=_("In one or two sentences."))
    source = blocks.CharBlock(label=_("source"), help_text=_("The source's name, as a reader would look for it."))
    page = blocks.PageChooserBlock(required=False, label=_("page of this site"))
    document = DocumentChooserBlock(required=False, label=_("document"))
    url = blocks.URLBlock(required=False, label=_("address elsewhere"))

    def clean(self, value: Any) -> Any:
        """Refuse evidence that leads nowhere: a reader must be able to check it."""
        cleaned = super().clean(value)
        if not (cleaned["page"] or cleaned["document"] or cleaned["url"]):
            raise StructBlockValidationError(
                block_errors={
                    "page": ValidationError(_("Give a page, a document or an address where it can be checked."))
                }
            )
        return cleaned

    class Meta:
        icon = "doc-full-inverse"
        label = _("Evidence")
        description = _("What shows the fact, with its source.")
        template = "transparency/blocks/evidence_block.html"
        preview_value = {
            "statement": "The principles associate violent extremism with no religion.",
            "source": "Principle P2",
        }


class EvidencesBlock(blocks.StreamBlock):
    """The evidence for one fact, in its order."""

    evidence = EvidenceBlock()
