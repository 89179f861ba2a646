"""The letters of a case as data: what each must contain, and its text.

Templates are plain text with ``{field}``; articles are never typed in them but come from the outcome or the
letter's trigger. A letter that lacks a required element cannot be composed (LETTER_INCOMPLETE); `draft`
shows it with blanks instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.statute.citation import Citation, chinese_number
from gongkai.statute.documents import parse_number
from gongkai.statute.errors import BadInput, StatuteError
from gongkai.statute.letter_kinds import (
    DECISION_LETTERS,
    LEAD_FIELDS,
    NOTICE_LETTERS,
    PLACEHOLDER,
    SEVERAL,
    SEVERAL_TITLE,
    LetterRule,
    Paragraph,
    field_labels,
    letter_rule,
    letter_rules,
    letter_title,
    letters_for,
)
from gongkai.statute.outcomes import OutcomeRule, Variant, outcome_rule, outcome_rules
from gongkai.statute.remedies import Remedy, Route

__all__ = [
    "BLANK",
    "DECISION_LETTERS",
    "LEAD",
    "NOTICE_LETTERS",
    "SEAL",
    "SEVERAL",
    "Facts",
    "Letter",
    "LetterRule",
    "Paragraph",
    "attachment_lines",
    "attachment_name",
    "chinese_date",
    "cite_in_full",
    "compose",
    "compose_decision",
    "compose_several",
    "draft",
    "draft_several",
    "field_labels",
    "letter_rule",
    "letter_rules",
    "letter_title",
    "letters_for",
]
Facts = Mapping[str, Any]
"""What is known, by the names of data/letters/fields.yaml, plus ``outcome``, ``variant`` and ``organisation``."""

SEAL = "（印章）"
BLANK = "＿＿＿＿"
LEAD = (
    "本机关于{received_on}收到{you}通过{channel}提交的政府信息公开申请（收件编号：{receipt_number}），"
    "申请公开：“{request}”。"
)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_FRAME = ("agency", "addressee", "dated_on")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, composed. ``missing`` names in Chinese what a draft still lacks; it is empty once composed."""

    kind: str
    title: str
    number: str
    addressee: str
    paragraphs: tuple[str, ...]
    agency: str
    dated_on: str
    citations: tuple[Citation, ...]
    missing: tuple[str, ...] = ()
    seal: str = SEAL
    attachments: tuple[str, ...] = ()

    @property
    def body(self) -> tuple[str, ...]:
        """What stands between the addressee and the signature: the paragraphs, and under them the 附件说明."""
        return (*self.paragraphs, *attachment_lines(self.attachments))

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        head = [self.title, *([self.number] if self.number else []), f"{self.addressee}："]
        return "\n".join([*head, *self.body, f"{self.agency}{self.seal}", self.dated_on])


def chinese_date(day: date) -> str:
    """2023年5月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def attachment_lines(names: Sequence[str]) -> tuple[str, ...]:
    """The 附件说明 under the body (GB/T 9704—2012, 7.3.4): one attachment bears no number, several are counted, and
    nothing is put behind a name."""
    if len(names) < 2:
        return tuple(f"附件：{name}" for name in names)
    return tuple(f"{'' if place > 1 else '附件：'}{place}. {name}" for place, name in enumerate(names, start=1))


def attachment_name(file_name: str) -> str:
    """What a letter calls a file: its name without ending, brackets of titles and punctuation behind it."""
    stem = _ENDING.sub("", " ".join(file_name.split()))
    return stem.strip("《》").rstrip("。；，、.;, ") or file_name


def cite_in_full(citations: Iterable[Citation]) -> str:
    """Citations for a letter: the law in full once, then its articles: 《…条例》第十四条、第三十六条第（三）项."""
    written: list[str] = []
    named = ""
    for citation in citations:
        repeated = citation.law == named and citation.place
        written.append(citation.place if repeated else citation.full)
        named = citation.law
    return "、".join(written)


def compose(kind: str, facts: Facts) -> Letter:
    """Write a letter. Raises StatuteError (LETTER_INCOMPLETE) naming in Chinese every element that is missing.

    A decision needs as ``remedy`` the `Remedy` derived for its own outcome (otherwise BadInput, LETTER_REMEDY);
    ``refused`` and ``partial`` take their articles from ``outcome`` and ``ground``. A number that is no 发文字号
    raises BadInput.
    """
    return _complete(draft(kind, facts))


def compose_decision(outcome: str, facts: Facts, *, variant: str | None = None) -> Letter:
    """The letter that tells an outcome; ``variant`` chooses between 已主动公开 and 提供, 不存在 and 非本机关."""
    return compose(outcome_rule(outcome).variant(variant).letter, {**facts, "outcome": outcome, "variant": variant})


def compose_several(items: Sequence[Facts], facts: Facts) -> Letter:
    """One letter about several items, each with its ``outcome``, ``request`` and what that outcome needs."""
    return _complete(draft_several(items, facts))


def draft(kind: str, facts: Facts) -> Letter:
    """The letter as far as it goes, with blanks, and the list of what is missing. Raises BadInput."""
    rule = letter_rule(kind)
    known, citations, needed = dict(facts), rule.articles, rule.required
    paragraphs = [Paragraph(LEAD), *rule.paragraphs, Paragraph("{remedy}")] if rule.decision else rule.paragraphs
    if rule.decision:
        outcome, variant = _outcome_of(rule, facts)
        _check_remedy(rule.title, (outcome.outcome.value,), facts)
        known, citations = _with_ground(outcome, variant, facts)
        needed = (*LEAD_FIELDS, *variant.facts, "remedy")
    elif rule.to == "third_party":
        _check_third_party_remedy(rule.title, facts)
    writer = _Writer(known, citations, rule.to)
    written = writer.paragraphs(paragraphs)
    frame = (*_FRAME, "number") if rule.numbered else _FRAME
    missing = writer.missing((*frame, *needed))
    return _framed(rule.kind, rule.title, writer, written, citations, missing)


def draft_several(items: Sequence[Facts], facts: Facts) -> Letter:
    """As `draft`, for a letter about several items."""
    if not items:
        raise BadInput("分项答复至少要有一项内容。")
    _check_remedy(SEVERAL_TITLE, tuple(str(item.get("outcome", "")) for item in items), facts)
    writer = _Writer(facts, (), "applicant")
    written = [*writer.paragraphs([Paragraph(LEAD)]), f"经审查，现就{writer.you}申请的{len(items)}项内容分别答复如下："]
    missing = list(writer.missing((*_FRAME, "number", *LEAD_FIELDS)))
    citations: list[Citation] = []
    for position, item in enumerate(items, start=1):
        finding = _finding(position, item, facts)
        written += finding.paragraphs
        missing += finding.missing
        citations += finding.citations
    written += writer.paragraphs([Paragraph("{remedy}")])
    missing += writer.missing(("remedy",))
    return _framed(SEVERAL, SEVERAL_TITLE, writer, written, tuple(dict.fromkeys(citations)), tuple(missing))


def _check_remedy(title: str, outcomes: tuple[str, ...], facts: Facts) -> None:
    """A refusal must not carry the paragraph of another outcome: since 2024 that would offer the wrong way."""
    remedy = facts.get("remedy")
    if remedy is None:
        return
    if not isinstance(remedy, Remedy) or set(remedy.outcomes) != set(outcomes):
        raise BadInput(f"《{title}》的救济途径须按其办理结果推算，不能手写或者借用。", code="LETTER_REMEDY")


def _check_third_party_remedy(title: str, facts: Facts) -> None:
    """A third party has the choice of remedies; the paragraph of a refused applicant would deny it."""
    remedy = facts.get("remedy")
    if isinstance(remedy, Remedy) and remedy.route is Route.RECONSIDERATION_FIRST:
        raise BadInput(f"《{title}》不能写申请人的复议前置，第三方可以选择复议或者诉讼。", code="LETTER_REMEDY")


@dataclass(frozen=True, slots=True)
class _Finding:
    paragraphs: list[str]
    missing: list[str]
    citations: tuple[Citation, ...]


def _finding(position: int, item: Facts, facts: Facts) -> _Finding:
    """What is said about one item: 一、关于“……”： and the finding of its letter."""
    variant = outcome_rule(str(item.get("outcome", ""))).variant(item.get("variant"))
    rule = letter_rule(variant.letter)
    known, citations = _with_ground(
        outcome_rule(item["outcome"]), variant, {**item, "organisation": facts.get("organisation")}
    )
    writer = _Writer(known, citations, rule.to)
    ordinal = chinese_number(position)
    written = writer.paragraphs([Paragraph(f"{ordinal}、关于“{{request}}”："), *rule.paragraphs])
    missing = [f"第{ordinal}项的{name}" for name in writer.missing(("request", *variant.facts))]
    return _Finding(written, missing, citations)


class _Writer:
    """Fills templates from facts; looks names up and does nothing else with them."""

    def __init__(self, facts: Facts, citations: tuple[Citation, ...], to: str) -> None:
        self.you = _you(facts, to)
        self._facts = facts
        given = facts.get("remedy")
        self.remedy = given if isinstance(given, Remedy) else None
        self._own = {"you": self.you, "articles": cite_in_full(citations)}

    @property
    def attachments(self) -> tuple[str, ...]:
        """The files that go out with the letter, as it calls them."""
        return tuple(attachment_name(str(name)) for name in self._facts.get("attachments", ()))

    def paragraphs(self, templates: Iterable[Paragraph]) -> list[str]:
        return [self.fill(p.text) for p in templates if not p.when or self.value(p.when)]

    def fill(self, template: str) -> str:
        whole = template.replace("{lead}", LEAD)
        filled = PLACEHOLDER.sub(lambda match: self._own.get(match[1]) or self.value(match[1]) or BLANK, whole)
        return re.sub(r"。{2,}", "。", filled)

    def value(self, name: str) -> str:
        """A fact as it is written in the letter, or an empty string."""
        return (
            _quoted(_written(name, self._facts.get(name)))
            if name == "request"
            else _written(name, self._facts.get(name))
        )

    def missing(self, names: Sequence[str]) -> tuple[str, ...]:
        """The Chinese names of what is not known; what a remedy lacks counts as well."""
        found = [field_labels()[name] for name in dict.fromkeys(names) if not self.value(name)]
        if self.remedy is not None and "remedy" in names:
            found += self.remedy.missing
        return tuple(found)


def _you(facts: Facts, to: str) -> str:
    if to == "agency":
        return "贵机关"
    return "你单位" if facts.get("organisation") else "您"


def _written(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Remedy):
        return value.text
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal, list, tuple)):
        raise BadInput(f"“{field_labels().get(name, name)}”不能写入文书：{type(value).__name__}。")
    if isinstance(value, (list, tuple)):
        return "、".join(_written(name, part) for part in value)
    text = " ".join(str(value).split())
    return text if name == "remedy" else text.rstrip("。；")


def _quoted(text: str) -> str:
    """Quotation marks inside a quotation become single ones."""
    return text.replace("“", "‘").replace("”", "’")


def _framed(
    kind: str,
    title: str,
    writer: _Writer,
    written: Sequence[str],
    citations: tuple[Citation, ...],
    missing: tuple[str, ...],
) -> Letter:
    remedy = writer.remedy
    if remedy is not None:
        citations = tuple(dict.fromkeys((*citations, *remedy.citations)))
    number = writer.value("number")
    if number and (kind == SEVERAL or letter_rules()[kind].numbered):
        parse_number(number)
    return Letter(
        kind=kind,
        title=title,
        number=number,
        addressee=writer.value("addressee") or BLANK,
        paragraphs=tuple(written),
        agency=writer.value("agency") or BLANK,
        dated_on=writer.value("dated_on") or BLANK,
        citations=citations,
        missing=missing,
        attachments=writer.attachments,
    )


def _complete(letter: Letter) -> Letter:
    if letter.missing:
        message = f"《{letter.title}》缺少必备内容：{'、'.join(letter.missing)}。"
        raise StatuteError(message, code="LETTER_INCOMPLETE")
    return letter


def _outcome_of(rule: LetterRule, facts: Facts) -> tuple[OutcomeRule, Variant]:
    """The outcome a decision letter tells: as given, or the only one that uses this letter."""
    users = [(o, v) for o in outcome_rules().values() for v in o.variants if v.letter == rule.kind]
    wanted = facts.get("outcome")
    for outcome, variant in users:
        if outcome.outcome == wanted or (wanted is None and len(users) == 1):
            return outcome, variant
    choices = "、".join(f"{outcome.label}（{outcome.outcome}）" for outcome, _ in users)
    raise BadInput(f"《{rule.title}》须说明办理结果，可以是：{choices}。")


def _with_ground(outcome: OutcomeRule, variant: Variant, facts: Facts) -> tuple[dict[str, Any], tuple[Citation, ...]]:
    """The ground of a refusal in words, and the articles; a partial disclosure adds those of its ground.

    What only another ground of the same letter needs stays out of the letter.
    """
    others = {
        name for o in outcome_rules().values() for v in o.variants if v.letter == variant.letter for name in v.facts
    }
    known = {name: value for name, value in facts.items() if name in variant.facts or name not in others}
    if outcome.ground:
        known["ground"] = outcome.ground
    citations = variant.articles
    withheld = outcome_rules().get(known.get("ground", ""))
    if withheld is not None:
        known["ground"] = withheld.ground
        citations = tuple(dict.fromkeys((citations[0], *withheld.articles, *citations[1:])))
    return known, citations
