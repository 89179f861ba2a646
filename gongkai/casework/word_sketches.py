"""Which cases may hold some words, without opening them all (docs/decisions/0024-a-sealed-sketch-of-words.md).

Each case has a sketch, a Bloom filter: a row of 4,096 bits, three of them set for each pair of characters that stands
in its request, its letters or the names of its files, at places that a key decides. The sketch is sealed, so a copy of
the database tells nothing of what is asked, not even how often a pair occurs. A search unseals the sketches, which is
some thousand times less than opening the cases; what may fit is opened and compared, so a chance likeness is never
shown.

Sketches are made in the background. A case that moved since is opened by the search itself, so nothing is found late.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from math import ceil

from django.db.models import F, Q, QuerySet, prefetch_related_objects

from gongkai.casework import deciding, intake, subjects
from gongkai.casework.likeness import pairs
from gongkai.casework.models import Case, WordSketch
from gongkai.files import store
from gongkai.files.errors import FileError
from gongkai.privacy.keys import master_key
from gongkai.privacy.sealing import Unsealable, open_bytes, seal_bytes

BITS = 4096
PLACES, PLACES_OF_NAME = 3, 6
"""Bits for each pair, and for a whole name. With 200 pairs a case, a word of two characters fits one case in 400 by
chance, one of three characters one in 100,000."""
CONTAINED = 0.75
"""From this share of the pairs of what was typed on, a text is found: one word may be missing, or another order."""
MOST = 200_000
"""Sketches that one search unseals, the newest first."""
TOGETHER = 200


def parts(case: Case) -> Iterator[str]:
    """The texts in which words are looked for, each by itself: the request, each letter, the name of each file.
    Nothing of an erased applicant."""
    if not bytes(case.subject.key):
        return
    asked = intake.wanted_of(case)
    if asked is not None:
        yield f"{asked.title} {asked.description}"
    for letter in case.letters.all():
        letter.case = case
        yield " ".join([letter.title, *deciding.read_letter(letter)[1]])
    key = subjects.key_of(case.subject)
    for row in case.attachments.all():
        try:
            yield store.name_of(row.file, key)
        except FileError:
            continue


def contains(text: str, wanted: frozenset[str]) -> bool:
    """Whether a text holds enough of the pairs of what was typed."""
    return bool(wanted) and len(wanted & pairs(text)) >= CONTAINED * len(wanted)


def bring_up_to_date(*, clock: Callable[[], datetime], until: datetime) -> int:
    """Make the sketches that are missing or older than their case, until a moment; returns how many. Of two at once
    both write the same."""
    made = 0
    while clock() < until:
        found = list(stale(Case.objects.all()).select_related("subject").order_by("-pk")[:TOGETHER])
        prefetch_related_objects(found, "letters", "attachments__file")
        for case in found:
            _make(case)
        made += len(found)
        if len(found) < TOGETHER:
            break
    return made


def stale(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases whose sketch is missing or older than they are. Erased ones have none."""
    behind = Q(word_sketch__isnull=True) | ~Q(word_sketch__seq=F("seq"))
    return cases.filter(behind).exclude(subject__key=b"")


def candidates(cases: QuerySet[Case], words: str) -> Iterator[int]:
    """The keys of cases whose sketch may hold these words or be of somebody with this name, the newest first. None that
    holds them is left out, as long as there are no more than `MOST`. One query."""
    wanted, name = pairs(words), words.strip()
    allowed = len(wanted) - ceil(CONTAINED * len(wanted))
    masks: dict[int, tuple[int, int, int]] = {}
    rows = WordSketch.objects.filter(case__in=cases.order_by()).order_by("-case_id")
    for case, agency, sealed in rows.values_list("case_id", "agency_id", "sealed")[:MOST].iterator(chunk_size=5000):
        if agency not in masks:
            mask = _bits(agency, wanted)
            masks[agency] = mask, max(1, mask.bit_count() - PLACES * allowed), _name(agency, name)
        mask, least, person = masks[agency]
        try:
            found = int.from_bytes(open_bytes(_keys(agency)[0], bytes(sealed), _place(case)), "little")
        except Unsealable:
            # A row that was tampered with is looked at, not passed over.
            yield case
            continue
        if (wanted and (found & mask).bit_count() >= least) or found & person == person:
            yield case


def _make(case: Case) -> None:
    """Write the sketch of a case as it is now."""
    tokens = {pair for text in parts(case) for pair in pairs(text)}
    bits = _bits(case.agency_id, tokens) | _name(case.agency_id, subjects.person(case.subject).name)
    plain = bits.to_bytes(BITS // 8, "little")
    sealed = seal_bytes(_keys(case.agency_id)[0], plain, _place(case.pk))
    told = {"agency_id": case.agency_id, "seq": case.seq, "sealed": sealed}
    WordSketch.objects.update_or_create(case=case, defaults=told)


def _bits(agency: int, tokens: Iterable[str], each: int = PLACES) -> int:
    """The bits of some tokens, so many for each."""
    key, found = _keys(agency)[1], 0
    for token in tokens:
        digest = hashlib.blake2b(token.encode(), key=key, digest_size=4 * each).digest()
        for at in range(0, 4 * each, 4):
            found |= 1 << (int.from_bytes(digest[at : at + 4], "little") % BITS)
    return found


def _name(agency: int, name: str) -> int:
    return _bits(agency, [f"name:{name}"], PLACES_OF_NAME)


@lru_cache(maxsize=4096)
def _keys(agency: int) -> tuple[bytes, bytes]:
    """An agency's key for sealing sketches, and the one that decides where a pair stands."""
    master = master_key("index")
    seal, place = (f"sketch.{what}:{agency}".encode() for what in ("seal", "place"))
    return hmac.new(master, seal, hashlib.sha256).digest(), hmac.new(master, place, hashlib.sha256).digest()


def _place(case: int) -> str:
    return f"sketch:{case}"
