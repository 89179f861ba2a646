"""The code by which somebody without an account looks up what they sent: shown once, kept as a keyed hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from gongkai.privacy.keys import master_key


def new_query_code() -> str:
    """80 random bits in four groups of four letters and digits."""
    text = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def code_hash(number: str, code: str) -> str:
    """What is stored of a query code: a keyed hash bound to the number that was given with it."""
    # The alphabet has no 0, 1 or 8, so what was misread that way can be put right.
    plain = "".join(code.split()).replace("-", "").upper().translate(str.maketrans("018", "OIB"))
    return hmac.new(master_key("code"), f"{number}:{plain}".encode(), hashlib.sha256).hexdigest()


def code_fits(number: str, code: str, stored: str) -> bool:
    """Whether a code is the one given with the receipt; takes the same time either way."""
    return hmac.compare_digest(code_hash(number, code), stored)
