"""The blocks that every app's pages share.

A block that leads to a page writes `<a linktype="page" id="…">`, as rich text does; the template tag
`resolve_links` turns all of a page's links into addresses of the reader's language with one query.
"""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail_localize.segments import StringSegmentValue

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
INLINE_FEATURES = ["bold", "italic", "link"]
CONTENT = _("Content")


class TextBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and links; inside a section, sub-headings too.")
        template = "home/blocks/text_block.html"
        preview_value = "<p>Cities share what works, and adapt it to where they are.</p>"


class QuotationBlock(blocks.StructBlock):
    """Someone's words, and whose they are."""

    text = blocks.TextBlock(label=_("words"), help_text=_("Without quotation marks: the page adds them."))
    attribution = blocks.CharBlock(
        required=False, label=_("attribution"), help_text=_("Whose words they are, and where they stand.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Someone's exact words, and whose they are.")
        template = "home/blocks/quotation_block.html"
        preview_value = {
            "text": "Local communities make cities stronger and safer.",
            "attribution": "The network",
        }


class CalloutBlock(blocks.StructBlock):
    """A note that must not be missed."""

    tone = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("action", _("Something to do"))],
        default="note",
        label=_("kind"),
        help_text=_("Something to do is drawn in saffron."),
    )
    title = blocks.CharBlock(required=False, label=_("title"), help_text=_("A few words; may be left empty."))
    text = blocks.RichTextBlock(features=INLINE_FEATURES, label=_("text"), help_text=_("One or two sentences."))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A short note that a reader must not miss.")
        template = "home/blocks/callout_block.html"
        preview_value = {"tone": "note", "title": "Not published yet", "text": "<p>No amount is published.</p>"}


class FigureBlock(blocks.StructBlock):
    """A picture with its alternative text and caption."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(required=False, label=_("caption"), help_text=_("What the picture shows, and when."))

    class Meta:
        icon = "image"
        label = _("Figure")
        description = _("A picture or drawing, with a text for those who do not see it.")
        template = "home/blocks/figure_block.html"


class TableBlock(TypedTableBlock):
    """A table of texts and numbers. Its cells are translated one by one."""

    text = blocks.CharBlock(required=False, label=_("Text"))
    number = blocks.DecimalBlock(required=False, label=_("Number"))

    def get_translatable_segments(self, value: TypedTable) -> list[StringSegmentValue]:
        """Return the caption, headings and text cells: wagtail-localize knows no typed tables of its own."""
        segments = [StringSegmentValue("caption", value.caption or "")]
        for column_index, column in enumerate(value.columns):
            segments.append(StringSegmentValue(f"heading-{column_index}", column["heading"]))
            if column["block"].name == "text":
                segments.extend(
                    StringSegmentValue(f"cell-{row_index}-{column_index}", row["values"][column_index] or "")
                    for row_index, row in enumerate(value.row_data)
                )
        return segments

    def restore_translated_segments(self, value: TypedTable, segments: list[StringSegmentValue]) -> TypedTable:
        """Write the translated caption, headings and cells into the table."""
        for segment in segments:
            kind, *position = segment.path.split("-")
            text = segment.render_text()
            match kind, [int(part) for part in position]:
                case "caption", []:
                    value.caption = text
                case "heading", [column]:
                    value.columns[column]["heading"] = text
                case "cell", [row, column]:
                    value.row_data[row]["values"][column] = text
        return value

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Columns of texts or numbers, with headings and a caption.")
        template = "home/blocks/table_block.html"


class DocumentBlock(blocks.StructBlock):
    """A file to download, with its kind and size."""

    document = DocumentChooserBlock(label=_("document"))
    description = blocks.CharBlock(
        required=False, label=_("description"), help_text=_("What the file holds, in a sentence.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A file to download; its kind and size are shown.")
        template = "home/blocks/document_block.html"


class ButtonBlock(blocks.StructBlock):
    """The one thing that the page asks of its reader."""

    text = blocks.CharBlock(max_length=60, label=_("text"), help_text=_("What happens: “Apply to join”."))
    page = blocks.PageChooserBlock(label=_("page"), help_text=_("The page that it leads to."))

    class Meta:
        icon = "link"
        label = _("Button")
        description = _("A link to a page, drawn as a button. At most one on a screen.")
        template = "home/blocks/button_block.html"


class AccordionItemBlock(blocks.StructBlock):
    """A title that opens a text."""

    title = blocks.CharBlock(label=_("title"), help_text=_("What the reader finds when it opens."))
    text = blocks.RichTextBlock(features=[*INLINE_FEATURES, "ul", "ol"], label=_("text"))


class AccordionBlock(blocks.StructBlock):
    """Details that only some readers need."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("items"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Accordion")
        description = _("Details that only some readers need, one below the other. They are printed open.")
        template = "home/blocks/accordion_block.html"


class VideoValue(blocks.StructValue):
    """A video, and where it plays."""

    @property
    def host(self) -> str:
        """The host that the reader is led to, so that it is known before going there."""
        return urlsplit(self["url"]).hostname or ""


class VideoBlock(blocks.StructBlock):
    """A video elsewhere. Nothing is loaded from there until the reader goes there."""

    title = blocks.CharBlock(label=_("title"), help_text=_("The video's own title."))
    url = blocks.URLBlock(label=_("address"), help_text=_("The page on which it plays."))
    length = blocks.CharBlock(
        required=False, max_length=40, label=_("length"), help_text=_("As in “4 minutes, with subtitles”.")
    )
    summary = blocks.TextBlock(
        required=False, label=_("summary"), help_text=_("What is said and shown, for those who do not watch it.")
    )

    class Meta:
        icon = "media"
        label = _("Video by link")
        description = _("Leads to a video elsewhere; nothing is loaded from there.")
        template = "home/blocks/video_block.html"
        value_class = VideoValue


class ContentBlock(blocks.StreamBlock):
    """What the text of any page is made of."""

    text = TextBlock(group=CONTENT)
    quotation = QuotationBlock(group=CONTENT)
    callout = CalloutBlock(group=CONTENT)
    table = TableBlock(group=CONTENT)
    accordion = AccordionBlock(group=CONTENT)
    figure = FigureBlock(group=_("Media"))
    video = VideoBlock(group=_("Media"))
    document = DocumentBlock(group=_("Links"))
    button = ButtonBlock(group=_("Links"))

    class Meta:
        required = False


class SectionContentBlock(ContentBlock):
    """What a section is made of. Only here may a text have sub-headings: above them stands the section's own."""

    text = TextBlock(features=["h3", *TEXT_FEATURES], group=CONTENT)


class SectionBlock(blocks.StructBlock):
    """A numbered part of a long page. Its anchor is the block's own id: rewording breaks no link."""

    heading = blocks.CharBlock(label=_("heading"), help_text=_("It stands in the table of contents."))
    content = SectionContentBlock(label=_("content"))

    class Meta:
        icon = "title"
        label = _("Section")
        description = _("A numbered part of the page, with a heading that stands in the table of contents.")
        template = "home/blocks/section_block.html"
        preview_value = {
            "heading": "What the network does",
            "content": [("text", "<p>Cities share what works, and adapt it to where they are.</p>")],
        }


class BodyBlock(ContentBlock):
    """A page's whole text: sections, or, where it is short, blocks alone."""

    section = SectionBlock(group=_("Sections"))


class EntranceBlock(blocks.StructBlock):
    """A way in from the home page."""

    page = blocks.PageChooserBlock(label=_("page"), help_text=_("Where it leads. Its title is shown."))
    text = blocks.CharBlock(max_length=200, label=_("text"), help_text=_("One sentence: what is found there."))

    class Meta:
        icon = "arrow-right"
        label = _("Way in")
        description = _("A page, and a sentence on what is found there.")


class EntrancesBlock(blocks.StreamBlock):
    """The ways in from the home page, in their order."""

    entrance = EntranceBlock()

    class Meta:
        required = False


class SocialLinkBlock(blocks.StructBlock):
    """An account of the network elsewhere."""

    name = blocks.CharBlock(max_length=40, label=_("name"), help_text=_("The service's name."))
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "link"
        label = _("Account elsewhere")


class SocialLinksBlock(blocks.StreamBlock):
    """The network's accounts elsewhere."""

    account = SocialLinkBlock()

    class Meta:
        required = False
