"""Handing in several drafts at once: each by the rules of one, with an answer of its own.

What is signed off together (同步审签) and chosen together goes in together; one item that is refused keeps back only
its own group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed, stands_for
from gongkai.editorial import items, queue, reviewing
from gongkai.editorial.errors import EditorialError, Gone, Incomplete
from gongkai.editorial.items import Draft
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import NO_WISH, Wish

MOST = 50
NO_DRAFT = "不在您的草稿里，可能已经送审，或者已经删除。"
State = Round.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: handed in, or the sentence and the code with which it was refused."""

    key: str
    title: str
    refused: str = ""
    code: str = ""


def drafts(user: User, *, at: datetime) -> list[Draft]:
    """What a person, or somebody for whom they stand in, wrote and never handed in as it stands. What came back from
    review is not among them: it is handed in again with a word on what was changed."""
    people = stands_for(user, on=localdate(at))
    found = [draft for kind in items.kinds() for draft in kind.drafts(people)]
    rounds = queue.latest(Round.objects.filter(key__in=[draft.key for draft in found]))
    last = {row.key: row for row in rounds.only("key", "state", "digest", "submitted_by")}
    return [draft for draft in found if _is_open(draft, last.get(draft.key), people)]


def _is_open(draft: Draft, last: Round | None, people: Sequence[int]) -> bool:
    """Whether a draft waits for its author and for nobody else."""
    if last is None:
        return True
    if last.state == State.CLEARED:
        return draft.public or items.load(draft.key).digest != last.digest
    return last.state != State.OPEN and last.submitted_by_id not in people


def submit_each(*, keys: Sequence[str], by: User, at: datetime, wish: Wish = NO_WISH) -> list[Outcome]:
    """Hand several drafts in, in the order in which they were chosen. Raises Incomplete for none, or for too many."""
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise Incomplete("请先选择要送审的内容。", "key")
    if len(chosen) > MOST:
        raise Incomplete(f"一次最多送审{MOST}件，这次选了{len(chosen)}件。请分几次送审。", "key")
    known = {draft.key: draft for draft in drafts(by, at=at)}
    # of what is not theirs nobody learns so much as the title
    found = {key: Outcome(key, "", NO_DRAFT, Gone.code) for key in chosen if key not in known}
    for group in _groups([key for key in chosen if key in known]):
        refused, code = _submit(group, wish, by=by, at=at)
        found |= {key: Outcome(key, known[key].title, refused, code) for key in group}
    return [found[key] for key in chosen]


def _submit(group: Sequence[str], wish: Wish, *, by: User, at: datetime) -> tuple[str, str]:
    """Hand in what goes together: all of it, or nothing with the reason."""
    try:
        with transaction.atomic():
            for key in group:
                items.kind_of(key).ready(key)
            reviewing.submit(keys=group, by=by, at=at, wish=wish)
    except EditorialError as error:
        return str(error), error.code
    except NotAllowed as error:
        return str(error), "NOT_ALLOWED"
    return "", ""


def _groups(keys: Iterable[str]) -> Iterator[list[str]]:
    """The chosen items by what is signed off together."""
    beside: dict[str, set[str]] = {key: set() for key in keys}
    for key, others in beside.items():
        found = beside.keys() & _companions(key)
        others.update(found)
        for other in found:
            beside[other].add(key)
    done: set[str] = set()
    for key in beside:
        if key not in done:
            group = list(_reached(key, beside))
            done |= set(group)
            yield group


def _companions(key: str) -> tuple[str, ...]:
    try:
        return items.load(key).together
    except Gone:
        return ()


def _reached(key: str, beside: dict[str, set[str]]) -> dict[str, None]:
    """All items that hang together with one, by whatever way."""
    found, waiting = {key: None}, [key]
    while waiting:
        for other in sorted(beside[waiting.pop()] - found.keys()):
            found[other] = None
            waiting.append(other)
    return found
