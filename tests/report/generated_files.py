"""Made-up reports as Word, Excel and PDF files, written by hand so that the tests need no writer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from random import Random
from xml.sax.saxutils import escape

from gongkai.statute.report_tables import CROSSFOOTING_NOTE, TABLE_B
from tests.report.generated import (
    COLUMNS,
    FIFTH,
    FIRST,
    HEADINGS,
    INTRO,
    PARTS_A,
    RESULTS_C,
    SIXTH,
    TITLE,
    Figures,
    Writer,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(parts: dict[str, str]) -> bytes:
    """A zip of text parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


# --- Word -------------------------------------------------------------------------------------------------


def _p(text: str, rng: Random) -> str:
    runs, at = "", 0
    while at < len(text):
        size = rng.randint(1, 9)
        runs += f'<w:r><w:t xml:space="preserve">{escape(text[at : at + size])}</w:t></w:r>'
        at += size
    return f"<w:p>{runs}</w:p>"


def _tc(text: str, rng: Random, span: int = 1, merge: str = "") -> str:
    more = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        more += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{_p(text, rng)}</w:tc>"


def docx(f: Figures, rng: Random) -> bytes:
    """Merged cells as Word writes them, text in runs cut at random."""
    tables = [f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>" for rows in _docx_rows(f, rng)]
    body = _p(TITLE, rng) + _p(INTRO, rng)
    for heading, text in zip(HEADINGS, [FIRST, *tables, FIFTH, SIXTH], strict=True):
        body += _p(heading, rng) + (text if text.startswith("<w:tbl>") else _p(text, rng))
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def _docx_rows(f: Figures, rng: Random) -> list[list[str]]:
    rows_a = []
    for title, header, names in PARTS_A:
        wide = 1 if len(header) == 4 else 3
        rows_a.append(_tc(title, rng, 4))
        rows_a.append(_tc(header[0], rng) + "".join(_tc(text, rng, wide) for text in header[1:]))
        rows_a += [_tc(name, rng) + "".join(_tc(text, rng, wide) for text in f.row_a(name)) for name in names]
    rows_b = [
        _tc(CROSSFOOTING_NOTE, rng, 3, "restart") + _tc("申请人情况", rng, 7),
        _tc("", rng, 3, "go")
        + _tc("自然人", rng, 1, "restart")
        + _tc("法人或其他组织", rng, 5)
        + _tc("总计", rng, 1, "restart"),
        _tc("", rng, 3, "go")
        + _tc("", rng, 1, "go")
        + "".join(_tc(text, rng) for text in COLUMNS)
        + _tc("", rng, 1, "go"),
    ]
    for index, row in enumerate(TABLE_B):
        cells = "".join(_tc(text, rng) for text in f.row_b(row.key))
        if row.key in {"new", "carry_in", "carry_out"}:
            rows_b.append(_tc(row.label, rng, 3) + cells)
            continue
        side = _tc("三、本年度办理结果", rng, 1, "restart") if row.key == "open" else _tc("", rng, 1, "go")
        if row.group:
            first = TABLE_B[index - 1].group != row.group
            side += _tc(row.group if first else "", rng, 1, "restart" if first else "go") + _tc(row.label, rng)
        else:
            side += _tc(row.label, rng, 2)
        rows_b.append(side + cells)
    rows_c = [
        _tc("行政复议", rng, 5) + _tc("行政诉讼", rng, 10),
        "".join(_tc(text, rng, 1, "restart") for text in RESULTS_C)
        + _tc("未经复议直接起诉", rng, 5)
        + _tc("复议后起诉", rng, 5),
        "".join(_tc("", rng, 1, "go") for _ in RESULTS_C) + "".join(_tc(text, rng) for text in RESULTS_C * 2),
        "".join(_tc(text, rng) for text in f.flat_c()),
    ]
    return [rows_a, rows_b, rows_c]


# --- Excel ------------------------------------------------------------------------------------------------


def xlsx(f: Figures, rng: Random) -> bytes:
    """One sheet; the covered cells of merged ones are empty."""
    rows: list[list[object]] = [[TITLE], [INTRO], [HEADINGS[0]], [FIRST], [HEADINGS[1]]]
    for title, header, names in PARTS_A:
        rows += [[title], list(header)]
        rows += [[name, *(_number(text) for text in f.row_a(name))] for name in names]
    rows += [
        [HEADINGS[2]],
        [CROSSFOOTING_NOTE, "", "", "申请人情况"],
        ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
    ]
    rows.append(["", "", "", "", *COLUMNS, ""])
    for index, row in enumerate(TABLE_B):
        group = row.group if row.group and TABLE_B[index - 1].group != row.group else ""
        cells = [_number(text) for text in f.row_b(row.key)]
        if row.key in {"new", "carry_in", "carry_out"}:
            rows.append([row.label, "", "", *cells])
        else:
            side = "三、本年度办理结果" if row.key == "open" else ""
            rows.append([side, group or ("" if row.group else row.label), row.label if row.group else "", *cells])
    rows += [
        [HEADINGS[3]],
        ["行政复议", "", "", "", "", "行政诉讼"],
        [*RESULTS_C, "未经复议直接起诉", "", "", "", "", "复议后起诉"],
    ]
    rows += [["", "", "", "", "", *RESULTS_C, *RESULTS_C], [_number(text) for text in f.flat_c()]]
    rows += [[HEADINGS[4]], [FIFTH], [HEADINGS[5]], [SIXTH]]
    return workbook(rows)


def _number(text: str) -> object:
    return float(text) if text else ""


def workbook(rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook of one sheet."""
    body = ""
    for number, row in enumerate(rows, start=1):
        cells = ""
        for place, value in enumerate(row):
            name = f"{chr(65 + place)}{number}"
            if isinstance(value, (int, float)):
                cells += f'<c r="{name}"><v>{value}</v></c>'
            elif value:
                cells += f'<c r="{name}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
        body += f'<row r="{number}">{cells}</row>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
            '<sheet name="年报" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
        }
    )


# --- PDF --------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, SIZE = 595, 842, 9.0


FONT = "STSong-Light"
WIDTHS = "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500 814 939 500]"
DESCRIPTION = (
    f"<< /Type /FontDescriptor /FontName /{FONT} /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
    "/Descent -120 /CapHeight 880 /StemV 93 >>"
)


class Pdf:
    """A small PDF writer: Chinese text in a predefined font, lines, several pages, rotation."""

    def __init__(self, rotate: int = 0) -> None:
        self.pages: list[list[str]] = [[]]
        self.rotate = rotate
        self.y = HEIGHT - 60.0

    def text(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        """Text with its base line at y."""
        self.pages[-1].append(f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET")

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A ruled line."""
        self.pages[-1].append(f"{x1:.1f} {y1:.1f} m {x2:.1f} {y2:.1f} l S")

    def need(self, height: float) -> None:
        """Start a page when the rest of this one is too low."""
        if self.y - height < 60:
            number = len(self.pages)
            self.text(WIDTH / 2, 30, f"- {number} -")
            self.pages.append([])
            self.y = HEIGHT - 60.0

    def paragraph(self, text: str) -> None:
        """Wrapped prose with its first line set in."""
        at, first = 0, True
        self.y -= SIZE * 1.4
        while at < len(text):
            room = 48 if first else 50
            self.need(SIZE * 2)
            self.text(50 + (SIZE * 2 if first else 0), self.y, text[at : at + room], SIZE)
            self.y -= SIZE * 1.8
            at, first = at + room, False

    def row(self, widths: list[float], cells: list[str], *, ruled: bool = True) -> None:
        """A row of a table; labels wrap, figures stand in the middle of the row."""
        folded = [_folded(cell, width) for cell, width in zip(cells, widths, strict=True)]
        height = max(len(lines) for lines in folded) * (SIZE + 2) + 8
        self.need(height)
        x = 40.0
        for lines, width in zip(folded, widths, strict=True):
            y = self.y - height / 2 + (len(lines) - 1) * (SIZE + 2) / 2 - SIZE / 3
            for text in lines:
                self.text(x + max((width - _extent(text)) / 2, 1.5), y, text)
                y -= SIZE + 2
            if ruled:
                self.line(x, self.y, x, self.y - height)
            x += width
        if ruled:
            self.line(x, self.y, x, self.y - height)
            self.line(40, self.y, x, self.y)
            self.line(40, self.y - height, x, self.y - height)
        self.y -= height

    def bytes(self) -> bytes:
        """The file."""
        count = len(self.pages)
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(count))}] >>",
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{FONT} /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
            f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{FONT} {WIDTHS} /FontDescriptor {DESCRIPTION} >>",
        ]
        for number, page in enumerate(self.pages):
            content = "\n".join(page)
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {self.rotate} "
                f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
            )
            objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        return _assembled(objects)


def _assembled(objects: list[str]) -> bytes:
    data = b"%PDF-1.5\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    return data + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def _extent(text: str) -> float:
    return sum(SIZE / 2 if char.isascii() else SIZE for char in text)


def _folded(text: str, width: float) -> list[str]:
    lines, line = [], ""
    for char in text:
        if _extent(line + char) > width - 2:
            lines.append(line)
            line = ""
        line += char
    return [*lines, line] if line or not lines else lines


def pdf(f: Figures, rng: Random, *, rotate: int = 0, ruled: bool = True) -> bytes:
    """Pages with ruled tables whose labels wrap around the figures."""
    out = Pdf(rotate)
    out.text(150, out.y, TITLE, 14)
    out.y -= 40
    out.paragraph(INTRO)
    out.paragraph(HEADINGS[0])
    out.paragraph(FIRST)
    out.paragraph(HEADINGS[1])
    for title, header, names in PARTS_A:
        widths = [130.0] * 4 if len(header) == 4 else [260.0, 260.0]
        out.row([520.0], [title], ruled=ruled)
        for cells in [list(header), *([name, *f.row_a(name)] for name in names)]:
            out.row(widths, cells, ruled=ruled)
    out.paragraph(HEADINGS[2])
    out.row([220.0, 300.0], [CROSSFOOTING_NOTE, "申请人情况"], ruled=ruled)
    out.row([220.0, 40.0, 220.0, 40.0], ["", "自然人", "法人或其他组织", "总计"], ruled=ruled)
    out.row([260.0, *[44.0] * 5, 40.0], ["", *COLUMNS, ""], ruled=ruled)
    for index, row in enumerate(TABLE_B):
        group = row.group if row.group and TABLE_B[index - 1].group != row.group else ""
        cells = f.row_b(row.key)
        if row.key in {"new", "carry_in", "carry_out"}:
            out.row([220.0, 40.0, *[44.0] * 5, 40.0], [row.label, *cells], ruled=ruled)
        else:
            side = "三、本年度办理结果" if row.key == "open" else ""
            label = [side, group, row.label] if row.group else [side, row.label]
            widths = [20.0, 50.0, 150.0] if row.group else [20.0, 200.0]
            out.row([*widths, 40.0, *[44.0] * 5, 40.0], [*label, *cells], ruled=ruled)
    out.paragraph(HEADINGS[3])
    out.row([175.0, 345.0], ["行政复议", "行政诉讼"], ruled=ruled)
    out.row([*[34.0] * 5, 175.0, 175.0], [*RESULTS_C, "未经复议直接起诉", "复议后起诉"], ruled=ruled)
    out.row([170.0, *[35.0] * 10], ["", *RESULTS_C, *RESULTS_C], ruled=ruled)
    out.row([34.0] * 15, f.flat_c(), ruled=ruled)
    out.paragraph(HEADINGS[4])
    out.paragraph(FIFTH)
    out.paragraph(HEADINGS[5])
    out.paragraph(SIXTH)
    return out.bytes()


def pdf_plain(f: Figures, rng: Random) -> bytes:
    """No rules at all."""
    return pdf(f, rng, ruled=False)


OFFICE: dict[str, Writer] = {"docx": docx, "xlsx": xlsx, "pdf": pdf, "pdf_plain": pdf_plain}
"""Binary formats: every figure must come back."""
