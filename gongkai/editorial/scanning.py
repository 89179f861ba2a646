"""What the checks find in an item and in every file that goes out with it, and who answered for it.

Words are checked by `proofing`, files are taken apart by `hidden` first: marks stand in comments, headers, hidden
sheets and pictures too. A file that cannot be read blocks. Each content is read once for each set of rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, now

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, held_above
from gongkai.agencies.roles import Permission
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.editorial import items, letters, reading
from gongkai.editorial.errors import Incomplete, Overtaken, OwnWork
from gongkai.editorial.items import BODY, Item
from gongkai.editorial.models import Ruling, Scan
from gongkai.jobs.definition import keyed, task_at

ERROR = "error"
UNREADABLE, WAITING = reading.UNREADABLE, reading.WAITING
NEVER_RULED = frozenset({UNREADABLE, WAITING})
"""What nobody answers for: a file that cannot be read is replaced, a picture that is being read is waited for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one part. ``protected`` ones only a secrecy reviewer answers for, and never the author.

    ``fingerprint`` names the finding by its rule and its words, so that a ruling holds for just this. What was found
    in a picture has the ``picture``'s digest, and as ``box`` its place in thousandths with the number of the frame;
    ``waits`` are the pictures that are still to be read.
    """

    code: str
    severity: str
    message: str
    quote: str
    where: str
    part: str
    fingerprint: str
    protected: bool
    suggestions: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    clause: str = ""
    picture: str = ""
    box: tuple[int, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The finding in one sentence: where it stands, what it is, and its words."""
        quoted = f"（“{self.quote}”）" if self.quote else ""
        return f"{self.where}：{self.message.rstrip('。')}{quoted}"

    @property
    def blocks(self) -> bool:
        """Whether nothing may be signed while nobody has answered for it."""
        return self.severity == ERROR


def findings(item: Item, part: str = BODY) -> list[Finding]:
    """Everything found in the item itself or in one of its files, errors first."""
    scan = _scan(item, part)
    found = [Finding(part=part, **entry) for entry in _entries(scan)]
    return sorted(found, key=lambda finding: (not finding.blocks, finding.start))


def unanswered(item: Item, part: str = BODY) -> list[Finding]:
    """The errors in a part that nobody has answered for."""
    errors = [finding for finding in findings(item, part) if finding.blocks]
    if not errors:
        return []
    ruled = set(Ruling.objects.filter(key=item.key, part=part).values_list("finding", flat=True))
    return [finding for finding in errors if finding.fingerprint not in ruled]


@transaction.atomic
def rule(*, key: str, part: str, fingerprint: str, reason: str, by: User, at: datetime) -> Ruling:
    """Answer for a finding: it is right as it stands, for this reason. Marks and personal data are for the secrecy
    reviewer alone; no finding is answered by who wrote the item.

    Raises Gone, Overtaken (no such finding now, or answered), Incomplete, NotAllowed, OwnWork.
    """
    item = items.load(key)
    finding = next((found for found in findings(item, part) if found.fingerprint == fingerprint), None)
    if finding is None:
        raise Overtaken("这个问题已经不在内容里了，请重新查看。")
    if finding.code == UNREADABLE:
        raise Incomplete("读不出的文件不能放行，请换成能够检查的文件。", "part")
    if finding.code == WAITING:
        raise Incomplete("图片还在识别，不能先放行。请稍后刷新再看。", "part")
    if not reason.strip():
        raise Incomplete("请写明认定为误报的理由。", "reason")
    if by.actor in item.authors:
        raise OwnWork("自己起草的内容，检查发现的问题应当由他人认定。")
    if not may_answer(by, item, protected=finding.protected, at=at):
        raise NotAllowed(Permission.SECRECY_OVERRULE, item.agency)
    if Ruling.objects.filter(key=key, part=part, finding=fingerprint).exists():
        raise Overtaken("这个问题已经有人认定过。")
    row = Ruling.objects.create(
        key=key, part=part, finding=fingerprint, code=finding.code, reason=reason.strip()[:300], by=by, at=at
    )
    detail = {"code": finding.code, "part": part}
    act = ledger.Act(by.actor, Action.FINDING_OVERRULED, key, ledger.digest_of([fingerprint, row.reason]), detail)
    ledger.record(item.agency.stream, [act], at=at)
    return row


def certificate(item: Item, part: str) -> dict[str, Any]:
    """What a proof-reading saw: the rules, how much was found by severity, and how much of it was answered for."""
    found = findings(item, part)
    counts: dict[str, int] = {}
    for finding in found:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    ruled = Ruling.objects.filter(key=item.key, part=part).count()
    return {"rules": reading.rules(), "found": counts, "ruled": ruled, "letters": sum(len(t) for _, t in item.texts)}


def _scan(item: Item, part: str) -> Scan:
    """What the checks say of a part. While its pictures are being read that is kept too; it is looked at afresh as
    soon as all of them are."""
    rules = reading.rules()
    digest = item.part_digest(part)
    kept = Scan.objects.filter(digest=digest, rules=rules).first()
    if kept is not None and _still_waits(kept):
        _ask_for_letters(item, digest)
        return kept
    if kept is not None and not _waits(kept):
        return kept
    unreadable, entries = reading.item(item) if part == BODY else reading.file(_part(item, part))
    row, made = Scan.objects.get_or_create(
        digest=digest, rules=rules, defaults={"unreadable": unreadable, "findings": entries, "at": now()}
    )
    if not made:
        row.findings, row.unreadable, row.at = entries, unreadable, now()
        row.save(update_fields=["findings", "unreadable", "at"])
    if _waits(row):
        _ask_for_letters(item, digest)
    return row


def _waits(scan: Scan) -> list[str]:
    return [digest for entry in scan.findings for digest in entry.get("waits", ())]


def _still_waits(scan: Scan) -> bool:
    return bool(letters.unread(_waits(scan)))


def _ask_for_letters(item: Item, digest: str) -> None:
    """Have the pictures of a part read in the background, by one job however many people look at it."""
    read_letters: Any = keyed(task_at("gongkai.editorial.scan_tasks.read_letters"), f"letters:{digest[:40]}")
    # A part's key may be the name of a file, and words are no arguments of a job.
    read_letters.enqueue(item.key, digest)


def _part(item: Item, key: str) -> items.Part:
    return next(part for part in item.parts if part.key == key)


def _entries(scan: Scan) -> Iterator[dict[str, Any]]:
    for entry in scan.findings:
        yield {**entry, **{name: tuple(entry.get(name, ())) for name in ("suggestions", "box", "waits")}}


def may_answer(user: User, item: Item, *, protected: bool, at: datetime) -> bool:
    """Whether a person may answer for findings in an item: reviewers in its agency or above, never who wrote it."""
    wanted = [Permission.SECRECY_OVERRULE]
    if not protected:
        wanted += [Permission.REVIEW_FIRST, Permission.REVIEW_SECOND, Permission.REVIEW_FINAL]
    posted = any(held_above(user, permission, item.agency, on=localdate(at)) for permission in wanted)
    return posted and user.actor not in item.authors
