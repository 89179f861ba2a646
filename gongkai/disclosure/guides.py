"""办事指南: a service with the elements that people need before they set out, complete or not public.

The inspection of government sites (检查指标, 国办秘函〔2019〕19号) takes a guide that leaves out 设定依据、申请条件 or
办理材料 for a service that is of no use.
"""

from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.fields import StreamField

from gongkai.disclosure.blocks import Enclosures
from gongkai.disclosure.consultations import ATTRIBUTE
from gongkai.disclosure.widgets import ThemeInput
from gongkai.editorial.pages import GatedPage

ELEMENTS = ("basis", "conditions", "materials", "steps", "time_limit", "fee", "counter", "telephone")
"""What a guide must say beside the name of the service, which is its title."""


class ServiceGuide(GatedPage):
    """A service: on what it rests, who may have it, what to bring, how long it takes, what it costs, and where."""

    item_kind = "service_guide"

    subject = models.CharField("主题分类", max_length=40, blank=True, default="")
    basis = models.TextField("设定依据", blank=True, default="", help_text="写明法律、法规的名称和条款。")
    conditions = models.TextField("申请条件", blank=True, default="")
    materials = models.TextField("办理材料", blank=True, default="", help_text="一行一件，写明原件或者复印件、几份。")
    steps = models.TextField("办理流程", blank=True, default="", help_text="一行一步。")
    time_limit = models.CharField("办理时限", max_length=200, blank=True, default="")
    fee = models.CharField("收费标准", max_length=200, blank=True, default="", help_text="不收费的，写“不收费”。")
    counter = models.CharField("办理窗口", max_length=200, blank=True, default="", help_text="地址和窗口、办公时间。")
    telephone = models.CharField("咨询电话", max_length=40, blank=True, default="")
    online_at = models.CharField(
        "网上办理地址", max_length=300, blank=True, default="", validators=[URLValidator(["https", "http"])],
        help_text="没有网上办理的，不填。",
    )  # fmt: skip
    enclosures = StreamField(Enclosures(), verbose_name="表格样表", blank=True)

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("subject", widget=ThemeInput),
            *(FieldPanel(name) for name in ELEMENTS),
            FieldPanel("online_at"),
            FieldPanel("enclosures"),
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "办事指南"

    def lacking(self) -> list[str]:
        """The elements that are not written yet."""
        return [str(self._meta.get_field(name).verbose_name) for name in ELEMENTS if not getattr(self, name).strip()]

    def elements(self) -> list[tuple[str, list[str]]]:
        """Each element with its lines, as readers get them."""
        return [(str(self._meta.get_field(name).verbose_name), getattr(self, name).splitlines()) for name in ELEMENTS]
