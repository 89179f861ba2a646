"""A filed case as a package for an archive (DA/T 48-2009, 基于XML的电子文件封装规范; 条例第四十五条).

A ZIP with the XML of the encapsulation, in which the bound file (PDF/A) and every original lie encoded or by their
digest beside it, a manifest with SHA-256 and SM3 of everything, and our signature on the manifest. What the standard
leaves to the archive stands in data/archive_package.yaml. The XML carries no electronic signature of its own: that
takes a certificate, which is the archive's or the agency's to apply.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.utils.timezone import localtime
from lxml import etree

from gongkai import __version__
from gongkai.casework import archive_xml, bundle_signing, retention_rules
from gongkai.casework.archive_xml import words
from gongkai.casework.bundle import Bundle
from gongkai.casework.errors import NotPermitted
from gongkai.casework.queries import Sheet
from gongkai.casework.seal_gateways import sm3
from gongkai.casework.timeline import Entry, timeline
from gongkai.privacy.keys import master_key
from gongkai.statute.events import EventKind

KIND = bundle_signing.PACKAGE
FOLDER = "files"
FORMATS = {"pdf": "PDF/A或PDF", "txt": "纯文本", "json": "JSON"}
SYSTEM, APPLICANT = "系统", "申请人"
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Document:
    """One computer file of a package."""

    name: str
    title: str
    data: bytes

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2].lower()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def packed(sheet: Sheet, bundle: Bundle, *, beside: bool = False) -> bytes:
    """The package of a filed case. ``beside``: files lie next to the XML, which then holds their digests only.

    Raises NotPermitted for a case without an archive number.
    """
    documents = list(_documents(bundle))
    xml = written(sheet, documents, made_at=bundle.made_at, beside=beside)
    members = {archive_xml.NAME: xml}
    if beside:
        members |= {f"{FOLDER}/{one.name}": one.data for one in documents}
    manifest = {
        "kind": KIND,
        "case": sheet.case.number,
        "seq": sheet.case.seq,
        "number": archive_number(sheet),
        "made_at": bundle.made_at.isoformat(),
        "files": [_listed(name, data) for name, data in members.items()],
        "documents": [_listed(one.name, one.data) for one in documents],
        "left_out": [
            {"title": entry.title, "why": str(entry.content), "sha256": entry.digest}
            for entry in bundle.papers
            if entry.left_out
        ],
    }
    told = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True).encode()
    members[bundle_signing.MANIFEST] = told
    members[bundle_signing.SIGNATURE] = bundle_signing.signed(told, master_key("signing"))
    return _zipped(members, bundle.made_at)


def archive_number(sheet: Sheet) -> str:
    """The archive number under which a case is filed. Raises NotPermitted when it is not."""
    for row in sheet.events:
        if row.kind == EventKind.FILED.value and row.data.get("number"):
            return str(row.data["number"])
    raise NotPermitted(f"{sheet.case.number}没有归档，没有档号，不能生成归档信息包。")


def written(sheet: Sheet, documents: Sequence[Document], *, made_at: datetime, beside: bool = False) -> bytes:
    """The XML of the encapsulation. Raises NotPermitted for a case that is not filed."""
    number = archive_number(sheet)
    root = etree.Element(_tag("电子文件封装包"), nsmap={None: words()["namespace"]})  # type: ignore[dict-item]
    _texts(root, 封装包格式描述=words()["format"], 版本=words()["version"])
    signed = _child(root, "被签名对象")
    signed.set("eep版本", words()["version"])
    _texts(
        signed,
        封装包类型="原始型",
        封装包类型描述=words()["kind_described"],
        封装包创建时间=localtime(made_at).isoformat(timespec="seconds"),
        封装包创建单位=sheet.case.agency.name,
    )
    content = _child(signed, "封装内容")
    _record(_child(_child(content, "文件实体块"), "文件实体"), sheet, number, documents, beside)
    entries = timeline(sheet.events, {}, sheet.actors)
    people = _business(_child(content, "业务实体块"), sheet, entries)
    _people(_child(content, "机构人员实体块"), sheet, people)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _documents(bundle: Bundle) -> Iterator[Document]:
    """The bound file first, then every original that is in it."""
    yield Document(f"{bundle.name}.pdf", f"政府信息公开申请案卷{bundle.case.number}", bundle.pdf)
    seen = {f"{bundle.name}.pdf"}
    for place, entry in enumerate(bundle.papers, start=1):
        if not entry.name or entry.left_out:
            continue
        name = entry.name if entry.name not in seen else f"{place}-{entry.name}"
        seen.add(name)
        yield Document(name, entry.title, entry.content if isinstance(entry.content, bytes) else entry.content.encode())


def _record(parent: Any, sheet: Sheet, number: str, documents: Sequence[Document], beside: bool) -> None:
    case, said = sheet.case, words()
    _texts(parent, 聚合层次="文件")
    _texts(
        _child(parent, "来源"),
        档案馆名称=said["archive_name"],
        档案馆代码=said["archive_code"],
        全宗名称=said["fonds_name"],
        立档单位名称=case.agency.name,
    )
    _texts(parent, 电子文件号=case.number)
    _number(_child(parent, "档号"), sheet, number)
    replied = [letter.number for letter in sheet.letters if letter.to == "applicant" and letter.number]
    _texts(
        _child(parent, "内容描述"),
        题名=said["title"].format(number=case.number),
        文件编号=replied[-1] if replied else "",
        责任者=case.agency.name,
        日期=f"{case.decided_on or case.received_on:%Y-%m-%d}",
        密级=said["secrecy"],
    )
    pages = len(pikepdf.open(BytesIO(documents[0].data)).pages)
    _texts(_child(parent, "形式特征"), 文件组合类型="组合文件", 页数=str(pages), 语种=said["language"])
    _texts(_child(parent, "存储位置"), 脱机载体编号=said["offline_medium"])
    _texts(_child(parent, "权限管理"), 控制标识=said["control"])
    _texts(parent, 信息系统描述=f"gongkai {__version__}，依申请公开办理系统")
    for one in documents:
        _texts(parent, 附注=f"{one.name}：SHA-256 {one.sha256}，SM3 {sm3(one.data)}")
    files = _child(parent, "文件数据")
    for place, one in enumerate(documents, start=1):
        _document(_child(files, "文档"), place, one, beside)


def _number(parent: Any, sheet: Sheet, number: str) -> None:
    """The archive number as a whole, and its parts. The number of the piece is the last figure of it."""
    said, filed_on = words(), sheet.state.filed_on
    assert filed_on is not None, "a case with an archive number is filed"
    figures = re.findall(r"[0-9]+", number)
    parent.text = number
    _texts(
        parent,
        全宗号=said["fonds_number"],
        目录号=said["catalogue_number"],
        年度=str(filed_on.year),
        保管期限=said["retention"].format(years=retention_rules.rule_for(disputed=bool(sheet.state.disputes)).years),
        机构或问题=said["matter"],
        室编件号=str(max(1, int(figures[-1]) if figures else sheet.case.serial)),
    )


def _document(parent: Any, place: int, one: Document, beside: bool) -> None:
    said, name = words(), f"修改0-文档{place}"
    _texts(
        parent,
        文档标识符=name,
        文档序号=str(place),
        文档主从声明="主文档" if place == 1 else "附属文档",
        题名=one.title,
    )
    data = _child(parent, "文档数据")
    data.set("文档数据ID", f"{name}-文档数据1")
    code = _child(data, "编码")
    code.set("编码ID", f"{name}-文档数据1-编码1")
    _texts(
        _child(code, "电子属性"),
        格式信息=FORMATS.get(one.ending, one.ending.upper()),
        计算机文件名=one.name,
        计算机文件大小=str(len(one.data)),
    )
    _texts(
        code,
        编码描述=said["encoding_beside" if beside else "encoding"],
        反编码关键字=said["keyword_beside"] if beside else said["keyword"].format(ending=one.ending),
    )
    encoded = _child(code, "编码数据")
    encoded.set("编码数据ID", f"{name}-文档数据1-编码1-编码数据")
    encoded.text = base64.b64encode(bytes.fromhex(one.sha256) if beside else one.data).decode()


def _business(parent: Any, sheet: Sheet, entries: Sequence[Entry]) -> dict[str, str]:
    """What was done, step by step, without the words that name people; who did it, by their code."""
    people: dict[str, str] = {}
    for row, entry in zip(sheet.events, entries, strict=True):
        code, name = _who(row.actor, entry.who)
        people[code] = name
        _texts(
            _child(parent, "业务实体"),
            业务标识符=f"{sheet.case.number}-{row.seq}",
            机构人员标识符=code,
            文件标识符=sheet.case.number,
            业务状态="历史行为",
            业务行为=entry.label,
            行为时间=localtime(row.recorded_at).isoformat(timespec="seconds"),
            行为依据=entry.article,
            行为描述="；".join(filter(None, [f"日期{entry.on:%Y-%m-%d}", entry.sentence])),
        )
    return people


def _who(actor: str, shown: str) -> tuple[str, str]:
    kind = actor.partition(":")[0]
    if kind == "user":
        return actor, shown
    return kind, {"applicant": APPLICANT, "party": "被征求意见人"}.get(kind, SYSTEM)


def _people(parent: Any, sheet: Sheet, people: dict[str, str]) -> None:
    agency = sheet.case.agency
    entity = _child(parent, "机构人员实体")
    _texts(entity, 机构人员标识符=f"agency:{agency.code}", 机构人员类型="单位", 机构人员名称=agency.name)
    for code, name in sorted(people.items()):
        kind = "" if name == SYSTEM else "个人"
        _texts(_child(parent, "机构人员实体"), 机构人员标识符=code, 机构人员类型=kind, 机构人员名称=name)


def _tag(name: str) -> str:
    return f"{{{words()['namespace']}}}{name}"


def _child(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, _tag(name))


def _texts(parent: Any, **said: str) -> None:
    """Children with words, in this order; one without words is left out."""
    for name, value in said.items():
        if value:
            _child(parent, name).text = _NOT_IN_NAMES.sub(" ", value)


def _listed(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "sm3": sm3(data)}


def _zipped(members: dict[str, bytes], at: datetime) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, localtime(at).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()
