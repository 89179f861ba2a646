"""Which row a label means, although characters are missing, doubled, split or wrapped.

A label is compared by its pairs of neighbouring characters, so no single damaged character decides.
"""

from __future__ import annotations

from functools import lru_cache

from gongkai.report.read.glyphs import han

CORES_B: dict[str, tuple[str, ...]] = {
    "new": ("本年新收政府信息公开申请数量", "本年新收", "新收政府信息公开申请"),
    "carry_in": ("上年结转政府信息公开申请数量", "上年结转", "上年度结转"),
    "open": ("予以公开",),
    "partial": ("部分公开", "部分公开区分处理的只计这一情形不计其他情形", "区分处理的只计这一情形"),
    "no_secret": ("属于国家秘密", "国家秘密"),
    "no_law": ("其他法律行政法规禁止公开", "法律行政法规禁止公开", "法律法规禁止公开"),
    "no_safety": ("危及三安全一稳定", "三安全一稳定"),
    "no_third": ("保护第三方合法权益", "第三方合法权益"),
    "no_internal": ("属于三类内部事务信息", "内部事务信息"),
    "no_process": ("属于四类过程性信息", "过程性信息"),
    "no_enforce": ("属于行政执法案卷", "行政执法案卷"),
    "no_query": ("属于行政查询事项", "行政查询事项"),
    "na_none": ("本机关不掌握相关政府信息", "不掌握相关政府信息", "本机关不掌握"),
    "na_make": ("没有现成信息需要另行制作", "没有现成信息", "需要另行制作"),
    "na_unclear": ("补正后申请内容仍不明确", "申请内容仍不明确"),
    "np_petition": ("信访举报投诉类申请", "信访举报投诉"),
    "np_repeat": ("重复申请",),
    "np_pub": ("要求提供公开出版物", "公开出版物"),
    "np_mass": ("无正当理由大量反复申请", "大量反复申请"),
    "np_confirm": (
        "要求行政机关确认或重新出具已获取信息",
        "要求行政机关确认或重新出具",
        "确认或重新出具已获取信息",
        "重新出具已获取信息",
    ),
    "ot_nocorrect": (
        "申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请",
        "申请人无正当理由逾期不补正",
        "逾期不补正",
    ),
    "ot_nopay": (
        "申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请",
        "申请人逾期未按收费通知要求缴纳费用",
        "未按收费通知要求缴纳费用",
        "逾期未缴费",
    ),
    "ot_other": ("其他",),
    "total": ("总计", "合计"),
    "carry_out": ("结转下年度继续办理", "结转下年度", "结转下年"),
}
GROUP_OTHER = "ot_group"
"""The old format has one row for （六）其他处理."""
CORES_GROUP_OTHER = ("其他处理",)
_SHORT = 2
NEEDED = 0.6


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@lru_cache(maxsize=8192)
def likeness(label: str, cores: tuple[str, ...]) -> float:
    """How much of the best core occurs near the end of the label, 0 to 1, a little more the nearer the end."""
    text = han(label)
    return max((_one(text, core) for core in cores), default=0.0)


def _one(text: str, core: str) -> float:
    if len(core) <= _SHORT:
        at = text.rfind(core)
        return (0.95 + 0.05 * (at + len(core)) / len(text)) if at >= 0 and len(text) - at - len(core) <= _SHORT else 0.0
    window = text[-(len(core) + 45) :]
    shared = [pair for pair in _pairs(core) if pair in window]
    score = len(shared) / (len(core) - 1)
    if score < NEEDED:
        return 0.0
    end = max(window.rfind(pair) for pair in shared) + 2
    return score * (0.9 + 0.1 * end / len(window)) + 0.0005 * len(core)


def key_likeness(label: str, key: str) -> float:
    """How well a label fits a row of table B."""
    if key == GROUP_OTHER:
        return likeness(label, CORES_GROUP_OTHER)
    return likeness(label, CORES_B[key])
