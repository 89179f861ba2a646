"""Putting a public page together: the site, the page's meta tags and its template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate, localtime, now

from gongkai.portal import tongues
from gongkai.portal.site import site
from gongkai.statute.parameters import rules


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the site, as 政府网站发展指引 wants it in the head of each of its pages. ``kind`` is one of
    the guideline's column types."""

    name: str
    kind: str
    description: str
    keywords: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page that is an article: the three more tags of the guideline."""

    title: str
    published_at: datetime | None
    source: str

    @property
    def pub_date(self) -> str:
        """YYYY-MM-DD HH:MM, as the guideline wants it."""
        return "" if self.published_at is None else f"{localtime(self.published_at):%Y-%m-%d %H:%M}"


HOME = Column("首页", "首页", "政府信息公开平台首页：申请公开、查询进度、查看指南和年度报告。", "政府信息公开,首页")
GUIDE = Column(
    "政府信息公开指南",
    "信息公开指南",
    "政府信息的分类、编排体系、获取方式，公开工作机构的联系方式，申请、答复和救济的办法。",
    "政府信息公开指南,公开工作机构,联系方式",
)
APPLY = Column(
    "依申请公开", "依申请公开", "在线提交政府信息公开申请，查询办理进度。", "依申请公开,政府信息公开申请,进度查询"
)
PROGRESS = Column(
    "进度查询", "依申请公开", "凭收件编号和查询码查看政府信息公开申请的办理进度。", "依申请公开,进度查询,收件编号"
)
MAP = Column("网站地图", "概况信息", "本网站全部栏目和页面。", "网站地图,栏目")
OPINION = Column(
    "答复征求意见",
    "依申请公开",
    "被征求意见的第三方和机关，凭征求意见书的文号和答复码在线提出意见。",
    "征求意见,第三方意见,答复码",
)
DISCLOSED = Column(
    "答复公开",
    "依申请公开",
    "多个申请人申请的同类信息转为主动公开后，答复和文件在这里向社会公开。",
    "答复公开,转为主动公开,依申请公开",
)
REPORTS = Column(
    "政府信息公开年报",
    "信息公开年报",
    "各行政机关按年度公布的政府信息公开工作年度报告。",
    "政府信息公开工作年度报告,年报",
)
CALCULATOR = Column(
    "答复期限计算", "办事服务", "按收到申请的日期和方式计算答复期限，逐日说明理由。", "答复期限,工作日,节假日,调休"
)
SECTIONS = Column("主动公开", "政策文件", "各机关主动公开的政府信息，按栏目查阅。", "主动公开,政策文件,政策解读,栏目")
CONTENT = Column("主动公开", "政策文件", "主动公开的政府信息。", "主动公开,政策文件,政策解读")


LIBRARY = Column(
    "政策文件库",
    "政策文件",
    "各行政机关公开的政策文件，可按标题、文号、机关、年份和有效性查找。",
    "政策文件库,规范性文件,发文字号,有效性",
)


GAZETTE = Column(
    "政府公报", "政策文件", "政府公报各期的目录、全文和逐页阅读，可按标题和文号查找。", "政府公报,规范性文件,目录"
)


OUTAGE = Column("网上服务暂时中断", "办事服务", "网上服务中断期间办理政府信息公开事项的办法。", "网上服务,备用网站")


LARGE = "gongkai_large"
"""The cookie of those who read large letters."""


def mode_key(request: HttpRequest) -> str:
    """The ways in which this reader wants pages, as one word: what a kept answer is told apart by."""
    return "large" if request.COOKIES.get(LARGE) == "1" else ""


NUMBERS = (
    "reply_limit",
    "extension_limit",
    "correction_notice_limit",
    "publication_limit",
    "reconsideration_limit",
    "litigation_limit",
)
"""Numbers of the law that pages speak of, as `law` in every template."""


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    column: Column | None = None,
    article: Article | None = None,
    status: int = 200,
    private: bool = False,
) -> HttpResponse:
    """Render a public page. ``private`` pages name a person and are neither cached nor indexed."""
    today = localdate(now())
    law = {name: rules().value(name, today) for name in NUMBERS}
    place: dict[str, Any] = {"large": request.COOKIES.get(LARGE) == "1"}
    place |= {"ways": tongues.ways(request), "tongue": tongues.of(request)}
    place |= {"site": site(), "column": column, "article": article, "private": private, "law": law}
    response = HttpResponse(render_to_string(template, {**place, **(context or {})}, request=request), status=status)
    patch_vary_headers(response, ["Cookie"])
    if private:
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
    return response
