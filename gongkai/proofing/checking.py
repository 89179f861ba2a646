"""The one way to findings: ``check`` runs the rules of packs over a text.

What a rule says of a paragraph depends on the paragraph alone, so it is remembered by the paragraph's words: an
edit checks one paragraph again. What depends on the whole text (its day, its tables, its pairs) is done each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.proofing.detectors import PASSAGE_DETECTORS, TEXT_DETECTORS
from gongkai.proofing.finding import Finding, Hit, Severity
from gongkai.proofing.packs import Pack, Rule, built_in
from gongkai.proofing.passage import Passage
from gongkai.proofing.shadow import shadow_of
from gongkai.proofing.text import Block, Text, paragraph_hash
from gongkai.proofing.written_on import written_on


@dataclass(frozen=True, slots=True)
class Config:
    """What a site asks for. ``select`` and ``ignore`` hold codes or their beginnings; ``domain`` says what kind of
    text it is, for rules that hold for some kinds only."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    least: Severity = Severity.HINT
    domain: str = "official"

    def takes(self, rule: Rule) -> bool:
        """Whether a rule is asked for."""
        if rule.domains and self.domain not in rule.domains:
            return False
        if self.select and not rule.code.startswith(self.select):
            return False
        return not (self.ignore and rule.code.startswith(self.ignore))


@dataclass(frozen=True, slots=True)
class _Local:
    """A hit with its rule, in offsets of its block."""

    rule: Rule
    pack: str
    hit: Hit


class Memory:
    """What was found in paragraphs seen before, by their words; the oldest is forgotten first."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._found: OrderedDict[tuple[object, ...], tuple[_Local, ...]] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> tuple[_Local, ...] | None:
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: tuple[object, ...], found: tuple[_Local, ...]) -> None:
        self._found[key] = found
        if len(self._found) > self._most:
            self._found.popitem(last=False)


def check(
    text: Text,
    *,
    on: date,
    packs: Sequence[Pack] | None = None,
    config: Config | None = None,
    memory: Memory | None = None,
) -> list[Finding]:
    """What the rules say of a text, by place. ``on`` is the day for a document that does not bear its own. Every
    string can be checked; nothing is raised. With a ``memory`` only paragraphs that are new to it are read."""
    asked = config or Config()
    chosen = [(pack, [rule for rule in pack.rules if asked.takes(rule)]) for pack in (packs or built_in())]
    day = written_on(text) or on
    found = [
        item
        for item in (*_in_blocks(text, chosen, memory), *_in_text(text, chosen, day))
        if item.hit.since is None or item.hit.since <= day
    ]
    names: dict[int, str] = {}
    findings = [_finding(item, asked, names) for item in _merged(found)]
    return sorted(
        (finding for finding in findings if finding.severity.rank <= asked.least.rank),
        key=lambda finding: (finding.start, finding.end, finding.code),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit at its place in the source."""

    rule: Rule
    pack: str
    hit: Hit
    start: int
    end: int
    block: Block

    @property
    def weight(self) -> tuple[int, int, float]:
        """The smaller, the stronger: graver, longer, surer."""
        severity = self.hit.severity or self.rule.severity
        return severity.rank, self.start - self.end, -(self.hit.probability or self.rule.probability)


# -- paragraphs --------------------------------------------------------------------------------------


def _in_blocks(text: Text, chosen: Sequence[tuple[Pack, Sequence[Rule]]], memory: Memory | None) -> Iterator[_Found]:
    rules = [(pack.id, rule) for pack, taken in chosen for rule in taken if _reads_passages(rule)]
    version = tuple((pack.digest, tuple(rule.code for rule in taken)) for pack, taken in chosen)
    silent = {rule.code for _, rule in rules if rule.unless_text and rule.unless_text.search(text.opening)}
    for block in text.blocks:
        for local in _of_block(block, rules, version, memory):
            if local.rule.code not in silent:
                start, end = block.span(local.hit.start, local.hit.end)
                yield _Found(local.rule, local.pack, local.hit, start, end, block)


def _reads_passages(rule: Rule) -> bool:
    return rule.kind != "detector" or rule.detector in PASSAGE_DETECTORS


def _of_block(
    block: Block, rules: Sequence[tuple[str, Rule]], version: object, memory: Memory | None
) -> Sequence[_Local]:
    if memory is None:
        return _read(block, rules)
    lead = len(block.text) - len(block.text.lstrip())
    key = (version, block.kind, block.label, block.beside, paragraph_hash(block.text), lead)
    known = memory.get(key)
    if known is None:
        known = tuple(_read(block, rules))
        memory.put(key, known)
    return known


def _read(block: Block, rules: Sequence[tuple[str, Rule]]) -> list[_Local]:
    shadow = shadow_of(block.text)
    passage = Passage(shadow.text, block.kind, block.label, block.beside)
    found = []
    for pack, rule in rules:
        if block.kind not in rule.scope:
            continue
        for hit in PASSAGE_DETECTORS[rule.detector or rule.kind](passage, rule):
            start, end = shadow.span(hit.start, hit.end)
            moved = Hit(start, end, hit.severity, hit.probability, hit.words, hit.suggestions, hit.since)
            found.append(_Local(rule, pack, moved))
    return found


def _in_text(text: Text, chosen: Sequence[tuple[Pack, Sequence[Rule]]], day: date) -> Iterator[_Found]:
    for pack, taken in chosen:
        for rule in taken:
            if rule.detector in TEXT_DETECTORS:
                for placed in TEXT_DETECTORS[rule.detector](text, rule, day):
                    yield _Found(rule, pack.id, placed.hit, placed.start, placed.end, placed.block)


# -- findings ----------------------------------------------------------------------------------------


def _merged(found: Iterable[_Found]) -> Iterator[_Found]:
    """Of hits of one pack that overlap, the strongest; other packs speak of other things."""
    by_pack: dict[str, list[_Found]] = {}
    for item in found:
        by_pack.setdefault(item.pack, []).append(item)
    for items in by_pack.values():
        kept: list[_Found] = []
        for item in sorted(items, key=lambda item: (item.start, item.weight)):
            if not kept or item.start >= kept[-1].end:
                kept.append(item)
            elif item.weight < kept[-1].weight:
                kept[-1] = item
        yield from kept


def _finding(item: _Found, config: Config, names: dict[int, str]) -> Finding:
    """The finding of a hit; ``names`` keeps the hashes of paragraphs, for one may hold many."""
    rule, hit = item.rule, item.hit
    if id(item.block) not in names:
        names[id(item.block)] = paragraph_hash(item.block.text)
    severity = config.severities.get(rule.code, hit.severity or rule.severity)
    return Finding(
        code=rule.code,
        severity=severity,
        start=item.start,
        end=item.end,
        message=_message(rule.message, hit.words),
        suggestions=hit.suggestions,
        probability=hit.probability if hit.probability is not None else rule.probability,
        clause=rule.clause,
        rule_version=rule.version,
        paragraph=names[id(item.block)],
        protected=rule.protected,
    )


def _message(template: str, words: Mapping[str, str]) -> str:
    for key, value in words.items():
        template = template.replace("{" + key + "}", value)
    return template
