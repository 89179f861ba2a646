"""The end of mail: what was laid aside goes when its time is over, what became part of a case goes with the case.

The row, its days and its digests stay, so that the ledger can still be checked; key, words, original and files do not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate, make_aware

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import require
from gongkai.agencies.roles import Permission
from gongkai.audit.models import Action
from gongkai.casework import retention_rules
from gongkai.casework.errors import Incomplete
from gongkai.casework.mail import tray
from gongkai.casework.mail.models import IncomingMail, MailOriginal
from gongkai.casework.models import Case
from gongkai.files import store


def due(agencies: Iterable[Agency], *, today: date) -> QuerySet[IncomingMail]:
    """What was laid aside so long ago that it may be destroyed today, for the agencies of an officer."""
    before = make_aware(datetime.combine(retention_rules.rule_for_mail().filed_before(today), time.min))
    aside = IncomingMail.objects.filter(state=IncomingMail.State.ASIDE, erased_at__isnull=True, decided_at__lt=before)
    return aside.filter(agency__in=list(agencies)).select_related("agency").order_by("decided_at", "pk")


def confirm(*, agencies: Iterable[Agency], reason: str, by: User, at: datetime) -> int:
    """Destroy what `due` names, as an officer confirmed; returns how many. Raises Incomplete, NotAllowed."""
    if not reason.strip():
        raise Incomplete("请写明销毁的依据，例如档案鉴定意见的文号。", ("reason",))
    removed = 0
    for mail_id in list(due(agencies, today=localdate(at)).values_list("pk", flat=True)):
        with transaction.atomic():
            # taken up again a moment ago, it is not due any more
            found = due(agencies, today=localdate(at)).select_related(None).select_for_update(of=("self",))
            mail = found.filter(pk=mail_id).first()
            if mail is None:
                continue
            require(by, Permission.RETENTION_CONFIRM, mail.agency, on=localdate(at))
            erase(mail, at=at)
            tray.record(mail, Action.MAIL_ERASED, by.actor, at, {"reason": reason.strip()[:200]})
            removed += 1
    return removed


def erase_of(case: Case, *, at: datetime) -> None:
    """Destroy the messages of a case whose applicant is erased. Must run inside that transaction."""
    for mail in case.mail.filter(erased_at__isnull=True):
        erase(mail, at=at)


def erase(mail: IncomingMail, *, at: datetime) -> None:
    """Destroy one message. Must run inside a transaction that says why."""
    for row in mail.files.filter(file__erased_at__isnull=True).select_related("file"):
        store.erase(row.file, at=at)
    MailOriginal.objects.filter(mail=mail).update(sealed=b"")
    mail.key = mail.sealed = mail.sealed_answer = b""
    mail.sender_index, mail.answer_due, mail.erased_at = "", False, at
    mail.save()
