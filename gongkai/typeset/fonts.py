"""Fonts by their part in a document (GB/T 9704—2012, 7.4 and 7.5), never by a name in a template.

The faces that the standard names are sold, not given away. An operator puts those it has licensed into a
folder; they are recognised by their family names. What is not there is set in the free faces that come with
gongkai, and so is every character that the operator's face lacks: the look may differ, the text never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst


class Role(StrEnum):
    """What a face is used for."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    KAI = "kai"
    SONG = "song"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {Role.BODY: "仿宋", Role.TITLE: "小标宋", Role.HEADING: "黑体", Role.KAI: "楷体", Role.SONG: "宋体"}

_FAMILIES = {
    Role.BODY: r"fang ?song|仿宋|fandolfang",
    Role.TITLE: r"xiao ?biao ?song|小标宋",
    Role.HEADING: r"sim ?hei|hei ?ti|黑体|fandolhei|fzhei",
    Role.KAI: r"kai ?ti|sim ?kai|楷体|fandolkai|wenkai|fzkai",
    Role.SONG: r"sim ?sun(?!-ext)|shu ?song|宋体(?!-ext)|fandolsong",
}
"""How the families of each role are named by those who make them."""

_SERIF, _SANS = "Noto Serif SC", "Noto Sans SC"
_FREE = {
    Role.BODY: (_SERIF, _SANS),
    Role.TITLE: (_SERIF, _SANS),
    Role.HEADING: (_SANS, _SERIF),
    Role.KAI: (_SERIF, _SANS),
    Role.SONG: (_SERIF, _SANS),
}


@dataclass(frozen=True, slots=True)
class FontSet:
    """The faces of one folder with the free ones behind them; ``owned`` are the roles the folder fills."""

    faces: typst.Fonts
    roles: Mapping[Role, tuple[str, ...]]
    owned: frozenset[Role]


@cache
def font_set(font_dir: Path | None = None) -> FontSet:
    """Open the fonts of a folder, once per process; a folder that is not there counts as an empty one."""
    folders = [pylopdf_fonts_zh_cn.serif_path().parent]
    if font_dir is not None and font_dir.is_dir():
        folders.append(font_dir)
    faces = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )
    found = {role: matching(role, faces.families()) for role in Role}
    # A rare character of the body is better in the operator's own 宋体 than in a face from elsewhere.
    behind = {role: tuple(dict.fromkeys((*found[role], *found[Role.SONG], *_FREE[role]))) for role in Role}
    return FontSet(faces, behind, frozenset(role for role in Role if found[role]))


def matching(role: Role, families: list[str]) -> tuple[str, ...]:
    """The families that play a role, as they are named in the fonts."""
    return tuple(sorted(name for name in families if re.search(_FAMILIES[role], name, re.IGNORECASE)))


def lacking(font_dir: Path | None) -> tuple[str, ...]:
    """The faces of the standard that the folder does not hold, in Chinese: something to tell the operator."""
    owned = font_set(font_dir).owned
    return tuple(role.label for role in Role if role not in owned)
