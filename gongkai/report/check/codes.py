"""Every code that a finding of this package bears, with its title, usual severity and source.

``docs/checks.md`` is the same table for people; a test holds the two and the source together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: stable code, Chinese title, the severities it may have, and where it comes from."""

    code: str
    title: str
    severities: str
    source: str


_FORMAT = "年报格式（国办公开办函〔2021〕30号）"
RULES: tuple[Rule, ...] = (
    Rule("A1", "表格各格应为不小于0的整数（收费金额可有小数）", "错误", _FORMAT),
    Rule("A2", "空白、“/”等代替了0", "提示", _FORMAT),
    Rule("A3", "没有规章制定权的机关，规章各格应为0", "错误、警告", "立法法第九十三条"),
    Rule("A4", "收费金额疑以元代替万元（需上年报告）", "警告", _FORMAT),
    Rule("B1", "各列：第一项加第二项之和，等于第三项（七）加第四项之和", "错误", _FORMAT + "勾稽关系"),
    Rule("B2", "各列：（七）总计等于二十一项办理结果之和", "错误", _FORMAT + "勾稽关系"),
    Rule("B3", "各行：总计等于自然人与五类组织之和", "错误、警告", _FORMAT + "勾稽关系"),
    Rule("B4", "有逾期未缴费件，而第六部分称没有收费事项", "警告", "信息处理费办法"),
    Rule("C1", "复议、诉讼三块：总计等于四种结果之和", "错误、警告", _FORMAT),
    Rule("T1", "正文收到（受理）、上年结转、申请人分列件数与表三一致", "错误、警告、提示", "条例第五十条"),
    Rule("T2", "渠道分项之和等于正文总数", "错误、警告", "条例第五十条"),
    Rule("T3", "正文答复、办理结果、结转下年件数与表三一致", "错误、警告、提示", "条例第五十条"),
    Rule("T4", "正文规章、规范性文件、许可、处罚、强制件数与表二一致", "错误、警告、提示", "条例第五十条"),
    Rule("T5", "正文复议、诉讼件数与表四一致", "错误、警告、提示", "条例第五十条"),
    Rule("T6", "正文“未收到、未发生、无”的说法与表格一致", "错误、警告、提示", "条例第五十条"),
    Rule("T7", "第六部分应说明信息处理费收取情况", "提示", "信息处理费办法"),
    Rule("T8", "统计期限应为报告年度1月1日至12月31日", "错误", "条例第五十条"),
    Rule("T9", "六个部分齐全、次序和标题正确", "警告、提示", _FORMAT),
    Rule("T10", "标题、正文年份与报告年度一致，按期发布", "错误、警告、提示", "条例第四十九条"),
    Rule("T11", "第一部分概述五个方面", "提示", _FORMAT),
    Rule("T12", "第一部分原则上不超过1000字", "警告、提示", _FORMAT + "（地方通知转述）"),
    Rule("Y1", "本年上年结转等于上年报告结转下年度", "错误、警告", _FORMAT),
    Rule("Y2", "现行有效件数与上年衔接", "警告", _FORMAT),
    Rule("Y3", "上年尚未审结的案件本年应有着落", "提示", _FORMAT),
    Rule("Y4", "主要数字与上年相差十倍以上", "提示", "本系统的推定规则"),
    Rule("Y5", "文字与上年报告雷同", "提示", "本系统的推定规则"),
    Rule("P1", "政府报告各格等于各机关报告之和", "错误", "条例第五十条"),
    Rule("P2", "政府办公室报告写了全区域数字", "提示", "条例第五十条"),
    Rule("P3", "下级报告缺失、重复或者年度不符", "错误、警告", "条例第四十九条"),
    Rule("SUM", "其中、包括、分别为、括号各分项之和与总数相符", "错误、警告、提示", "正文自相矛盾"),
    Rule("PCT", "百分比与同句数字相符", "错误、警告、提示", "正文自相矛盾"),
    Rule("DUP", "同一指标前后两处数字不同", "警告", "正文自相矛盾"),
    Rule("YOY", "同比与两年报告相符", "警告", "正文自相矛盾"),
    Rule("NAME", "机关名称疑有错字或者照抄他处", "警告", "行政区划名录"),
    Rule("SUBJECT", "正文主语不是本机关", "警告", "条例第五十条"),
    Rule("BASIS", "引用了已被取代的依据", "警告、提示", _FORMAT),
    Rule("FORMAT", "2021年度起仍用2019年旧格式表格", "错误", _FORMAT),
    Rule("RESIDUE", "残留模板说明文字", "警告", _FORMAT),
    Rule("EMPTY5", "第五部分只写“无”或者没有内容", "警告、提示", _FORMAT),
    Rule("PREVIOUS", "给出的上年报告不是上一年度的", "警告", "使用说明"),
)
BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
