"""A few public documents, and an index of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from gongkai.search.asking import moment_of
from gongkai.search.document import Document
from gongkai.search.index import Index, State

TITLES = {
    "page:1": ("明湖区最低生活保障审核确认办法", "申请最低生活保障的家庭，由乡镇受理。附件另行公布。"),
    "page:2": ("关于做好养老服务工作的通知", "根据国办发〔2020〕109号，推进居家社区养老服务。"),
    "page:3": ("《养老服务条例》政策解读", "公租房不在此列；GB/T 9704和2023年度报告见附件。"),
    "page:4": ("政府信息公开工作年度报告", "本年度收到申请12件。政府，信息公开。"),
    "page:5": ("明湖区国办发文件汇编", "公共租赁住房申请，臺灣同胞同等對待。"),
}


def document(key: str, title: str, body: str, **more: Any) -> Document:
    """A document of a day that follows from its number."""
    number = int(key.rpartition(":")[2])
    day = date(2020 + number % 3, 1 + number % 12, 3)
    usual: dict[str, Any] = {"agency": f"第{number % 2}局", "kind": "网页", "release": number}
    return Document(
        key=key, title=title, body=body, address=f"/c/{number}.html", moment=moment_of(day), day=day, **(usual | more)
    )


def documents() -> list[Document]:
    """All of them; the second has a number, the third a file."""
    more: dict[str, dict[str, Any]] = {
        "page:2": {"number": "明政办发［2023］5号"},
        "page:3": {"parts": (("名单.txt", "各科室联系方式，电动自行车停放点。"),)},
    }
    return [document(key, *texts, **more.get(key, {})) for key, texts in TITLES.items()]


def library(folder: Path, *more: Document) -> Index:
    """An index of all of them."""
    made = Index(folder)
    made.make_anew([*documents(), *more], State("one", 1), threads=1)
    return made
