"""The files of a letter: what its writer sent, for those who handle it alone; what goes with the answer.

Both are sealed with the letter's key, so that erasing the letter erases them. A file of the answer has passed what the
gate asks of a public one when it is stored: it is the cleaned copy, bears no mark and tells nothing of anybody
(保守国家秘密法第二十七条、个人信息保护法). It becomes public only with the page on which the letter is chosen for
everybody, through that page's reviews.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import localdate

from gongkai.agencies.models import User
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.dialogue import queries, sealing
from gongkai.dialogue.errors import Incomplete, NotNow, Unknown
from gongkai.dialogue.models import CitizenLetter, LetterFile
from gongkai.editorial import reading, uploads
from gongkai.editorial.items import Part
from gongkai.files import cleaning, limits, store
from gongkai.files.checking import Checked, check
from gongkai.files.kinds import ALLOWED
from gongkai.files.uploading import Received

Role = LetterFile.Role
ERROR = "error"


class Unfit(NotNow):
    """A file must not go out with an answer: it bears a mark, tells of somebody, or nobody could read it."""

    code = "FILE_UNFIT"


class NoRoom(Incomplete):
    """The files of an answer, over all its drafts, are more or larger than one upload may be."""

    code = "ANSWER_FILES_TOO_MANY"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as lists show it; ``open`` says whether it may be opened now."""

    row: LetterFile
    name: str
    open: bool

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return limits.megabytes(self.row.file.size)


def upload(data: bytes, name: str) -> Received:
    """Bytes as a checked file. Raises files.Refused."""
    return Received(data, check(data, name, largest=limits.current().file))


def keep(
    letter: CitizenLetter, received: Iterable[Received], role: LetterFile.Role, *, actor: str, at: datetime
) -> list[str]:
    """Store files with a letter, inside the verb's transaction; returns their digests. Raises files.Refused."""
    key = sealing.key_of(letter)
    stored = [store.keep_checked(one.data, one.checked, key=key, at=at) for one in received]
    LetterFile.objects.bulk_create(
        LetterFile(letter=letter, role=role, file=file, added_at=at, added_by=actor) for file in stored
    )
    return [file.digest for file in stored]


@dataclass(frozen=True, slots=True)
class Fit(Received):
    """The cleaned copy of a file that may go with an answer; only `fit` makes one."""


def fit(one: Received) -> Fit:
    """The cleaned copy of a file, when nothing in it must stay in the house; pictures in it may still have to be read.
    Takes seconds, so before any row is locked. Raises files.Refused, Unfit."""
    name = one.checked.name
    data, kind, _ = uploads.admitted(one.data, name, ALLOWED)
    copy = Fit(data, Checked(kind, name, len(data), sha256(data).hexdigest()))
    _require_fit(Part(name, name, copy.checked.digest, lambda: data), borne={reading.WAITING})
    return copy


def _require_fit(part: Part, *, borne: Set[str] = frozenset()) -> None:
    """Whether the checks of the gate find nothing that blocks, but for codes that are borne."""
    _, entries = reading.file(part)
    wrong = [entry for entry in entries if entry["severity"] == ERROR and entry["code"] not in borne]
    if wrong:
        quoted = f"（“{wrong[0]['quote']}”）" if wrong[0]["quote"] else ""
        raise Unfit(f"{wrong[0]['where']}：{wrong[0]['message'].rstrip('。')}{quoted}。")


def require_room(letter: CitizenLetter, added: Sequence[Received], without: Iterable[int]) -> None:
    """Whether the files of an answer, those of earlier drafts with those that are added, are as many and as large as
    one upload may be. Raises NoRoom."""
    allowed, gone = limits.current(), set(without)
    before = [row.file.size for row in _rows(letter, Role.ANSWER) if row.pk not in gone]
    count, size = len(before) + len(added), sum(before) + sum(one.checked.size for one in added)
    if added and (count > allowed.files or size > allowed.total):
        raise NoRoom(
            f"一份答复最多{allowed.files}个附件，合计不超过{limits.megabytes(allowed.total)}。已有{len(before)}个，"
            f"加上这次的共{count}个、{limits.megabytes(size)}，没有保存。请去掉一些已有的附件，或者少传几个。",
            "uploaded",
        )


def require_fit(letter: CitizenLetter) -> None:
    """Look at the files of an answer once more before it leaves: pictures have been read meanwhile, rules may be new.
    Raises Unfit, and what `files.store.read` raises."""
    for part in parts(letter):
        _require_fit(part)


def parts(letter: CitizenLetter) -> list[Part]:
    """The files of the answer as the checks read them. Raises what `files.store.read` raises."""
    key = sealing.key_of(letter)
    found = [(store.name_of(row.file, key), store.read(row.file, key), row) for row in _rows(letter, Role.ANSWER)]
    return [Part(f"answer:{row.pk}", name, row.file.digest, lambda data=data: data) for name, data, row in found]  # type: ignore[misc]


def listed(letter: CitizenLetter, role: LetterFile.Role) -> list[Listed]:
    """The files of a letter, oldest first; none once it was erased. One query."""
    if not bytes(letter.key):
        return []
    key = sealing.key_of(letter)
    return [
        Listed(row, store.name_of(row.file, key), store.is_open(row.file))
        for row in _rows(letter, role)
        if row.file.erased_at is None
    ]


def _rows(letter: CitizenLetter, role: str) -> list[LetterFile]:
    return list(letter.files.filter(role=role).select_related("file").order_by("pk"))


@transaction.atomic
def read(*, letter: CitizenLetter, file_id: int, by: User, at: datetime) -> tuple[LetterFile, str, bytes]:
    """A file for an officer who may see the letter, with its name; what the writer sent stands in the ledger
    (个人信息保护法第五十一条). Raises Unknown, and what `files.store.read` raises."""
    if not queries.visible_letters(by, on=localdate(at)).filter(pk=letter.pk).exists():
        raise Unknown
    row = _one(letter, file_id)
    if row.role == Role.LETTER:
        act = ledger.Act(
            by.actor, Action.LETTER_READ, f"letter:{letter.number}", row.file.digest, {"file": row.file.digest[:16]}
        )
        ledger.record(letter.agency.stream, [act], at=at)
    return row, *_opened(letter, row, at)


def read_for_writer(letter: CitizenLetter, file_id: int, *, at: datetime) -> tuple[LetterFile, str, bytes]:
    """A file for who wrote the letter: their own, and those of the answer once it is there, without hidden metadata.
    Raises Unknown, and what `files.store.read` raises."""
    row = _one(letter, file_id)
    if row.role == Role.ANSWER and letter.answered_on is None:
        raise Unknown
    name, data = _opened(letter, row, at)
    return row, name, cleaning.clean(data, row.file.what).data if row.role == Role.ANSWER else data


def _one(letter: CitizenLetter, file_id: int) -> LetterFile:
    row = letter.files.select_related("file").filter(pk=file_id).first()
    if row is None or not bytes(letter.key):
        raise Unknown
    return row


def _opened(letter: CitizenLetter, row: LetterFile, at: datetime) -> tuple[str, bytes]:
    key = sealing.key_of(letter)
    return store.name_of(row.file, key), store.read(row.file, key, at=at)


def drop(letter: CitizenLetter, files: Iterable[int]) -> list[str]:
    """Forget files of an answer that is still a draft, inside the verb's transaction; returns their digests."""
    rows = letter.files.filter(role=Role.ANSWER, pk__in=list(files)).select_related("file")
    digests = []
    for row in rows:
        digests.append(row.file.digest)
        row.delete()
        store.discard(row.file)
    return digests


def drop_all(letter: CitizenLetter) -> list[str]:
    """Forget all files of an answer, because its draft is not kept."""
    return drop(letter, letter.files.filter(role=Role.ANSWER).values_list("pk", flat=True))


def erase(letter: CitizenLetter, *, at: datetime) -> None:
    """Destroy the files of a letter that is erased; rows and digests stay."""
    for row in letter.files.filter(file__erased_at=None).select_related("file"):
        store.erase(row.file, at=at)
