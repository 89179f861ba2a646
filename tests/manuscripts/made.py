"""Word files of every dialect, made here part by part: what Word, WPS and LibreOffice write differently."""

# ruff: noqa: E501 - markup stays in one piece

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from tests.files.made import png

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = (
    f'xmlns:r="{RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


def p(words: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r></w:p>"
    )


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(words)}</w:tc>"


@dataclass(frozen=True)
class Feature:
    """Something in a file: what must be in the result, what must not, what must be told."""

    xml: str
    kept: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


DRAWN = (
    '<w:drawing><wp:inline><wp:docPr id="1" name="x" descr="供水管网示意"/><a:graphic><a:graphicData><a:blip r:embed="rPic"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BOX = "<w:txbxContent>{}</w:txbxContent>"
FEATURES = {
    "plain": Feature(p("各镇人民政府，各街道办事处："), ("各镇人民政府，各街道办事处：",)),
    "runs": Feature(
        '<w:p><w:r><w:t>全区共有</w:t></w:r><w:proofErr w:type="gramStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>十二</w:t></w:r>'
        "<w:r><w:tab/><w:t>个镇。</w:t><w:br/><w:t>另有三个街道。</w:t></w:r></w:p>",
        ("全区共有<b>十二</b>　个镇。<br/>另有三个街道。",),
    ),
    "line ends of the file": Feature(
        "<w:p><w:r><w:t>\n  一句话，\n</w:t><w:t xml:space='preserve'>A \nB</w:t></w:r><w:r><w:t> 完。</w:t></w:r></w:p>",
        ("一句话，A  B完。",),
    ),
    "heights": Feature(
        '<w:p><w:r><w:t>面积100m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r></w:p>',
        ("面积100m<sup>2</sup>",),
    ),
    "tracked": Feature(
        '<w:p><w:r><w:t>水价每吨</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>三元</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="甲"><w:r><w:t>四元</w:t></w:r></w:ins><w:r><w:t>整。</w:t></w:r></w:p>',
        ("水价每吨四元整。",), ("三元",), ("deleted", "inserted"),
    ),
    "moved": Feature(
        '<w:p><w:moveFrom w:id="3"><w:r><w:t>搬走的旧处</w:t></w:r></w:moveFrom><w:moveTo w:id="4"><w:r><w:t>搬来的新处。</w:t></w:r>'
        "</w:moveTo></w:p>",
        ("搬来的新处。",), ("搬走的旧处",), ("deleted",),
    ),
    "joined": Feature(
        '<w:p><w:pPr><w:rPr><w:del w:id="5"/></w:rPr></w:pPr><w:r><w:t>前半句，</w:t></w:r></w:p>' + p("后半句在一起。"),
        ("前半句，后半句在一起。",),
    ),
    "comment": Feature(
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>被批注的话。</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>',
        ("被批注的话。",), ("领导还没同意",), ("comment",),
    ),
    "list": Feature(
        p("加强领导", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + p("明确责任", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
        + p("抓好落实", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        ("一、加强领导", "（一）明确责任", "二、抓好落实"),
    ),
    "merged": Feature(
        "<w:tbl><w:tr>" + cell("项目", '<w:vMerge w:val="restart"/>') + cell("金额（万元）", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>" + cell("", "<w:vMerge/>") + cell("上年") + cell("本年") + "</w:tr><w:tr>" + cell("供水&lt;一期&gt;")
        + cell("12") + cell("15") + "</w:tr></w:tbl>",
        ("供水<一期>", "金额（万元）", "本年"),
    ),
    "nested": Feature(
        "<w:tbl><w:tr><w:tc>" + p("外层表格。") + "<w:tbl><w:tr>" + cell("里层表格。") + "</w:tr></w:tbl>" + p("")
        + "</w:tc></w:tr></w:tbl>",
        ("外层表格。", "里层表格。"),
    ),
    "row gone": Feature(
        "<w:tbl><w:tr>" + cell("留下的行。") + '</w:tr><w:tr><w:trPr><w:del w:id="6"/></w:trPr>' + cell("删掉的行。")
        + "</w:tr></w:tbl>",
        ("留下的行。",), ("删掉的行。",), ("deleted",),
    ),
    "column gone": Feature(
        "<w:tbl><w:tr>" + cell("留下的格。") + cell("删掉的格。", '<w:cellDel w:id="7"/>') + "</w:tr></w:tbl>",
        ("留下的格。",), ("删掉的格。",), ("deleted",),
    ),
    "about": Feature(
        '<w:tbl><w:tblPr><w:tblDescription w:val="给看不见的人"/></w:tblPr><w:tr>' + cell("表里的话。") + "</w:tr></w:tbl>",
        ("表里的话。",), ("给看不见的人",), ("caption",),
    ),
    "footnote": Feature(
        '<w:p><w:r><w:t>见说明</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>和附件。</w:t></w:r></w:p>',
        ('见说明<a href="#note-', "和附件。", "脚注里的话。"),
    ),
    "box": Feature(
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>" + BOX.format(p("文本框里的话。"))
        + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" + BOX.format(p("文本框里的话。"))
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        ("文本框里的话。",),
    ),
    "old box": Feature(
        "<w:p><w:r><w:t>框外的话。</w:t><w:pict><v:shape><v:textbox>" + BOX.format(p("老式框里的话。"))
        + "</v:textbox></v:shape></w:pict></w:r></w:p>",
        ("框外的话。", "老式框里的话。"),
    ),
    "picture": Feature(f"<w:p><w:r><w:t>图前的话。</w:t>{DRAWN}</w:r></w:p>", ("图前的话。",)),
    "fields": Feature(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>第三条</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>第七页</w:t></w:r></w:fldSimple></w:p>',
        ("第三条第七页",), ("REF a",),
    ),
    "order": Feature(
        f"<w:p>{MARK.format('begin')}<w:r><w:instrText>IF </w:instrText></w:r>{MARK.format('begin')}<w:r><w:instrText>MERGEFIELD"
        f"</w:instrText></w:r>{MARK.format('separate')}<w:r><w:t>判断的依据</w:t></w:r>{MARK.format('end')}{MARK.format('separate')}"
        f"<w:r><w:t>结果是甲。</w:t></w:r>{MARK.format('end')}</w:p>",
        ("结果是甲。",), ("判断的依据", "MERGEFIELD"), ("field",),
    ),
    "order without end": Feature(
        f"<w:p><w:r><w:t>域前的话。</w:t></w:r>{MARK.format('begin')}<w:r><w:instrText>AUTONUM</w:instrText></w:r></w:p>"
        + p("下一段还在。"),
        ("域前的话。", "下一段还在。"), ("AUTONUM",), ("field",),
    ),
    "boxes": Feature(
        f"<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"
        f"<w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r>{MARK.format('separate')}{MARK.format('end')}<w:r><w:t>同意，选</w:t></w:r>"
        f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='甲'/><w:listEntry w:val='乙'/>"
        f"</w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>{MARK.format('end')}"
        f"{MARK.format('begin')}<w:r><w:instrText> eq \\o\\ac(○,12)</w:instrText></w:r>{MARK.format('end')}</w:p>",
        ("☑同意，选乙⑫",), ("eq",), ("formula",),
    ),
    "field link": Feature(
        f'<w:p>{MARK.format("begin")}<w:r><w:instrText> HYPERLINK "https://www.minghu.example/a" </w:instrText></w:r>'
        f"{MARK.format('separate')}<w:r><w:t>办事指南</w:t></w:r>{MARK.format('end')}</w:p>",
        ('<a href="https://www.minghu.example/a">办事指南</a>',),
    ),
    "hidden": Feature(
        '<w:p><w:r><w:t>看得见。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见。</w:t></w:r></w:p>',
        ("看得见。",), ("看不见。",), ("hidden",),
    ),
    "canvas": Feature(
        "<w:p><w:r><w:drawing><a:graphic><a:graphicData><a:sp><a:txSp><a:txBody><a:p><a:r><a:t>画布里的话。</a:t></a:r></a:p></a:txBody>"
        "</a:txSp></a:sp></a:graphicData></a:graphic></w:drawing></w:r></w:p>",
        ("画布里的话。",),
    ),
    "pictures for letters": Feature(
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>þ</w:t></w:r><w:r><w:t>材料齐全\uf0fc；</w:t></w:r><w:r><w:rPr>'
        '<w:rFonts w:ascii="Symbol"/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>\uf021为系数。</w:t></w:r></w:p>',
        ("☑材料齐全√；α□为系数。",), (), ("symbol",),
    ),
    "prompt": Feature(
        "<w:p><w:r><w:t>联系人：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处填写</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>",
        ("联系人：单击此处填写",), (), ("prompt",),
    ),
    "contents": Feature(
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        + p("第一章　总则　1") + "</w:sdtContent></w:sdt>",
        ("第一章　总则　1",), (), ("contents",),
    ),
    "controls": Feature(
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p("控件里的段落。") + "</w:sdtContent></w:sdt><w:customXml><w:p><w:sdt><w:sdtContent>"
        "<w:r><w:t>控件里的字。</w:t></w:r></w:sdtContent></w:sdt></w:p></w:customXml>",
        ("控件里的段落。", "控件里的字。"),
    ),
    "link": Feature(
        '<w:p><w:hyperlink r:id="rLink"><w:r><w:t>区政府网站</w:t></w:r></w:hyperlink><w:hyperlink r:id="rBad"><w:r>'
        "<w:t>不可信的链接</w:t></w:r></w:hyperlink></w:p>",
        ('<a href="https://www.minghu.example/">区政府网站</a>不可信的链接',), ("javascript",),
    ),
    "formula": Feature(
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>甲</m:t></m:r></m:num><m:den><m:r><m:t>乙</m:t></m:r></m:den></m:f></m:oMath>"
        "<w:r><w:t>为比率。</w:t></w:r></w:p>",
        ("(甲)/(乙)为比率。",), (), ("formula",),
    ),
    "signs": Feature(
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>同意</w:t><w:noBreakHyphen/><w:t>否</w:t>'
        '<w:sym w:font="怪" w:char="F123"/></w:r></w:p>',
        ("☑同意-否□",), (), ("symbol",),
    ),
    "reading": Feature(
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>qú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>衢</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:t>江两岸。</w:t></w:r></w:p>",
        ("衢（qú）江两岸。",),
    ),
    "places": Feature(
        p("居中的话", '<w:jc w:val="center"/>') + p("落款单位", '<w:jc w:val="right"/>') + p("缩进的话", '<w:ind w:left="1200"/>')
        + p("第一节", '<w:outlineLvl w:val="0"/>'),
        ("居中的话", "落款单位", "缩进的话", "第一节"),
    ),
    "struck": Feature(p("作废的话。", run="<w:strike/>"), ("<s>作废的话。</s>",), (), ("struck",)),
    "chart": Feature(
        '<w:p><w:r><w:drawing><a:graphic><a:graphicData><c:chart r:id="rChart"/></a:graphicData></a:graphic></w:drawing></w:r></w:p>',
        (), ("图表标题",), ("chart",),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How one program writes."""

    vocabulary: str = TRANSITIONAL
    main: str = "word/document.xml"
    prefix: str = "w"
    counting: str = "chineseCountingThousand"
    extra: dict[str, str] = field(default_factory=dict)


DIALECTS = {
    "word": Dialect(),
    "word, strict": Dialect(vocabulary=STRICT, prefix="ns0"),
    "wps": Dialect(main="word/document1.xml", counting="japaneseCounting"),
    "libreoffice": Dialect(counting="chineseCounting", prefix="wx"),
}


def docx(body: str, dialect: Dialect = DIALECTS["word"], **parts: str | bytes) -> bytes:
    """A file with this body, and everything that the features point to."""
    kinds = {"styles": "", "numbering": _numbering(dialect), "footnotes": _footnotes(), "comments": _comments()}
    main = f"<w:document><w:body>{body}</w:body></w:document>"
    written: dict[str, str | bytes] = {dialect.main: _spoken(main, dialect)}
    for kind, content in kinds.items():
        written[f"word/{kind}.xml"] = _spoken(content or f"<w:{kind}/>", dialect)
    written["word/media/image1.png"] = png()
    written["word/charts/chart1.xml"] = f"<c:chart {NAMES}><a:t>图表标题</a:t><c:v>12</c:v></c:chart>"
    pointed = [(kind, kind, f"{kind}.xml", "") for kind in kinds]
    pointed += [("rPic", "image", "media/image1.png", ""), ("rChart", "chart", "charts/chart1.xml", "")]
    pointed += [
        ("rLink", "hyperlink", "https://www.minghu.example/", "External"),
        ("rBad", "hyperlink", "javascript:x()", "External"),
    ]
    folder, _, name = dialect.main.rpartition("/")
    written[f"{folder}/_rels/{name}.rels"] = links(pointed)
    written["_rels/.rels"] = links([("r1", "officeDocument", dialect.main, "")])
    written["[Content_Types].xml"] = _types(dialect)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in (written | parts).items():
            archive.writestr(part, content)
    return out.getvalue()


def _spoken(xml: str, dialect: Dialect) -> str:
    head, _, rest = xml.partition(">")
    closed = head.endswith("/")
    named = f'{head.rstrip("/")} xmlns:w="{dialect.vocabulary}" {NAMES}{"/" if closed else ""}>{rest}'
    if dialect.prefix == "w":
        return named
    return (
        named.replace("<w:", f"<{dialect.prefix}:")
        .replace("</w:", f"</{dialect.prefix}:")
        .replace(" w:", f" {dialect.prefix}:")
        .replace("xmlns:w=", f"xmlns:{dialect.prefix}=")
    )


def _numbering(dialect: Dialect) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{dialect.counting}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, text in enumerate(("%1、", "（%2）"))
    )
    return (
        f'<w:numbering><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _footnotes() -> str:
    return (
        '<w:footnotes><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> 脚注里的话。</w:t></w:r></w:p></w:footnote>'
        "</w:footnotes>"
    )


def _comments() -> str:
    return f'<w:comments><w:comment w:id="0" w:author="甲">{p("领导还没同意")}</w:comment></w:comments>'


def links(entries: list[tuple[str, str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{number}" Type="{RELATIONS}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for number, kind, target, mode in entries
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _types(dialect: Dialect) -> str:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{word}.{kind}+xml"/>'
        for part, kind in ((dialect.main, "document.main"), ("word/styles.xml", "styles"), ("word/numbering.xml", "numbering"),
                           ("word/footnotes.xml", "footnotes"), ("word/comments.xml", "comments"))
    )  # fmt: skip
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    defaults += (
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    )
    return f'<Types xmlns="{PACKAGE}/content-types">{defaults}{overrides}</Types>'
