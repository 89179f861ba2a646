"""What the review page of one round shows: the words with what was found, what changed, the files, who signed, and
what the person who looks may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.editorial import comparing, gate, items, labels, marking, procedures, reviewing, scanning, snapshots
from gongkai.editorial.errors import Gone, Owed
from gongkai.editorial.items import BODY, Item, Part
from gongkai.editorial.models import Release, Round, Ruling, Signature, Snapshot
from gongkai.editorial.procedures import Stage
from gongkai.editorial.scanning import Finding
from gongkai.statute.documents import Attribute


@dataclass(frozen=True, slots=True)
class Said:
    """A finding with its number, what somebody answered for it, and whether who looks may answer."""

    number: int
    finding: Finding
    ruling: Ruling | None
    may_answer: bool

    @property
    def open(self) -> bool:
        """Whether it keeps anybody from signing."""
        return self.finding.blocks and self.ruling is None


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the item, by its place in the list, with its own secrecy review."""

    place: int
    part: Part
    cleared: Signature | None
    found: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage of the procedure: done, due now or later, with its signatures."""

    stage: Stage
    state: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Sheet:
    """A round as a person sees it. ``item`` is None when the content is gone; ``same`` is whether it still is what
    was handed in."""

    row: Round
    item: Item | None
    user: User
    at: datetime

    @cached_property
    def same(self) -> bool:
        """Whether the content is what was handed in, so that it can be decided on."""
        return self.item is not None and self.item.digest == self.row.digest

    @cached_property
    def shown(self) -> Item:
        """What is shown: the content itself, or what the round kept of it when it has moved on."""
        return self.item if self.item is not None and self.same else as_it_was(self.row)

    @cached_property
    def procedure(self) -> procedures.Procedure:
        """The procedure under which the round runs."""
        return procedures.frozen(self.row.procedure)

    @cached_property
    def signatures(self) -> list[Signature]:
        """Every decision of the round, in order."""
        return list(self.row.signatures.select_related("by", "on_behalf").order_by("pk"))

    @cached_property
    def steps(self) -> list[Passed]:
        """The stages in order."""
        names = [stage.key for stage in self.procedure.stages]
        now = names.index(self.row.stage) if self.row.stage in names else len(names)
        return [
            Passed(
                stage,
                "now" if place == now else "done" if self._signed(stage) else "later",
                tuple(signature for signature in self.signatures if signature.stage == stage.key),
            )
            for place, stage in enumerate(self.procedure.stages)
        ]

    @cached_property
    def found(self) -> list[Said]:
        """Everything found in the words and in the files, numbered."""
        if not self.same:
            return []
        ruled = {(row.part, row.finding): row for row in Ruling.objects.filter(key=self.row.key).select_related("by")}
        findings = [finding for part in self._parts for finding in scanning.findings(self.shown, part)]
        may_any, may_all = (
            bool(findings) and scanning.may_answer(self.user, self.shown, protected=protected, at=self.at)
            for protected in (False, True)
        )
        return [
            Said(
                number,
                finding,
                ruled.get((finding.part, finding.fingerprint)),
                finding.code not in scanning.NEVER_RULED and (may_all if finding.protected else may_any),
            )
            for number, finding in enumerate(findings, start=1)
        ]

    @property
    def found_in_words(self) -> list[Said]:
        """What was found in the item's own words."""
        return [said for said in self.found if not said.finding.part]

    @cached_property
    def fields(self) -> list[marking.Field]:
        """The words with the findings marked in place."""
        found = [(said.number, said.finding) for said in self.found_in_words]
        speaking = {finding.where for _, finding in found}
        fields = marking.marked(self.shown, found)
        return [field for field in fields if field.name in speaking or not labels.hidden(field.name)]

    @cached_property
    def files(self) -> list[Shown]:
        """The files with their secrecy reviews and what was found in them."""
        cleared = self.cleared
        return [
            Shown(
                place, part, cleared.get(part.key), tuple(said for said in self.found if said.finding.part == part.key)
            )
            for place, part in enumerate(self.shown.parts, start=1)
        ]

    @cached_property
    def cleared(self) -> Mapping[str, Signature]:
        """Who cleared which part for secrecy."""
        return {one.part: one for one in self.signatures if one.stage == "secrecy" and one.decision == "approved"}

    @cached_property
    def stage(self) -> Stage | None:
        """The stage that is due."""
        return procedures.stages()[self.row.stage] if self.row.stage else None

    @cached_property
    def waiting(self) -> list[str]:
        """The parts that the stage has not signed yet."""
        return reviewing.waiting_parts(self.row, self.shown, self.stage) if self.stage and self.same else []

    @cached_property
    def decides(self) -> bool:
        """Whether who looks holds the post for the stage that is due."""
        return self.stage is not None and reviewing.reaches(self.user, self.stage, self.row.agency, at=self.at)

    @cached_property
    def obstacle(self) -> str:
        """Why who holds the post may not sign all the same; empty when they may."""
        if not self.decides or self.stage is None:
            return ""
        if not self.same:
            return "送审后内容有修改，不能按这一轮审核。请由起草人重新送审。"
        return reviewing.own_work(self.row, self.shown, self.stage, self.user, at=self.at)

    @cached_property
    def open_findings(self) -> list[Said]:
        """What keeps the stage from being signed."""
        return [said for said in self.found if said.open]

    @cached_property
    def release(self) -> Release | None:
        """What is public of the item now."""
        rows = Release.objects.filter(key=self.row.key, withdrawn_at=None)
        return rows.select_related("by", "round").first()

    @cached_property
    def last(self) -> bool:
        """Whether no later round of the item was begun."""
        return not Round.objects.filter(key=self.row.key, pk__gt=self.row.pk).exists()

    @cached_property
    def companions(self) -> list[Round]:
        """What was handed in together with it (同步审签)."""
        return list(Round.objects.filter(group=self.row.group).exclude(pk=self.row.pk).order_by("pk"))

    @cached_property
    def owed(self) -> list[Owed]:
        """What keeps the cleared content from going out."""
        if self.item is None or not self.same or gate.is_public(self.row.key, self.row.digest):
            return []
        return gate.owed(self.item)

    @cached_property
    def bases(self) -> list[snapshots.Base]:
        """What the round can be compared with."""
        return snapshots.bases(self.row)

    def may(self, permission: Permission) -> bool:
        """Whether who looks holds a permission in the round's agency."""
        return may(self.user, permission, self.row.agency, on=localdate(self.at))

    @property
    def releases(self) -> bool:
        """Whether a button to publish is shown: cleared, not out, nothing owed."""
        out = self.release is not None and self.release.digest == self.row.digest
        cleared = self.row.state == Round.State.CLEARED and self.last and self.same
        return cleared and not out and not self.owed and self.may(Permission.CONTENT_RELEASE)

    @property
    def releases_first(self) -> bool:
        """Whether 先发后审 is shown: in review, not out, by who may."""
        out = self.release is not None and self.release.digest == self.row.digest
        return self.row.state == Round.State.OPEN and self.same and not out and self.may(Permission.EMERGENCY_RELEASE)

    @property
    def withdraws(self) -> bool:
        """Whether what is public can be taken down by who looks."""
        return self.release is not None and self.may(Permission.CONTENT_RELEASE)

    @property
    def takes_back(self) -> bool:
        """Whether who looks may take the round back."""
        mine = self.row.submitted_by_id == self.user.pk or self.may(Permission.CONTENT_RELEASE)
        return self.row.state == Round.State.OPEN and mine

    @property
    def revokes(self) -> bool:
        """Whether a round that was cleared and is not out can be stopped by who looks."""
        final = procedures.stages()["final_review"]
        holds = reviewing.reaches(self.user, final, self.row.agency, at=self.at)
        allowed = holds or self.may(Permission.CONTENT_RELEASE)
        return allowed and self.row.state == Round.State.CLEARED and self.last and not self.row.releases.exists()

    @property
    def hands_in_again(self) -> bool:
        """Whether who looks may hand the item in again."""
        ended = self.row.state in (Round.State.RETURNED, Round.State.TAKEN_BACK, Round.State.CHANGED)
        return ended and self.last and self.item is not None and self.may(Permission.CONTENT_DRAFT)

    @property
    def _parts(self) -> list[str]:
        return [BODY, *(part.key for part in self.shown.parts)]

    def _signed(self, stage: Stage) -> bool:
        return any(one.stage == stage.key and one.decision == "approved" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since an earlier version."""

    base: snapshots.Base | None
    changes: tuple[comparing.Change, ...]
    files: tuple[str, ...]
    forms: tuple[str, ...] = ()
    """Fields whose words are the same and whose form, links or pictures are not."""

    @property
    def nothing(self) -> bool:
        """Whether nothing was changed."""
        return not self.changes and not self.files and not self.forms


def sheet(user: User, row: Round, *, at: datetime) -> Sheet:
    """A round as a person sees it."""
    try:
        item: Item | None = items.load(row.key)
    except Gone:
        item = None
    return Sheet(row, item, user, at)


def difference(page: Sheet, base_id: str = "") -> Difference | None:
    """What changed against the chosen earlier version, or the newest; None for what is handed in for the first time.
    Content that moved on after it was handed in is compared with what was handed in."""
    if page.item is not None and not page.same:
        return _between(as_it_was(page.row), page.item, snapshots.Base(page.row, "送审时的内容"))
    chosen = next((base for base in page.bases if str(base.round.pk) == base_id), None) or next(iter(page.bases), None)
    return _between(as_it_was(chosen.round), page.shown, chosen) if chosen else None


def as_it_was(row: Round) -> Item:
    """The item as a round kept it: its words; of its files only what they were called."""
    kept = Snapshot.objects.filter(round=row).first() or Snapshot(round=row, title=row.title)
    return Item(
        kind=row.kind,
        key=row.key,
        agency=row.agency,
        title=kept.title,
        attribute=Attribute(kept.attribute) if kept.attribute else None,
        attribute_reason=kept.attribute_reason,
        texts=tuple((name, words) for name, words in kept.texts),
        facts=tuple((name, words) for name, words in kept.facts),
        parts=tuple(Part(key, name, digest, lambda: b"") for key, name, digest in kept.parts),
    )


def _between(before: Item, after: Item, base: snapshots.Base) -> Difference:
    changes = tuple(comparing.fields(_pairs(before), _pairs(after)))
    told = {change.name for change in changes}
    forms = (labels.label(name) for name in _reformed(before, after))
    return Difference(base, changes, tuple(_files(before, after)), tuple(name for name in forms if name not in told))


def _pairs(item: Item) -> Sequence[tuple[str, str]]:
    attribute = item.attribute.label if item.attribute else ""
    head = [("标题", item.title), ("公开属性", attribute), ("公开属性的理由", item.attribute_reason)]
    words = {name for name, _ in item.texts}
    facts = ((name, labels.fact(value)) for name, value in item.facts if name not in words)
    return [*head, *((labels.label(name), said) for name, said in (*item.texts, *facts) if not labels.hidden(name))]


def _reformed(before: Item, after: Item) -> Sequence[str]:
    """The fields whose facts differ: for those with words, their form; for others, what is no plain value."""
    old, new = dict(before.facts), dict(after.facts)
    return [name for name in (old | new) if old.get(name) != new.get(name) and not labels.hidden(name)]


def _files(before: Item, after: Item) -> list[str]:
    old = {part.name: part.digest for part in before.parts}
    new = {part.name: part.digest for part in after.parts}
    said = [f"新增“{name}”" for name in new if name not in old]
    said += [f"更换“{name}”" for name in new if name in old and old[name] != new[name]]
    return said + [f"去掉“{name}”" for name in old if name not in new]
