"""Panels of the editor that need no script within the page."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, InlinePanel

ATTRIBUTE = [FieldPanel("attribute"), FieldPanel("attribute_reason")]
FOR_ENGINES = [FieldPanel("search_description", heading="摘要（搜索引擎显示）")]
ENCLOSURES = FieldPanel("enclosures")
"""What every kind of page has in its form."""


class LinesPanel(InlinePanel):
    """Lines that can be added and removed; ``disclosure/lines.js`` brings them to life."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The panel on a form."""

        template_name = "disclosure/panels/lines.html"

        def options_id(self) -> str:
            """Where the options stand in the page."""
            return f"id_{self.formset.prefix}-LINES"
