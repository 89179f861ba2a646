"""Serving a letter and proving it (国办公开办函〔2016〕235号): which day counts, what proves it, who carried it.

What the law asks is asked here; what only looks odd, such as a number that is not one of the post's, is said as a
warning, because the letter was sent all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from gongkai.agencies.models import User
from gongkai.agencies.roles import Permission
from gongkai.casework import attachments, log, sealing
from gongkai.casework.attachments import Role, Upload
from gongkai.casework.errors import BadDate, Incomplete, NotPermitted
from gongkai.casework.log import Happening
from gongkai.casework.models import Case, Letter
from gongkai.statute.events import EventKind
from gongkai.statute.parameters import rules

COUNTER, MAIL, WEB, OTHER_AGENCY, ANNOUNCEMENT = "counter", "mail", "web", "other_agency", "announcement"
DAYS_THAT_COUNT = (
    ("当面", "申请人或者代理人签收之日", "签收单，可以上传扫描件"),
    ("邮寄", "交邮之日，不是送到之日；必须交邮政企业", "邮件号码，可以上传收寄回执"),
    ("网上", "文书在申请人的查询页面可以查看之日", "系统回执，自动生成"),
    ("其他机关转交", "申请人或者代理人签收之日", "签收单或者转交回执"),
    ("公告", "公告期满之日；只在邮件退回、其他方式都用尽以后", "公告的网址、张贴的照片"),
)
"""By which way, which day decides whether the reply was on time, and what proves it; shown where service is
recorded."""
GROUND = "国办公开办函〔2016〕235号"

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_DOMESTIC = re.compile(r"[A-Z]{2}\d{11}|\d{13}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class Service:
    """How a letter reached its addressee and what proves it. Without a ``number`` it is the letter of the decision.

    ``tracking`` is the post's number, ``delivered_on`` the day a letter handed on by another agency was signed for,
    ``announced_on`` the day on which an announcement was put up.
    """

    channel: str
    on: date
    proof: str = ""
    number: str = ""
    carrier: str = ""
    tracking: str = ""
    delivered_on: date | None = None
    announced_on: date | None = None
    uploads: Sequence[Upload] = field(default=())


@transaction.atomic
def record(*, case_id: int, service: Service, by: User, at: datetime, seq: int | None = None) -> Case:
    """Record service with its proof and keep the scans of it.

    Raises Incomplete without any proof, NotPermitted for a service through the portal of what is not shown there,
    or announced before any letter came back, BadDate for one on another day than the system's receipt or before an
    announcement had run, files.Refused.
    """
    dossier = log.lock(case_id, by=by, at=at, permission=Permission.CASE_HANDLE, expected_seq=seq)
    if service.channel == ANNOUNCEMENT:
        _check_announcement(dossier, service)
    if reason := sealing.blocking(dossier.case, service.number):
        raise NotPermitted(reason)
    proof = _proof(dossier.case, service)
    told = {"channel": service.channel, "number": service.number, "carrier": service.carrier}
    data: dict[str, Any] = {name: value for name, value in told.items() if value}
    if service.delivered_on is not None:
        data["delivered_on"] = service.delivered_on.isoformat()
    if service.announced_on is not None:
        data["announced_on"] = service.announced_on.isoformat()
    if service.uploads:
        data["evidence"] = [upload.digest for upload in service.uploads]
    happening = Happening(EventKind.SERVED, service.on, data, {"proof": proof})
    case = log.write(dossier, [happening], by=by, at=at)
    attachments.keep(case, service.uploads, actor=by.actor, at=at)
    return case


def _check_announcement(dossier: log.Dossier, service: Service) -> None:
    """An announcement is the last way, and counts when it has run (parameter ``announcement_days``)."""
    if not dossier.state.to_serve_again:
        raise NotPermitted("公告是最后的送达方式：先以其他方式送达，邮件退回并且登记退信以后，才能公告。", GROUND)
    if service.announced_on is None:
        raise Incomplete("请填写公告发布之日。", ("announced_on",))
    days = rules().value("announcement_days", service.announced_on)
    until = service.announced_on + timedelta(days=days)
    if service.on < until:
        raise BadDate(f"公告须满{days}日才视为送达：{service.announced_on:%Y-%m-%d}发布的，至{until:%Y-%m-%d}。")


def proof_scan(uploads: Sequence[Any]) -> list[Upload]:
    """Files from a form as proof of service."""
    return [Upload(received, Role.PROOF) for received in uploads]


def warnings(service: Service) -> list[str]:
    """What to look at again after recording: the number of the post, and who carried it."""
    if service.channel != MAIL:
        return []
    found = []
    if service.carrier and "邮政" not in service.carrier:
        found.append(f"国家机关公文应当交由邮政企业寄递，本次由“{service.carrier}”寄递（邮政法第五十五条）。")
    if service.tracking and (fault := tracking_fault(service.tracking)):
        found.append(fault)
    return found


def tracking_fault(number: str) -> str:
    """What is odd about a number of registered mail or EMS; empty when nothing is.

    Numbers such as EA123456785CN carry a check digit (UPU S10). Domestic ones, XA and eleven digits or thirteen
    digits, do not.
    """
    plain = "".join(number.split()).upper()
    if found := _S10.fullmatch(plain):
        return "" if _check_digit(found[1]) == int(found[2]) else f"邮件号码{plain}的校验位不对，请核对是否输错。"
    if _DOMESTIC.fullmatch(plain):
        return ""
    return f"邮件号码{plain}不像邮政企业挂号信或者特快专递的号码（13位），请核对。"


def _check_digit(serial: str) -> int:
    """The check digit of UPU S10: weights, modulo 11, with 10 written as 0 and 11 as 5."""
    left = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(left, left)


def _proof(case: Case, service: Service) -> str:
    said = service.proof.strip()
    if service.tracking:
        said = f"邮件号码{service.tracking}；{said}".rstrip("；")
    if said or service.uploads:
        return said or "见所附扫描件"
    if service.channel == WEB:
        return _system_receipt(case, service)
    raise Incomplete("请填写送达凭证（签收人、邮件号码），或者上传签收单、收寄回执的扫描件。", ("proof",))


def _system_receipt(case: Case, service: Service) -> str:
    """The proof of a service through the portal: since when the applicant can read the letter there.

    A letter is on the applicant's page from the moment it is issued, one that was to be sealed from the moment it bears
    its seal, so that day counts and no other.
    """
    rows = case.letters.select_related("pdf", "seal")
    row = rows.filter(number=service.number).first() if service.number else rows.order_by("-pk").first()
    if row is None:
        raise NotPermitted("没有这份文书，不能登记网上送达。")
    if row.to != Letter.To.APPLICANT:
        raise NotPermitted("这份文书不在申请人的查询页面显示，不能以系统回执证明送达，请填写凭证。")
    shown = EventKind.LETTER_SEALED if hasattr(row, "seal") else EventKind.LETTER_ISSUED
    online = case.events.filter(kind=shown.value, data__number=row.number).first()
    since = online.occurred_on if online else row.issued_on
    if service.on != since:
        how = "用印" if hasattr(row, "seal") else "制发"
        raise BadDate(f"网上送达以文书上网之日为准：《{row.title}》于{since:%Y-%m-%d}{how}并上网。")
    moment = f"{localtime(online.recorded_at):%Y-%m-%d %H:%M:%S}" if online else f"{since:%Y-%m-%d}"
    digest = row.pdf.digest if row.pdf is not None else row.digest
    return f"系统回执：{moment}起可以在申请人的查询页面查看，文件校验值{digest}"
