"""What the data of each kind of event must and may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from gongkai.statute.errors import BadInput
from gongkai.statute.event_kinds import EventKind
from gongkai.statute.report_tables import COLUMNS_B, RESULT_KEYS

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Schema:
    """Which keys the data of a kind must and may have, each with its reader."""

    required: Mapping[str, Field]
    optional: Mapping[str, Field]
    version: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its Chinese name, what is asked for, and a reader that raises ValueError."""

    label: str
    wanted: str
    read: Callable[[Any], Any]


def validate(kind: EventKind, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of a kind, checked, with dates as dates.

    Raises BadInput naming the field: a key is missing, unknown, or holds something else.
    """
    schema = SCHEMAS[kind]
    for key, wanted in schema.required.items():
        if data.get(key) in (None, "") and not (key in _WORDS and data.get("text_digest")):
            raise BadInput(f"“{kind.label}”缺少{wanted.label}（{key}）：应为{wanted.wanted}。")
    return MappingProxyType({key: _read(kind, schema, key, value) for key, value in data.items() if value is not None})


def _read(kind: EventKind, schema: Schema, key: str, value: Any) -> Any:
    wanted = schema.required.get(key) or schema.optional.get(key) or _ALWAYS.get(key)
    if wanted is None:
        raise BadInput(f"“{kind.label}”没有名为“{key}”的字段。")
    try:
        return wanted.read(value)
    except (ValueError, TypeError) as error:
        raise BadInput(f"“{kind.label}”的{wanted.label}（{key}）写作“{value}”，应为{wanted.wanted}。") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        raise TypeError
    return value if isinstance(value, date) else read_day(_text(value))


def read_day(written: str) -> date:
    """A day written 2026-01-05 and in no other way. Raises ValueError."""
    if not _ISO_DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [_text(entry) for entry in value]


def _items(value: Any) -> list[Mapping[str, Any]]:
    found = [_mapping(entry) for entry in value]
    for entry in found:
        if entry.get("outcome") not in RESULT_KEYS:
            raise ValueError
    return found


def text(label: str) -> Field:
    return Field(label, "文字", _text)


def day(label: str) -> Field:
    return Field(label, "日期（如2026-01-05）", _day)


def whole(label: str) -> Field:
    return Field(label, "非负整数", _whole)


def flag(label: str) -> Field:
    return Field(label, "是或否（true、false）", _flag)


def choice(label: str, *allowed: str) -> Field:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return Field(label, "、".join(allowed) + "之一", read)


_WORDS = frozenset({"reason", "places", "text"})
"""Words that may name people: a caller may seal them elsewhere and leave only ``text_digest``."""

_ALWAYS: Mapping[str, Field] = {
    "text_digest": text("另行密封文字的摘要值"),
    "evidence": Field("证据", "文件摘要（一个或多个）", _texts),
    "remark": text("说明"),
    "facts": Field("事实", "键值", _mapping),
    "told_due_on": day("告知申请人的答复期限"),
    "on_behalf_of": text("被代行岗位的人员"),
}
_KEY, _LETTER, _REASON = text("编号"), text("文书字号"), text("理由")
_SUBJECT, _AGENCY, _HOLDER = text("当事人编号"), text("机关编号"), text("承办单位或人员编号")
_INTERNAL = day("内部时限")
"""A day by which somebody inside should be ready. No clock of the law reads it."""
_OUTCOME = choice("处理结果", *RESULT_KEYS)
_DISPOSITIONS = Field("分项处理结果", "列表，每项含 outcome（年报表三的行）", _items)
_APPLICANT_KINDS = tuple(key for key, _ in COLUMNS_B[:-1])

CHANNELS = ("counter", "signed_mail", "ordinary_mail", "web", "fax", "other")
RETURNED = ("refused", "unclaimed", "moved", "unknown", "our_error", "other")
"""Why a posted letter came back: it was refused, nobody fetched it, the addressee had moved, was not to be found, the
agency wrote the wrong name or address, or something else."""
PARTIES = ("third_party", "joint_maker", "other_agency")


def _schema(required: Mapping[str, Field] | None = None, /, **optional: Field) -> Schema:
    return Schema(required or {}, optional)


SCHEMAS: Mapping[EventKind, Schema] = {
    EventKind.SUBMITTED: _schema(
        {"channel": choice("申请渠道", *CHANNELS)},
        subject=_SUBJECT,
        applicant_kind=choice("申请人类别", *_APPLICANT_KINDS),
        agency=_AGENCY,
        content=text("申请内容摘要值"),
        posted_on=day("交邮日期"),
        oral=flag("口头申请，由工作人员代为填写"),
    ),
    EventKind.RECEIPT_CONFIRMED: _schema(
        {"means": choice("确认方式", "system", "phone", "counter", "mail", "web", "other")},
        unreachable=flag("此前无法联系申请人"),
    ),
    EventKind.REGISTERED: _schema(number=text("登记号"), agency=_AGENCY, content=text("申请内容摘要值")),
    EventKind.ASSIGNED: _schema({"to": _HOLDER}, by=_HOLDER, internal_on=_INTERNAL),
    EventKind.RETURNED: _schema({"reason": _REASON}, by=_HOLDER),
    EventKind.CORRECTION_ASKED: _schema(limit_on=day("补正期限"), letter=_LETTER, points=text("补正事项")),
    EventKind.CORRECTED: _schema(content=text("申请内容摘要值"), channel=choice("申请渠道", *CHANNELS)),
    EventKind.CORRECTION_LAPSED: _schema(letter=_LETTER),
    EventKind.CONSULTATION_OPENED: _schema(
        {"key": _KEY, "party": choice("征求对象", *PARTIES)},
        received_on=day("对方收到日期"),
        subject=_SUBJECT,
        agency=_AGENCY,
        letter=_LETTER,
    ),
    EventKind.CONSULTATION_CLOSED: _schema(
        {"key": _KEY, "opinion": choice("意见", "consents", "objects", "silent")}, reason=_REASON
    ),
    EventKind.REASONS_ASKED: _schema(limit_on=day("说明期限"), letter=_LETTER),
    EventKind.REASONS_GIVEN: _schema(accepted=flag("理由是否合理"), reason=_REASON),
    EventKind.DELAY_SET: _schema({"limit_on": day("延迟答复期限")}, approved_by=_HOLDER, letter=_LETTER),
    EventKind.EXTENSION_REQUESTED: _schema(days=whole("延长工作日数"), reason=_REASON),
    EventKind.EXTENDED: _schema({"approved_by": _HOLDER}, days=whole("延长工作日数"), reason=_REASON),
    EventKind.EXTENSION_NOTIFIED: _schema(letter=_LETTER),
    EventKind.FEE_NOTICED: _schema(
        {"method": choice("计收方式", "per_item", "per_page"), "amount": whole("金额（元）")},
        limit_on=day("缴费期限"),
        ordinal=whole("当月第几件"),
        pages=whole("页数"),
        letter=_LETTER,
    ),
    EventKind.FEE_PAID: _schema(amount=whole("金额（元）"), receipt=text("票据号")),
    EventKind.FEE_LAPSED: _schema(letter=_LETTER),
    EventKind.SEARCHED: _schema(
        {"places": text("检索范围")},
        keywords=text("检索词"),
        by=_HOLDER,
        found=flag("是否检索到"),
        result=text("检索结果"),
    ),
    EventKind.DECISION_PROPOSED: _schema({"outcome": _OUTCOME}, items=_DISPOSITIONS, reason=_REASON, by=_HOLDER),
    EventKind.DECISION_RETURNED: _schema({"reason": _REASON}, by=_HOLDER),
    EventKind.DECIDED: _schema({"outcome": _OUTCOME}, items=_DISPOSITIONS, reason=_REASON, approved_by=_HOLDER),
    EventKind.LETTER_ISSUED: _schema(
        {"letter": text("文书种类")},
        number=_LETTER,
        promised_on=day("承诺日期"),
        file=text("文件摘要值"),
        to_be_sealed=flag("等待加盖电子印章"),
    ),
    EventKind.LETTER_SEALED: _schema(
        {"number": _LETTER, "means": choice("用印方式", "electronic", "by_hand")},
        letter=text("文书种类"),
        file=text("盖章前文件摘要值"),
        sealed=text("盖章后文件摘要值"),
        reason=_REASON,
    ),
    EventKind.SERVED: _schema(
        {"channel": choice("送达方式", "counter", "mail", "web", "other_agency", "announcement")},
        proof=text("送达凭证"),
        number=_LETTER,
        delivered_on=day("签收日期"),
        carrier=text("寄递企业"),
        announced_on=day("公告发布日期"),
    ),
    EventKind.DELIVERED: _schema({"served": whole("交邮记录的序号")}, number=_LETTER),
    EventKind.MAIL_RETURNED: _schema(
        {"served": whole("交邮记录的序号"), "why": choice("退信原因", *RETURNED)}, number=_LETTER
    ),
    EventKind.WITHDRAWN: _schema(reason=_REASON),
    EventKind.CLOSED: _schema(),
    EventKind.FILED: _schema(number=text("档号")),
    EventKind.DISPUTE_FILED: _schema(
        {"key": _KEY, "kind": choice("争议种类", "reconsideration", "direct", "after_reconsideration")},
        body=_AGENCY,
        procedure=choice("审理程序", "simple", "ordinary", "litigation"),
        copy_received_on=day("收到申请书或者起诉状副本的日期"),
    ),
    EventKind.DISPUTE_ANSWERED: _schema({"key": _KEY}, letter=_LETTER),
    EventKind.DISPUTE_DECIDED: _schema(
        {"key": _KEY, "result": choice("审理结果", "upheld", "overturned", "other")},
        received_on=day("收到复议决定书或者判决书的日期"),
        new_reply=flag("是否需要重新答复"),
        redecide_by=day("责令重新答复的期限"),
    ),
    EventKind.THIRD_PARTY_INFORMED: _schema(key=_KEY, reason=_REASON, letter=_LETTER),
    EventKind.AMENDMENT_ASKED: _schema(content=text("更正事项摘要值")),
    EventKind.AMENDMENT_ANSWERED: _schema(
        result=choice("更正结果", "amended", "transferred", "refused"), letter=_LETTER
    ),
    EventKind.CONVERTED_TO_PROACTIVE: _schema(address=text("公开地址")),
    EventKind.PUBLICATION_SUGGESTED: _schema(content=text("建议摘要值")),
    EventKind.TRANSFERRED_INTERNALLY: _schema({"to": _HOLDER}, by=_HOLDER, reason=_REASON, internal_on=_INTERNAL),
    EventKind.SUCCEEDED: _schema({"agency": _AGENCY, "to": _AGENCY}, reason=_REASON),
    EventKind.NOTE: _schema(
        {"text": text("内容")},
        joint=choice("会签的步骤", "asked", "signed", "answered", "returned", "withdrawn"),
        to=_HOLDER,
        internal_on=_INTERNAL,
        disclosure=text("可否公开的意见"),
    ),
    EventKind.AMENDED: _schema(
        {"amends": whole("被更正记录的序号"), "reason": _REASON},
        occurred_on=day("更正后的日期"),
        data=Field("更正后的内容", "键值", _mapping),
    ),
    EventKind.SUBJECT_ERASED: _schema({"subject": _SUBJECT}),
}

UPCASTERS: dict[tuple[EventKind, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""How data of a kind and version becomes data of the next version. Empty as long as all are at 1."""


def upcast(kind: EventKind, data: Mapping[str, Any], version: int) -> Mapping[str, Any]:
    """Data written under an older schema, as today's schema has it.

    Raises BadInput for a version that is newer than this program knows.
    """
    current = SCHEMAS[kind].version
    if not 1 <= version <= current:
        raise BadInput(f"“{kind.label}”的记录版本为{version}，本系统只认识1至{current}版。")
    changed = dict(data)
    for step in range(version, current):
        changed = UPCASTERS[kind, step](changed)
    return changed


def day_keys(kind: EventKind) -> tuple[str, ...]:
    """The keys of a kind that hold dates."""
    schema = SCHEMAS[kind]
    fields = {**_ALWAYS, **schema.optional, **schema.required}
    return tuple(key for key, wanted in fields.items() if wanted.read is _day)
