"""Clean official files in every format, whose words speak about secrecy without being a mark of it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.hidden.made import doc_body, drawn, gbk, odf, ofd, ppt_slide, rtf, sheet, uni, words, xls_cell, zipped
from tests.hidden.made import para as odf_para
from tests.hidden.made_office import docx, para, part, pptx, run, slide, xlsx
from tests.hidden.made_pdf import pdf, shown
from tests.hidden.made_pictures import jpeg, saved
from tests.hidden.made_texts import message, page

SENTENCES = (
    "为进一步做好全区保密工作，现将有关事项通知如下。",
    "涉及国家秘密、商业秘密和个人隐私的，不予公开。",
    "各单位要坚持先审查、后公开，严格落实保密审查制度。",
    "依照《中华人民共和国保守国家秘密法》的规定执行。",
    "行政机关不得公开涉及商业秘密、个人隐私的政府信息。",
    "绝密、机密、秘密三级国家秘密的具体范围另行规定。",
    "本年度新收政府信息公开申请二百三十四件，同比增长百分之十。",
    "对湖滨路改造工程开展联合验收，共抽查二十六个点位。",
    "请于九月三十日以前将总结材料报送区政务公开办公室。",
    "联系人：甄不存，联系电话：0512-66660000。",
    "经济发展机制更加健全，密切联系群众的作风更加扎实。",
    "一、总体要求",
    "（二）加强组织领导",
)
"""What the tiny matcher of the tests must not take for a mark."""


def _lines(rng: Random) -> list[str]:
    return [rng.choice(SENTENCES) for _ in range(rng.randint(3, 9))]


def _table(rng: Random) -> list[list[str]]:
    rows = [
        [str(n), rng.choice(SENTENCES), rng.choice(("机", "秘", "密", "机关", "")), "2026年"]
        for n in range(rng.randint(2, 8))
    ]
    return [["序号", "事项", "备注", "时间"], *rows]


def _docx(lines: list[str], rng: Random) -> bytes:
    more = {
        "word/header1.xml": part("hdr", rng.choice(lines)),
        "word/media/image1.jpeg": jpeg(quality=rng.randint(50, 90)),
    }
    return docx("".join(para(run(line)) for line in lines), more)


CLEAN: dict[str, Callable[[list[str], Random], bytes]] = {
    "docx": _docx,
    "xlsx": lambda _, rng: xlsx(_table(rng)),
    "pptx": lambda lines, _: pptx({f"ppt/slides/slide{n}.xml": slide(line) for n, line in enumerate(lines)}),
    "pdf": lambda lines, _: pdf(content=b"".join(shown(line, y=660 - 24 * n) for n, line in enumerate(lines))),
    "doc": lambda lines, _: doc_body("\r".join(lines)),
    "xls": lambda lines, _: xls_cell("".join(lines)),
    "ppt": lambda lines, _: ppt_slide("\r".join(lines)),
    "rtf": lambda lines, rng: rtf("\\par ".join(rng.choice((gbk, uni))(line) for line in lines)),
    "odt": lambda lines, _: odf("".join(map(odf_para, lines))),
    "ods": lambda _, rng: odf(sheet(_table(rng)), kind="spreadsheet"),
    "ofd": lambda lines, _: ofd(content="".join(map(drawn, lines))),
    "html": lambda lines, _: page("".join(f"<p>{words(line)}</p>" for line in lines)),
    "txt": lambda lines, rng: "\r\n".join(lines).encode(rng.choice(("utf-8", "gb18030", "utf-16", "utf-8-sig"))),
    "csv": lambda _, rng: "\n".join(",".join(row) for row in _table(rng)).encode(rng.choice(("utf-8", "gb18030"))),
    "jpg": lambda lines, _: jpeg(comment=lines[0].encode()),
    "png": lambda *_: saved("PNG"),
    "eml": lambda lines, _: message("\n".join(lines)),
    "zip": lambda lines, rng: zipped({"通知.docx": _docx(lines, rng), "附表.xlsx": xlsx(_table(rng))}),
}


def clean(number: int) -> tuple[bytes, str]:
    """The file of a number, and its name."""
    rng = Random(number)
    ending = sorted(CLEAN)[number % len(CLEAN)]
    return CLEAN[ending](_lines(rng), rng), f"关于有关工作的通知.{ending}"
