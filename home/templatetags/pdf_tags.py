"""What the documents' base template uses."""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from home.services import paper

register = template.Library()


class WithContentsNode(template.Node):
    """Sets a table of contents before the text inside it, where that has sections enough."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        text, entries = paper.prepared(self.nodelist.render(context))
        contents = render_to_string("home/pdf/contents.html", {"entries": entries}) if entries else ""
        return mark_safe(contents + text)  # noqa: S308 - the nodes have escaped it


@register.tag
def with_contents(parser: Parser, token: Token) -> WithContentsNode:
    """Set a table of contents before everything up to `endwith_contents`."""
    nodelist = parser.parse(("endwith_contents",))
    parser.delete_first_token()
    return WithContentsNode(nodelist)
