"""How large, how many, how much together: what one upload may hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of one file, files of one upload, bytes of all of them; bytes of one film or recording."""

    file: int
    files: int
    total: int
    media: int

    @property
    def sentence(self) -> str:
        """As it stands beside the field and in refusals."""
        return f"每个文件不超过{megabytes(self.file)}，最多{self.files}个，合计不超过{megabytes(self.total)}"


def current() -> Limits:
    """The limits of the settings. Raises ValueError for what is no whole number; a start-up check does it first.

    No film is larger than what one upload may hold.
    """
    total = int(settings.GONGKAI_UPLOAD_MIB) * MIB
    return Limits(
        int(settings.GONGKAI_FILE_MIB) * MIB,
        int(settings.GONGKAI_FILES_PER_UPLOAD),
        total,
        min(int(settings.GONGKAI_MEDIA_MIB) * MIB, total),
    )


def megabytes(size: int) -> str:
    """``20MB``, ``1.5MB``, ``12KB``: rounded up, so that a file over a limit never looks as if it were not."""
    if size >= MIB:
        tenths = -(-size * 10 // MIB)
        return f"{tenths // 10}MB" if tenths % 10 == 0 else f"{tenths / 10:.1f}MB"
    return f"{-(-size // 1024)}KB"
