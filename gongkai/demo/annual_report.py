"""The office's report of 2023: figures from paper registers, words with bound numbers, secrecy review, approval,
publication on 2024-01-29."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongkai.demo.district import District
from gongkai.demo.stage import Act, Story, moment
from gongkai.editorial import reviewing
from gongkai.editorial.models import Round
from gongkai.editorial.reviewing import Seen
from gongkai.reporting import actions, publishing
from gongkai.reporting.models import AnnualReport
from gongkai.reporting.narrative import Words
from gongkai.reporting.wording import default_words

YEAR = 2023
_NONE = "本机关没有此项职权"
FIGURES: tuple[tuple[str, str, str], ...] = (
    ("licences", "0", _NONE),
    ("penalties", "0", _NONE),
    ("coercions", "0", _NONE),
    ("fees", "0", _NONE),
    ("trainings", "4", "业务培训签到簿"),
    ("village_boards", "12", "村务公开检查登记簿"),
)

_OVERVIEW = """\
（一）主动公开。公开政府及办公室文件{{ 发布文件 }}件，\
其中行政规范性文件{{ a.normative_issued }}件；公开政府常务会议{{ 公开常务会议 }}次。\
文件与解读同步审签，发布图文解读{{ 图文解读 }}篇、动漫解读{{ 动漫解读 }}篇，开展政策公开讲{{ 政策公开讲 }}期。\
编发《明湖区人民政府公报》{{ 政府公报 }}期，免费赠阅{{ 公报免费赠阅 }}册。
（二）依申请公开。网上、信函和当面申请渠道均保持畅通，申请人可以随时查询办理进度和答复期限。\
{{ 句.申请 }}{{ 句.办理结果 }}{{ 句.复议诉讼 }}
（三）政府信息管理。公文起草时确定公开属性并说明理由；发布前逐件进行保密审查，实行三审三校；行政规范性文件按年清理并公布目录。
（四）政府信息公开平台建设。门户网站提供无障碍阅读、适老化和简繁转换，24小时读网发现的差错当日改正；\
政务服务中心设有查询点；{{ 设公开栏的行政村 }}个行政村规范设置了村务公开栏。
（五）监督保障。全年组织政务公开业务培训{{ 业务培训 }}次，接受工作考核和社会评议，\
未发生因政府信息公开工作被追究责任的情形。"""

_PROBLEMS = """\
存在的主要问题：一是个别解读材料文字偏多，重点不够直观；二是部分部门工作人员更换频繁，答复文书的说理水平参差不齐；三是镇乡便民服务中心的查询设备使用率不高。
改进措施：一是解读方案与文件一并报审，优先采用图表和短视频；二是开展跟班学习，对不予公开类答复逐件复核说理；\
三是在便民服务中心安排专人引导，方便群众查询。上一年度查找的信息公开栏目更新不及时问题，已通过按周巡查完成整改。"""

_OTHER = "{{ 句.信息处理费 }}本报告电子版可以在明湖区人民政府门户网站“政府信息公开年报”栏目查阅和下载。"


def words(district: District) -> Words:
    """What the office wrote; the opening is that of every report."""
    return Words(default_words(district.office).opening, _OVERVIEW, _PROBLEMS, _OTHER)


def story(district: District) -> Story:
    """From the register to publication."""
    for minute, (key, value, source) in enumerate(FIGURES):
        yield _entered(district, minute, key, value, source)
    report: AnnualReport = yield _by(district, "officer", "2024-01-09 10:00", actions.draft, agency=district.office)
    yield _on(report, district, "officer", "2024-01-15 15:00", actions.save_words, words=words(district))
    yield _on(report, district, "officer", "2024-01-22 09:30", actions.submit)
    yield _secrecy_review(report, district, "2024-01-23 15:00")
    yield _on(report, district, "leader", "2024-01-25 10:00", actions.approve)
    yield _on(report, district, "officer", "2024-01-29 09:00", actions.publish)


def _entered(district: District, minute: int, key: str, value: str, source: str) -> Act:
    at = f"2024-01-08 14:{minute:02d}"
    return _by(
        district, "officer", at, actions.enter_figure, agency=district.office, key=key, value=value, source=source
    )


def _secrecy_review(report: AnnualReport, district: District, at: str) -> Act:
    def sign(now: datetime) -> Round:
        row = publishing.round_of(report)
        seen, by = Seen(row.seq, row.digest), district.people["secrecy"]
        return reviewing.approve_all(round_id=row.pk, stage=row.stage, seen=seen, by=by, at=now)

    return moment(at), sign


def _by(district: District, who: str, at: str, verb: Any, **arguments: Any) -> Act:
    user = district.people[who]
    return moment(at), lambda now: verb(year=YEAR, by=user, at=now, **arguments)


def _on(report: AnnualReport, district: District, who: str, at: str, verb: Any, **arguments: Any) -> Act:
    user = district.people[who]
    return moment(at), lambda now: verb(report_id=report.pk, by=user, at=now, **arguments)
