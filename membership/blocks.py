"""The blocks of a text that people agree to: paragraphs, and principles that are quoted by their ids."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

WORDING_FEATURES = ["bold", "h3", "ol", "ul"]
PRINCIPLE_ID = r"^P[1-9][0-9]*\Z"


class WordingTextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": WORDING_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, sub-headings and lists.")
        template = "membership/blocks/wording_text_block.html"
        preview_value = "<p>The members build social cohesion.</p>"


class PrincipleBlock(blocks.StructBlock):
    """One principle. Its id is what others quote; it never changes."""

    stable_id = blocks.RegexBlock(
        PRINCIPLE_ID,
        max_length=10,
        error_messages={"invalid": _("Write P and a number: P1.")},
        label=_("stable id"),
        help_text=_("By which the principle is quoted: P1. It never changes, also when the order does."),
    )
    name = blocks.CharBlock(max_length=80, label=_("name"), help_text=_("Two to five words."))
    statement = blocks.TextBlock(
        label=_("statement"), help_text=_("What members commit themselves to, in one sentence.")
    )
    explanation = blocks.TextBlock(
        required=False, label=_("explanation"), help_text=_("What it means in a city's work.")
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Principle")
        description = _("A principle with the id by which it is quoted.")
        template = "membership/blocks/principle_block.html"
        preview_value = {
            "stable_id": "P1",
            "name": "Human rights",
            "statement": "Protect human rights in every effort.",
            "explanation": "",
        }


class WordingBlock(blocks.StreamBlock):
    """A whole text, as people agree to it."""

    text = WordingTextBlock()
    principle = PrincipleBlock()

    class Meta:
        required = False

    def clean(self, value: Any) -> Any:
        """Refuse an id that stands twice: it would name two principles."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors: dict[int, blocks.StructBlockValidationError] = {}
        for position, block in enumerate(cleaned):
            if block.block_type == "principle":
                if block.value["stable_id"] in seen:
                    twice = {"stable_id": ValidationError(_("Another principle of this text has this id."))}
                    errors[position] = blocks.StructBlockValidationError(twice)
                seen.add(block.value["stable_id"])
        if errors:
            raise blocks.StreamBlockValidationError(errors)
        return cleaned
