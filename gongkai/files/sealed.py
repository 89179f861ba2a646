"""A letter that came back from a seal system is looked at in the process apart before anybody takes it."""

from __future__ import annotations

from dataclasses import asdict

from gongkai.files import apart
from gongkai.files.errors import Refused
from gongkai.typeset.sealed import Box


def faults(sealed: bytes, original: bytes, box: Box) -> list[str]:
    """What stands against taking a sealed file for a letter; nothing when it is that letter with a seal in its box."""
    if not sealed.startswith(original) or len(sealed) == len(original):
        return ["退回的文件不是在送出的文件之后追加印章而成的，内容可能被改动，或者是另一份文书。"]
    try:
        said, _ = apart.ask("sealed", sealed, length=len(original), box=asdict(box))
    except Refused as error:
        return [f"退回的文件无法核对：{error}"]
    return [str(one) for one in said["faults"]]
