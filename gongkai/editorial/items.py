"""What a publishable thing shows to reviewers and to the gate, and the kinds of things there are.

A layer above says in its ``AppConfig.ready`` what it can make public (`declare`); the gate knows nothing else of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from gongkai.agencies.models import Agency, User
from gongkai.agencies.roles import Permission
from gongkai.audit.ledger import digest_of
from gongkai.editorial.errors import Gone
from gongkai.statute.documents import Attribute

BODY = ""
"""The part that is the item itself, beside its attachments."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that becomes public with an item: its own secrecy review (保密法实施条例第四十二条: 逐项).

    ``digest`` is the SHA-256 of the content, ``read`` gives the content itself.
    """

    key: str
    name: str
    digest: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Item:
    """One thing as it would become public. Whatever a reader would see is in its digest.

    ``texts`` are (name of the field, words); ``authors`` are the actors who wrote or edited it; ``together`` names the
    items that are signed off and released with it (同步审签).
    """

    kind: str
    key: str
    agency: Agency
    title: str
    attribute: Attribute | None
    attribute_reason: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    authors: frozenset[str] = frozenset()
    together: tuple[str, ...] = ()
    policy: bool = False

    @cached_property
    def digest(self) -> str:
        """What a signature is bound to: title, attribute, words, facts and the digest of every file."""
        return digest_of(
            [
                self.kind,
                self.key,
                self.title,
                self.attribute,
                self.attribute_reason,
                self.texts,
                self.facts,
                [(part.key, part.name, part.digest) for part in self.parts],
            ]
        )

    def part_digest(self, part: str) -> str:
        """The digest of one part; of the item itself for BODY. Raises Gone."""
        if part == BODY:
            return self.digest
        for known in self.parts:
            if known.key == part:
                return known.digest
        raise Gone(f"{self.key}/{part}")


@dataclass(frozen=True, slots=True)
class Mark:
    """An item that is not marked as public on its own accord: unmarked, or withheld with its reason."""

    key: str
    title: str
    attribute: Attribute | None
    attribute_reason: str

    @property
    def complete(self) -> bool:
        """Whether it bears an attribute, with the reason that withholding asks for."""
        return self.attribute is not None and bool(self.attribute_reason.strip())


@dataclass(frozen=True, slots=True)
class Marks:
    """How many items of a kind an agency has, and those of them that are not public on its own accord."""

    total: int
    others: Iterable[Mark] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that a person wrote and everybody cannot read as it stands: ``sort`` says what it is, ``address`` where
    it stands in the office, ``public`` that an earlier wording is public."""

    key: str
    title: str
    sort: str
    address: str
    edited_at: datetime | None
    public: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that can become public, and how the gate puts it out and takes it in again.

    ``load`` gives the item as it stands now (raises Gone); ``put_out`` and ``take_in`` run inside the gate's
    transaction; ``edit_address`` is where its author works on it; ``public_address`` is where everybody reads it.
    ``keys`` lists all items of an agency; ``marks`` counts them and names those that are unmarked or withheld, without
    loading each, for the coverage of marks (without it each is loaded). ``cleared`` and ``returned`` are told, in the
    transaction of the signature, when a round ends well or otherwise. ``public_keys`` lists what everybody can read at
    this moment, whatever the gate says, and ``intact`` whether one of them is still as it was released as a digest:
    both for the comparison at night. ``sorts`` are the names and labels that its items bear as `Item.kind`, when there
    are several sorts, each with a procedure of its own. ``writes`` and ``releases`` are what it takes to hand one in
    and to take it down; ``barred`` says why a person may not do a stage for an agency whose permission they hold.
    """

    name: str
    label: str
    load: Callable[[str], Item]
    put_out: Callable[[str, datetime], None]
    take_in: Callable[[str, datetime], None]
    edit_address: Callable[[str], str]
    public_address: Callable[[str], str]
    keys: Callable[[Agency], Iterable[str]] = field(default=lambda _agency: ())
    marks: Callable[[Agency], Marks] | None = None
    cleared: Callable[[str, datetime], None] = field(default=lambda _key, _at: None)
    returned: Callable[[str, datetime], None] = field(default=lambda _key, _at: None)
    public_keys: Callable[[], Iterable[str]] | None = None
    intact: Callable[[str, str], bool] = field(default=lambda _key, _digest: True)
    sorts: tuple[tuple[str, str], ...] = ()
    searchable: Callable[[Item], Mapping[str, object]] = field(default=lambda _item: {})
    drafts: Callable[[Sequence[int]], Iterable[Draft]] = field(default=lambda _people: ())
    ready: Callable[[str], None] = field(default=lambda _key: None)
    writes: Permission = Permission.CONTENT_DRAFT
    releases: Permission = Permission.CONTENT_RELEASE
    barred: Callable[[User, Agency, str, datetime], str] = field(default=lambda _user, _agency, _stage, _at: "")


_KINDS: dict[str, Kind] = {}


def marks(kind: Kind, agency: Agency) -> Marks:
    """The marks of a kind's items in an agency."""
    if kind.marks is not None:
        return kind.marks(agency)
    found = [kind.load(key) for key in kind.keys(agency)]
    return Marks(
        len(found),
        [
            Mark(item.key, item.title, item.attribute, item.attribute_reason)
            for item in found
            if item.attribute is not Attribute.PROACTIVE
        ],
    )


def declare(kind: Kind) -> None:
    """Make a kind known. Declaring it again replaces it, so that tests may."""
    _KINDS[kind.name] = kind


def kinds() -> tuple[Kind, ...]:
    """Every kind of thing that can become public."""
    return tuple(_KINDS.values())


def sorts() -> dict[str, str]:
    """What `Item.kind` may be, with what people call it: by these, procedures are chosen and lists are narrowed."""
    return dict(pair for kind in kinds() for pair in kind.sorts or ((kind.name, kind.label),))


def kind_of(key: str) -> Kind:
    """The kind of ``document:12``. Raises Gone for one that nobody declared."""
    try:
        return _KINDS[key.partition(":")[0]]
    except KeyError:
        raise Gone(key) from None


def load(key: str) -> Item:
    """An item as it stands now. Raises Gone."""
    return kind_of(key).load(key)
