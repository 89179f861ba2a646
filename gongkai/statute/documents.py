"""Official documents: numbers, index numbers, genres, disclosure attribute, validity.

Sources: 《党政机关公文处理工作条例》 for numbers and genres, 国办发〔2016〕80号 for the attribute set when a
document is drafted, 条例 art 12 for index numbers, local rules (parameters) for normative documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.statute.citation import Citation, cite
from gongkai.statute.errors import BadInput
from gongkai.statute.parameters import Rules
from gongkai.statute.periods import add_months

NUMBERING = cite("document_rules:9")
AT_SOURCE = cite("disclosure_at_source:")
CATALOGUE = cite("regulation:12")

_NUMBER = re.compile(r"(?P<code>[^\s〔〕第]{1,30})〔(?P<year>(?:19|20)\d{2})〕(?P<serial>[1-9]\d*)号")
_ORDER = re.compile(r"(?P<agency>\S{2,30}?)令第(?P<serial>[1-9]\d*)号")
_LOOSE = re.compile(
    r"(?P<code>[^\s〔〕\[\]()（）【】［］]{1,30})\s*[〔\[(（【［]\s*(?P<year>\d{2,4})\s*年?\s*[〕\])）】］]\s*"
    r"(?P<ordinal>第)?\s*(?P<serial>\d+)\s*(?P<mark>号)?"
)
_FIELD = re.compile(r"\{([a-z_]+)(?::(\d+))?\}")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号: the agency's code, the year in 六角括号, the serial number."""

    code: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """The number of an order: 某某令第N号."""

    agency: str
    serial: int

    def __str__(self) -> str:
        return f"{self.agency}令第{self.serial}号"


def parse_number(text: str) -> DocumentNumber:
    """Read 石政办发〔2023〕5号. Raises BadInput (DOCUMENT_NUMBER) that says what is wrong and what would be right."""
    match = _NUMBER.fullmatch(text)
    if match:
        return DocumentNumber(match["code"], int(match["year"]), int(match["serial"]))
    problems = number_problems(text)
    raise BadInput(f"发文字号“{text}”不合规范：{'；'.join(problems)}。", code="DOCUMENT_NUMBER")


def number_problems(text: str) -> tuple[str, ...]:
    """What is wrong with a document number, in Chinese; empty when it is right."""
    if _NUMBER.fullmatch(text):
        return ()
    match = _LOOSE.fullmatch(text.strip())
    if match is None:
        return ("应由发文机关代字、年份和发文顺序号组成，如“石政办发〔2023〕5号”",)
    return tuple(_loose_problems(text, match)) or ("应如“石政办发〔2023〕5号”",)


def _loose_problems(text: str, match: re.Match[str]) -> list[str]:
    found = []
    if not ("〔" in text and "〕" in text):
        found.append("年份应当用六角括号〔〕括入")
    if not re.fullmatch(r"(19|20)\d{2}", match["year"]):
        found.append("年份应当标全称")
    if "年" in text[match.start("year") : match.start("serial")]:
        found.append("括号内只写年份数字，不加“年”字")
    if match["ordinal"]:
        found.append("发文顺序号不加“第”字")
    if match["serial"].startswith("0"):
        found.append("发文顺序号不编虚位（1不编为01）")
    if not match["mark"]:
        found.append("发文顺序号后应当加“号”字")
    if re.search(r"\s", text):
        found.append("中间不留空格")
    return found


def corrected_number(text: str) -> DocumentNumber | None:
    """The number that was probably meant: 石政办发[2023]第05号 → 石政办发〔2023〕5号. None when unclear."""
    match = _LOOSE.fullmatch(text.strip())
    if match is None or not re.fullmatch(r"(19|20)\d{2}", match["year"]) or not int(match["serial"]):
        return None
    return DocumentNumber(match["code"], int(match["year"]), int(match["serial"]))


def parse_order(text: str) -> OrderNumber:
    """Read 某某市人民政府令第12号. Raises BadInput."""
    match = _ORDER.fullmatch(text)
    if match is None:
        raise BadInput(f"令的编号“{text}”不合规范，应如“某某市人民政府令第12号”。", code="DOCUMENT_NUMBER")
    return OrderNumber(match["agency"], int(match["serial"]))


def index_number(pattern: str, *, serial: int, **parts: str | int) -> str:
    """Fill the agency's pattern: ``{organisation}/{year}-{serial:5}`` pads the serial number to five digits.

    Raises BadInput when the pattern names a part that is not given, or has no serial number (numbers are
    never used twice).
    """
    values: dict[str, str | int] = {**parts, "serial": serial}
    if serial < 1:
        raise BadInput("索引号的流水号应当是正整数。")
    if not any(name == "serial" for name, _ in _FIELD.findall(pattern)):
        raise BadInput(f"索引号格式“{pattern}”没有流水号，会产生重复的索引号。")
    unknown = [name for name, _ in _FIELD.findall(pattern) if name not in values]
    if unknown:
        raise BadInput(f"索引号格式“{pattern}”所需的{'、'.join(unknown)}没有提供。")
    return _FIELD.sub(lambda m: str(values[m[1]]).zfill(int(m[2] or 0)), pattern)


class Genre(StrEnum):
    """The 15 kinds of official document (公文处理条例第八条)."""

    RESOLUTION = "决议"
    DECISION = "决定"
    ORDER = "命令（令）"
    COMMUNIQUE = "公报"
    ANNOUNCEMENT = "公告"
    PUBLIC_NOTICE = "通告"
    OPINION = "意见"
    NOTICE = "通知"
    BULLETIN = "通报"
    REPORT = "报告"
    REQUEST = "请示"
    REPLY = "批复"
    MOTION = "议案"
    LETTER = "函"
    MINUTES = "纪要"


_GENRE_ENDINGS = {"令": Genre.ORDER, "命令": Genre.ORDER, "会议纪要": Genre.MINUTES} | {g.value: g for g in Genre}


def genre_of(title: str) -> Genre | None:
    """The genre that a title ends with, or None: 关于…的通知（试行） is a 通知."""
    bare = re.sub(r"[（(][^（）()]*[)）]$", "", title.strip())
    endings = sorted(_GENRE_ENDINGS, key=len, reverse=True)
    return next((_GENRE_ENDINGS[ending] for ending in endings if bare.endswith(ending)), None)


class Attribute(StrEnum):
    """公开属性, set when a document is drafted."""

    PROACTIVE = "proactive"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        return {"proactive": "主动公开", "on_request": "依申请公开", "withheld": "不予公开"}[self.value]


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that must be there before the next step; ``blocking`` says whether the step must wait."""

    code: str
    text: str
    citation: Citation
    blocking: bool = True


def attribute_requirements(
    attribute: Attribute | None, reason: str, *, policy: bool, reviewed_by_disclosure_office: bool = False
) -> tuple[Requirement, ...]:
    """What the proposed attribute of a draft still lacks (国办发〔2016〕80号).

    ``policy`` says that it is a policy document; withheld, it goes to the disclosure office first.
    """
    if attribute is None:
        return (
            Requirement("ATTRIBUTE_MISSING", "拟稿时须提出公开属性建议；没有提出的，可以退回起草单位。", AT_SOURCE),
        )
    found = []
    if attribute is not Attribute.PROACTIVE and not reason.strip():
        text = f"拟定为“{attribute.label}”的，须说明理由；没有说明的，可以退回起草单位。"
        found.append(Requirement("ATTRIBUTE_REASON", text, AT_SOURCE))
    if attribute is Attribute.WITHHELD and policy and not reviewed_by_disclosure_office:
        text = "拟不予公开的政策性文件，报批前须送政务公开工作机构审查。"
        found.append(Requirement("ATTRIBUTE_REVIEW", text, AT_SOURCE))
    return tuple(found)


class Validity(StrEnum):
    """Whether a document applies on some day; lapse is by time, repeal by act."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    LAPSED = "lapsed"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        return {
            "not_yet": "尚未施行", "in_force": "有效", "amended": "修改", "lapsed": "失效", "repealed": "废止",
        }[self.value]  # fmt: skip

    @property
    def counts_as_in_force(self) -> bool:
        """Whether table A counts it under 现行有效件数."""
        return self in {Validity.IN_FORCE, Validity.AMENDED}


def validity(
    on: date,
    *,
    effective_on: date | None,
    valid_until: date | None = None,
    repealed_on: date | None = None,
    amended_on: date | None = None,
) -> Validity:
    """The state of a document on a day. It still applies on ``valid_until``; from ``repealed_on`` it does not."""
    if repealed_on is not None and on >= repealed_on:
        return Validity.REPEALED
    if valid_until is not None and on > valid_until:
        return Validity.LAPSED
    if effective_on is not None and on < effective_on:
        return Validity.NOT_YET
    if amended_on is not None and on >= amended_on:
        return Validity.AMENDED
    return Validity.IN_FORCE


def latest_validity(title: str, effective_on: date, rules: Rules) -> date:
    """The last day a normative document may apply without renewal: 5 years, 2 for 试行、暂行 (local rules)."""
    name = "normative_trial_validity_years" if is_trial(title) else "normative_validity_years"
    years = rules.value(name, effective_on)
    return date.fromordinal(add_months(effective_on, 12 * years).toordinal() - 1)


def is_trial(title: str) -> bool:
    """Whether the title marks a document as provisional."""
    return "试行" in title or "暂行" in title


def evaluation_from(valid_until: date, rules: Rules) -> date:
    """From which day a normative document that is about to lapse should be evaluated (local rules)."""
    return add_months(valid_until, -rules.value("normative_evaluation_months", valid_until))


METADATA: Mapping[str, str] = {
    "index_number": "索引号",
    "title": "名称",
    "issued_by": "发文机关",
    "document_number": "发文字号",
    "topic": "主题分类",
    "dated_on": "成文日期",
    "published_on": "公开日期",
    "attribute": "公开方式",
    "validity": "有效性",
    "summary": "内容概述",
}
"""What the page of a published document shows, by the names of the glossary."""
_REQUIRED = ("index_number", "title", "issued_by", "dated_on", "published_on", "summary")


def metadata_requirements(metadata: Mapping[str, object], *, normative: bool = False) -> tuple[Requirement, ...]:
    """What is missing before a document may stand in the catalogue (条例第十二条: 索引、名称、内容概述、生成日期).

    A normative document also needs its number and its validity.
    """
    names = (*_REQUIRED, "document_number", "validity") if normative else _REQUIRED
    return tuple(
        Requirement("METADATA_MISSING", f"缺少{METADATA[name]}。", CATALOGUE)
        for name in names
        if not metadata.get(name)
    )
