"""The closed list of figures that are entered by hand, because other systems hold them.

The ten of table A, and the counts of the narrative whose rooms (documents, meetings, interpretations,
gazette) are registers on paper or elsewhere. Each has its label, unit and the register it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.statute.report_tables import TABLE_A


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure: its key, how it is called, its unit, and what whoever enters it should know."""

    key: str
    label: str
    unit: str
    hint: str
    table_a: bool = False
    fraction: bool = False


_HINTS = {
    "rules": "与司法行政部门核对一致。",
    "normative": "与司法行政部门核对一致。",
    "licences": "本年作出的全部许可决定，包括依法未公开的。",
    "penalties": "本年作出的全部处罚决定，包括依法未公开的。",
    "coercions": "本年作出的全部强制决定，包括依法未公开的。",
    "fees": "单位是万元，不是元。",
}

OF_TABLE_A: tuple[Kind, ...] = tuple(
    Kind(
        figure.key,
        f"{figure.row}{figure.column.split('（')[0]}",
        figure.unit,
        next(hint for start, hint in _HINTS.items() if figure.key.startswith(start)),
        table_a=True,
        fraction=figure.key == "fees",
    )
    for figure in TABLE_A
)
OF_NARRATIVE: tuple[Kind, ...] = (
    Kind("documents", "发布文件", "件", "政府及其办公室全年主动公开的文件。"),
    Kind("meetings", "公开常务会议", "次", "全年公开的政府常务会议。"),
    Kind("picture_interpretations", "图文解读", "篇", "全年发布的图文解读。"),
    Kind("animated_interpretations", "动漫解读", "篇", "全年发布的动漫解读。"),
    Kind("talks", "政策公开讲", "期", "全年举办的政策公开讲。"),
    Kind("gazette_issues", "政府公报", "期", "全年编发的政府公报。"),
    Kind("gazette_copies", "公报免费赠阅", "册", "全年免费赠阅的公报册数。"),
    Kind("point_visits", "查阅场所接待", "人次", "全年到查阅场所查阅的人次。"),
    Kind("point_requests", "查阅场所协助提交申请", "件", "全年在查阅场所协助提交的申请。"),
    Kind("duty_shifts", "读网值班", "班次", "全年有人签到的读网值班。"),
    Kind("patrols", "读网问题", "条", "24小时读网发现的问题，核对后不是问题的不算。"),
    Kind("rectifications", "整改销号", "件", "全年交办整改、经复核销号的问题。"),
    Kind("checks", "政务公开督查", "次", "全年对各单位开展并确定结果的督查。"),
    Kind("trainings", "业务培训", "次", "全年组织的政务公开培训。"),
    Kind("inspections", "现场督导", "次", "全年开展的现场督导。"),
    Kind("village_boards", "设公开栏的行政村", "个", "规范设置村务公开栏的行政村。"),
)
REGISTER: dict[str, Kind] = {kind.key: kind for kind in (*OF_TABLE_A, *OF_NARRATIVE)}
CHOICES: list[tuple[str, str]] = [(kind.key, kind.label) for kind in REGISTER.values()]
