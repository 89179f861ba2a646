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
        agency = getattr(self.parent_page.specific, "agency", None) if self.parent_page else self.instance.agency
        for name in ("document", "talk"):
            field = self.fields[name]
            field.queryset = field.queryset.filter(agency=agency).order_by("-latest_revision_created_at")
