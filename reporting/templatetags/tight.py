"""How does a page of a thousand small tags stay light on a slow line? Without the space nobody sees."""

import re

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TEXTAREA = re.compile(r"(<textarea\b.*?</textarea>)", re.DOTALL | re.IGNORECASE)
RUN = re.compile(r"\s+")
BETWEEN_TAGS = re.compile(r"(?<=>) (?=<)")
BEFORE_END = re.compile(r" (?=/?>)")
# Space at the edge of these is never seen.
BLOCK = r"(?:td|th|tr|div|p|ul|li|dd|dt|section|label|option|select|h[1-6])"
EDGES = re.compile(rf"(<{BLOCK}\b[^>]*>) | (?=</{BLOCK}>)")


class TightNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        return tightened(self.nodelist.render(context))


@register.tag
def tight(parser: Parser, token: Token) -> TightNode:
    """`{% tight %}…{% endtight %}`: as `spaceless`, and every other run of space is one."""
    nodelist = parser.parse(("endtight",))
    parser.delete_first_token()
    return TightNode(nodelist)


def tightened(markup: str) -> SafeString:
    """The same page in fewer bytes. What somebody wrote into a text box keeps its lines."""
    parts = TEXTAREA.split(markup)
    parts[::2] = [_tight(part) for part in parts[::2]]
    # The markup was made by templates, which have escaped what came from people.
    return mark_safe("".join(parts).strip())  # noqa: S308


def _tight(part: str) -> str:
    part = BEFORE_END.sub("", BETWEEN_TAGS.sub("", RUN.sub(" ", part)))
    return EDGES.sub(lambda found: found[1] or "", part)
