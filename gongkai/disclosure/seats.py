"""公众代表列席公告: an executive meeting announces seats for the public, the conditions, and until when one signs up.

Who signs up, and who is chosen, stands in `dialogue.seats`; here is what everybody reads before.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, ObjectList

from gongkai.agencies.forms import DayInput
from gongkai.disclosure.panels import ATTRIBUTE, FOR_ENGINES
from gongkai.editorial.pages import GatedPage


class Way(models.TextChoices):
    """How the delegates are chosen among those who signed up."""

    DRAW = "draw", "公开抽签"
    BY_HAND = "by_hand", "由组织单位按条件确定"


class SeatCall(GatedPage):
    """Seats of the public at a meeting: how many, for whom, until when, and how it is decided."""

    item_kind = "seat_call"

    meets_on = models.DateField("会议日期", null=True, help_text="未定的，写预计的日期。")
    place = models.CharField("会议地点", max_length=120, blank=True, default="")
    about = models.TextField("拟列席的议题", max_length=1000, help_text="公众代表列席哪些议题。")
    seats = models.PositiveSmallIntegerField("名额", default=5)
    conditions = models.TextField("报名条件", max_length=1000)
    opens_on = models.DateField("报名开始日期", null=True)
    closes_on = models.DateField("报名截止日期", null=True, help_text="这一天仍可以报名。")
    way = models.CharField("怎样产生", max_length=8, choices=Way, default=Way.DRAW)
    telephone = models.CharField("咨询电话", max_length=40, blank=True, default="")

    parent_page_types = ["disclosure.Section"]
    subpage_types: list[str] = []
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            *ATTRIBUTE,
            FieldPanel("meets_on", widget=DayInput),
            FieldPanel("place"),
            FieldPanel("about"),
            FieldPanel("seats"),
            FieldPanel("conditions"),
            FieldPanel("opens_on", widget=DayInput),
            FieldPanel("closes_on", widget=DayInput),
            FieldPanel("way"),
            FieldPanel("telephone"),
            *FOR_ENGINES,
        ]
    )

    class Meta(GatedPage.Meta):
        verbose_name = "公众代表列席公告"
        constraints = [
            *GatedPage.Meta.constraints,
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="seat_call_closes_after_it_opens",
                violation_error_message="报名截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(meets_on__isnull=True) | Q(closes_on__isnull=True) | Q(meets_on__gt=F("closes_on")),
                name="seat_call_closes_before_the_meeting",
                violation_error_message="报名应当在会议日期以前截止。",
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1), name="seat_call_has_seats", violation_error_message="名额至少1人。"
            ),
        ]

    def lacking(self) -> list[str]:
        """The days without which nobody knows when to sign up."""
        wanted = (("meets_on", "会议日期"), ("opens_on", "报名开始日期"), ("closes_on", "报名截止日期"))
        return [f"没有填写{label}" for name, label in wanted if getattr(self, name) is None]

    def is_open(self, on: date) -> bool:
        """Whether one can sign up on a day."""
        return bool(self.opens_on and self.closes_on and self.opens_on <= on <= self.closes_on)

    def is_over(self, on: date) -> bool:
        """Whether the last day for signing up has passed."""
        return bool(self.closes_on and self.closes_on < on)
