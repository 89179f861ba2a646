"""The port for an electronic seal (电子签章): what is to be sealed goes out through here and comes back (GONGKAI_SEAL).

The systems are bought (GM/T 0031, GB/T 38540); none is named here. A gateway is asked again and again for the same
letter under the same key until it gives the sealed file; whether that is the letter is not for the gateway to say
(`files.sealed`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from django.conf import settings

NONE, FOLDER = "none", "file:"


class BadSetting(ValueError):
    """GONGKAI_SEAL is written in a way that names no gateway."""


@dataclass(frozen=True)
class Wanted:
    """A letter to be sealed. ``key`` is the same each time it is asked for and names nobody; ``box`` says where."""

    key: str
    agency: str
    kind: str
    pdf: bytes
    box: dict[str, Any]

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()

    @cached_property
    def sm3(self) -> str:
        """The digest that domestic systems reckon with (GB/T 32905)."""
        return sm3(self.pdf)

    @property
    def manifest(self) -> dict[str, Any]:
        """What a seal system is told beside the file."""
        digests = {"sha256": self.sha256, "sm3": self.sm3, "bytes": len(self.pdf)}
        return {"key": self.key, "agency": self.agency, "letter": self.kind, "seal": self.box, **digests}


class SealGateway(Protocol):
    """Anything that can have a letter sealed."""

    def fetch(self, wanted: Wanted) -> bytes | None:
        """The sealed file; None when there is none yet. Asked twice, nothing is sealed twice. Raises NotSent."""

    def refused(self, key: str, why: str) -> bool:
        """Hear why a file was not taken; whether it is certain that the whole file was there."""

    def tidy(self, waiting: Collection[str], taken: Collection[str]) -> None:
        """Leave nothing of letters that do not wait any more. ``taken`` are digests of files that were taken."""


def sm3(data: bytes) -> str:
    """The SM3 digest of some bytes, in hexadecimal."""
    reckoned = hashes.Hash(hashes.SM3())
    reckoned.update(data)
    return reckoned.finalize().hex()


def in_use() -> bool:
    """Whether letters are sealed electronically. A setting that cannot be read counts: then they wait, and what is
    wrong stands with them, instead of leaving without a seal."""
    return bool(settings.GONGKAI_SEAL.strip() != NONE)


def gateway() -> SealGateway | None:
    """The gateway of the setting; None for none. Raises BadSetting."""
    # Here, because both know this module.
    from gongkai.casework.file_seal import FileSeal
    from gongkai.casework.http_seal import HttpSeal

    written = settings.GONGKAI_SEAL.strip()
    if written == NONE:
        return None
    if written.startswith(FOLDER):
        folder = Path(written.removeprefix(FOLDER))
        if not folder.is_absolute():
            raise BadSetting(written)
        return FileSeal(folder)
    parts = urlsplit(written)
    if parts.scheme in {"http", "https"} and parts.hostname and parts.username is None:
        return HttpSeal(written, settings.GONGKAI_SEAL_KEY)
    raise BadSetting(written)
