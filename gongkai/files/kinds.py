"""The kinds of files that are taken in, with the words and endings that belong to them."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OFD = "ofd"
    TXT = "txt"
    MP4 = "mp4"
    WEBM = "webm"
    M4A = "m4a"
    MP3 = "mp3"
    VTT = "vtt"
    ZIP = "zip"
    """Only what we pack ourselves; no upload may be one."""

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings that suit it; the first is the usual one."""
        return _ENDINGS.get(self, (f".{self.value}",))

    @property
    def media_type(self) -> str:
        """The type it is handed out with; from this table, never from whoever uploaded it."""
        return _MEDIA_TYPES[self]


_LABELS = {
    Kind.PDF: "PDF",
    Kind.JPEG: "JPEG 图片",
    Kind.PNG: "PNG 图片",
    Kind.TIFF: "TIFF 图片",
    Kind.DOCX: "DOCX 文档",
    Kind.XLSX: "XLSX 表格",
    Kind.PPTX: "PPTX 演示文稿",
    Kind.OFD: "OFD",
    Kind.TXT: "纯文本",
    Kind.MP4: "MP4 视频",
    Kind.WEBM: "WebM 视频",
    Kind.M4A: "M4A 音频",
    Kind.MP3: "MP3 音频",
    Kind.VTT: "WebVTT 字幕",
    Kind.ZIP: "压缩包",
}
_ENDINGS = {Kind.JPEG: (".jpg", ".jpeg", ".jpe"), Kind.TIFF: (".tif", ".tiff")}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.TIFF: "image/tiff",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}presentationml.presentation",
    Kind.OFD: "application/ofd",
    Kind.TXT: "text/plain",
    Kind.MP4: "video/mp4",
    Kind.WEBM: "video/webm",
    Kind.M4A: "audio/mp4",
    Kind.MP3: "audio/mpeg",
    Kind.VTT: "text/vtt",
    Kind.ZIP: "application/zip",
}
FILMS = frozenset({Kind.MP4, Kind.WEBM})
SOUNDS = frozenset({Kind.M4A, Kind.MP3})
MEDIA = FILMS | SOUNDS | {Kind.VTT}
"""What is seen and heard, and its captions: parts of public pages only, no applicant sends them."""
ALLOWED = frozenset(Kind) - MEDIA - {Kind.ZIP}
PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF})
PACKAGES = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.OFD})


def plays(name: str) -> bool:
    """Whether a file of a page is seen or heard, by its name: that of a part always ends as its content wants it."""
    return name.lower().endswith(tuple(ending for kind in FILMS | SOUNDS for ending in kind.endings))


_GROUPS: tuple[tuple[str, frozenset[Kind]], ...] = (
    ("图片", PICTURES),
    ("Office 文档", frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})),
    ("视频", FILMS),
    ("音频", SOUNDS),
)


def in_words(kinds: frozenset[Kind]) -> str:
    """``PDF、图片（JPEG、PNG、TIFF）、Office 文档（DOCX、…）、OFD、纯文本``."""
    said: dict[str, None] = {}
    for kind in (kind for kind in Kind if kind in kinds):
        name, members = next(((name, group & kinds) for name, group in _GROUPS if kind in group), ("", frozenset()))
        alone = "、".join(member.value.upper() for member in Kind if member in members)
        said[f"{name}（{alone}）" if len(members) > 1 else kind.label] = None
    return "、".join(said)
