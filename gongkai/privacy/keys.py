"""The master keys, in files outside the database (GONGKAI_KEYS).

``personal`` wraps the key of each subject, ``index`` makes blind indexes, ``code`` hashes query codes, ``signing``
signs the files of cases that are handed out.
Losing ``personal`` means losing every applicant's name and address for good: docs/operators/keys.md.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from gongkai.privacy import secrets_file

PURPOSES = ("personal", "index", "code", "signing")


@cache
def _read(folder: Path, purpose: str) -> bytes:
    secret = secrets_file.text(folder / purpose)
    return hashlib.sha256(base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))).digest()


def master_key(purpose: str) -> bytes:
    """The 32-byte key for a purpose; made on first use."""
    if purpose not in PURPOSES:
        raise ValueError(f"unknown purpose {purpose}")
    return _read(Path(settings.GONGKAI_KEY_DIR), purpose)
