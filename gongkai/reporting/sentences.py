"""Sentences of the narrative that change sensibly with their figures: nothing received is said as 未收到,
and only what happened is listed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from gongkai.report.write.cells import figure
from gongkai.reporting.counting import COLUMN_OF
from gongkai.reporting.facts import Facts
from gongkai.reporting.register import REGISTER
from gongkai.statute.report_tables import COLUMNS_C, RESULT_KEYS

_TOTAL = COLUMN_OF["total"]
_GROUPS = (("no_", "不予公开"), ("na_", "无法提供"), ("np_", "不予处理"), ("ot_", "其他处理"))


def outcome_group(facts: Facts, start: str) -> int:
    """The cases of one group of outcomes, such as 不予公开."""
    return sum(facts.b[key][_TOTAL] for key in RESULT_KEYS if key.startswith(start))


def letters(facts: Facts) -> int:
    """Requests by post, signed for or not."""
    return facts.channels.get("signed_mail", 0) + facts.channels.get("ordinary_mail", 0)


def on_time_rate(facts: Facts) -> str | None:
    """The share answered in time, never rounded up to 100 %; None when nothing was decided."""
    if not facts.decided:
        return None
    share = Decimal(facts.in_time * 100) / facts.decided
    return f"{figure(share.quantize(Decimal('0.1'), ROUND_DOWN))}%"


def requests(facts: Facts) -> str:
    """How many came, by which channels, and what was carried in."""
    new, carried = facts.b["new"][_TOTAL], facts.b["carry_in"][_TOTAL]
    inherited = f"，上年结转政府信息公开申请{carried}件" if carried else ""
    if not new:
        return f"全年未收到政府信息公开申请{inherited}。"
    split = _listed(
        [
            ("网上申请", facts.channels.get("web", 0)),
            ("信函申请", letters(facts)),
            ("当面申请", facts.channels.get("counter", 0)),
            ("传真申请", facts.channels.get("fax", 0)),
            ("其他渠道申请", facts.channels.get("other", 0)),
        ]
    )
    return f"全年共收到政府信息公开申请{new}件，其中{split}{inherited}。"


def outcomes(facts: Facts) -> str:
    """How the cases ended, whether in time, and what is carried out. Empty when there was nothing."""
    closed, carried = facts.b["total"][_TOTAL], facts.b["carry_out"][_TOTAL]
    waiting = f"结转下年度继续办理{carried}件" if carried else ""
    if not closed:
        return f"{waiting}。" if waiting else ""
    results = [("予以公开", facts.b["open"][_TOTAL]), ("部分公开", facts.b["partial"][_TOTAL])]
    results += [(label, outcome_group(facts, start)) for start, label in _GROUPS]
    rate = on_time_rate(facts)
    parts = [f"全年办结政府信息公开申请{closed}件，其中{_listed(results)}"]
    parts += [f"按期答复率{rate}"] if rate else []
    parts += [waiting] if waiting else []
    return f"{'；'.join(parts)}。"


def disputes(facts: Facts) -> str:
    """Reconsiderations and lawsuits, each with its results; or that there were none."""
    reconsiderations, lawsuits = facts.c[0], [a + b for a, b in zip(facts.c[1], facts.c[2], strict=True)]
    if not reconsiderations[-1] and not lawsuits[-1]:
        return "全年未发生因政府信息公开申请引发的行政复议、行政诉讼。"
    told = [_dispute("行政复议", reconsiderations), _dispute("行政诉讼", lawsuits)]
    return f"全年{'；'.join(told)}。"


def fee(facts: Facts) -> str:
    """The processing fees charged, which the report must state also when there were none."""
    if not facts.fees_charged:
        return f"{facts.year}年度，{facts.agency.name}没有收取政府信息公开信息处理费。"
    return f"{facts.year}年度，{facts.agency.name}收取政府信息公开信息处理费{facts.fees_charged}元。"


_PROACTIVE = (
    ("公开文件", "documents"),
    ("公开常务会议", "meetings"),
    ("发布图文解读", "picture_interpretations"),
    ("发布动漫解读", "animated_interpretations"),
    ("开展政策公开讲", "talks"),
    ("编发政府公报", "gazette_issues"),
    ("免费赠阅政府公报", "gazette_copies"),
    ("政府信息查阅场所接待查阅", "point_visits"),
    ("协助提交申请", "point_requests"),
)


def proactive(facts: Facts) -> str:
    """What was published, as far as the register has it."""
    issued = facts.figure("normative_issued")
    if issued is None:
        return _happened(facts, _PROACTIVE)
    return _happened(facts, _PROACTIVE, [f"制发行政规范性文件{figure(issued)}件" if issued else "未制发行政规范性文件"])


_SUPERVISION = (
    ("安排读网值班", "duty_shifts"),
    ("读网发现问题", "patrols"),
    ("督促整改并销号", "rectifications"),
    ("开展政务公开督查", "checks"),
    ("开展现场督导", "inspections"),
    ("组织业务培训", "trainings"),
)


def supervision(facts: Facts) -> str:
    """What was done to supervise (条例第四十七条), as far as the register has it; empty when nothing is known."""
    return _happened(facts, _SUPERVISION)


def _happened(facts: Facts, what: Sequence[tuple[str, str]], more: Sequence[str] = ()) -> str:
    """The figures that are known and not 0, in a sentence."""
    counts = ((lead, key, facts.figure(key)) for lead, key in what)
    told = [*(f"{lead}{figure(count)}{REGISTER[key].unit}" for lead, key, count in counts if count), *more]
    return f"全年{'，'.join(told)}。" if told else ""


def contact(facts: Facts) -> str:
    """Where questions about the report go."""
    agency = facts.agency
    ways = [
        f"{label}：{value}"
        for label, value in (
            ("地址", agency.address),
            ("邮编", agency.postcode),
            ("电话", agency.telephone),
            ("电子邮箱", agency.email),
        )
        if value
    ]
    where = f"（{'，'.join(ways)}）" if ways else ""
    return f"如对本报告有疑问，请与{agency.disclosure_office or agency.name}联系{where}。"


def _listed(counts: list[tuple[str, int]]) -> str:
    return "、".join(f"{label}{count}件" for label, count in counts if count)


def _dispute(name: str, row: list[int]) -> str:
    if not row[-1]:
        return f"未发生因政府信息公开申请引发的{name}"
    results = [(label, count) for (_, label), count in zip(COLUMNS_C[:-1], row, strict=False)]
    return f"因政府信息公开申请引发的{name}{row[-1]}件，其中{_listed(results)}"
