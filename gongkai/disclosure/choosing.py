"""Where a page is moved or copied to: a plain list of the agency's own sections.

Wagtail's chooser starts from a script within the page, which our policy refuses, so its button did nothing.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.admin.forms.pages import CopyForm, MoveForm
from wagtail.models import Page

from gongkai.disclosure.models import HomePage, Section

FIELD = "new_parent_page"


class PlaceField(forms.ModelChoiceField[Page]):
    """A place in the agency's tree, shown with its depth."""

    def label_from_instance(self, page: Page) -> str:
        """The title, set in below what it stands under."""
        return f"{'　' * max(0, page.depth - 2)}{page.title}"


def places_for(page: Page, *, beside_itself: bool) -> QuerySet[Page]:
    """The home and the sections of the page's own agency that take such a page; for a move not the page itself nor
    what stands below it."""
    agency = getattr(page.specific, "agency", None)
    homes = HomePage.objects.filter(agency=agency).values("pk")
    sections = Section.objects.filter(agency=agency).values("pk")
    kinds = ContentType.objects.get_for_models(*page.specific_class.allowed_parent_page_models()).values()
    own = Q(pk__in=homes) | Q(pk__in=sections)
    rows = Page.objects.filter(own, content_type__in=kinds).order_by("path")
    found: QuerySet[Page] = rows if beside_itself else rows.not_descendant_of(page, inclusive=True)
    return found


def use_plain_lists() -> None:
    """Give the two forms this list."""
    for form, beside in ((MoveForm, False), (CopyForm, True)):
        if not getattr(form.__init__, "plain", False):
            form.__init__ = _with_list(form.__init__, beside)


def _with_list(begin: Any, beside: bool) -> Any:
    @wraps(begin)
    def made(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        known = self.fields[FIELD]
        page = getattr(self, "page_to_move", None) or self.page
        self.fields[FIELD] = PlaceField(
            queryset=places_for(page, beside_itself=beside), initial=known.initial, label="放到", empty_label=None
        )

    made.plain = True  # type: ignore[attr-defined]
    return made
