"""A handful of requests that are open today, so that officers see a living list: one just in, one out for the
opinion of a third party, one near its limit with a draft before the leader, one awaiting correction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from gongkai.agencies import calendar
from gongkai.casework.intake import Wanted
from gongkai.casework.models import ApplicantKind
from gongkai.casework.opinions import Opinion
from gongkai.demo.applicants import citizen, organisation
from gongkai.demo.desk import Desk, submitted
from gongkai.demo.district import District
from gongkai.demo.stage import Story, on


def stories(district: District, now: datetime) -> list[Story]:
    """Requests that stand in different places at a moment."""
    return [
        near_its_limit(district, now),
        in_consultation(district, now),
        awaiting_correction(district, now),
        just_in(district, now),
    ]


def near_its_limit(district: District, now: datetime) -> Story:
    """Received so many working days ago that the limit is close; the draft waits for approval."""
    person = citizen("唐见微", "19720506", 101)
    wanted = Wanted("莲塘镇自来水管网改造工程的竣工验收报告", title="自来水管网验收报告")
    receipt = yield submitted(district, on(ago(now, 18), 9, 5), person, wanted)
    desk = Desk.of(district, receipt)
    yield desk.confirms(on(ago(now, 18), 10, 0))
    yield desk.assigns(on(ago(now, 17), 9, 0), "zjj", "zhujian")
    given = {
        "provided_content": "竣工验收报告，共26页",
        "provided_form": "电子文档",
        "how_provided": "答复当日起可以在门户网站凭收件编号和查询码下载",
    }
    yield desk.proposes(on(ago(now, 1), 16, 0), Opinion("open", "provided", given), who="zhujian")


def in_consultation(district: District, now: datetime) -> Story:
    """The clock stands still while a third party is asked."""
    person = organisation("明湖乡土研究会（演示）", 112, representative="白露")
    wanted = Wanted("渔梁镇渔家老街商铺租赁合同文本", title="老街商铺租赁合同")
    receipt = yield submitted(district, on(ago(now, 12), 14, 20), person, wanted, ApplicantKind.PUBLIC_INTEREST)
    desk = Desk.of(district, receipt)
    yield desk.confirms(on(ago(now, 12), 15, 0))
    yield desk.notifies(
        on(ago(now, 8), 10, 0),
        "open-consultation",
        party="third_party",
        whom="渔家老街商业管理有限公司（演示）",
        requested_information="渔梁镇渔家老街商铺租赁合同文本",
        consultation_reason="合同载有贵公司的租金和经营条件",
    )


def awaiting_correction(district: District, now: datetime) -> Story:
    """Too vague to search for; the applicant has been told what to add."""
    person = citizen("石小满", "19930521", 125)
    receipt = yield submitted(
        district, on(ago(now, 6), 11, 0), person, Wanted("我们那一片拆迁的材料", title="拆迁材料")
    )
    desk = Desk.of(district, receipt)
    yield desk.confirms(on(ago(now, 6), 11, 30))
    yield desk.notifies(
        on(ago(now, 2), 9, 40),
        "ask-correction",
        unclear="没有写明项目的名称和所在的街道、社区，也没有写明需要什么材料",
        how_to_correct="请写明所在的街道、社区和项目名称，以及所需材料的名称或者大致年份",
    )


def just_in(district: District, now: datetime) -> Story:
    """Came within the last hour; nobody has looked at it yet."""
    person = citizen("温如言", "20010112", 133)
    wanted = Wanted("望湖街道2024年以来的健身步道建设计划", title="健身步道建设计划")
    yield submitted(district, max(now - timedelta(minutes=40), on(localdate(now), 0)), person, wanted)


def ago(now: datetime, workdays: int) -> date:
    """The working day so many working days before today."""
    days = calendar.current()
    day = localdate(now)
    while workdays:
        day -= timedelta(days=1)
        workdays -= days.is_workday(day)
    return day
