"""Values of every block that editors may use."""

import uuid
from typing import Any

from tests.factories import DocumentFactory, ImageFactory, home_page

PARAGRAPH = "<p>Cities share what works.</p>"


def block(kind: str, value: Any) -> dict[str, Any]:
    """Return a block as a StreamField stores it."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def link_to(page: Any, words: str = "Read on") -> str:
    """Return a paragraph with a link to the page, as rich text stores it."""
    return f'<p><a linktype="page" id="{page.pk}">{words}</a></p>'


def every_block(*, sections: bool = True) -> list[dict[str, Any]]:
    """Return a body with every block that ContentBlock offers; or three sections, of which one holds them."""
    content = [
        block("text", PARAGRAPH + link_to(home_page())),
        block("quotation", {"text": "It works here.", "attribution": "A fictional mayor"}),
        block("callout", {"tone": "action", "title": "Do this", "text": PARAGRAPH}),
        block(
            "table",
            {
                "columns": [{"type": "text", "heading": "Who"}, {"type": "number", "heading": "How many"}],
                "rows": [{"values": ["Fictional cities", 12345]}, {"values": ["Others", None]}],
                "caption": "A fictional table",
            },
        ),
        block("accordion", {"items": [block("item", {"title": "More", "text": PARAGRAPH})]}),
        block(
            "figure",
            {
                "image": {
                    "image": ImageFactory(file__width=64, file__height=48).pk,
                    "alt_text": "A square",
                    "decorative": False,
                },
                "caption": "A square",
            },
        ),
        block("video", {"title": "A film", "url": "https://example.org/film", "length": "", "summary": "It shows."}),
        block("document", {"document": DocumentFactory().pk, "description": "A guide"}),
        block("button", {"text": "Begin", "page": home_page().pk}),
    ]
    if not sections:
        return content
    short = [block("section", {"heading": "Short", "content": [block("text", PARAGRAPH)]}) for _ in range(2)]
    return [block("section", {"heading": "Every block", "content": content}), *short]
