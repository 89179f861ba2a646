"""One line of a catalogue, as an office writes it."""

from __future__ import annotations

from typing import Any

from django import forms

from gongkai.disclosure.catalogue.models import CatalogueEntry
from gongkai.disclosure.widgets import PageReference
from gongkai.statute.catalogue import usual_time_limit


class LineForm(forms.ModelForm[CatalogueEntry]):
    """A line."""

    class Meta:
        model = CatalogueEntry
        fields = [
            "item", "field", "matter", "submatter", "elements", "basis", "time_limit", "refresh_days", "responsible",
            "carriers", "audience", "on_request", "level", "place",
        ]  # fmt: skip
        widgets = {
            "elements": forms.Textarea(attrs={"rows": 3}),
            "basis": forms.Textarea(attrs={"rows": 2}),
            "place": PageReference(),
        }
        help_texts = {
            "field": "不在26个试点领域里的，不选。",
            "refresh_days": "超过这么多天没有新内容的，列为超期；不需要定期更新的，不填。",
            "responsible": "不填的，为本机关。",
            "audience": "只对特定群众或者群体公开的，写明是谁；对全社会公开的，不填。",
            "place": "写栏目或者网页的标题，或者它的网址。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.time_limit:
            self.initial["time_limit"] = usual_time_limit()

    def fields_said(self) -> dict[str, Any]:
        """What was said, once the form is valid."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
