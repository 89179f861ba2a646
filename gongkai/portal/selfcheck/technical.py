"""The lines of the checklist about the site itself: whether it opens, its name, its links, tags, search and headers."""

from __future__ import annotations

from django.conf import settings
from django.utils.timezone import localtime

from gongkai.disclosure import queries
from gongkai.portal.searching import finding
from gongkai.portal.searching.finding import Wish
from gongkai.portal.selfcheck import probing, providers, walking
from gongkai.portal.selfcheck.models import Fault, Probe, Walk
from gongkai.portal.selfcheck.providers import Record
from gongkai.portal.selfcheck.verdicts import MOST_RECORDS, Result, Standing, Verdict, judged, titled, untested
from gongkai.statute.parameters import rules
from gongkai.statute.website_checks import reachable as is_reachable
from gongkai.statute.websites import code_problem, domain_problem, police_problem

TRIAL = "域名是保留给试用和演示的，不是正式站"
NOT_WALKED = "后台还没有走完一遍全站，请在本页开始检查，或者等到夜里。"


def reachable(site: Standing) -> Verdict:
    """站点无法访问: the probes of the last week."""
    if not probing.address():
        return untested("没有设置要访问的网址（GONGKAI_PROBE），没有监测。")
    found = probing.visits(site.today)
    days, least = rules().value("site_visit_days", site.today), rules().value("site_visits_a_day", site.today)
    said = f"最近{days}天访问{found.attempts}次，失败{found.failed}次，占{found.share:.1f}%。访问由本机发起。"
    records = [_failed(row) for row in probing.failures(site.today)]
    decided = is_reachable(found, site.today, rules())
    if decided is None:
        return untested(f"{said}有的日子没有访问满{least}次，还不能判定。", records)
    return judged(decided, said, records)


def _failed(row: Probe) -> Record:
    return Record(f"{localtime(row.at):%Y-%m-%d %H:%M} {row.problem}")


def domain(site: Standing) -> Verdict:
    """域名名称."""
    if site.is_trial:
        return untested(f"{TRIAL}（{site.says.domain}）。")
    problem = domain_problem(site.says.domain)
    return judged(not problem, problem or f"域名{site.says.domain}。")


def code(site: Standing) -> Verdict:
    """网站标识: what the footer has to say of the site."""
    said = site.says
    lacking = [f"没有填写{name}。" for name, value in _footer(site).items() if not value]
    problems = lacking + [problem for problem in (code_problem(said.code), police_problem(said.police)) if problem]
    if site.is_trial:
        return untested(f"{TRIAL}。{''.join(problems)}")
    return judged(not problems, "".join(problems) or "页脚各项齐全。")


def _footer(site: Standing) -> dict[str, str]:
    said = site.says
    return {"主办单位": said.host, "联系电话": said.telephone, "办公地址": said.address, "ICP备案号": said.icp}


def correction(site: Standing) -> Verdict:
    """我为政府网站找错: an entrance of the national platform, or one of this site."""
    own = providers.correction()
    if site.says.correction or own:
        where = "国家平台" if site.says.correction else "本站"
        return judged(True, f"页面底部有找错入口（{where}）。")
    if site.is_trial:
        return untested(f"{TRIAL}，没有找错入口的地址。")
    return judged(False, "没有填写找错入口的地址（GONGKAI_SITE_CORRECTION）。")


def links(site: Standing) -> Verdict:
    """可用性: what the walk could not open."""
    return _of_walk(site.walk, Fault.Kind.DEAD, Fault.Kind.OUTSIDE, good="没有打不开的链接")


def tags(site: Standing) -> Verdict:
    """页面标签: pages without one of their tags."""
    return _of_walk(site.walk, Fault.Kind.TAGS, good="标签齐全")


def _of_walk(walk: Walk | None, *kinds: str, good: str) -> Verdict:
    if walk is None or walk.ended_at is None:
        return untested(NOT_WALKED)
    found = list(walking.faults(walk, *kinds))
    said = f"{localtime(walk.ended_at):%Y-%m-%d %H:%M}走过{walk.pages}个网页、{walk.links}处链接，"
    said += f"发现{len(found)}处。" if found else f"{good}。"
    if walk.cut_off:
        said += "网页太多，没有走完（GONGKAI_WALK_PAGES）。"
    if Fault.Kind.OUTSIDE in kinds and not walk.facts.get("outside"):
        said += "站外链接没有检查（GONGKAI_OUTSIDE_LINKS）。"
    records = [_record(fault) for fault in found[:MOST_RECORDS]]
    if not found and walk.cut_off:
        return untested(said)
    return judged(not found, said, records)


def _record(fault: Fault) -> Record:
    target = f"：{fault.target}" if fault.target else ""
    return Record(f"{fault.page} {fault.what}{target}", fault.page if fault.page.startswith("/") else "")


def search(site: Standing) -> Verdict:  # noqa: ARG001 - every line is asked alike
    """站内搜索: the newest page is searched by its title and has to be found."""
    newest = queries.news().first()
    if newest is None:
        return untested("还没有公开的信息，不能试搜。")
    found = finding.find(Wish(words=newest.title))
    if not found.is_open:
        return judged(False, "搜索数据正在重建，暂时不能搜索。")
    there = any(hit.document.key.endswith(f":{newest.page_id}") for hit in found.hits)
    return judged(there, f"试搜{titled(newest.title)}，{'找到' if there else '没有找到'}，共{found.total}项结果。")


def ipv6(site: Standing) -> Verdict:
    """IPv6改造: the AAAA record as the walk found it."""
    if site.is_trial:
        return untested(f"{TRIAL}。")
    known = site.walk.facts.get("ipv6") if site.walk else None
    if known is None:
        return untested("没有查到域名的地址（可能没有接入互联网），不能判定。")
    return judged(bool(known), "域名有AAAA记录。" if known else "域名没有AAAA记录。")


def https(site: Standing) -> Verdict:
    """HTTPS and headers: the setting, and what the walk saw on every page."""
    seen = _of_walk(site.walk, Fault.Kind.MIXED, Fault.Kind.HEADERS, good="没有明文资源，响应头齐全")
    if settings.HTTPS or seen.result is Result.FAILED:
        return seen
    if site.is_trial:
        return untested(f"{TRIAL}，没有启用HTTPS。{seen.evidence}", seen.records)
    return judged(False, f"没有启用HTTPS（GONGKAI_HTTPS）。{seen.evidence}", seen.records)
