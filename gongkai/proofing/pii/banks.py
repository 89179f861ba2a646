"""Files that go between a payer and a bank. The accounts that a bank sends back (回盘) are those of who is paid."""

from __future__ import annotations

import re

from gongkai.proofing.passage import Passage

_PAID = "代发|代付|代扣|批扣|批量|打卡|发放|社会化发放|一卡通"
_SENT_BACK = (
    r"[回送返]盘|退[票汇回]|第\s?[0-9]+\s?[行笔条]"
    r"|(?:失败|报错|异常|未成功|不成功|错误|退回)(?:清单|明细|名单|记录|信息|数据|原因)?"
)
FILE = re.compile(rf"(?:{_PAID})[^。;\n]{{0,14}}(?:{_SENT_BACK})|[回送]盘(?:文件|结果|清单|失败)?")
_STATE = re.compile(
    r"[户账][户号]?[户姓]?名(?:与[账卡]号)?(?:不[符一相匹]|有误|错误)|(?:账户|账号|卡|卡片)?(?:状态)?(?:为|已|被|系|:)?"
    r"(?:止付|只收不付|冻结|销户|挂失|注销|睡眠户|久悬|长期不动|非正常|不正常)|账户状态|(?:账号|卡号|账户|户名)(?:不存在|无效|有误|错误|异常)"
)
_PAYERS = re.compile(
    r"专户|国库|对公|公户|基本户|零余额|(?:付款|扣款|付方|单位|代发单位|归集|退款|缴款)[^0-9。;\n]{0,6}[账帐][户号]"
    r"|(?:户名|单位名称|付款人|单位)[:\s][^0-9。;\n]{0,30}(?:局|政府|委员会|办公室|公司|中心|财政|财政所|学校|医院)"
)
_REACH = 120


def is_payee_of_file(passage: Passage, start: int) -> bool:
    """Whether a number stands in what a bank sends back, on its own line or below the head, and is not the payer's."""
    first = max(start - _REACH, 0)
    line = max(first, passage.text.rfind("\n", first, start) + 1)
    clause = max(line, *(passage.text.rfind(stop, first, start) + 1 for stop in "。;"))
    if _PAYERS.search(passage.text, clause, start):
        return False
    return FILE.search(passage.text, first, start) is not None or _STATE.search(passage.sentence(start)) is not None
