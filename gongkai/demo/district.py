"""The agencies and people of the made-up 明湖区. No such district exists; telephone numbers begin with 0000 and
postcodes are 000000, so that nobody is ever called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.agencies.actions import establish_agency, give_post
from gongkai.agencies.models import Agency, Kind, User
from gongkai.agencies.roles import Role
from gongkai.demo.stage import moment

GOVERNMENT = "mhq"
OFFICE = "mhqb"
FOUNDED = moment("2022-01-04 09:00")
HELD_FROM = date(2022, 1, 4)
PASSWORD = "minghu-demo-2023"  # noqa: S105 (printed when the demo starts; the demo serves 127.0.0.1 only)
HOURS = "工作日9:00—12:00，13:30—17:30（法定节假日除外）"
COURT = "明湖区人民法院"
ONLINE = "明湖区行政复议网上申请窗口（演示）"

# Code, short name, full name, 机关代字
_DEPARTMENTS = (
    ("fgj", "区发展改革局", "发展和改革局", "明湖发改"),
    ("jyj", "区教育局", "教育局", "明湖教"),
    ("kjj", "区科技局", "科学技术局", "明湖科"),
    ("gxj", "区工业和信息化局", "工业和信息化局", "明湖工信"),
    ("gaj", "区公安分局", "公安分局", "明湖公"),
    ("mzj", "区民政局", "民政局", "明湖民"),
    ("sfj", "区司法局", "司法局", "明湖司"),
    ("czj", "区财政局", "财政局", "明湖财"),
    ("rsj", "区人力资源和社会保障局", "人力资源和社会保障局", "明湖人社"),
    ("zrj", "区自然资源分局", "自然资源分局", "明湖自然资"),
    ("sthj", "区生态环境分局", "生态环境分局", "明湖环"),
    ("zjj", "区住房和城乡建设局", "住房和城乡建设局", "明湖住建"),
    ("jtj", "区交通运输局", "交通运输局", "明湖交"),
    ("swj", "区水务局", "水务局", "明湖水"),
    ("nyj", "区农业农村局", "农业农村局", "明湖农"),
    ("swu", "区商务局", "商务局", "明湖商"),
    ("wlj", "区文化旅游局", "文化和旅游局", "明湖文旅"),
    ("wjj", "区卫生健康局", "卫生健康局", "明湖卫"),
    ("tyj", "区退役军人事务局", "退役军人事务局", "明湖退役"),
    ("yjj", "区应急管理局", "应急管理局", "明湖应急"),
    ("sjj", "区审计局", "审计局", "明湖审"),
    ("scj", "区市场监督管理局", "市场监督管理局", "明湖市监"),
    ("tjj", "区统计局", "统计局", "明湖统"),
    ("ybj", "区医疗保障局", "医疗保障局", "明湖医保"),
    ("cgj", "区城市管理局", "城市管理局", "明湖城管"),
    ("spj", "区审批服务局", "审批服务管理局", "明湖审批"),
    ("xfj", "区信访局", "信访局", "明湖信"),
    ("lyj", "区林业和草原局", "林业和草原局", "明湖林"),
    ("jrj", "区金融工作局", "金融工作局", "明湖金"),
    ("tyu", "区体育局", "体育局", "明湖体"),
)
_TOWNSHIPS = (
    ("lajd", "柳岸街道", "柳岸街道办事处", "柳岸", Kind.SUBDISTRICT),
    ("whjd", "望湖街道", "望湖街道办事处", "望湖", Kind.SUBDISTRICT),
    ("syjd", "书院街道", "书院街道办事处", "书院", Kind.SUBDISTRICT),
    ("qdjd", "桥东街道", "桥东街道办事处", "桥东", Kind.SUBDISTRICT),
    ("xhjd", "新河街道", "新河街道办事处", "新河", Kind.SUBDISTRICT),
    ("xfjd", "学府街道", "学府街道办事处", "学府", Kind.SUBDISTRICT),
    ("ltz", "莲塘镇", "莲塘镇人民政府", "莲塘政", Kind.TOWNSHIP),
    ("ylz", "渔梁镇", "渔梁镇人民政府", "渔梁政", Kind.TOWNSHIP),
    ("qsz", "青石镇", "青石镇人民政府", "青石政", Kind.TOWNSHIP),
    ("lzx", "芦洲乡", "芦洲乡人民政府", "芦洲政", Kind.TOWNSHIP),
)
# Sign-in name, name, agency, role, office
PEOPLE = (
    ("officer", "沈知行", OFFICE, Role.DISCLOSURE_OFFICER, "政务公开股工作人员"),
    ("leader", "顾明远", OFFICE, Role.APPROVING_LEADER, "办公室副主任"),
    ("secrecy", "申慎言", OFFICE, Role.SECRECY_REVIEWER, "机要保密股工作人员"),
    ("editor", "方砚", OFFICE, Role.EDITOR, "政务公开股信息编辑"),
    ("reviewer", "何审之", OFFICE, Role.REVIEWER, "政务公开股股长"),
    ("zhujian", "韩筑", "zjj", Role.HANDLER, "法规股承办人"),
    ("nongye", "田禾", "nyj", Role.HANDLER, "办公室承办人"),
    ("minzheng", "安宁", "mzj", Role.HANDLER, "救助股承办人"),
    ("auditor", "严正清", GOVERNMENT, Role.AUDITOR, "政务公开监督员"),
)


@dataclass(frozen=True, slots=True)
class District:
    """The made-up district: its agencies by code and its people by sign-in name."""

    agencies: dict[str, Agency]
    people: dict[str, User]

    @property
    def office(self) -> Agency:
        return self.agencies[OFFICE]


def found() -> District:
    """Found the agencies and give people their posts, as an operator does with a new installation."""
    government = establish_agency(
        parent=None,
        at=FOUNDED,
        kind=Kind.GOVERNMENT,
        name="明湖区人民政府",
        short_name="区政府",
        code=GOVERNMENT,
        number_prefix="明湖政",
        disclosure_office="明湖区人民政府办公室",
        takes_requests=False,
        established_on=HELD_FROM,
        **_contact(0, "明湖区湖滨路1号"),
        reconsideration_body="明湖区的上一级人民政府",
        court="有管辖权的中级人民法院",
    )
    agencies = {GOVERNMENT: government}
    agencies[OFFICE] = _establish(
        government, OFFICE, "区政府办公室", "明湖区人民政府办公室", "明湖政办公开", Kind.OFFICE, 1
    )
    for place, (code, short, name, prefix) in enumerate(_DEPARTMENTS, start=2):
        agencies[code] = _establish(government, code, short, f"明湖区{name}", prefix, Kind.DEPARTMENT, place)
    for place, (code, short, name, prefix, kind) in enumerate(_TOWNSHIPS, start=len(agencies)):
        agencies[code] = _establish(government, code, short, f"明湖区{name}", prefix, kind, place)
    return District(agencies, _people(agencies))


def _establish(
    parent: Agency, code: str, short_name: str, name: str, number_prefix: str, kind: Kind, place: int
) -> Agency:
    return establish_agency(
        parent=parent,
        at=FOUNDED,
        kind=kind,
        name=name,
        short_name=short_name,
        code=code,
        number_prefix=number_prefix,
        disclosure_office=f"{name}政务公开股" if kind == Kind.OFFICE else f"{name}办公室",
        established_on=HELD_FROM,
        **_contact(place, f"明湖区湖滨路{place * 2 + 1}号"),
        reconsideration_body="明湖区人民政府",
        reconsideration_website=ONLINE,
        court=COURT,
    )


def _contact(place: int, address: str) -> dict[str, Any]:
    return {
        "address": f"{address}（演示地址）",
        "postcode": "000000",
        "office_hours": HOURS,
        "telephone": f"0000-2023{place:03d}",
        "fax": f"0000-2024{place:03d}",
        "email": f"gongkai{place:02d}@minghu.invalid",
    }


def _people(agencies: dict[str, Agency], at: datetime = FOUNDED) -> dict[str, User]:
    people = {}
    for username, name, code, role, title in PEOPLE:
        user = User.objects.create_user(username, password=PASSWORD, name=name, telephone="0000-2023999")
        give_post(user=user, agency=agencies[code], role=role, held_from=HELD_FROM, at=at, title=title)
        people[username] = user
    return people
