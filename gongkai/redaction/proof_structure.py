"""What a redacted file is made of, held against the list of what it may be made of.

A list of what is forbidden would miss what somebody invents next year. So everything in the file is walked
through, and every key that a redacted file does not need is a finding.
"""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf

from gongkai.redaction import glyphless
from gongkai.redaction.building import written

FORBIDDEN = {
    "/Annots": "批注",
    "/AcroForm": "表单",
    "/AA": "自动动作",
    "/OpenAction": "打开时的动作",
    "/JavaScript": "脚本",
    "/JS": "脚本",
    "/Names": "附件或者命名对象",
    "/EmbeddedFiles": "附件",
    "/AF": "附件",
    "/OCProperties": "图层",
    "/OC": "图层",
    "/Metadata": "元数据",
    "/Info": "文件属性",
    "/PieceInfo": "其他软件的私有数据",
    "/StructTreeRoot": "结构标签",
    "/Outlines": "书签",
    "/Thumb": "缩略图",
    "/Prev": "旧版本",
    "/XRefStm": "旧版本",
    "/Encrypt": "加密",
    "/SMask": "透明蒙版",
    "/Alternates": "替代图片",
    "/Rotate": "旋转",
}
"""What people call it. Keys that have no name here are findings too."""

ALLOWED: dict[str, frozenset[str]] = {
    "trailer": frozenset({"/Root", "/Size", "/ID"}),
    "/Catalog": frozenset({"/Type", "/Pages", "/Lang"}),
    "/Pages": frozenset({"/Type", "/Kids", "/Count"}),
    "/Page": frozenset({"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}),
    "resources": frozenset({"/XObject", "/Font", "/P", "/F"}),
    "/XObject": frozenset(
        {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/Length"}
    ),
    "/Font": frozenset(
        {
            *("/Type", "/Subtype", "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode", "/CIDSystemInfo"),
            *("/FontDescriptor", "/DW", "/CIDToGIDMap"),
        }
    ),
    "/FontDescriptor": frozenset(
        {
            *("/Type", "/FontName", "/Flags", "/ItalicAngle", "/StemV", "/Ascent", "/Descent", "/CapHeight"),
            *("/FontBBox", "/FontFile2"),
        }
    ),
    "system": frozenset({"/Registry", "/Ordering", "/Supplement"}),
    "stream": frozenset({"/Length", "/Length1", "/Filter"}),
}
"""The keys that each kind of object may have."""


IDENTITY = re.compile(rb"/ID \[<\w{32}><\w{32}>\]")


def leftovers(redacted: bytes) -> list[str]:
    """What a redacted file holds beside pictures and text."""
    try:
        with pikepdf.open(BytesIO(redacted)) as pdf:
            return [*_revisions(redacted), *_walked(pdf), *_between(redacted, pdf)]
    except pikepdf.PdfError:
        return ["遮盖后的文件结构已损坏。"]


def _revisions(redacted: bytes) -> list[str]:
    ends = re.findall(rb"startxref\s+\d+\s+%%EOF", redacted)
    tail = redacted.rpartition(b"%%EOF")[2]
    clean = redacted.startswith(b"%PDF-") and len(ends) == 1 and not tail.strip()
    return [] if clean else ["文件中留有旧版本，或者在开头、结尾之外附有其他内容。"]


def _between(redacted: bytes, pdf: pikepdf.Pdf) -> list[str]:
    """A file must be exactly what its objects make, written down once more: so nothing stands between them."""
    same = IDENTITY.sub(b"", written(pdf)) == IDENTITY.sub(b"", redacted)
    return [] if same else ["文件的对象之间夹有其他内容。"]


def _walked(pdf: pikepdf.Pdf) -> list[str]:
    found = _odd_keys("trailer", pdf.trailer)
    seen: set[tuple[int, int]] = set()
    queue: list[pikepdf.Object] = [pdf.Root]
    while queue:
        item = queue.pop()
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        found += _of_object(item)
        queue += _inside(item)
    lost = sum(1 for item in pdf.objects if isinstance(item, pikepdf.Object) and item.objgen not in seen)
    if lost:
        found.append(f"文件中有 {lost} 个不属于任何页面的对象。")
    return list(dict.fromkeys(found))


def _inside(item: pikepdf.Object) -> list[pikepdf.Object]:
    if isinstance(item, pikepdf.Array):
        values = list(item.as_list())
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        values = [item[key] for key in item.keys()]  # noqa: SIM118 - a stream is no mapping
    else:
        values = []
    return [value for value in values if isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream))]


def _of_object(item: pikepdf.Object) -> list[str]:
    if isinstance(item, pikepdf.Array):
        return []
    kind = _kind(item)
    found = _odd_keys(kind, item)
    if kind == "/XObject":
        found += _odd_picture(item)
    if kind == "/FontDescriptor" and bytes(item.FontFile2.read_bytes()) != glyphless.font_file():
        found.append("文件中嵌有其他字体。")
    return found


def _kind(item: pikepdf.Object) -> str:
    kind = str(item.get("/Type", ""))
    if kind in ALLOWED:
        return kind
    if "/Registry" in item:
        return "system"
    return "stream" if isinstance(item, pikepdf.Stream) else "resources"


def _odd_keys(kind: str, item: pikepdf.Object) -> list[str]:
    odd = sorted(set(item.keys()) - ALLOWED[kind])
    return [f"文件中留有{FORBIDDEN.get(key, '不应有的内容')}（{key[1:]}）。" for key in odd]


def _odd_picture(item: pikepdf.Object) -> list[str]:
    """A picture may be nothing but pixels: no notes of a camera, no picture of another kind in it."""
    if str(item.get("/Subtype")) != "/Image":
        return ["文件中有页面图片以外的绘图对象。"]
    if str(item.get("/Filter", "")) != "/DCTDecode":
        return []
    head = bytes(item.read_raw_bytes()[:4096])
    marked = re.search(rb"\xff[\xe1-\xed\xef\xfe]..", head.partition(b"\xff\xda")[0], re.DOTALL)
    return ["页面图片中留有说明或者拍摄信息。"] if marked else []
