"""Forms of the editor that know more than their columns.

Wagtail's own choosers and date pickers in forms start from scripts within the page, which our policy refuses; the
browser's own controls need none.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class InterpretationForm(WagtailAdminPageForm):
    """An interpretation explains a document of its own agency, and belongs to a talk of its own agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = agency_of(self)
        for name in ("document", "talk"):
            field = self.fields[name]
            field.queryset = field.queryset.filter(agency=agency).order_by("-latest_revision_created_at")


class TalkForm(WagtailAdminPageForm):
    """The number of a talk is its own within the year: said while its author still sees the form."""

    def clean(self) -> dict[str, Any]:
        """What was typed. Raises ValidationError."""
        told: dict[str, Any] = super().clean()
        number, day = told.get("number"), told.get("held_on")
        if number and day:
            same = type(self.instance).objects.filter(agency=agency_of(self), year=day.year, number=number)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error("number", f"{day.year}年第{number}期已经有了，请改正期号。")
        return told


def agency_of(form: WagtailAdminPageForm) -> Any:
    """The agency of a page that is new in its section, or stands in one already."""
    return getattr(form.parent_page.specific, "agency", None) if form.parent_page else form.instance.agency
