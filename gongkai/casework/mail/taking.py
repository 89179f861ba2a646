"""Reading the mailboxes: each message into the tray, sealed, exactly once, and only then aside in the mailbox.

One message is one transaction. Whoever is killed before its end has changed nothing; whoever is killed between it and
the mailbox finds the message again at the next reading, knows it by its mark, and only moves it. What is too large,
and what one sender sends beyond a day's measure, stays in the mailbox and is counted on the screen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import localtime

from gongkai.agencies.models import Agency
from gongkai.audit import ledger
from gongkai.audit.models import Action
from gongkai.casework.mail import addresses, boxes, reading
from gongkai.casework.mail.addresses import IMAPS, MAILDIR, Address, BadSetting
from gongkai.casework.mail.boxes import Box, Lying, Trouble
from gongkai.casework.mail.imap import Imap
from gongkai.casework.mail.models import IncomingMail, MailboxReading, MailFile, MailOriginal
from gongkai.casework.mail.reading import Enclosed, Letter
from gongkai.files import checking, limits, naming, store
from gongkai.files.errors import Refused
from gongkai.files.uploading import Received
from gongkai.privacy import sealing

MIB = 1024 * 1024
AT_ONCE = 500
"""Messages taken in by one job, so that it ends."""
_TNEF = b"\x78\x9f\x3e\x22"
Opener = Callable[[Address], Box]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in: bytes of one message, messages of one sender a day."""

    size: int
    per_sender: int


@dataclass(slots=True)
class Counted:
    """What one reading of a mailbox did."""

    taken: int = 0
    too_large: int = 0
    throttled: int = 0
    oldest_left: datetime | None = None

    def left(self, lying: Lying) -> None:
        """Note when the earliest arrived that had to stay."""
        self.oldest_left = min(self.oldest_left or lying.arrived_at, lying.arrived_at)


def limits_of_mail() -> Limits:
    """The limits of the settings. Raises ValueError for what is no whole number above zero."""
    found = Limits(int(settings.GONGKAI_MAIL_IN_MIB) * MIB, int(settings.GONGKAI_MAIL_IN_PER_SENDER))
    if min(found.size, found.per_sender) < 1:
        raise ValueError("GONGKAI_MAIL_IN_MIB, GONGKAI_MAIL_IN_PER_SENDER")
    return found


def read_all(*, at: datetime) -> tuple[int, list[str]]:
    """Read every mailbox of the settings; how many messages were taken in, and what was in the way of each mailbox
    that could not be read. One that fails does not keep the others. Raises BadSetting."""
    taken, problems = 0, []
    for address in addresses.addresses():
        try:
            taken += read_box(address, at=at)
        except (BadSetting, Trouble) as error:
            problems.append(str(error))
    return taken, problems


def read_box(address: Address, *, at: datetime, opener: Opener | None = None) -> int:
    """Read one mailbox; how many messages were taken in. Raises BadSetting, Trouble, after noting it for the screen."""
    agency = addresses.agency_of(address)
    count = Counted()
    try:
        with closing((opener or opened)(address)) as box:
            _read(box, agency, address.name, count, at)
    except (BadSetting, Trouble) as error:
        _note(agency, address, at, problem=str(error)[:300])
        raise
    told = {"too_large": count.too_large, "throttled": count.throttled, "oldest_left": count.oldest_left}
    _note(agency, address, at, problem="", read_well_at=at, **told)
    return count.taken


def opened(address: Address) -> Box:
    """The mailbox of an address. Raises BadSetting, Trouble."""
    if address.kind == IMAPS:
        return Imap(address, addresses.password_of(address))
    return boxes.Maildir(Path(address.path)) if address.kind == MAILDIR else boxes.Mbox(Path(address.path))


def _read(box: Box, agency: Agency, mailbox: str, count: Counted, at: datetime) -> None:
    allowed = limits_of_mail()
    for lying in box.lying():
        if lying.size > allowed.size:
            count.too_large += 1
            count.left(lying)
            continue
        if _throttled(box, lying, agency, allowed, at):
            count.throttled += 1
            count.left(lying)
            continue
        raw = box.fetch(lying.key)
        if raw is None:
            continue
        count.taken += take(agency=agency, mailbox=mailbox, raw=raw, arrived_at=lying.arrived_at, at=at)
        box.put_aside(lying.key)
        if count.taken >= AT_ONCE:
            return


def take(*, agency: Agency, mailbox: str, raw: bytes, arrived_at: datetime, at: datetime) -> bool:
    """Lay one message in the tray, sealed; False when it lies there already. The day it arrived is what the mailbox
    says, never what the sender wrote, and never later than now."""
    mark = sealing.blind_index("mail", reading.mark_of(raw))
    if IncomingMail.objects.filter(agency=agency, mark=mark).exists():
        return False
    letter = reading.read(raw)
    files, refused = _checked(letter.files)
    try:
        with transaction.atomic():
            mail = IncomingMail(
                agency=agency,
                mailbox=mailbox[:200],
                mark=mark,
                sort=letter.sort.value,
                arrived_at=min(arrived_at, at),
                taken_at=at,
                sender_index=index_of(letter.address),
                digest=hashlib.sha256(raw).hexdigest(),
                size=len(raw),
            )
            _store(mail, letter, files, refused, raw, at)
    except IntegrityError:
        # another reader was faster by a moment; anything else that the database refuses is an error of ours
        if not IncomingMail.objects.filter(agency=agency, mark=mark).exists():
            raise
        return False
    return True


def index_of(address: str) -> str:
    """The blind index of a sender's address."""
    return sealing.blind_index("mail-sender", address.lower())


def place(mail: IncomingMail, what: str) -> str:
    """Where something of a message is sealed for."""
    return f"mail.{what}:{mail.pk}"


def _store(
    mail: IncomingMail, letter: Letter, files: list[Received], refused: list[dict[str, Any]], raw: bytes, at: datetime
) -> None:
    key = sealing.new_key()
    mail.key = sealing.wrap(key, str(mail.pk))
    kept = []
    for file in files:
        try:
            kept.append(store.keep_checked(file.data, file.checked, key=key, at=at))
        except Refused as error:
            refused.append(_refusal(file.checked.name, len(file.data), error.code, str(error)))
    told = {name: getattr(letter, name) for name in ("name", "address", "subject", "dated", "text", "notes")}
    mail.sealed = sealing.seal(key, {**told, "refused": refused}, place(mail, "words"))
    mail.save(force_insert=True)
    MailOriginal.objects.create(mail=mail, sealed=sealing.seal_bytes(key, raw, place(mail, "original")))
    MailFile.objects.bulk_create(MailFile(mail=mail, file=stored) for stored in kept)
    detail = {"mailbox": mail.mailbox, "sort": mail.sort, "arrived_at": localtime(mail.arrived_at).isoformat()}
    act = ledger.Act(ledger.SYSTEM, Action.MAIL_TAKEN, f"mail:{mail.pk}", mail.digest, detail)
    ledger.record(mail.agency.stream, [act], at=at)


def _checked(files: list[Enclosed]) -> tuple[list[Received], list[dict[str, Any]]]:
    """The files that may be taken in, and those that may not, by name and with the reason."""
    good, refused = [], []
    for file in files:
        if reason := _not_a_file(file):
            refused.append(_refusal(file.name, len(file.data), *reason))
            continue
        try:
            good.append(Received(file.data, checking.check(file.data, file.name, largest=limits.current().file)))
        except Refused as error:
            refused.append(_refusal(file.name, len(file.data), error.code, str(error)))
    return good, refused


def _not_a_file(file: Enclosed) -> tuple[str, str] | None:
    """Wrappings of mail programs, which say nothing by themselves: code and sentence."""
    name = file.name.lower()
    if name == "winmail.dat" or file.data.startswith(_TNEF):
        return "TNEF", "这是Outlook的专有格式，里面可能还有附件；请与来信人联系，以普通格式重发。"
    if name.endswith((".p7m", ".p7s", ".asc", ".pgp", ".gpg")):
        return "MAIL_CRYPT", "这是加密或者签名的部分；正文看不到的，请与来信人联系，以不加密的方式重发。"
    return None


def _refusal(name: str, size: int, code: str, why: str) -> dict[str, Any]:
    return {"name": naming.visible(name)[:150] or "未命名", "size": size, "code": str(code), "why": why}


def _throttled(box: Box, lying: Lying, agency: Agency, allowed: Limits, at: datetime) -> bool:
    """Whether its sender has sent a day's measure already. The header is only asked for when somebody has."""
    full = _full(agency, allowed, at)
    if not full:
        return False
    head = box.head(lying.key)
    if head is None:
        return False
    return index_of(reading.read(head.partition(b"\n\n")[0] + b"\n\n").address) in full


def _full(agency: Agency, allowed: Limits, at: datetime) -> set[str]:
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = IncomingMail.objects.filter(
        agency=agency, taken_at__gte=midnight, taken_at__lt=midnight + timedelta(days=1)
    )
    counted = today.exclude(sender_index="").values("sender_index").annotate(n=Count("pk")).order_by()
    return set(counted.filter(n__gte=allowed.per_sender).values_list("sender_index", flat=True))


def _note(agency: Agency, address: Address, at: datetime, **told: Any) -> None:
    MailboxReading.objects.update_or_create(agency=agency, mailbox=address.name[:200], defaults={"read_at": at, **told})
