"""Days in the filters of lists: the browser's own date picker.

Wagtail's starts from a script within the page, which our policy refuses.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.admin.views.pages.history import PageHistoryFilterSet
from wagtail.admin.views.pages.listing import PageFilterSet

from gongkai.agencies.forms import DayInput


class DayRange(DateRangePickerWidget):
    """From a day to a day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        ends = (DayInput({"aria-label": "起始日期"}), DayInput({"aria-label": "结束日期"}))
        super(DateRangePickerWidget, self).__init__(ends, attrs)


def use_browser_dates() -> None:
    """Give the lists in use this picker."""
    for filters in (PageFilterSet, HistoryFilterSet, PageHistoryFilterSet):
        for name in ("latest_revision_created_at", "timestamp"):
            if name in filters.base_filters:
                filters.base_filters[name].extra["widget"] = DayRange
