"""The screen on which a decision is drafted: the 21 outcomes in their classes, and the facts each one needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from gongkai.agencies.models import Agency
from gongkai.casework import correspondence, intake, joint_pages, redacting, steps
from gongkai.casework.forms import speak
from gongkai.casework.opinions import Opinion
from gongkai.casework.queries import Sheet
from gongkai.statute import judging
from gongkai.statute.errors import BadInput
from gongkai.statute.events import EventKind
from gongkai.statute.letters import chinese_date, field_labels, letter_rule
from gongkai.statute.outcomes import OutcomeClass, OutcomeRule, Variant, outcome_rule, outcome_rules
from gongkai.statute.report_tables import RESULT_KEYS

_INTERNAL = ("人事管理", "后勤管理", "内部工作流程")
_DELIBERATIVE = ("讨论记录", "过程稿", "磋商信函", "请示报告")
_ENDANGERED = ("国家安全", "公共安全", "经济安全", "社会稳定")
CLOSED_LISTS = {"internal_kind": _INTERNAL, "deliberative_kind": _DELIBERATIVE, "endangered": _ENDANGERED}
SHORT = frozenset({"provided_form", "publication_name", "earlier_reply_on", "earlier_reply_number"})
HINTS = {
    "reason": "用一两句事实说明为什么，不要只重复法条。",
    "search_done": "在哪里、由谁、用什么检索词、结果如何。起诉时由本机关证明已经合理检索。",
    "responsible_agency": "能够确定的，应当告知名称和联系方式。",
    "classification_evidence": "密级标志、定密依据和保密期限。",
    "how_to_get": "写到可以直接找到：网址、刊物期号或者查阅地点。",
    "third_party_opinion": "何时征求、对方是否同意、理由。",
    "barring_law": "必须是法律、行政法规，地方性法规和规章不行。",
    "how_provided": "方式、途径和时间，例如：随本告知书一并邮寄。",
}


class Suggesting(forms.TextInput):
    """A line of text with proposals that the browser offers while it is typed."""

    template_name = "casework/suggesting.html"

    def __init__(self, proposals: list[str]) -> None:
        super().__init__()
        self.proposals = proposals

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        found = super().get_context(name, value, attrs)
        found["proposals"], found["list"] = self.proposals, f"{name}-proposals"
        found["widget"]["attrs"]["list"] = found["list"]
        return found


def contacts() -> list[str]:
    """The agencies that take requests, each with how to reach it (条例第三十六条第（五）项)."""
    rows = Agency.objects.filter(takes_requests=True, abolished_on__isnull=True).order_by("path")
    return [f"{row.name}，电话{row.telephone}" if row.telephone else row.name for row in rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """One situation that may be chosen."""

    outcome: str
    variant: str
    label: str
    articles: str
    facts: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One of the six classes with its situations."""

    label: str
    choices: list[Choice]


class DecisionForm(forms.Form):
    """The facts of one situation, by the names of the letter's fields."""

    def __init__(self, *args: Any, rule: OutcomeRule, variant: Variant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in variant.facts:
            self.fields[name] = _field(name, required=True)
        for name in _extras(variant):
            self.fields[name] = _field(name, required=False)
        speak(self)
        self.rule, self.variant = rule, variant
        if "responsible_agency" in self.fields:
            self.fields["responsible_agency"].widget = Suggesting(contacts())

    def opinion(self) -> Opinion:
        """What was typed, as far as it goes; usable for a preview before everything is there."""
        typed = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else self.initial
        facts = {name: str(typed.get(name) or "").strip() for name in self.fields}
        return Opinion(self.rule.outcome.value, self.variant.key, {name: text for name, text in facts.items() if text})


def groups() -> list[Group]:
    """All outcomes, in their six classes."""
    found: dict[OutcomeClass, list[Choice]] = {}
    for rule in outcome_rules().values():
        for variant in rule.variants:
            label = rule.label if len(rule.variants) == 1 else f"{rule.label}：{variant.label}"
            found.setdefault(rule.outcome_class, []).append(
                Choice(
                    outcome=rule.outcome.value,
                    variant=variant.key,
                    label=label,
                    articles="、".join(str(article) for article in variant.articles),
                    facts="、".join(field_labels()[name] for name in variant.facts),
                    warning="" if rule.verified.startswith("V") else "归入此项没有明文依据，请慎用。",
                )
            )
    return [Group(kind.label, choices) for kind, choices in found.items()]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the judging order as the screen shows it; ``step`` and ``label`` link to what comes first."""

    words: str
    article: str
    choices: list[Choice]
    step: str = ""
    label: str = ""


def questions(sheet: Sheet) -> list[Asked]:
    """The questions in the order of judging. A step that comes first is offered while the law allows it."""
    offered = {choice.outcome + choice.variant: choice for group in groups() for choice in group.choices}
    found = []
    for question in judging.questions():
        step = steps.BY_SLUG.get(question.step)
        open_now = step is not None and sheet.permitted[step.kind.value].allowed
        choices = [offered[rule.outcome.value + variant.key] for rule, variant in question.outcomes]
        first = (step.slug, step.label) if step is not None and open_now else ("", "")
        found.append(Asked(question.words, str(question.article), choices, *first))
    return found


def form_of(
    outcome: str,
    variant: str | None,
    sheet: Sheet,
    *,
    on: date,
    data: Mapping[str, str] | None = None,
    prefix: str | None = None,
) -> DecisionForm:
    """The form of a situation, filled with what the case already says; ``prefix`` tells several on one page apart.
    Raises BadInput for an unknown one."""
    rule = outcome_rule(outcome)
    chosen = rule.variant(variant or None)
    ids = f"{prefix}-%s" if prefix else "id_%s"
    return DecisionForm(data, rule=rule, variant=chosen, initial=_known(chosen, sheet, on), prefix=prefix, auto_id=ids)


def readable(outcome: str, variant: str | None) -> tuple[OutcomeRule, Variant] | None:
    """The outcome and variant of an address, or None for junk."""
    try:
        rule = outcome_rule(outcome)
        return rule, rule.variant(variant or None)
    except BadInput:
        return None


def _field(name: str, *, required: bool) -> forms.Field:
    label, hint = field_labels()[name], HINTS.get(name, "")
    if name == "ground":
        withheld = [row for row in RESULT_KEYS if outcome_rule(row).outcome_class is OutcomeClass.REFUSED]
        options = [("", "请选择"), *((row, outcome_rule(row).label) for row in withheld if outcome_rule(row).ground)]
        return forms.ChoiceField(label=label, choices=options, required=required)
    if name in CLOSED_LISTS:
        options = [("", "请选择"), *((entry, entry) for entry in CLOSED_LISTS[name])]
        return forms.ChoiceField(label=label, choices=options, required=required)
    widget = forms.TextInput() if name in SHORT or name.endswith("_on") else forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=hint, widget=widget, required=required, max_length=4000)


def _extras(variant: Variant) -> list[str]:
    """Fields that the letter writes only when they are known."""
    rule = letter_rule(variant.letter)
    optional = [part.when for part in rule.paragraphs if part.when and part.when not in variant.facts]
    # The letter of a refusal serves seven grounds; what belongs to another ground is not offered.
    return [] if variant.letter == "refused" else list(dict.fromkeys(optional))


def _known(variant: Variant, sheet: Sheet, on: date) -> dict[str, str]:
    facts = correspondence.facts(sheet.case, sheet.state, number="", on=on)
    known = {
        name: chinese_date(value) if isinstance(value, date) else str(value)
        for name, value in facts.items()
        if name in variant.facts
    }
    wanted = intake.wanted_of(sheet.case)
    if wanted is not None:
        known["provided_form"] = dict(intake.FORMS).get(wanted.form, "")
    if searches := list(_searches(sheet)):
        known["search_done"] = "；".join(searches)
    if sheet.state.reasons is not None:
        known["reasons_asked_on"] = chinese_date(sheet.state.reasons.asked_on)
    if "withheld_part" in variant.facts:
        known |= redacting.withheld(sheet.case)
    if variant.letter == "not_ours" and (owners := joint_pages.owners(sheet.case)):
        known["responsible_agency"] = owners
    return known | _drafted(variant, sheet)


def _searches(sheet: Sheet) -> Iterable[str]:
    for event in sheet.events:
        if event.kind == EventKind.SEARCHED:
            text = sheet.texts.get(event.seq, {})
            who = sheet.actors.get(event.actor, "")
            yield (
                f"{chinese_date(event.occurred_on)}，{who}在{text.get('where', '')}"
                f"以“{text.get('keywords', '')}”检索，{text.get('result', '')}"
            )


def _drafted(variant: Variant, sheet: Sheet) -> dict[str, str]:
    """The facts of the last draft of the same situation: a returned draft is mended, not typed again."""
    for event in reversed(sheet.events):
        if event.kind == EventKind.DECISION_PROPOSED:
            words: Any = sheet.texts.get(event.seq, {})
            return dict(words.get("facts", {})) if words.get("variant") == variant.key else {}
    return {}
