"""Pieces of pages that are alike on most of them: made once for each set of what they depend on, and kept."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()
MOST = 256
"""How many of a piece are kept: readers' modes by columns of the site. A template that is read anew begins anew."""


class Alike(template.Node):
    """A piece that depends on a few values and on nothing else."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[tuple[Hashable, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The piece, as it was made for these values before."""
        key = tuple(value.resolve(context, ignore_failures=True) for value in self.values)
        found = self.kept.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if len(self.kept) >= MOST:
                self.kept.clear()
            self.kept[key] = found
        return found


@register.tag
def alike(parser: Parser, token: Token) -> Alike:
    """{% alike mode column.name %} … {% endalike %}: the same words for the same mode and column. Whatever else the
    piece reads must be the same for everybody and for as long as the program runs."""
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endalike",))
    parser.delete_first_token()
    return Alike(nodelist, values)
