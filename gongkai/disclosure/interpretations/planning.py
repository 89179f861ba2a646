"""解读方案: whether a policy document needs an interpretation, which forms it will have, and when.

It is said with the draft, reviewed with it and signed off with the interpretations themselves (国办发〔2016〕80号：
同步组织、同步审签、同步部署).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.panels import LinesPanel
from gongkai.editorial.pages import GatedPage
from gongkai.statute.interpretations import Form, Need

FORMS = [(form.value, form.value) for form in Form]
NEEDS = [(need.value, need.value) for need in Need]


class Planned(GatedPage):
    """A document that says whether it will be explained."""

    normative: Any
    plan: Any

    interpretation_need = models.CharField(
        "是否解读",
        max_length=8,
        choices=NEEDS,
        blank=True,
        default="",
        help_text="起草文件时一并提出解读方案，与文件一起审签；行政规范性文件必须说明。",
    )
    interpretation_reason = models.CharField("不需要解读的理由", max_length=300, blank=True, default="")

    class Meta(GatedPage.Meta):
        abstract = True
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(interpretation_need__in=["", *(value for value, _ in NEEDS)]),
                name="%(class)s_interpretation_known",
            ),
            models.CheckConstraint(
                condition=~Q(interpretation_need=Need.NOT_NEEDED.value) | ~Q(interpretation_reason=""),
                name="%(class)s_without_interpretation_reasoned",
                violation_error_message="不需要解读的，应当说明理由。",
            ),
        ]

    def lacking(self) -> list[str]:
        """What the plan lacks: a normative document says whether it is explained, and whoever needs an interpretation
        says in which form and when."""
        found = super().lacking()
        if self.normative and not self.interpretation_need:
            found.append("规范性文件须说明是否需要解读")
        lines = list(self.plan.all())
        if self.interpretation_need == Need.NEEDED and not lines:
            found.append("需要解读的，须在解读方案中列出解读形式和计划公开日期")
        if self.interpretation_need == Need.NOT_NEEDED and lines:
            found.append("已说明不需要解读，请删去解读方案中的各项")
        return found


class PlannedInterpretation(Orderable):
    """One line of the plan: a form, and the day on which it is to be public."""

    page = ParentalKey("disclosure.PolicyDocument", on_delete=models.CASCADE, related_name="plan")
    form = models.CharField("解读形式", max_length=8, choices=FORMS)
    on = models.DateField("计划公开日期", help_text="应与文件同步公开。")

    panels = [FieldPanel("form"), FieldPanel("on", widget=DayInput)]

    class Meta(Orderable.Meta):
        verbose_name = "解读方案"
        constraints = [
            models.UniqueConstraint(fields=["page", "form"], name="form_planned_once"),
            models.CheckConstraint(condition=Q(form__in=[value for value, _ in FORMS]), name="planned_form_known"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.on}"


PLAN = [
    MultiFieldPanel([FieldPanel("interpretation_need"), FieldPanel("interpretation_reason")], heading="解读方案"),
    LinesPanel("plan", heading="解读形式和计划", label="解读"),
]
