"""DOCX, XLSX and PPTX written by hand, part by part, with a text in each of their hiding places."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from urllib.parse import quote

from tests.hidden.made import attribute, compound, doc_macro, place, record, wide, words, workbook, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
Parts = Mapping[str, bytes | str]


def docx(body: str = "", more: Parts | None = None, comment: bytes = b"") -> bytes:
    document = f"<w:document {W} {R} {A}><w:body>{body}<w:p><w:r><w:t>各科室：</w:t></w:r></w:p></w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})}, comment)


def run(text: str, properties: str = "", tag: str = "t") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{inner}<w:{tag}>{words(text)}</w:{tag}></w:r>"


def para(*runs: str, properties: str = "") -> str:
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inner}{''.join(runs)}</w:p>"


def part(tag: str, text: str) -> str:
    return f"<w:{tag} {W}>{para(run(text))}</w:{tag}>"


def cells(rows: list[list[str]]) -> str:
    lines = "".join("<w:tr>" + "".join(f"<w:tc>{para(run(c))}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{lines}</w:tbl>"


def link(target: str) -> str:
    entry = f"<Relationship Id='r1' Target={attribute(target)} TargetMode='External'/>"
    return f"<Relationships xmlns='{RELS}'>{entry}</Relationships>"


LONG = "与此无关的一段很长很长的说明文字"
STYLES = (
    f'<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Top"><w:basedOn w:val="Base"/></w:style></w:styles>'
)

place("docx 正文")(lambda t: docx(para(run(t))))
place("docx 分开的格式")(lambda t: docx(para(*(run(c, "<w:b/>" if n % 2 else "") for n, c in enumerate(t)))))
place("docx 一行单元格")(lambda t: docx(cells([list(t)])))
place("docx 一列单元格")(lambda t: docx(cells([[c, LONG] for c in t])))
place("docx 一字一段")(lambda t: docx("".join(para(run(c)) for c in t)))
place("docx 零宽字符")(lambda t: docx(para(run("\u200b".join(t)))))
place("docx 全角")(lambda t: docx(para(run("".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t)))))
place("docx 页眉")(lambda t: docx(more={"word/header1.xml": part("hdr", t)}))
place("docx 页脚")(lambda t: docx(more={"word/footer2.xml": part("ftr", t)}))
place("docx 脚注")(
    lambda t: docx(
        more={"word/footnotes.xml": f"<w:footnotes {W}><w:footnote>{para(run(t))}</w:footnote></w:footnotes>"}
    )
)
place("docx 尾注")(
    lambda t: docx(more={"word/endnotes.xml": f"<w:endnotes {W}><w:endnote>{para(run(t))}</w:endnote></w:endnotes>"})
)
place("docx 批注")(
    lambda t: docx(
        more={"word/comments.xml": f'<w:comments {W}><w:comment w:author="甄">{para(run(t))}</w:comment></w:comments>'}
    )
)
place("docx 修订插入")(lambda t: docx(para(f"<w:ins>{run(t)}</w:ins>")))
place("docx 修订删除")(lambda t: docx(para(run("请"), f"<w:del>{run(t, tag='delText')}</w:del>", run("阅"))))
place("docx 删去一半")(lambda t: docx(para(run(t[:1]), f"<w:del>{run(t[1:2], tag='delText')}</w:del>", run(t[2:]))))
place("docx 移走的文字")(lambda t: docx(para(f"<w:moveFrom>{run(t)}</w:moveFrom>")))
place("docx 隐藏文字")(lambda t: docx(para(run(t, "<w:vanish/>"))))
place("docx 隐藏样式")(lambda t: docx(para(run(t, '<w:rStyle w:val="Base"/>')), {"word/styles.xml": STYLES}))
place("docx 隐藏的上级样式")(
    lambda t: docx(para(run(t), properties='<w:pStyle w:val="Top"/>'), {"word/styles.xml": STYLES})
)
place("docx 文本框")(lambda t: docx(para(f"<w:r><w:pict><w:txbxContent>{para(run(t))}</w:txbxContent></w:pict></w:r>")))
place("docx 绕开图形位置")(
    lambda t: docx(
        para(
            run(t[:1]),
            "<w:r><w:drawing><wp:posOffset xmlns:wp='urn:wp'>123456</wp:posOffset></w:drawing></w:r>",
            run(t[1:]),
        )
    )
)
place("docx 替代文字")(
    lambda t: docx(para(f"<w:r><w:drawing><wp:docPr xmlns:wp='urn:wp' id='1' descr={attribute(t)}/></w:drawing></w:r>"))
)
place("docx 域代码")(lambda t: docx(para(run("QUOTE ", tag="instrText"), run(t, tag="instrText"))))
place("docx 简单域")(lambda t: docx(f"<w:p><w:fldSimple w:instr={attribute('QUOTE ' + t)}/></w:p>"))
place("docx 艺术字")(lambda t: docx(para(f"<w:r><v:textpath xmlns:v='urn:v' string={attribute(t)}/></w:r>")))
place("docx 书签名")(lambda t: docx(f"<w:p><w:bookmarkStart w:name={attribute(t)}/></w:p>"))
place("docx 内容控件")(lambda t: docx(f"<w:sdt><w:sdtPr><w:alias w:val={attribute(t)}/></w:sdtPr></w:sdt>"))
place("docx 属性")(
    lambda t: docx(
        more={
            "docProps/core.xml": (
                f"<c:coreProperties xmlns:c='urn:c'><c:keywords>{words(t)}</c:keywords></c:coreProperties>"
            )
        }
    )
)
place("docx 单位属性")(
    lambda t: docx(more={"docProps/app.xml": f"<Properties><Company>{words(t)}</Company></Properties>"})
)
place("docx 自定义属性")(
    lambda t: docx(
        more={
            "docProps/custom.xml": (
                "<Properties><property name='密'>"
                f"<vt:lpwstr xmlns:vt='urn:vt'>{words(t)}</vt:lpwstr></property></Properties>"
            )
        }
    )
)
place("docx 文档变量")(
    lambda t: docx(
        more={
            "word/settings.xml": (
                f"<w:settings {W}><w:docVars><w:docVar w:name='a' w:val={attribute(t)}/></w:docVars></w:settings>"
            )
        }
    )
)
place("docx 自定义数据")(lambda t: docx(more={"customXml/item1.xml": f"<a><b>{words(t)}</b></a>"}))
place("docx 自动图文集")(
    lambda t: docx(more={"word/glossary/document.xml": f"<w:glossaryDocument {W}>{para(run(t))}</w:glossaryDocument>"})
)
place("docx 链接地址")(lambda t: docx(more={"word/_rels/document.xml.rels": link("file:///" + quote(t))}))
place("docx 没有名目的部件")(lambda t: docx(more={"word/media/data.bin": b"\x00\x01" + t.encode("gb18030") + b"\x00"}))
place("docx 没有名目的 XML")(lambda t: docx(more={"word/other.xml": f"<x><y z={attribute(t)}/></x>"}))
place("docx 插入的网页")(lambda t: docx(more={"word/afchunk.htm": f"<html><body><p>{words(t)}</p></body></html>"}))
place("docx 包的注释")(lambda t: docx(comment=t.encode()))
place("docx 嵌入的表格")(lambda t: docx(more={"word/embeddings/a.xlsx": xlsx([[t]])}))
place("docx 嵌入的旧对象")(
    lambda t: docx(
        more={
            "word/embeddings/oleObject1.bin": compound(
                {"Workbook": workbook(record(0xFC, struct.pack("<IIHB", 1, 1, len(t), 1) + wide(t)))}
            )
        }
    )
)
place("docx 图表")(
    lambda t: docx(
        more={
            "word/charts/chart1.xml": (
                f"<c:chart xmlns:c='urn:c' {A}><a:p><a:r><a:t>{words(t)}</a:t></a:r></a:p></c:chart>"
            )
        }
    )
)
place("docm 宏")(lambda t: docx(more={"word/vbaProject.bin": doc_macro(t)}))
place("dotx XML 注释")(lambda t: docx(f"<!-- {words(t)} -->"))


# ------------------------------------------------------------------------------- workbooks


def xlsx(
    rows: list[list[str]],
    more: Parts | None = None,
    *,
    state: str = "",
    extra: str = "",
    head: str = "",
    name: str = "一",
) -> bytes:
    """A workbook whose first sheet holds the rows as inline strings."""
    lines = "".join(
        f'<row r="{y}">'
        + "".join(f'<c r="{chr(65 + x)}{y}" t="inlineStr"><is><t>{words(c)}</t></is></c>' for x, c in enumerate(row))
        + "</row>"
        for y, row in enumerate(rows, start=1)
    )
    return book(f"{head}<sheetData>{lines}</sheetData>{extra}", more, state=state, name=name)


def book(inside: str, more: Parts | None = None, *, state: str = "", name: str = "一", names: str = "") -> bytes:
    attr = f' state="{state}"' if state else ""
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": (
            f"<workbook {S} {R}><sheets><sheet name={attribute(name)} sheetId='1' r:id='r1'{attr}/>"
            f"</sheets>{names}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f"<Relationships xmlns='{RELS}'>"
            "<Relationship Id='r1' Type='worksheet' Target='worksheets/sheet1.xml'/></Relationships>"
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {S}>{inside}</worksheet>",
    }
    return zipped({**parts, **(more or {})})


def strings(*items: str) -> str:
    return f"<sst {S}>{''.join(items)}</sst>"


def shared(items: str, used: int = 0) -> bytes:
    return book(
        f'<sheetData><row r="1"><c r="A1" t="s"><v>{used}</v></c></row></sheetData>',
        {"xl/sharedStrings.xml": strings(items)},
    )


def row(text: str, attributes: str = "") -> str:
    return (
        f'<sheetData><row r="1"{attributes}><c r="B1" t="inlineStr"><is><t>{words(text)}</t></is></c></row></sheetData>'
    )


place("xlsx 单元格")(lambda t: xlsx([["序号", t]]))
place("xlsx 一行单元格")(lambda t: xlsx([list(t)]))
place("xlsx 一列单元格")(lambda t: xlsx([[c, LONG] for c in t]))
place("xlsx 隐藏的工作表")(lambda t: xlsx([[t]], state="hidden"))
place("xlsx 深度隐藏的工作表")(lambda t: xlsx([[t]], state="veryHidden"))
place("xlsx 隐藏的行")(lambda t: book(row(t, ' hidden="1"')))
place("xlsx 隐藏的列")(lambda t: book('<cols><col min="2" max="3" hidden="1"/></cols>' + row(t)))
place("xlsx 共用的字符串")(lambda t: shared("<si>" + "".join(f"<r><t>{words(c)}</t></r>" for c in t) + "</si>"))
place("xlsx 不用的字符串")(lambda t: shared(f"<si><t>合计</t></si><si><t>{words(t)}</t></si>"))
place("xlsx 拼音")(lambda t: shared(f"<si><t>合计</t><rPh><t>{words(t)}</t></rPh></si>"))
place("xlsx 批注")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/comments1.xml": (
                f"<comments {S}><commentList><comment ref='A1'><text><r>"
                f"<t>{words(t)}</t></r></text></comment></commentList></comments>"
            )
        },
    )
)
place("xlsx 讨论")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/threadedComments/threadedComment1.xml": (
                "<ThreadedComments><threadedComment ref='A1'>"
                f"<text>{words(t)}</text></threadedComment></ThreadedComments>"
            )
        },
    )
)
place("xlsx 定义的名称")(
    lambda t: book(
        row("甲"),
        names=f"<definedNames><definedName name='a'>{words(chr(34) + t + chr(34))}</definedName></definedNames>",
    )
)
place("xlsx 页眉")(lambda t: book(row("甲") + f"<headerFooter><oddHeader>&amp;C{words(t)}</oddHeader></headerFooter>"))
place("xlsx 外部链接")(
    lambda t: xlsx(
        [["甲"]], {"xl/externalLinks/externalLink1.xml": f"<externalLink {S}><v>{words(t)}</v></externalLink>"}
    )
)
place("xlsx 公式的值")(
    lambda t: book(f'<sheetData><row r="1"><c r="A1" t="str"><f>B1</f><v>{words(t)}</v></c></row></sheetData>')
)
place("xlsx 公式")(
    lambda t: book(
        f'<sheetData><row r="1"><c r="A1"><f>IF(1,1,{words(chr(34) + t + chr(34))})</f><v>1</v></c></row></sheetData>'
    )
)
place("xlsx 透视表缓存")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": (
                f"<pivotCacheDefinition {S}><sharedItems><s v={attribute(t)}/></sharedItems></pivotCacheDefinition>"
            )
        },
    )
)
place("xlsx 下拉选项")(
    lambda t: book(
        row("甲")
        + (
            f"<dataValidations><dataValidation><formula1>{words(chr(34) + t + chr(34))}</formula1>"
            "</dataValidation></dataValidations>"
        )
    )
)
place("xlsx 输入提示")(
    lambda t: book(row("甲") + f"<dataValidations><dataValidation prompt={attribute(t)}/></dataValidations>")
)
place("xlsx 工作表名")(lambda t: xlsx([["甲"]], name=t))
place("xlsx 数字格式")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/styles.xml": (
                f"<styleSheet {S}><numFmts>"
                f"<numFmt formatCode={attribute(chr(34) + t + chr(34) + '0')}/></numFmts></styleSheet>"
            )
        },
    )
)
place("xlsx 图形")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/drawings/drawing1.xml": f"<d {A}><a:p>"
            + "".join(f"<a:r><a:t>{words(c)}</a:t></a:r>" for c in t)
            + "</a:p></d>"
        },
    )
)
place("xlsx 旧批注框")(
    lambda t: xlsx(
        [["甲"]],
        {"xl/drawings/vmlDrawing1.vml": f"<xml><v:textbox xmlns:v='urn:v'><div>{words(t)}<br></div></v:textbox></xml>"},
    )
)
place("xlsx 图表缓存")(
    lambda t: xlsx(
        [["甲"]],
        {
            "xl/charts/chart1.xml": (
                f"<c:chart xmlns:c='urn:c'><c:strCache><c:pt><c:v>{words(t)}</c:v></c:pt></c:strCache></c:chart>"
            )
        },
    )
)
place("xlsb 二进制的工作表")(
    lambda t: zipped(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.bin": b"\x83\x01\x00",
            "xl/worksheets/sheet1.bin": b"\x06\x15\x01" + struct.pack("<I", len(t)) + wide(t),
        }
    )
)


# ------------------------------------------------------------------------------- slides


def slide(text: str, tag: str = "sld", more: str = "", attributes: str = "") -> str:
    return (
        f"<p:{tag} {P} {A}{attributes}><p:txBody><a:p><a:r>"
        f"<a:t>{words(text)}</a:t></a:r></a:p></p:txBody>{more}</p:{tag}>"
    )


def pptx(more: Parts) -> bytes:
    main = f"<p:presentation {P}/>"
    return zipped(
        {"[Content_Types].xml": TYPES, "ppt/presentation.xml": main, "ppt/slides/slide9.xml": slide("目录"), **more}
    )


place("pptx 幻灯片")(lambda t: pptx({"ppt/slides/slide1.xml": slide(t)}))
place("pptx 分开的格式")(
    lambda t: pptx(
        {
            "ppt/slides/slide1.xml": f"<p:sld {P} {A}><a:p>"
            + "".join(f"<a:r><a:t>{words(c)}</a:t></a:r>" for c in t)
            + "</a:p></p:sld>"
        }
    )
)
place("pptx 一字一框")(
    lambda t: pptx(
        {
            "ppt/slides/slide1.xml": f"<p:sld {P} {A}>"
            + "".join(f"<p:sp><a:p><a:r><a:t>{words(c)}</a:t></a:r></a:p></p:sp>" for c in t)
            + "</p:sld>"
        }
    )
)
place("pptx 隐藏的幻灯片")(lambda t: pptx({"ppt/slides/slide1.xml": slide(t, attributes=' show="0"')}))
place("pptx 备注")(lambda t: pptx({"ppt/notesSlides/notesSlide1.xml": slide(t, "notes")}))
place("pptx 母版")(lambda t: pptx({"ppt/slideMasters/slideMaster1.xml": slide(t, "sldMaster")}))
place("pptx 版式")(lambda t: pptx({"ppt/slideLayouts/slideLayout1.xml": slide(t, "sldLayout")}))
place("pptx 批注")(
    lambda t: pptx({"ppt/comments/comment1.xml": f"<p:cmLst {P}><p:cm><p:text>{words(t)}</p:text></p:cm></p:cmLst>"})
)
place("pptx 替代文字")(
    lambda t: pptx({"ppt/slides/slide1.xml": slide("甲", more=f"<p:cNvPr id='1' descr={attribute(t)}/>")})
)
place("pptx 属性")(
    lambda t: pptx(
        {"docProps/core.xml": f"<c:coreProperties xmlns:c='urn:c'><c:subject>{words(t)}</c:subject></c:coreProperties>"}
    )
)
place("pptx 标签")(
    lambda t: pptx({"ppt/tags/tag1.xml": f"<p:tagLst {P}><p:tag name='A' val={attribute(t)}/></p:tagLst>"})
)
place("pptx 嵌入的表格")(lambda t: pptx({"ppt/embeddings/a.xlsx": xlsx([[t]], state="veryHidden")}))
place("pptx 表格的一列")(
    lambda t: pptx(
        {
            "ppt/slides/slide1.xml": f"<p:sld {P} {A}><a:tbl>"
            + "".join(
                (
                    f"<a:tr><a:tc><a:p><a:r><a:t>{words(c)}</a:t></a:r></a:p></a:tc>"
                    f"<a:tc><a:p><a:r><a:t>{LONG}</a:t></a:r></a:p></a:tc></a:tr>"
                )
                for c in t
            )
            + "</a:tbl></p:sld>"
        }
    )
)
