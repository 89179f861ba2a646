"""Names of files as people may see them: what was typed, without what could deceive or break something."""

from __future__ import annotations

import re
import unicodedata

from gongkai.files.kinds import ALLOWED, MEDIA, Kind

LONGEST = 120
LONGEST_BYTES = 240
"""File systems take 255 bytes, and a Chinese character is three."""
NAMELESS = "未命名"
# fmt: off
PROGRAMS = frozenset({
    "exe", "com", "scr", "pif", "msi", "dll", "cpl", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse",
    "wsf", "wsh", "hta", "lnk", "url", "reg", "sh", "bash", "py", "pl", "rb", "php", "jsp", "asp",
    "aspx", "jar", "html", "htm", "xhtml", "mht", "svg", "xml", "docm", "dotm", "xlsm", "xltm", "pptm", "ppsm",
    "iso", "img", "chm",
})
# fmt: on
"""Endings at which a double click starts something."""

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,4}|7z)$")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_OURS = frozenset(ending[1:] for kind in ALLOWED | MEDIA for ending in kind.endings)


def clean_name(name: str, kind: Kind) -> str:
    """The name for people: NFC, no path, no control or bidi characters, at most 120 characters, and the
    ending that the content has."""
    stem, ending = _parted(visible(name), kind)
    stem = stem.strip(" .") or NAMELESS
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    stem = stem[: LONGEST - len(ending)]
    while len((stem + ending).encode()) > LONGEST_BYTES:
        stem = stem[:-1]
    return (stem.rstrip(" .") or NAMELESS) + ending


def ending_of(name: str) -> str:
    """The ending of a name in small letters, without the dot; empty when it has none."""
    found = _ENDING.search(visible(name).strip(" ."))
    return found[1].lower() if found else ""


def visible(name: str) -> str:
    """The last part of a path, each character seen and none that turns the direction of writing."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = "".join(" " if letter in "\t\n\r" else letter for letter in last)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)
    return _FORBIDDEN.sub("_", " ".join(seen.split()))


def _parted(name: str, kind: Kind) -> tuple[str, str]:
    """Stem and ending; a chain such as ``.pdf.exe`` goes as a whole."""
    wanted, stem = kind.endings[0], name
    while found := _ENDING.search(stem.rstrip(" .")):
        ending = found[1].lower()
        if stem == name and f".{ending}" in kind.endings:
            wanted = f".{ending}"
        elif ending not in _OURS | PROGRAMS and stem != name:
            break
        stem = stem.rstrip(" .")[: found.start()]
    return stem, wanted
