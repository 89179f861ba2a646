"""Proving that nothing was altered: the ledger's chains, every event against its digest, every event against the
ledger and back, the sealed words and letters against the log, and that every letter had the steps it owed. Runs
through any number of cases in bounded memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Substr

from gongkai.audit import ledger
from gongkai.audit.models import Action, Entry
from gongkai.casework import chain_proof, log, signing, subjects
from gongkai.casework.models import Case, CaseEvent, EventText, Letter
from gongkai.files import store
from gongkai.privacy.sealing import Unsealable
from gongkai.statute.events import EventKind

BATCH = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: where, and what about it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"


def verify() -> Iterator[Fault]:
    """Everything that does not hold, in the ledger and in the logs of all cases."""
    for broken in ledger.verify():
        yield Fault(f"账本{broken.stream}第{broken.position}条", broken.message)
    yield from _verify_logs(Case.objects.all())
    yield from _entries_without_case()


def verify_case(case: Case) -> Iterator[Fault]:
    """The chains of the agencies that have answered for a case, and the log of this case."""
    streams = Entry.objects.filter(subject=f"case:{case.number}").order_by("stream").values_list("stream", flat=True)
    for broken in ledger.verify(sorted({case.agency.stream, *streams.distinct()})):
        yield Fault(f"账本第{broken.position}条", broken.message)
    yield from _verify_logs(Case.objects.filter(pk=case.pk))


def _verify_logs(cases: QuerySet[Case]) -> Iterator[Fault]:
    batch: list[tuple[int, str, int]] = []
    rules = chain_proof.Rules()
    for row in cases.order_by("pk").values_list("pk", "number", "seq").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield from _verify_both(batch, rules)
            batch = []
    if batch:
        yield from _verify_both(batch, rules)


def _verify_both(batch: Sequence[tuple[int, str, int]], rules: chain_proof.Rules) -> Iterator[Fault]:
    yield from _verify_batch(batch)
    cases = Case.objects.filter(pk__in=[key for key, _, _ in batch]).order_by("pk")
    yield from _verify_words(cases)
    yield from _verify_steps(cases, rules)


def _verify_steps(cases: QuerySet[Case], rules: chain_proof.Rules) -> Iterator[Fault]:
    """Every letter against the steps that it owed on its day. An erased applicant's log tells them, too."""
    told = CaseEvent.objects.filter(kind__in=[kind.value for kind in signing.KINDS]).order_by("seq")
    for case in cases.select_related("agency").prefetch_related(Prefetch("events", queryset=told)):
        for seq, message in chain_proof.faults(list(case.events.all()), case.agency.line, rules):
            yield Fault(f"办件{case.number}第{seq}号事项", message)


def _verify_batch(batch: Sequence[tuple[int, str, int]]) -> Iterator[Fault]:
    numbers = {key: number for key, number, _ in batch}
    recorded = _recorded(list(numbers.values()))
    last: dict[int, int] = defaultdict(int)
    for row in CaseEvent.objects.filter(case_id__in=list(numbers)).order_by("case_id", "seq"):
        number = numbers[row.case_id]
        where = f"办件{number}第{row.seq}号事项"
        if row.seq != last[row.case_id] + 1:
            yield Fault(f"办件{number}", f"第{last[row.case_id] + 1}号至第{row.seq - 1}号事项缺失")
        last[row.case_id] = row.seq
        if log.digest(number, row) != row.digest:
            yield Fault(where, f"内容（{row.kind}，{row.occurred_on:%Y-%m-%d}）与摘要不符，被改动")
        kept = recorded.get(number, {}).pop(row.seq, None)
        if kept is None:
            yield Fault(where, "账本中没有此事项")
        elif kept[0] != row.digest:
            yield Fault(where, f"摘要与账本{kept[1]}不符")
    for key, number, seq in batch:
        for missing, (_, place) in sorted(recorded.get(number, {}).items()):
            yield Fault(f"办件{number}第{missing}号事项", f"账本{place}记有此事项，办件中已不存在")
        if last[key] != seq:
            yield Fault(f"办件{number}", f"应有{seq}个事项，实有至第{last[key]}号")


def _verify_words(cases: QuerySet[Case]) -> Iterator[Fault]:
    """The sealed words and letters against the digests in the log. What was erased cannot be read and is left out."""
    for case in (
        cases.exclude(subject__key=b"")
        .select_related("subject")
        .prefetch_related("texts", "letters__pdf", "letters__seal__original", "events")
    ):
        texts = {row.seq: row for row in case.texts.all()}
        letters = {row.number: row for row in case.letters.all()}
        yield from _verify_request(case)
        sealed = {
            event.data.get("number", ""): str(event.data["sealed"])
            for event in case.events.all()
            if event.kind == EventKind.LETTER_SEALED and event.data.get("sealed")
        }
        for event in case.events.all():
            where = f"办件{case.number}第{event.seq}号事项"
            if wanted := event.data.get("text_digest"):
                row = texts.get(event.seq)
                if row is None or _text_digest(case, row) != wanted:
                    yield Fault(where, "所附文字缺失或者被改动")
            if event.kind == EventKind.LETTER_ISSUED and event.data.get("file"):
                number = event.data.get("number", "")
                if not _letter_holds(case, letters.get(number), event, sealed.get(number, "")):
                    yield Fault(where, f"文书{number}缺失或者被改动")


def _verify_request(case: Case) -> Iterator[Fault]:
    """What was asked, against the digest that the registration put into the chain, and after a split this case's part.

    Registrations of earlier versions name no digest: there the one beside the case stands for it.
    """
    where = f"办件{case.number}的申请内容"
    chained = _chained(case, EventKind.REGISTERED, lambda data: data.get("content")) or case.request_digest
    if case.request_digest != chained:
        yield Fault(where, "所记摘要与登记时记入事项的不同，被改动")
    if _request_digest(case, bytes(case.sealed_request), "request") != chained:
        yield Fault(where, "与登记时的摘要不符，缺失或者被改动")
    part = _chained(case, EventKind.NOTE, lambda data: data.get("facts", {}).get("part"))
    if part and _request_digest(case, bytes(case.sealed_part), "part") != part:
        yield Fault(where, "拆分后本件的内容与拆分时的摘要不符，缺失或者被改动")


def _chained(case: Case, kind: EventKind, read: Callable[[dict[str, Any]], str | None]) -> str | None:
    """The first digest that events of a kind name."""
    found = (read(event.data) for event in case.events.all() if event.kind == kind)
    return next((digest for digest in found if digest), None)


def _request_digest(case: Case, sealed: bytes, place: str) -> str:
    try:
        return ledger.digest_of(subjects.open_for(case.subject, sealed, f"{place}:{case.number}"))
    except Unsealable:
        return ""


def _text_digest(case: Case, row: EventText) -> str:
    try:
        return ledger.digest_of(subjects.open_for(case.subject, bytes(row.sealed), log.place(case, row.seq)))
    except Unsealable:
        return ""


def _letter_holds(case: Case, row: Letter | None, event: CaseEvent, sealed: str) -> bool:
    """Whether a letter's words are those that the log names as evidence, and its file the one that left; for one that
    was ``sealed`` electronically, that and the file from before. Letters of earlier versions have no file; the log then
    names their words as the file."""
    if row is None:
        return False
    words = event.data.get("evidence", [event.data["file"]])
    if _letter_digest(case, row) not in words:
        return False
    kept = [(row.pdf, sealed or event.data["file"])]
    if sealed:
        seal = getattr(row, "seal", None)
        kept.append((seal.original if seal is not None else None, event.data["file"]))
        if any(file is None for file, _ in kept):
            return False
    return all(file is None or (file.digest == digest and store.sound(file, _key(case))) for file, digest in kept)


def _key(case: Case) -> bytes:
    return subjects.key_of(case.subject)


def _letter_digest(case: Case, row: Letter) -> str:
    try:
        content = subjects.open_for(case.subject, bytes(row.sealed), f"letter:{row.number}")
    except Unsealable:
        return ""
    return ledger.digest_of([row.title, row.number, content])


def _recorded(numbers: Sequence[str]) -> dict[str, dict[int, tuple[str, str]]]:
    """What the ledger says of some cases: per number and event, the digest and where it stands."""
    found: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    subjects = [f"case:{number}" for number in numbers]
    rows = Entry.objects.filter(subject__in=subjects, action=Action.CASE_EVENT)
    for subject, digest, detail, stream, position in rows.values_list(
        "subject", "digest", "detail", "stream", "position"
    ).iterator(chunk_size=2000):
        found[subject.removeprefix("case:")][detail.get("seq", 0)] = (digest, f"{stream}第{position}条")
    return found


def _entries_without_case() -> Iterator[Fault]:
    lost = (
        Entry.objects.filter(action=Action.CASE_EVENT, subject__startswith="case:")
        .annotate(number=Substr("subject", 6))
        .filter(~Exists(Case.objects.filter(number=OuterRef("number"))))
        .order_by("id")
    )
    for entry in lost.iterator(chunk_size=2000):
        yield Fault(f"账本{entry.stream}第{entry.position}条", f"所记办件{entry.subject.removeprefix('case:')}已不存在")
