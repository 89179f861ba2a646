"""Ways to damage a file: bytes, stretches, numbers, and pieces of other files."""

from __future__ import annotations

import copy
import io
import zipfile
from random import Random

from lxml import etree

_TELLING = (
    b"\x00",
    b"\xff",
    b"|",
    b"<td>",
    b"<table>",
    b"</table>",
    b"<tr colspan=99999>",
    b"0",
    b"9" * 30,
    b"&#x0;",
    b"\n",
    "？".encode(),
)
_TELLING += tuple(
    text.encode()
    for text in ("一、本年新收政府信息公开申请数量", "（七）总计", "四、", "行政许可", "第二十条第（一）项", "—", "/")
)


def mutated(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """The file with up to eight damages."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        _damage(found, rng, others)
    return bytes(found)


def _damage(data: bytearray, rng: Random, others: list[bytes]) -> None:
    at = rng.randrange(len(data) + 1)
    end = min(len(data), at + rng.choice((1, 2, 8, 64, 1024)))
    kind = rng.randrange(7)
    if kind == 0 and at < len(data):
        data[at] = rng.randrange(256)
    elif kind == 1:
        del data[at:end]
    elif kind == 2:
        data[at:at] = data[at:end] * rng.randint(1, 20)
    elif kind == 3:
        data[at:at] = rng.choice(_TELLING) * rng.choice((1, 1, 3, 50))
    elif kind == 4:
        other = rng.choice(others)
        start = rng.randrange(len(other))
        data[at:end] = other[start : start + rng.choice((4, 40, 400))]
    elif kind == 5:
        data[at:end] = rng.randbytes(end - at)
    else:
        del data[at:]


def mutated_zip(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """An archive whose parts are damaged, so that the damage reaches the reader behind the zip."""
    if rng.random() < 0.25:
        return mutated(data, rng, others)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, mutated(part, rng, [part]) if rng.random() < 0.7 else part)
    return buffer.getvalue()


def mutated_any(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Whatever suits the file: the parts of an archive, or its bytes."""
    return (mutated_zip if zipfile.is_zipfile(io.BytesIO(data)) else mutated)(data, rng, others)


def rearranged(data: bytes, rng: Random, seeds: list[bytes]) -> bytes:
    """A package in one of whose parts elements were taken out, moved, doubled or renamed: XML that no program writes,
    but that can be read to its end. Now and then a torn one."""
    if rng.random() < 0.1:
        return mutated_zip(data, rng, seeds)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        chosen = rng.choice([name for name in source.namelist() if name.startswith("word/") and name.endswith(".xml")])
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _shuffled(content, rng) if name == chosen else content)
    return out.getvalue()


def _shuffled(content: bytes, rng: Random) -> bytes:
    root = etree.fromstring(content)
    for _ in range(rng.randint(1, 12)):
        items = list(root.iter("*"))[1:]
        if not items:
            break
        item, other = rng.choice(items), rng.choice(items)
        act = rng.choice(["out", "move", "double", "rename", "attribute"])
        if act == "out":
            item.getparent().remove(item)
        elif act == "rename":
            item.tag = other.tag
        elif act == "attribute" and item.attrib:
            item.attrib[rng.choice(list(item.attrib))] = rng.choice(["", "-1", "0", "99999999999", "甲", "&"])
        elif not any(above is item for above in (other, *other.iterancestors())):
            other.append(copy.deepcopy(item) if act == "double" else item)
    return etree.tostring(root)
