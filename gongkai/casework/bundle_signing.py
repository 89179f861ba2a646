"""The signature on a case's file (ZIP): made by the agency that hands it out, checked by anybody, without a database.

The manifest holds the SHA-256 of every file; Ed25519 signs the manifest. Whoever changes a file breaks its hash, and
whoever changes a hash breaks the signature. That the key is the agency's own is for the receiver to compare.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PACKAGE = "archive-package"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
ALGORITHM = "Ed25519"
LONGEST = 64 * 1024 * 1024
"""Bytes of the manifest that are read; a file of a case is far below."""
_PIECE = 1024 * 1024


class Unreadable(ValueError):
    """The file is no case file that could be checked. ``str()`` is for the screen, ``code`` is stable."""

    code = "BUNDLE_UNREADABLE"


@dataclass(slots=True)
class Checked:
    """What was found: ``faults`` is empty when everything fits, ``key`` is the one that signed."""

    case: str = ""
    made_at: str = ""
    files: int = 0
    key: str = ""
    kind: str = "case"
    seq: int = 0
    faults: list[str] = field(default_factory=list)


def public_key(seed: bytes) -> str:
    """The public key of a 32-byte seed, as it is published."""
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()).decode()


def signed(manifest: bytes, seed: bytes) -> bytes:
    """The signature's file for a manifest."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    told = {
        "algorithm": ALGORITHM,
        "of": MANIFEST,
        "public_key": public_key(seed),
        "signature": base64.b64encode(key.sign(manifest)).decode(),
    }
    return json.dumps(told, indent=2, sort_keys=True).encode()


def verify(path: Path, *, key: str = "") -> Checked:
    """Check a case's file. With ``key``, the published one, it must be that key that signed.

    Raises Unreadable when there is nothing to be checked.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _verified(package, key)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{path.name}不是可以读取的压缩包（{type(error).__name__}）。") from error


def _verified(package: zipfile.ZipFile, key: str) -> Checked:
    names = Counter(package.namelist())
    if MANIFEST not in names:
        raise Unreadable(f"压缩包里没有{MANIFEST}，不是本系统生成的案卷。")
    manifest = _small(package, MANIFEST)
    told = _json(manifest, MANIFEST)
    found = Checked(str(told.get("case", "")), str(told.get("made_at", "")), kind=str(told.get("kind", "case")))
    found.seq = told["seq"] if isinstance(told.get("seq"), int) else 0
    found.faults += [f"压缩包里有{count}个同名的“{name}”。" for name, count in names.items() if count > 1]
    if SIGNATURE in names:
        found.key = _check_signature(manifest, _json(_small(package, SIGNATURE), SIGNATURE), key, found.faults)
    else:
        found.faults.append(f"没有签名（{SIGNATURE}），不能证明清单出自立卷机关。")
    listed = _listed(told)
    found.files = len(listed)
    extra = set(names) - set(listed) - {MANIFEST, SIGNATURE}
    found.faults += [f"“{name}”不在清单里。" for name in sorted(extra)]
    found.faults += _differences(package, listed, set(names))
    found.faults += _other_digests(package, told, set(names))
    if told.get("kind") == PACKAGE and not found.faults:
        found.faults += _encapsulated(package, told)
    return found


def _other_digests(package: zipfile.ZipFile, told: dict[str, Any], names: set[str]) -> Iterator[str]:
    """Files whose SM3 digest is told and is another one."""
    for one in told["files"]:
        if "sm3" in one and one["name"] in names and _sm3(package, str(one["name"]), int(one["bytes"])) != one["sm3"]:
            yield f"“{one['name']}”与清单的SM3校验值不符。"


def _sm3(package: zipfile.ZipFile, name: str, size: int) -> str:
    hashed, left = hashes.Hash(hashes.SM3()), size + 1
    try:
        with package.open(name) as opened:
            while left > 0 and (piece := opened.read(min(_PIECE, left))):
                hashed.update(piece)
                left -= len(piece)
    except zipfile.BadZipFile:
        return ""
    return hashed.finalize().hex()


def _encapsulated(package: zipfile.ZipFile, told: dict[str, Any]) -> Iterator[str]:
    """What does not hold in the XML of an archive package (DA/T 48)."""
    # Only packages need the reader of XML, and it takes a moment to load.
    from gongkai.casework import archive_xml

    sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    if archive_xml.NAME not in sizes:
        yield f"缺少“{archive_xml.NAME}”。"
        return
    try:
        documents = {str(one["name"]): str(one["sha256"]) for one in told["documents"]}
    except (KeyError, TypeError) as error:
        raise Unreadable(f"{MANIFEST}的内容不完整。") from error
    # The manifest fits by now, so the XML is as long as a signature says it is.
    yield from archive_xml.faults(package.read(archive_xml.NAME), documents)


def _check_signature(manifest: bytes, told: dict[str, Any], key: str, faults: list[str]) -> str:
    named = str(told.get("public_key", ""))
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(named, validate=True))
        public.verify(base64.b64decode(str(told.get("signature", "")), validate=True), manifest)
    except (binascii.Error, ValueError):
        faults.append("签名文件的写法不对。")
        return ""
    except InvalidSignature:
        faults.append("签名与清单不符：清单在签名之后被改动过。")
        return ""
    if key and key.strip() != named:
        faults.append(f"签名用的不是所给的公钥，而是{named}。")
    return named


def _listed(told: dict[str, Any]) -> dict[str, tuple[int, str]]:
    try:
        return {str(one["name"]): (int(one["bytes"]), str(one["sha256"])) for one in told["files"]}
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"{MANIFEST}的内容不完整。") from error


def _differences(package: zipfile.ZipFile, listed: dict[str, tuple[int, str]], names: set[str]) -> Iterator[str]:
    for name, (size, digest) in listed.items():
        if name not in names:
            yield f"缺少“{name}”。"
        elif not _fits(package, name, size, digest):
            yield f"“{name}”与清单的校验值不符，内容被改动过。"


def _fits(package: zipfile.ZipFile, name: str, size: int, digest: str) -> bool:
    """Whether a file is what the manifest says; no more is unpacked than it should hold."""
    hashed, left = hashlib.sha256(), size + 1
    try:
        with package.open(name) as opened:
            while left > 0 and (piece := opened.read(min(_PIECE, left))):
                hashed.update(piece)
                left -= len(piece)
    except zipfile.BadZipFile:
        return False
    return left == 1 and hashed.hexdigest() == digest


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as opened:
        data = opened.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Unreadable(f"{name}过大。")
    return data


def _json(data: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name}不是JSON。") from error
    if not isinstance(told, dict):
        raise Unreadable(f"{name}的内容不完整。")
    return told
