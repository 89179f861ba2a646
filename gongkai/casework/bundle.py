"""The file of a case as a court reads it (条例第四十五条): one PDF with cover, index and hashes, and a ZIP with the
originals beside it.

Two flavours: the whole, and one for the court without what third parties said and who they are, and without what
officers wrote among themselves. Nothing is left
out in silence: what is missing stands in the index with the reason, and with its hash where one is known.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.timezone import localdate, localtime

from gongkai.casework import attachments, bundle_signing, bundle_tables, identity_asking, intake, paper, subjects
from gongkai.casework.errors import CaseworkError, Unprintable
from gongkai.casework.models import Attachment, Case, Letter
from gongkai.casework.queries import Sheet
from gongkai.files import store
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.privacy.keys import master_key
from gongkai.statute.events import as_json
from gongkai.typeset.binder import Part, bind
from gongkai.typeset.errors import TypesetError

WITHHELD = "涉及第三方，本案卷供法院使用，未收入其内容"


class Flavour(StrEnum):
    """For whom a bundle is made."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Flavour:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    FULL = "full", "完整案卷"
    """Everything, personal data and third parties included: for the agency itself."""
    COURT = "court", "供法院使用的案卷（不含第三方资料和内部意见）"
    """Without the letters to third parties, their answers and their names, and without officers' notes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file. ``name`` is that in the ZIP; without one it is no original. ``digest`` is that of what
    is not there, if it is known."""

    on: date
    title: str
    content: bytes | str
    name: str = ""
    left_out: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A file, assembled: the bound PDF and the papers it is made of."""

    case: Case
    flavour: Flavour
    pdf: bytes
    papers: tuple[Paper, ...]
    events: list[dict[str, Any]]
    made_at: datetime

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()

    @property
    def name(self) -> str:
        return f"案卷{self.case.number}" + ("（供法院）" if self.flavour is Flavour.COURT else "")


def assemble(sheet: Sheet, flavour: Flavour, *, at: datetime) -> Bundle:
    """Everything of a case, bound. Raises Unprintable when the cover cannot be set."""
    papers = tuple(_papers(sheet, flavour, at))
    parts = [Part(_bound_title(entry), f"{entry.on:%Y-%m-%d}", _bound_content(entry)) for entry in papers]
    try:
        pdf = bind(
            parts,
            title=f"政府信息公开申请案卷 {sheet.case.number}",
            lines=_cover(sheet, flavour, at),
            made_at=at,
            font_dir=paper.font_dir(),
        )
    except TypesetError as error:
        raise Unprintable(error) from error
    events = [_event(row, flavour) for row in sheet.events]
    return Bundle(sheet.case, flavour, pdf, papers, events, at)


def archive(bundle: Bundle) -> bytes:
    """The ZIP: the PDF, the originals, the log, a manifest with the hash of each, and the signature on it."""
    log_of_case = {"case": bundle.case.number, "flavour": bundle.flavour.value, "events": bundle.events}
    members = {f"{bundle.name}.pdf": bundle.pdf, "events.json": _json(log_of_case)}
    for entry in bundle.papers:
        if entry.name and not entry.left_out:
            members[f"originals/{entry.name}"] = _delivered(entry.content)
    manifest = {
        "case": bundle.case.number,
        "flavour": bundle.flavour.value,
        "made_at": bundle.made_at.isoformat(),
        "files": [
            {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        ],
        "left_out": [
            {"title": entry.title, "why": str(entry.content), "sha256": entry.digest}
            for entry in bundle.papers
            if entry.left_out
        ],
    }
    written = _json(manifest)
    signature = bundle_signing.signed(written, master_key("signing"))
    signed = {bundle_signing.MANIFEST: written, bundle_signing.SIGNATURE: signature}
    return _zipped(members | signed, bundle.made_at)


def weight(case: Case) -> tuple[int, int]:
    """How many originals a case has, and how many bytes they are: what a bundle costs."""
    sizes = [row.file.size for row in case.attachments.select_related("file")]
    sizes += [row.pdf.size for row in case.letters.select_related("pdf") if row.pdf is not None]
    return len(sizes), sum(sizes)


def _papers(sheet: Sheet, flavour: Flavour, at: datetime) -> Iterator[Paper]:
    case = sheet.case
    yield Paper(case.received_on, "政府信息公开申请", _request(sheet))
    yield from _receipt(case)
    dated = [*_letters(sheet, flavour, at), *_attachments(sheet, flavour, at)]
    yield from sorted(dated, key=lambda entry: entry.on)
    hidden = flavour is Flavour.COURT
    if signed := bundle_tables.chain_pdf(sheet, at=at, for_court=hidden):
        yield Paper(localdate(at), "审签单", signed, "审签单.pdf")
    yield Paper(localdate(at), "办理经过", bundle_tables.log_pdf(sheet, at=at, for_court=hidden), "办理经过.pdf")
    yield Paper(localdate(at), "期限的计算", bundle_tables.clock_pdf(sheet, at=at), "期限的计算.pdf")
    yield Paper(localdate(at), "审计账本与核对结果", bundle_tables.ledger_pdf(sheet, at=at), "审计账本与核对结果.pdf")


def _request(sheet: Sheet) -> str:
    person, wanted, case = sheet.person, intake.wanted_of(sheet.case), sheet.case
    if wanted is None:
        return f"收件编号：{case.number}\n\n{subjects.ERASED}\n申请内容的校验值（SHA-256）：{case.request_digest}"
    told = [
        ("收件编号", case.number),
        ("申请渠道", case.get_channel_display()),
        ("申请人", f"{person.name}（{case.get_applicant_kind_display()}）"),
        ("证件", f"{dict(intake.IDENTITY_KINDS).get(person.identity_kind, '')} {person.identity_number}".strip()),
        ("代理人", person.representative),
        ("联系电话", person.telephone),
        ("电子邮箱", person.email),
        ("通信地址", f"{person.address} {person.postcode}".strip()),
        ("所需信息", wanted.description),
        ("提供形式", dict(intake.FORMS).get(wanted.form, wanted.form)),
        ("获取方式", dict(intake.DELIVERY).get(wanted.delivery, wanted.delivery)),
    ]
    return "\n".join(f"{label}：{value}" for label, value in told if value)


def _receipt(case: Case) -> Iterator[Paper]:
    if not bytes(case.subject.key):
        return
    try:
        yield Paper(case.received_on, "政府信息公开申请登记回执", paper.receipt_pdf(case), "登记回执.pdf")
    except CaseworkError as error:
        yield Paper(case.received_on, "政府信息公开申请登记回执", str(error), left_out=True)


def _letters(sheet: Sheet, flavour: Flavour, at: datetime) -> Iterator[Paper]:
    for row in sheet.letters:
        row.case = sheet.case
        title = f"{row.title}（{row.number}）{'（等待加盖电子印章）' if row.awaits_seal else ''}"
        digest = row.pdf.digest if row.pdf is not None else row.digest
        if flavour is Flavour.COURT and row.to == Letter.To.PARTY:
            yield Paper(row.issued_on, title, WITHHELD, left_out=True, digest=digest)
            continue
        try:
            data = paper.issued_pdf(row, at=at)
        except (FileError, CaseworkError) as error:
            yield Paper(row.issued_on, title, str(error), left_out=True, digest=digest)
            continue
        if data is None:
            yield Paper(row.issued_on, title, subjects.ERASED, left_out=True, digest=digest)
        else:
            yield Paper(row.issued_on, title, data, f"文书{row.pk}-{row.title}.pdf")


def _attachments(sheet: Sheet, flavour: Flavour, at: datetime) -> Iterator[Paper]:
    theirs = bundle_tables.of_parties(sheet) if flavour is Flavour.COURT else set()
    for row in sheet.case.attachments.select_related("file").order_by("seq", "id"):
        # A scan of how a third party was served belongs to the event that brought it.
        hidden = row.seq in theirs or (flavour is Flavour.COURT and row.role == attachments.Role.OPINION)
        yield _attachment(sheet.case, row, at, hidden=hidden)


def _attachment(case: Case, row: Attachment, at: datetime, *, hidden: bool) -> Paper:
    on, role, digest = localdate(row.added_at), row.get_role_display(), row.file.digest
    if identity_asking.required() and row.role in attachments.OF_THE_PERSON:
        return Paper(on, role, identity_asking.WITHHELD, left_out=True, digest=digest)
    if hidden:
        return Paper(on, role, WITHHELD, left_out=True, digest=digest)
    if not bytes(case.subject.key):
        return Paper(on, role, subjects.ERASED, left_out=True, digest=digest)
    try:
        key = subjects.key_of(case.subject)
        name, data = store.name_of(row.file, key), store.read(row.file, key, at=at)
    except FileError as error:
        return Paper(on, role, str(error), left_out=True, digest=digest)
    content = _as_text(data) if row.file.what is Kind.TXT else data
    return Paper(on, f"{role}：{name}", content, f"附件{row.pk}-{name}")


def _as_text(data: bytes) -> bytes | str:
    """A plain text in UTF-8 is bound line by line; in another encoding its hash would be that of other bytes, so it
    is represented by a page like every other kind of file."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _bound_title(entry: Paper) -> str:
    return entry.title[:120]


def _bound_content(entry: Paper) -> bytes | str:
    if not entry.left_out or isinstance(entry.content, bytes):
        return entry.content
    known = f"\n原件的校验值（SHA-256）：{entry.digest}" if entry.digest else ""
    return f"{entry.title}\n\n本件未收入案卷：{entry.content}。{known}".replace("。。", "。")


def _cover(sheet: Sheet, flavour: Flavour, at: datetime) -> list[str]:
    case = sheet.case
    number = next((row.data["number"] for row in sheet.events if row.kind == "filed" and row.data.get("number")), "")
    lines = [
        f"档　　号：{number or '（尚未归档）'}",
        f"立卷机关：{case.agency.name}",
        f"收件编号：{case.number}",
        f"收到日期：{case.received_on:%Y-%m-%d}",
        f"办理结果：{case.get_outcome_display() or sheet.state.stage.label}",
        f"卷　　别：{flavour.label}",
        f"成卷时间：{localtime(at):%Y-%m-%d %H:%M}",
    ]
    if not bytes(case.subject.key):
        lines.append("申请人的个人信息已依规定销毁，卷内只有事项、日期和校验值。")
    return lines


def _event(row: Any, flavour: Flavour) -> dict[str, Any]:
    """An event as a program reads it: what the log holds, without the sealed words; for the court without what the
    office says to itself, whose digest still proves it."""
    talk = flavour is Flavour.COURT and bundle_tables.internal(row)
    return {
        "seq": row.seq,
        "kind": row.kind,
        "version": row.version,
        "occurred_on": row.occurred_on.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "actor": row.actor,
        "data": {"left_out": bundle_tables.NOT_SHOWN_INTERNAL} if talk else as_json(row.data),
        "digest": row.digest,
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True).encode()


def _delivered(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _zipped(members: dict[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    moment: Sequence[int] = at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, tuple(moment))  # type: ignore[arg-type]
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()
