"""PDF files with a text in each of their hiding places."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.hidden.made import attribute, place, words, zipped
from tests.hidden.made_pictures import jpeg

Change = Callable[[pikepdf.Pdf, str], None]


def font(pdf: pikepdf.Pdf) -> Any:
    """A Chinese font that the file does not bring along; its codes are UTF-16."""
    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=2)
    inside = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/STSong-Light"), CIDSystemInfo=system)
    made = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong-Light"), Encoding=Name("/UniGB-UCS2-H")
    )
    made.DescendantFonts = Array([inside])
    return pdf.make_indirect(made)


def shown(text: str, x: float = 72, y: float = 700, before: str = "") -> bytes:
    return f"BT {before} /F 16 Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n".encode()


def add_page(pdf: pikepdf.Pdf, content: bytes) -> Any:
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[-1]
    page.Resources = Dictionary(Font=Dictionary(F=font(pdf)))
    page.Contents = pdf.make_stream(content)
    return page


def pdf(change: Callable[[pikepdf.Pdf], Any] | None = None, content: bytes = b"", **options: Any) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as made:
        add_page(made, shown("关于做好有关工作的通知") + content)
        if change is not None:
            change(made)
        made.save(buffer, fix_metadata_version=False, **options)
    return buffer.getvalue()


def hiding(name: str) -> Callable[[Change], Change]:
    def add(change: Change) -> Change:
        place(f"pdf {name}")(lambda text: pdf(lambda made: change(made, text)))
        return change

    return add


place("pdf 正文")(lambda t: pdf(content=shown(t, y=600)))
place("pdf 一字一行")(lambda t: pdf(content=b"".join(shown(c, y=600 - 30 * n) for n, c in enumerate(t))))
place("pdf 一行单元格")(lambda t: pdf(content=b"".join(shown(c, x=72 + 60 * n, y=600) for n, c in enumerate(t))))
place("pdf 分开的格式")(lambda t: pdf(content=b"".join(shown(c, x=72 + 16 * n, y=600) for n, c in enumerate(t))))
place("pdf 不可见的文字")(lambda t: pdf(content=shown(t, y=600, before="3 Tr")))
place("pdf 页面以外")(lambda t: pdf(content=shown(t, x=4000, y=600)))
place("pdf 白色文字")(lambda t: pdf(content=shown(t, y=600, before="1 1 1 rg")))
place("pdf 压缩的对象")(lambda t: pdf(content=shown(t, y=600), object_stream_mode=pikepdf.ObjectStreamMode.generate))
place("pdf 为网页优化")(lambda t: pdf(content=shown(t, y=600), linearize=True))
place("pdf 只限制打印")(lambda t: pdf(content=shown(t, y=600), encryption=pikepdf.Encryption(owner="a", user="")))
place("pdf 结尾之后")(lambda t: pdf() + b"\n" + t.encode("gb18030"))


@hiding("剪裁以外")
def _(made: pikepdf.Pdf, text: str) -> None:
    add_page(made, shown(text, y=100)).CropBox = Array([0, 500, 595, 842])


@hiding("关闭的图层")
def _(made: pikepdf.Pdf, text: str) -> None:
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("图层一")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer])))
    page = add_page(made, b"/OC /L BDC\n" + shown(text) + b"EMC\n")
    page.Resources.Properties = Dictionary(L=layer)


@hiding("批注")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(text))]
    )


@hiding("印章的外观")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 99, 99], AP=Dictionary(N=form(made, text)))]
    )


def form(made: pikepdf.Pdf, text: str) -> Any:
    found = made.make_stream(shown(text, x=10, y=10))
    found.Type, found.Subtype, found.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 50])
    found.Resources = Dictionary(Font=Dictionary(F=font(made)))
    return found


@hiding("没有用到的图形")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.pages[0].Resources.XObject = Dictionary(Unused=form(made, text))


@hiding("表单")
def _(made: pikepdf.Pdf, text: str) -> None:
    field = made.make_indirect(
        Dictionary(FT=Name.Tx, T=String("a"), V=String(text), Subtype=Name.Widget, Rect=[0, 0, 9, 9])
    )
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


@hiding("附件")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.attachments["a.zip"] = pikepdf.AttachedFileSpec(made, zipped({"a.txt": text}), filename="a.zip")


@hiding("附件中的 PDF")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.attachments["a.pdf"] = pikepdf.AttachedFileSpec(made, pdf(content=shown(text, y=500)), filename="a.pdf")


@hiding("附件的名称")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.attachments["a"] = pikepdf.AttachedFileSpec(made, b"a,b", filename=text + ".csv")


@hiding("书签")
def _(made: pikepdf.Pdf, text: str) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(text, 0))


@hiding("文档属性")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.docinfo["/Keywords"] = String(text)


@hiding("文档属性 GBK")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.docinfo["/Subject"] = String(text.encode("gb18030"))


@hiding("XMP")
def _(made: pikepdf.Pdf, text: str) -> None:
    escaped = "".join(f"&#{ord(letter)};" for letter in text)
    body = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:subject xmlns:dc='urn:dc'>{escaped}</dc:subject></x:xmpmeta>"
    made.Root.Metadata = made.make_stream(body.encode(), Type=Name.Metadata, Subtype=Name.XML)


@hiding("脚本")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{text}')"))


@hiding("脚本流")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=made.make_stream(f"app.alert('{text}')".encode("utf-16")))


@hiding("没有用到的对象")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.Root.PieceInfo = Dictionary(Other=Dictionary(Private=String(text)))


@hiding("替换文字")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.Figure, Alt=String(text)))


@hiding("页码的前缀")
def _(made: pikepdf.Pdf, text: str) -> None:
    made.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(text))]))


@hiding("表单数据 XFA")
def _(made: pikepdf.Pdf, text: str) -> None:
    body = f"<xdp:xdp xmlns:xdp='urn:xdp'><a b={attribute(text)}>{words(text)}</a></xdp:xdp>"
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(body.encode()))


@hiding("照片的拍摄信息")
def _(made: pikepdf.Pdf, text: str) -> None:
    picture = made.make_stream(jpeg(comment=text.encode()), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
    picture.ColorSpace, picture.BitsPerComponent, picture.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    made.pages[0].Resources.XObject = Dictionary(I=picture)
    made.pages[0].Contents = made.make_stream(b"q 90 0 0 90 0 0 cm /I Do Q")


def saved_again(first: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An incremental save: the page's content is written again behind the file, under its old number."""
    with pikepdf.open(io.BytesIO(first)) as opened:
        number = opened.pages[0].Contents.objgen[0]
        size, root = int(opened.trailer.Size), opened.Root.objgen[0]
        body = change(opened.pages[0].Contents.read_bytes())
    before = int(first[first.rfind(b"startxref") + 9 :].split()[0])
    start = len(first)
    added = b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(body)) + body + b"\nendstream\nendobj\n"
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    trailer = b"trailer << /Size %d /Root %d 0 R /Prev %d >>\n" % (size, root, before)
    return first + added + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (start + len(added))


@place("pdf 以前保存的版本")
def earlier(text: str) -> bytes:
    first = pdf(content=shown(text, y=600), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return saved_again(first, lambda _: shown("全文公开"))
