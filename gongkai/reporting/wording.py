"""The words a new report starts from: six parts, five aspects (年报格式), every figure a bound field.

What only people can say is marked 【请填写…】; a report that still holds the mark is not published.
"""

from __future__ import annotations

from gongkai.agencies.models import Agency, Kind
from gongkai.reporting.narrative import Words

TO_FILL = "【请填写"

_OPENING = """\
根据《中华人民共和国政府信息公开条例》（国务院令第711号）和《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作\
年度报告格式〉的通知》（国办公开办函〔2021〕30号）的规定，编制{{ 机关名称 }}{{ 年度 }}年政府信息公开工作年度报告。\
本报告统计期限为{{ 年度 }}年1月1日至12月31日。{{ 句.联系方式 }}"""

_OVERVIEW = """\
（一）主动公开。{{ 句.主动公开 }}
（二）依申请公开。{{ 句.申请 }}{{ 句.办理结果 }}{{ 句.复议诉讼 }}
（三）政府信息管理。公文制发时确定公开属性并说明理由，发布前逐件进行保密审查和内容审核。
（四）政府信息公开平台建设。政府信息公开专栏统一设置政府信息公开指南、政府信息公开制度、法定主动公开内容、政府信息公开年报等栏目。
（五）监督保障。{{ 句.监督保障 }}"""

_SUPERVISION_GOVERNMENT = (
    "【请填写：工作考核、社会评议和责任追究结果，条例第五十条要求各级人民政府的年度报告应当包括这些内容】"
)
_SUPERVISION = "【请填写：本年组织培训、接受监督检查、工作考核和社会评议的情况】"

_PROBLEMS = """\
【请填写：本年存在的主要问题，不能写“无”】
【请填写：针对上述问题的改进措施，以及上一年度所列问题的改进结果】"""

_OTHER = "{{ 句.信息处理费 }}除上述情况外，没有其他需要报告的事项。"


def default_words(agency: Agency) -> Words:
    """The words that a new report of an agency starts from."""
    supervision = _SUPERVISION_GOVERNMENT if agency.kind in _GOVERNMENTS else _SUPERVISION
    return Words(_OPENING, _OVERVIEW + supervision, _PROBLEMS, _OTHER)


_GOVERNMENTS = frozenset({Kind.GOVERNMENT, Kind.TOWNSHIP})
