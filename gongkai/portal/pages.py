"""Putting a public page together: the site, the page's meta tags and its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate, localtime, now

from gongkai.portal import hosts, modes, structured, tongues
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
    kind: str = "Article"
    """What it is in the words of schema.org; ``facts`` is what is said of it beside."""
    facts: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    """What those are told of it whom somebody sends the address."""

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


ACCESSIBILITY = Column(
    "无障碍说明",
    "概况信息",
    "长者版和无障碍工具条怎样使用，快捷键，达到的标准，怎样反映问题。",
    "无障碍,长者版,适老化,快捷键",
)
KIOSK = Column("自助服务", "办事服务", "服务大厅自助机的起始页。", "自助服务,依申请公开,进度查询")
GAZETTE = Column(
    "政府公报", "政策文件", "政府公报各期的目录、全文和逐页阅读，可按标题和文号查找。", "政府公报,规范性文件,目录"
)
MEETINGS = Column(
    "政府会议",
    "工作动态",
    "政府常务会议、全体会议的议题、议定事项和会后印发的文件。",
    "常务会议,全体会议,议题,议定事项",
)
LEADERS = Column("负责人信息", "负责人信息", "各行政机关负责人的姓名、职务和工作分工。", "负责人,工作分工,职务")
AGENCIES = Column(
    "机构职能",
    "机构职能",
    "各行政机关的职能、内设机构、办公地址、办公时间、联系方式和负责人。",
    "机构职能,内设机构,联系方式",
)
CATALOGUE = Column(
    "主动公开目录",
    "信息公开目录",
    "法定主动公开内容和基层政务公开标准目录：公开什么、依据、时限、由谁公开、在哪里看。",
    "政府信息公开目录,法定主动公开内容,标准目录",
)
TOPICS = Column("专题专栏", "工作动态", "正在开设的和已经归档的专题专栏。", "专题专栏,归档")
INSPECTIONS = Column(
    "随机抽查",
    "信息公开目录",
    "双随机、一公开：抽查事项、抽取办法、抽中的对象和检查结果。",
    "双随机,一公开,随机抽查",
)
POINTS = Column(
    "查阅场所", "概况信息", "政府信息查阅场所的地址、开放时间、电话和服务。", "查阅场所,国家档案馆,公共图书馆,政务服务"
)

INTERPRETATIONS = Column(
    "政策解读",
    "政策解读",
    "政策文件的解读：文字、图解、动漫、视频、音频、公开讲、发布会和问答，可按形式、年份和机关查找。",
    "政策解读,图解,动漫,政策问答",
)
TALKS = Column("政策公开讲", "政策解读", "各机关面向公众讲解政策的预告、讲稿和录像。", "政策公开讲,政策宣讲,政策解读")


DIALOGUE = Column(
    "互动交流", "咨询投诉", "意见征集、网上来信、来信选登、网上调查和网站找错。", "互动交流,咨询投诉,意见征集,网上调查"
)
CONSULTATIONS = Column(
    "意见征集",
    "征集调查",
    "行政机关起草的文件在这里公开征求意见，结果和采纳情况也在这里公布。",
    "意见征集,征求意见,采纳情况",
)
QUESTIONS = Column(
    "来信选登", "咨询投诉", "公众来信和行政机关的答复，按主题查阅，来信人的个人信息不公开。", "咨询,答复,来信选登"
)
ASK = Column("网上来信", "咨询投诉", "向行政机关咨询、求助、投诉或者提出建议，查询答复。", "咨询,求助,投诉,建议")
CORRECTIONS = Column("网站找错", "咨询投诉", "指出本网站的错误，查询处理结果。", "网站找错,纠错")
SURVEYS = Column("网上调查", "征集调查", "网上调查和调查结果。", "网上调查,调查结果")
SERVICES = Column(
    "办事服务", "办事服务", "办事指南：设定依据、申请条件、办理材料、时限、收费和窗口。", "办事服务,办事指南"
)
VILLAGES = Column(
    "村务公开",
    "工作动态",
    "各村的党务、村务、财务和便民服务公开栏，按乡镇查找。",
    "村务公开,党务公开,财务公开,便民服务",
)


OUTAGE = Column("网上服务暂时中断", "办事服务", "网上服务中断期间办理政府信息公开事项的办法。", "网上服务,备用网站")


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
    place: dict[str, Any] = modes.words(request)
    place |= {"ways": tongues.ways(request), "tongue": tongues.of(request)}
    place |= {"site": hosts.dressed(request), "column": column, "article": article, "private": private, "law": law}
    place["structured"] = "" if private else _structured(request, column, article)
    response = HttpResponse(render_to_string(template, {**place, **(context or {})}, request=request), status=status)
    patch_vary_headers(response, ["Cookie"])
    if private:
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
    return response


def _structured(request: HttpRequest, column: Column | None, article: Article | None) -> str:
    """What the page is, for machines; said once, on the page as it was written."""
    if tongues.of(request) is not tongues.SIMPLIFIED:
        return ""
    root, here = f"{hosts.root(request)}/", hosts.whole(request, request.path)
    if column is HOME:
        return structured.block(structured.home(site(), root))
    return structured.block(structured.page(site(), root, here, column, article)) if column or article else ""
