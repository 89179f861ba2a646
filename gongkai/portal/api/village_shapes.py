"""What the API says of villages, described for the people who write programs against it."""

from __future__ import annotations

from datetime import date

from ninja import Schema
from pydantic import Field


class VillageLine(Schema):
    """一个村。"""

    code: str = Field(description="村的代码。", examples=["ltz01"])
    name: str = Field(description="村民委员会的全称。", examples=["莲塘镇柳溪村村民委员会"])
    short_name: str = Field(description="简称。", examples=["柳溪村"])
    township_code: str = Field(description="乡镇的代码。", examples=["ltz"])
    township: str = Field(description="乡镇的名称。", examples=["莲塘镇人民政府"])
    updated_on: date | None = Field(description="最近一次公开的日期；还没有公开的为空。")
    page: str = Field(description="网页的地址。", examples=["/villages/ltz01/"])
    data: str = Field(description="数据的地址。", examples=["/api/v1/villages/ltz01"])


class PostingLine(Schema):
    """列表中的一份公开内容。"""

    number: int = Field(description="编号。", examples=[17])
    board: str = Field(
        description="公开栏：party党务、affairs村务、finance财务、services便民服务。", examples=["finance"]
    )
    title: str = Field(description="标题。", examples=["2026年第三季度财务收支公开"])
    items: list[str] = Field(description="公开的事项。", examples=[["各项收入", "各项支出"]])
    period: str = Field(description="所属的期间或者发生的日期。", examples=["2026年第三季度"])
    posted_from: date | None = Field(description="公示的第一天。")
    posted_until: date | None = Field(description="公示至哪一天；长期公开的为空。")
    page: str = Field(description="网页的地址。", examples=["/villages/ltz01/17/"])
    data: str = Field(description="数据的地址。", examples=["/api/v1/villages/ltz01/postings/17"])


class BoardOut(Schema):
    """一个公开栏。"""

    board: str = Field(description="公开栏的代码。", examples=["finance"])
    label: str = Field(description="公开栏的名称。", examples=["财务"])
    updated_on: date | None = Field(description="更新日期；现在没有公示内容的为空。")
    postings: list[PostingLine] = Field(description="现在公示的内容，新的在前。")


class VillageOut(VillageLine):
    """一个村和它的四个公开栏。"""

    years: list[int] = Field(description="有公开内容的年份。", examples=[[2026, 2025]])
    boards: list[BoardOut] = Field(description="四个公开栏。")


class FinanceLine(Schema):
    """财务表的一行。"""

    finance_class: str = Field(description="类别的代码。", examples=["income"])
    label: str = Field(description="类别的名称。", examples=["各项收入"])
    item: str = Field(description="项目。", examples=["集体鱼塘承包费"])
    on: date | None = Field(description="日期；没有写的为空。")
    amount_fen: int = Field(description="金额，单位是分。", examples=[1250000])
    note: str = Field(description="说明。")


class PostingFileOut(Schema):
    """一张照片或者一个附件。"""

    name: str = Field(description="文件名。", examples=["石桥.jpg"])
    picture: bool = Field(description="是不是图片。")
    path: str = Field(description="下载的地址。", examples=["/villages/ltz01/17/files/1/"])


class BoardPhotoOut(Schema):
    """纸质公开栏的照片。"""

    taken_on: date = Field(description="张贴的日期。", examples=["2026-10-08"])
    place: str = Field(description="张贴的地点。", examples=["村委会门口公开栏"])
    path: str = Field(description="下载的地址。", examples=["/villages/ltz01/17/board/3/"])


class ReviewOut(Schema):
    """公开以前的一次审签。"""

    who: str = Field(description="审签的环节，不含姓名。", examples=["村务监督委员会审查"])
    on: date = Field(description="审签的日期。", examples=["2026-10-08"])


class PostingOut(PostingLine):
    """一份公开内容的全部。"""

    text: str = Field(description="正文。")
    opening_fen: int | None = Field(description="期初余额，单位是分；没有的为空。")
    closing_fen: int | None = Field(description="期末余额，单位是分；没有的为空。")
    rows: list[FinanceLine] = Field(description="财务明细。")
    files: list[PostingFileOut] = Field(description="照片和附件。")
    board_photo: BoardPhotoOut | None = Field(description="纸质公开栏的照片；没有照片或者照片不公开的为空。")
    signed: list[ReviewOut] = Field(description="公开以前的审签，先后为序。")
    corrects: int | None = Field(description="它更正的那一份的编号；不是更正的为空。")
    correction_reason: str = Field(description="更正的原因。")
