"""The XML of an archive package, looked at by anybody: it fits the schema that is shipped, and every file in it is what
its manifest says. Needs neither Django nor a database (`gongkai verify-bundle`)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

_DATA = Path(__file__).parent / "data"
SCHEMA, WORDS = _DATA / "archive_package.xsd", _DATA / "archive_package.yaml"
NAME = "eep.xml"
MOST_FAULTS = 20


@cache
def words() -> Mapping[str, str]:
    """What packages say beside the case, by name."""
    return {entry["name"]: str(entry["value"]) for entry in yaml.safe_load(WORDS.read_text("utf-8"))}


def faults(xml: bytes, embedded: Mapping[str, str]) -> Iterator[str]:
    """What does not hold in a package's XML. ``embedded`` has the SHA-256 of each file by its name, whether it lies in
    the XML or beside it."""
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        yield f"{NAME}不是XML：{error.msg}"
        return
    schema = _schema()
    if not schema.validate(root):
        for entry in list(schema.error_log)[:MOST_FAULTS]:
            yield f"{NAME}第{entry.line}行不符合封装结构：{entry.message}"
        return
    found = dict(_encoded(root))
    for name, digest in embedded.items():
        if name not in found:
            yield f"{NAME}里没有“{name}”。"
        elif found[name] != digest:
            yield f"{NAME}里的“{name}”与清单的校验值不符。"
    yield from (f"{NAME}里的“{name}”不在清单里。" for name in sorted(set(found) - set(embedded)))


def _encoded(root: Any) -> Iterator[tuple[str, str]]:
    """Each file's name and its SHA-256: of the bytes in the XML, or as the XML tells it for a file beside."""
    space = {"e": words()["namespace"]}
    beside = words()["keyword_beside"]
    for code in root.iterfind(".//e:编码", space):
        name = code.findtext("e:电子属性/e:计算机文件名", namespaces=space)
        keyword = code.findtext("e:反编码关键字", namespaces=space)
        try:
            data = base64.b64decode(code.findtext("e:编码数据", namespaces=space) or "", validate=True)
        except binascii.Error:
            data = b""
        yield str(name), data.hex() if keyword == beside else hashlib.sha256(data).hexdigest()


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA, _parser()))


def _parser() -> Any:
    # No entities, no network, no DTD: a package may come from anywhere. Encoded files are long, so trees may be, too.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True
    )
