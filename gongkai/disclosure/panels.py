"""Panels of the editor that need no script within the page."""

from __future__ import annotations

from wagtail.admin.panels import InlinePanel


class LinesPanel(InlinePanel):
    """Lines that can be added and removed; ``disclosure/lines.js`` brings them to life."""

    class BoundPanel(InlinePanel.BoundPanel):
        """The panel on a form."""

        template_name = "disclosure/panels/lines.html"

        def options_id(self) -> str:
            """Where the options stand in the page."""
            return f"id_{self.formset.prefix}-LINES"
