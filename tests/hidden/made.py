"""Files made in memory: every format, every hiding place. A place is a function from a text to a file with it there."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, quoteattr

Make = Callable[[str], bytes]
PLACES: dict[str, Make] = {}
"""Name of the place to the file that holds a text there; the name begins with the format."""


def place(name: str) -> Callable[[Make], Make]:
    """A maker, by the name of its place."""

    def add(make: Make) -> Make:
        assert name not in PLACES
        PLACES[name] = make
        return make

    return add


def zipped(parts: Mapping[str, bytes | str], comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def attribute(text: str) -> str:
    return quoteattr(text)


def words(text: str) -> str:
    return escape(text)


# ------------------------------------------------------------------------------- compound files

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], unused: bytes = b"") -> bytes:
    """A compound file; small streams are stretched to 4096 bytes so that no short sectors are needed."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        table.extend([*range(start + 1, start + len(pieces)), END])
        return start

    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    number = len(streams)
    for index, (name, data) in enumerate(streams.items(), start=1):
        body = data.ljust(4096, b"\0")
        entries.append(_entry(name, 2, add(body), len(body), right=index + 1 if index < number else FREE))
    directory = add(b"".join(entries).ljust(SECTOR, b"\0"))
    if unused:
        start = len(sectors)
        add(unused)
        table[start:] = [FREE] * (len(table) - start)
    here = len(sectors)
    count = -(-(len(table) + 4) // 128)
    table += [FAT] * count
    table += [FREE] * (128 * count - len(table))
    sectors += [struct.pack("<128I", *table[at : at + 128]) for at in range(0, 128 * count, 128)]
    places = [*range(here, here + count)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, count, directory, 0, 4096, END, 0, END, 0)
    return head + struct.pack("<109I", *places, *[FREE] * (109 - count)) + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


# ------------------------------------------------------------------------------- old office files and messages


def word_head(*, locked: bool = False) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x0100 if locked else 0).ljust(512, b"\0")


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def workbook(*records: bytes) -> bytes:
    return record(0x809, bytes(16)) + b"".join(records) + record(0x0A, b"")


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


@place("doc 正文")
def doc_body(text: str) -> bytes:
    return compound({"WordDocument": word_head() + wide("关于印发方案的通知\r" + text + "\r"), "1Table": bytes(90)})


@place("doc 单元格之间")
def doc_cells(text: str) -> bytes:
    return compound({"WordDocument": word_head() + wide("\x07".join(text) + "\x07\r")})


@place("doc 奇数位置")
def doc_odd(text: str) -> bytes:
    return compound({"WordDocument": word_head() + b"\x01" + wide(text), "1Table": bytes(90)})


@place("wps 批注人表")
def doc_table(text: str) -> bytes:
    return compound({"WordDocument": word_head(), "1Table": b"\x07\x00" + wide(text)})


@place("doc 属性 GBK")
def doc_property(text: str) -> bytes:
    body = b"\xfe\xff\0\0\x06\x01" + bytes(40) + b"\x1e\0\0\0" + struct.pack("<I", 40) + text.encode("gb18030") + b"\0"
    return compound({"WordDocument": word_head(), "\x05SummaryInformation": body})


@place("doc 已删除的扇区")
def doc_unused(text: str) -> bytes:
    return compound({"WordDocument": word_head()}, unused=wide(text))


@place("doc 嵌入的包")
def doc_embedded(text: str) -> bytes:
    inner = zipped({"a.txt": text})
    body = struct.pack("<I", len(inner)) + b"\x02\0a.zip\0C:\\a.zip\0" + inner
    return compound({"WordDocument": word_head(), "\x01Ole10Native": body})


@place("doc 宏")
def doc_macro(text: str) -> bytes:
    code = ('Attribute VB_Name = "M"\r\n\' ' + text + "\r\n").encode("gb18030")
    chunk = b"".join(b"\0" + code[at : at + 8] for at in range(0, len(code), 8))
    return compound(
        {"WordDocument": word_head(), "M": bytes(30) + b"\x01" + struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk}
    )


@place("xls 单元格")
def xls_cell(text: str) -> bytes:
    body = struct.pack("<IIHB", 1, 1, len(text), 1) + wide(text)
    return compound({"Workbook": workbook(record(0xFC, body))})


@place("et 跨记录的字符串")
def xls_split(text: str) -> bytes:
    half = len(text) // 2
    body = struct.pack("<IIHB", 1, 1, len(text), 1) + wide(text[:half])
    return compound({"Workbook": workbook(record(0xFC, body), record(0x3C, b"\x01" + wide(text[half:])))})


@place("ppt 幻灯片")
def ppt_slide(text: str) -> bytes:
    body = struct.pack("<HHI", 0, 0x0FA0, len(wide(text))) + wide(text)
    return compound({"PowerPoint Document": body, "Current User": bytes(40)})


@place("dps 嵌入的表格")
def ppt_embedded(text: str) -> bytes:
    import zlib

    packed = zlib.compress(xls_cell(text))
    body = struct.pack("<HHII", 0x10, 0x1011, len(packed) + 4, 9) + packed
    return compound({"PowerPoint Document": body, "Current User": bytes(40)})


@place("msg 正文")
def msg_body(text: str) -> bytes:
    return compound({"__properties_version1.0": bytes(32), "__substg1.0_1000001F": wide(text)})


@place("msg 附件")
def msg_attached(text: str) -> bytes:
    return compound({"__properties_version1.0": bytes(32), "__substg1.0_37010102": zipped({"a.txt": text})})


# ------------------------------------------------------------------------------- RTF


def rtf(body: str) -> bytes:
    return ("{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}" + body + "\\par}").encode(
        "ascii"
    )


def gbk(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def uni(text: str) -> str:
    return "".join(f"\\u{ord(letter) - 65536 if ord(letter) > 32767 else ord(letter)}?" for letter in text)


RTF: dict[str, Callable[[str], str]] = {
    "正文": gbk,
    "正文 Unicode": lambda text: "\\uc1 " + uni(text),
    "分开的格式": lambda text: "".join("{\\b " + gbk(letter) + "}" for letter in text),
    "隐藏": lambda text: "{\\v " + gbk(text) + "}",
    "删除": lambda text: "{\\deleted " + uni(text) + "}",
    "半隐藏": lambda text: gbk(text[:1]) + "{\\v " + gbk(text[1:]) + "}",
    "单元格之间": lambda text: "\\trowd " + "".join(gbk(letter) + "\\cell " for letter in text) + "\\row",
    "页眉": lambda text: "{\\header " + gbk(text) + "\\par}",
    "批注": lambda text: "{\\*\\annotation " + gbk(text) + "}",
    "属性": lambda text: "{\\info{\\title " + gbk(text) + "}}",
    "域代码": lambda text: "{\\field{\\*\\fldinst " + gbk(text) + "}{\\fldrslt 1}}",
    "嵌入的文件": lambda text: "{\\object\\objemb{\\*\\objdata 01050000 " + zipped({"a.txt": text}).hex() + "}}",
    "不认识的目标": lambda text: "{\\*\\unheardof " + gbk(text) + "}",
}
for _name, _body in RTF.items():
    place(f"rtf {_name}")(lambda text, _body=_body: rtf(_body(text)))  # type: ignore[misc]


# ------------------------------------------------------------------------------- OFD and open documents

OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(more: Mapping[str, bytes | str] | None = None, content: str = "", info: str = "") -> bytes:
    page = f'<ofd:Page {OFD}><ofd:Content><ofd:Layer ID="1">{content}</ofd:Layer></ofd:Content></ofd:Page>'
    body = f"<ofd:DocInfo><ofd:DocID>1</ofd:DocID>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    root = f'<ofd:OFD {OFD} Version="1.1" DocType="OFD"><ofd:DocBody>{body}</ofd:DocBody></ofd:OFD>'
    parts: dict[str, bytes | str] = {"OFD.xml": root, "Doc_0/Document.xml": f"<ofd:Document {OFD}/>"}
    return zipped({**parts, "Doc_0/Pages/Page_0/Content.xml": page, **(more or {})})


def drawn(text: str) -> str:
    return (
        '<ofd:TextObject ID="3" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="5">{words(text)}</ofd:TextCode></ofd:TextObject>'
    )


place("ofd 页面")(lambda text: ofd(content=drawn(text)))
place("ofd 一字一个对象")(lambda text: ofd(content="".join(map(drawn, text))))
place("ofd 属性")(lambda text: ofd(info=f"<ofd:Abstract>{words(text)}</ofd:Abstract>"))
place("ofd 附件")(lambda text: ofd({"Doc_0/Attachs/a.zip": zipped({"a.txt": text})}))
place("ofd 自定义标引")(
    lambda text: ofd({"Doc_0/Tags/CustomTag.xml": f"<a:公文 xmlns:a='urn:a'><a:密级>{words(text)}</a:密级></a:公文>"})
)
place("ofd 批注")(
    lambda text: ofd(
        {
            "Doc_0/Annots/Page_0/Annotation.xml": (
                f"<ofd:PageAnnot {OFD}><ofd:Annot><ofd:Remark>{words(text)}</ofd:Remark></ofd:Annot></ofd:PageAnnot>"
            )
        }
    )
)
place("ofd 签章")(lambda text: ofd({"Doc_0/Signs/Sign_0/Seal.esl": b"\x30\x82\x01\x00\x0c\x10" + text.encode()}))

_SPACES = ("office", "text", "table", "style", "meta", "presentation")
ODF = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _SPACES)
ODF += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
ODF += ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'


def odf(body: str = "", styles: str = "", more: Mapping[str, bytes | str] | None = None, kind: str = "text") -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": (
            f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
        ),
        "META-INF/manifest.xml": "<manifest:manifest/>",
    }
    return zipped({**parts, **(more or {})})


def para(text: str) -> str:
    return f"<text:p>{words(text)}</text:p>"


def sheet(rows: list[list[str]], more: str = "") -> str:
    lines = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{para(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="一"{more}>{lines}</table:table>'


place("odt 正文")(lambda text: odf(para(text)))
place("odt 分开的格式")(
    lambda t: odf("<text:p>" + "".join(f"<text:span>{words(c)}</text:span>" for c in t) + "</text:p>")
)
place("odt 批注")(lambda text: odf(f"<text:p>甲<office:annotation>{para(text)}</office:annotation></text:p>"))
place("odt 修订删除")(
    lambda text: odf(
        f"<text:tracked-changes><text:changed-region><text:deletion>{para(text)}</text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
)
place("odt 隐藏样式")(
    lambda text: odf(
        f'<text:p text:style-name="T1">{words(text)}</text:p>',
        '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>',
    )
)
place("odt 页眉")(
    lambda text: odf(
        more={
            "styles.xml": (
                f"<office:document-styles {ODF}><style:header>{para(text)}</style:header></office:document-styles>"
            )
        }
    )
)
place("odt 属性")(
    lambda text: odf(
        more={
            "meta.xml": (
                f"<office:document-meta {ODF}>"
                f'<meta:user-defined meta:name="密级">{words(text)}</meta:user-defined></office:document-meta>'
            )
        }
    )
)
place("odt 替代文字")(lambda text: odf(f"<draw:frame><svg:desc>{words(text)}</svg:desc></draw:frame>"))
place("odt 嵌入的对象")(
    lambda text: odf(
        more={"Object 1/content.xml": f"<office:document-content {ODF}>{para(text)}</office:document-content>"}
    )
)
place("ods 单元格")(lambda text: odf(sheet([["序号", text]]), kind="spreadsheet"))
place("ods 一列")(lambda text: odf(sheet([[c, "与此无关的很长很长的一段说明文字"] for c in text]), kind="spreadsheet"))
place("ods 隐藏的行")(
    lambda text: odf(
        (
            '<table:table><table:table-row table:visibility="collapse">'
            f"<table:table-cell>{para(text)}</table:table-cell></table:table-row></table:table>"
        ),
        kind="spreadsheet",
    )
)
place("odp 备注")(
    lambda text: odf(
        f"<draw:page><presentation:notes>{para(text)}</presentation:notes></draw:page>", kind="presentation"
    )
)
