"""A case's log as sentences that an officer can read: what happened, on which day, by whom, under which article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.casework import chain
from gongkai.casework.forms import AMENDMENTS, FEE_METHODS, MEANS, OPINIONS, PARTIES, SERVICE
from gongkai.casework.models import CaseEvent, Channel, Dispute, JointRequest
from gongkai.casework.service_by_post import RETURNED
from gongkai.editorial import procedures
from gongkai.statute.events import EventKind as K
from gongkai.statute.fees import PER_ITEM
from gongkai.statute.letters import field_labels, letter_title
from gongkai.statute.outcomes import outcome_rule
from gongkai.statute.report_tables import RESULT_KEYS

ARTICLES: Mapping[K, str] = {
    K.SUBMITTED: "条例第二十九条",
    K.RECEIPT_CONFIRMED: "条例第三十一条",
    K.REGISTERED: "条例第四十五条",
    K.CORRECTION_ASKED: "条例第三十条",
    K.CORRECTED: "条例第三十条",
    K.CORRECTION_LAPSED: "条例第三十条",
    K.CONSULTATION_OPENED: "条例第三十二条、第三十三条第三款",
    K.CONSULTATION_CLOSED: "条例第三十三条第三款",
    K.REASONS_ASKED: "条例第三十五条",
    K.REASONS_GIVEN: "条例第三十五条",
    K.DELAY_SET: "条例第三十五条",
    K.EXTENSION_REQUESTED: "条例第三十三条第二款",
    K.EXTENDED: "条例第三十三条第二款",
    K.EXTENSION_NOTIFIED: "条例第三十三条第二款",
    K.FEE_NOTICED: "条例第四十二条",
    K.FEE_PAID: "条例第四十二条",
    K.FEE_LAPSED: "条例第四十二条",
    K.SEARCHED: "条例第三十六条第（四）项",
    K.DECIDED: "条例第三十六条",
    K.FILED: "条例第四十五条",
    K.DISPUTE_FILED: "条例第五十一条",
    K.DISPUTE_ANSWERED: "行政复议法第四十八条、第五十四条，行政诉讼法第六十七条",
    K.THIRD_PARTY_INFORMED: "条例第三十二条",
    K.AMENDMENT_ASKED: "条例第四十一条",
    K.AMENDMENT_ANSWERED: "条例第四十一条",
    K.CONVERTED_TO_PROACTIVE: "条例第四十四条",
    K.PUBLICATION_SUGGESTED: "条例第四十四条",
}
_WORDS = {
    "unclear": "不明确之处",
    "what": "",
    "whom": "征求对象",
    "words": "",
    "reason": "理由",
    "place": "退回之处",
    "why": "原因",
    "where": "检索范围",
    "keywords": "检索词",
    "result": "检索结果",
    "proof": "送达凭证",
    "article": "依据",
}
_JOINT = {
    "asked": "请{whom}会签",
    "signed": "{whom}签收会签",
    "answered": "{whom}答复会签",
    "returned": "{whom}退回会签",
    "withdrawn": "撤回{whom}的会签",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. ``replaced_by`` is the number of a later event that amends it."""

    seq: int
    on: date
    label: str
    sentence: str
    words: tuple[tuple[str, str], ...]
    who: str
    recorded_at: datetime
    article: str
    replaced_by: int | None = None


def timeline(
    events: Sequence[CaseEvent],
    texts: Mapping[int, Mapping[str, Any]],
    actors: Mapping[str, str],
    agencies: Mapping[str, str] | None = None,
) -> list[Entry]:
    """The log as sentences, oldest first. ``agencies`` names those to whom a case was given, by ``agency:<id>``."""
    amended = {event.data["amends"]: event.seq for event in events if event.kind == K.AMENDED}
    return [
        Entry(
            seq=event.seq,
            on=event.occurred_on,
            label=_label(event),
            sentence=_sentence(event, {**actors, **(agencies or {})}),
            words=tuple(_words(texts.get(event.seq, {}))),
            who=_who(event, actors),
            recorded_at=event.recorded_at,
            article=ARTICLES.get(K(event.kind), ""),
            replaced_by=amended.get(event.seq),
        )
        for event in events
    ]


def recipients(events: Iterable[CaseEvent]) -> set[int]:
    """The agencies to which a case was given, to look their names up."""
    found = set()
    for event in events:
        for name in ("to", "agency"):
            kind, _, key = str(event.data.get(name, "")).partition("/")[0].partition(":")
            if kind == "agency" and key.isdigit():
                found.add(int(key))
    return found


def _who(event: CaseEvent, actors: Mapping[str, str]) -> str:
    """Who acted, and in whose stead."""
    absent = str(event.data.get("on_behalf_of", ""))
    return actors.get(event.actor, event.actor) + (f"（代{actors.get(absent, '离岗人员')}）" if absent else "")


def _words(text: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key, label in _WORDS.items():
        if value := str(text.get(key) or "").strip():
            yield label, value
    yield from _facts(text.get("facts"))
    for place, item in enumerate(text.get("items", ()), start=1):
        yield f"第{place}项", f"{item['request']}：{_outcome(item)}"
        yield from _facts(item.get("facts"))


def _facts(facts: Any) -> Iterable[tuple[str, str]]:
    if isinstance(facts, Mapping):
        for name, value in facts.items():
            yield str(field_labels().get(name, name)), _fact(name, str(value))


def _fact(name: str, value: str) -> str:
    return outcome_rule(value).label if name == "ground" and value in RESULT_KEYS else value


def _label(event: CaseEvent) -> str:
    if "joint" in event.data:
        return "会签"
    return "审签" if chain.FACT in chain.facts(event.data) else K(event.kind).label


def _sentence(event: CaseEvent, names: Mapping[str, str]) -> str:
    writer = _WRITERS.get(K(event.kind))
    if event.kind == K.SUCCEEDED:
        gone, heir = (names.get(str(event.data[key]), "另一机关") for key in ("agency", "to"))
        return f"{gone}撤并，改由{heir}办理，编号和期限不变"
    if event.kind in {K.ASSIGNED, K.TRANSFERRED_INTERNALLY}:
        agency, _, person = str(event.data["to"]).partition("/")
        told = f"交由{names.get(agency, '承办单位')}{names.get(person, '')}承办，期限不变"
        return told + _internal(event.data)
    if "joint" in event.data:
        return _joint(event.data, names)
    if chain.FACT in chain.facts(event.data):
        return _chain(chain.facts(event.data))
    return writer(event.data) if writer else ""


def _chain(told: Mapping[str, Any]) -> str:
    """A step between a draft and its letter: which letter, which step, and what was said."""
    verdict, letter = str(told[chain.FACT]), chain.Letter(told["letter"]).label
    if verdict == chain.DRAFTED:
        return f"{letter}报批，{_steps(told)}"
    return f"{letter}{_step(told['stage'])}：{'通过' if verdict == chain.PASSED else '退回'}"


def _steps(told: Mapping[str, Any]) -> str:
    return f"依次经{'、'.join(_step(key) for key in told.get('steps', ()))}"


def _step(key: str) -> str:
    return procedures.letter_stages()[key].label


def _proposed(data: Mapping[str, Any]) -> str:
    steps = chain.facts(data).get("steps", ())
    return f"拟{_outcome(data)}，" + (_steps(chain.facts(data)) if len(steps) > 1 else "报领导审批")


def _returned(data: Mapping[str, Any]) -> str:
    key = chain.facts(data).get("stage", "")
    return f"由{_step(key)}退回" if key else ""


def _internal(data: Mapping[str, Any]) -> str:
    return f"，内部时限{data['internal_on']}" if data.get("internal_on") else ""


def _joint(data: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A step of joint handling: who was asked until when, and what they think of disclosing."""
    told = _JOINT[data["joint"]].format(whom=names.get(str(data["to"]), "会签单位"))
    if opinion := data.get("disclosure"):
        told += f"：{JointRequest.Disclosure(opinion).label}"
    return told + _internal(data)


def _outcome(data: Mapping[str, Any]) -> str:
    rule = outcome_rule(data["outcome"])
    label = rule.label
    return label if rule.outcome_class.label == label else f"{rule.outcome_class.label}：{label}"


def _limit(data: Mapping[str, Any]) -> str:
    return f"期限至{data['limit_on']}" if data.get("limit_on") else ""


def _fee(data: Mapping[str, Any]) -> str:
    number = f"当月第{data.get('ordinal')}件" if data["method"] == PER_ITEM else f"{data.get('pages')}页"
    return f"{dict(FEE_METHODS)[data['method']]}，{number}，{data['amount']}元"


def _letter(data: Mapping[str, Any]) -> str:
    return f"《{letter_title(data['letter'])}》{data.get('number', '')}"


def _seal(data: Mapping[str, Any]) -> str:
    if data["means"] == "by_hand":
        return f"{data['number']}改为加盖实体印章"
    before, after = (str(data.get(name, ""))[:16] for name in ("file", "sealed"))
    return f"{data['number']}加盖电子印章，盖章前文件校验值{before}…，盖章后{after}…"


def _service(data: Mapping[str, Any]) -> str:
    way = dict(SERVICE).get(data["channel"], data["channel"]).partition("（")[0]
    carried, which = data.get("carrier"), data.get("number")
    announced = data.get("announced_on")
    told = [way, carried and f"{carried}寄递", announced and f"{announced}发布公告", which and f"文书{which}"]
    return "，".join(filter(None, told))


def _which(data: Mapping[str, Any]) -> str:
    return f"文书{data['number']}" if data.get("number") else "答复"


def _dispute(data: Mapping[str, Any]) -> str:
    copy = f"，{data['copy_received_on']}收到副本" if data.get("copy_received_on") else ""
    return f"{Dispute.Kind(data['kind']).label}，{data['key']}{copy}"


def _dispute_result(data: Mapping[str, Any]) -> str:
    told = f"，责令于{data['redecide_by']}以前重新答复" if data.get("redecide_by") else ""
    return f"{data['key']}：{Dispute.Result(data['result']).label}{told}"


_WRITERS: Mapping[K, Callable[[Mapping[str, Any]], str]] = {
    K.SUBMITTED: lambda data: (
        f"申请人以{Channel(data['channel']).label}方式{'口头' if data.get('oral') else ''}提出申请"
        f"{'，由工作人员代为填写' if data.get('oral') else ''}"
    ),
    K.RECEIPT_CONFIRMED: lambda data: f"确认方式：{({'system': '系统回执'} | dict(MEANS))[data['means']]}",
    K.CORRECTION_ASKED: lambda data: "；".join(filter(None, ["一次性告知需要补正的内容", _limit(data)])),
    K.CORRECTED: lambda _: "答复期限自收到补正之日起重新计算",
    K.CORRECTION_LAPSED: lambda _: "申请人逾期不补正，视为放弃申请",
    K.CONSULTATION_OPENED: lambda data: (
        f"书面征求{dict(PARTIES)[data['party']]}意见（{data['key']}），所需时间不计入期限"
    ),
    K.CONSULTATION_CLOSED: lambda data: f"{data['key']}：{dict(OPINIONS)[data['opinion']]}，期限恢复计算",
    K.DELAY_SET: _limit,
    K.EXTENDED: lambda data: f"延长{data['days']}个工作日" if data.get("days") else "延长答复期限，只能一次",
    K.FEE_NOTICED: _fee,
    K.FEE_PAID: lambda _: "答复期限自缴清之日起重新计算",
    K.FEE_LAPSED: lambda _: "逾期未缴费，不再处理",
    K.DECISION_PROPOSED: _proposed,
    K.DECISION_RETURNED: _returned,
    K.DECIDED: _outcome,
    K.LETTER_ISSUED: _letter,
    K.LETTER_SEALED: _seal,
    K.SERVED: _service,
    K.DELIVERED: lambda data: f"第{data['served']}号记录交邮的{_which(data)}已经签收",
    K.MAIL_RETURNED: lambda data: (
        f"第{data['served']}号记录交邮的{_which(data)}退回：{dict(RETURNED)[data['why']]}，应当再次送达"
    ),
    K.FILED: lambda data: f"档号{data['number']}" if data.get("number") else "",
    K.DISPUTE_FILED: _dispute,
    K.DISPUTE_ANSWERED: lambda data: f"{data['key']}{'：' if data.get('letter') else ''}{data.get('letter', '')}",
    K.DISPUTE_DECIDED: _dispute_result,
    K.AMENDMENT_ANSWERED: lambda data: dict(AMENDMENTS).get(data.get("result", ""), ""),
    K.AMENDED: lambda data: (
        "申请人的登记信息录错，已更正"
        if "facts" in data
        else f"第{data['amends']}号记录的日期更正为{data.get('occurred_on', '原日期')}"
    ),
}
