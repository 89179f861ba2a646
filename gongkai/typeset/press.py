"""The one way to the typesetting engine.

Data go in as JSON beside the template and are never part of it, so that nothing an applicant writes can be
taken for an instruction. Every page is made as PDF/A-2a with PDF/UA-1: under these standards a character
without a glyph is an error, where an ordinary PDF would leave a hole in a name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from gongkai.typeset.errors import GlyphMissing, TypesettingFailed
from gongkai.typeset.fonts import FontSet, Role, font_set

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

_NOT_SHOWN = re.compile(
    r'the text `"(.+?)"` could not be displayed|the text contains the [a-z ]*codepoint `"(.+?)"`', re.DOTALL
)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def press(
    template: str,
    data: Mapping[str, Any],
    *,
    made_at: datetime,
    font_dir: Path | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Set a template of this package with its data; the same input gives the same bytes. ``pictures`` are files
    that the data name.

    :raises GlyphMissing: naming the characters that no font has.
    :raises TypesettingFailed: for anything else the engine says.
    """
    fonts = font_set(font_dir)
    known = {"fonts": {role.value: names for role, names in fonts.roles.items()}, "bold": Role.TITLE not in fonts.owned}
    with _laid_out(pictures or {}) as folder:
        return _compiled(folder / template, {**known, **data}, fonts, made_at)


@contextmanager
def _laid_out(pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """The folder of the templates, or one of its own with the pictures beside them: the engine reads no other."""
    if not pictures:
        yield TEMPLATES
        return
    with TemporaryDirectory(prefix="gongkai-press-") as name:
        folder = Path(name)
        for template in TEMPLATES.glob("*.typ"):
            (folder / template.name).write_bytes(template.read_bytes())
        for picture, content in pictures.items():
            (folder / Path(picture).name).write_bytes(content)
        yield folder


def _compiled(template: Path, data: Mapping[str, Any], fonts: FontSet, made_at: datetime) -> bytes:
    try:
        return typst.compile(
            template,
            root=template.parent,
            font_paths=fonts.faces,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=fixed(made_at),
        )
    except typst.TypstError as error:
        raise _told(error) from None  # the engine's own words may quote the letter


def fixed(moment: datetime) -> datetime:
    """The same moment with a fixed offset, which is what a PDF can hold. Raises ValueError for a naive one."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("生成时间须带时区。")
    return moment.astimezone(timezone(offset)).replace(microsecond=0)


def _told(error: typst.TypstError) -> GlyphMissing | TypesettingFailed:
    quoted = [one or another for one, another in _NOT_SHOWN.findall(error.diagnostic)]
    if quoted:
        shown = [_ESCAPED.sub(lambda match: chr(int(match[1], 16)), one) for one in quoted]
        return GlyphMissing(list(dict.fromkeys(shown)))
    return TypesettingFailed(detail=_QUOTED.sub("…", error.message))
