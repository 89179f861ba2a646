"""Whether a mirror is what its manifest says, and what is public now."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.db import DatabaseError
from django.urls import reverse

from gongkai.disclosure import queries
from gongkai.portal.mirror import manifest, tree
from gongkai.portal.mirror.manifest import Manifest


def differences(folder: Path) -> list[str]:
    """What is wrong with the mirror in a folder, in sentences; empty when it is whole and up to date. Raises
    manifest.Unreadable."""
    current = folder / tree.CURRENT
    told = manifest.read(current)
    return [*_files(current, told), *_public(told)]


def _files(current: Path, told: Manifest) -> Iterator[str]:
    for file in told.files.values():
        path = current / file.path
        if not path.is_file():
            yield f"缺少文件：{file.path}"
        elif sha256(path.read_bytes()).hexdigest() != file.sha256:
            yield f"文件被改动：{file.path}"
    known = {file.path for file in told.files.values()} | {manifest.NAME}
    there = (path.relative_to(current).as_posix() for path in current.rglob("*") if path.is_file())
    yield from (f"多出的文件：{path}" for path in sorted(set(there) - known))


def _public(told: Manifest) -> Iterator[str]:
    """What differs from what is public. On a machine without the database there is nothing to compare with."""
    try:
        rows = list(queries.public())
    except DatabaseError:
        return
    now = {reverse("portal:page", kwargs=row.address_parts()): row.release_id for row in rows}
    here = {address: file.release for address, file in told.files.items() if file.release and address.endswith(".html")}
    for address in sorted(set(now) | {place for place in here if place.startswith("/c/")}):
        if address not in now:
            yield f"已经不公开，镜像里还有：{address}"
        elif address not in here:
            yield f"已经公开，镜像里没有：{address}"
        elif here[address] != now[address]:
            yield f"公开的内容已经更新，镜像里是以前的：{address}"
