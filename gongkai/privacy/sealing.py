"""Sealing: authenticated encryption of one person's data, and blind indexes to find it again.

A sealed value is ``algorithm byte ‖ nonce (12) ‖ ciphertext ‖ tag (16)`` and is bound to the place it was
sealed for, so that a row copied elsewhere does not open. AES-256-GCM by default, SM4-GCM (国密) with
GONGKAI_CIPHER=sm4; either opens what the other sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from gongkai.privacy.keys import master_key

AES, SM4 = 1, 2
_NONCE = 12
_TAG = 16


class Unsealable(ValueError):
    """The key was destroyed or the sealed value was changed."""


def new_key() -> bytes:
    """A fresh key for one subject."""
    return secrets.token_bytes(32)


def seal_bytes(key: bytes, plain: bytes, place: str) -> bytes:
    """Seal bytes for a place such as ``subject.identity:<id>``."""
    nonce = os.urandom(_NONCE)
    aad = place.encode()
    if settings.GONGKAI_CIPHER == "sm4":
        encryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return bytes([SM4]) + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag
    return bytes([AES]) + nonce + AESGCM(key).encrypt(nonce, plain, aad)


def open_bytes(key: bytes, sealed: bytes, place: str) -> bytes:
    """The bytes that were sealed. Raises Unsealable."""
    if len(sealed) < 1 + _NONCE + _TAG:
        raise Unsealable(f"sealed value of {place} is cut or missing")
    algorithm, nonce, body = sealed[0], bytes(sealed[1 : 1 + _NONCE]), bytes(sealed[1 + _NONCE :])
    try:
        if algorithm == SM4:
            decryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, body[-_TAG:])).decryptor()
            decryptor.authenticate_additional_data(place.encode())
            return decryptor.update(body[:-_TAG]) + decryptor.finalize()
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except InvalidTag as error:
        raise Unsealable(f"sealed value of {place} does not open") from error


def seal(key: bytes, value: Any, place: str) -> bytes:
    """Seal anything JSON can hold."""
    return seal_bytes(key, json.dumps(value, ensure_ascii=False).encode(), place)


def unseal(key: bytes, sealed: bytes | memoryview, place: str) -> Any:
    """The value that `seal` sealed. Raises Unsealable."""
    return json.loads(open_bytes(key, bytes(sealed), place))


def wrap(key: bytes, subject: str) -> bytes:
    """A subject's key as it may be stored: sealed with the master key."""
    return seal_bytes(master_key("personal"), key, f"key:{subject}")


def unwrap(wrapped: bytes | memoryview, subject: str) -> bytes:
    """A subject's key. Raises Unsealable when it was destroyed."""
    if not wrapped:
        raise Unsealable(f"the key of {subject} was destroyed")
    return open_bytes(master_key("personal"), bytes(wrapped), f"key:{subject}")


def blind_index(kind: str, value: str) -> str:
    """A keyed hash by which an identity number or a telephone number is found without storing it."""
    plain = "".join(unicodedata.normalize("NFKC", value).split()).replace("-", "").upper()
    if not plain:
        return ""
    return hmac.new(master_key("index"), f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest()[:32]


def _sm4_key(key: bytes) -> bytes:
    return hashlib.sha256(b"sm4" + key).digest()[:16]
