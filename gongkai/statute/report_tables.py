"""The three tables of the annual report as data (年报格式, 国办公开办函〔2021〕30号).

Table A (part 二) has ten figures, table B (part 三) 25 rows of seven, table C (part 四) three groups
of five. Keys are those that the command line prints; labels are the official row names.
"""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.statute.citation import Citation, cite

BASIS = cite("report_format:")
CROSSFOOTING_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
ASPECTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


@dataclass(frozen=True, slots=True)
class FigureA:
    """One cell of table A: which block of 条例 art 20 it belongs to, its row and its column."""

    key: str
    block: str
    row: str
    column: str
    article: Citation
    unit: str = "件"


_RULES = ("第二十条第（一）项", cite("regulation:20(1)"))
TABLE_A: tuple[FigureA, ...] = (
    FigureA("rules_issued", _RULES[0], "规章", "本年制发件数", _RULES[1]),
    FigureA("rules_repealed", _RULES[0], "规章", "本年废止件数", _RULES[1]),
    FigureA("rules_in_force", _RULES[0], "规章", "现行有效件数", _RULES[1]),
    FigureA("normative_issued", _RULES[0], "行政规范性文件", "本年制发件数", _RULES[1]),
    FigureA("normative_repealed", _RULES[0], "行政规范性文件", "本年废止件数", _RULES[1]),
    FigureA("normative_in_force", _RULES[0], "行政规范性文件", "现行有效件数", _RULES[1]),
    FigureA("licences", "第二十条第（五）项", "行政许可", "本年处理决定数量", cite("regulation:20(5)")),
    FigureA("penalties", "第二十条第（六）项", "行政处罚", "本年处理决定数量", cite("regulation:20(6)")),
    FigureA("coercions", "第二十条第（六）项", "行政强制", "本年处理决定数量", cite("regulation:20(6)")),
    FigureA(
        "fees", "第二十条第（八）项", "行政事业性收费", "本年收费金额（单位：万元）", cite("regulation:20(8)"), "万元"
    ),
)

COLUMNS_B: tuple[tuple[str, str], ...] = (
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("public_interest", "社会公益组织"),
    ("legal_services", "法律服务机构"),
    ("other", "其他"),
    ("total", "总计"),
)


@dataclass(frozen=True, slots=True)
class RowB:
    """One row of table B: its key, the group it stands under (（三）不予公开 …) and its exact label."""

    key: str
    group: str
    label: str

    @property
    def full_label(self) -> str:
        return f"{self.group}{self.label}"


_SECRET, _UNABLE, _UNPROCESSED, _OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
TABLE_B: tuple[RowB, ...] = (
    RowB("new", "", "一、本年新收政府信息公开申请数量"),
    RowB("carry_in", "", "二、上年结转政府信息公开申请数量"),
    RowB("open", "", "（一）予以公开"),
    RowB("partial", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    RowB("no_secret", _SECRET, "1.属于国家秘密"),
    RowB("no_law", _SECRET, "2.其他法律行政法规禁止公开"),
    RowB("no_safety", _SECRET, "3.危及“三安全一稳定”"),
    RowB("no_third", _SECRET, "4.保护第三方合法权益"),
    RowB("no_internal", _SECRET, "5.属于三类内部事务信息"),
    RowB("no_process", _SECRET, "6.属于四类过程性信息"),
    RowB("no_enforce", _SECRET, "7.属于行政执法案卷"),
    RowB("no_query", _SECRET, "8.属于行政查询事项"),
    RowB("na_none", _UNABLE, "1.本机关不掌握相关政府信息"),
    RowB("na_make", _UNABLE, "2.没有现成信息需要另行制作"),
    RowB("na_unclear", _UNABLE, "3.补正后申请内容仍不明确"),
    RowB("np_petition", _UNPROCESSED, "1.信访举报投诉类申请"),
    RowB("np_repeat", _UNPROCESSED, "2.重复申请"),
    RowB("np_pub", _UNPROCESSED, "3.要求提供公开出版物"),
    RowB("np_mass", _UNPROCESSED, "4.无正当理由大量反复申请"),
    RowB("np_confirm", _UNPROCESSED, "5.要求行政机关确认或重新出具已获取信息"),
    RowB("ot_nocorrect", _OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    RowB("ot_nopay", _OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    RowB("ot_other", _OTHER, "3.其他"),
    RowB("total", "", "（七）总计"),
    RowB("carry_out", "", "四、结转下年度继续办理"),
)
KEYS_A: tuple[str, ...] = tuple(figure.key for figure in TABLE_A)
KEYS_B: tuple[str, ...] = tuple(row.key for row in TABLE_B)
RESULT_KEYS: tuple[str, ...] = KEYS_B[2:23]
"""The 21 rows of which a decided case stands in exactly one."""

GROUPS_C: tuple[tuple[str, str], ...] = (
    ("reconsideration", "行政复议"),
    ("direct", "行政诉讼（未经复议直接起诉）"),
    ("after_reconsideration", "行政诉讼（复议后起诉）"),
)
COLUMNS_C: tuple[tuple[str, str], ...] = (
    ("upheld", "结果维持"),
    ("overturned", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
)
