"""Numbers in what banks send back, in narrow columns, in exports and in mixed lists; and sums, numbers of archives and
budgets that are as long."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.proofing import Finding, Severity, check, plain
from tests.proofing import generated

ON = date(2026, 11, 26)
MOBILE, OTHER = "13812345678", "13912345678"
CARD = generated.card("621700", 19, 123456789012)
SHORT = generated.card("622908", 18, 12345678901)
NUMBERS = ("PII001", "PII002", "PII003", "PII004", "PII006")


def of(text: str) -> list[Finding]:
    return [found for found in check(plain(text), on=ON) if found.code in NUMBERS]


COLUMN = f"{CARD[:10]}\n            {CARD[10:]}"
SOMEBODYS = [
    (f"序号 姓名   开户账号      金额\n 1   禹婷  {COLUMN}    20,958.00", [COLUMN], "a narrow column, a figure behind"),
    (
        f"邓国花 双井乡 {CARD[:12]}\n{CARD[12:]} 4694.00\n",
        [f"{CARD[:12]}\n{CARD[12:]}"],
        "an amount in the next column",
    ),
    (f"请拨王五电话：{MOBILE}／5832384（工作日）", [MOBILE], "a telephone of the place behind a slash"),
    (
        f"联系电话：0578-1379206  {MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}",
        [f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}"],
        "a landline before",
    ),
    (
        f"乙方：王五  身份证号：略\n甲方为村委会，乙方收款/退押账户：{CARD}。",
        [CARD],
        "the party's account, by what it is for",
    ),
    (f"[批注: 这户账号变了，新的是{CARD}，身份证还是原来的，请财政改一下]", [CARD], "somebody's identity beside it"),
    (f"set yhzh='{CARD}' where xm='略'; -- 白云街道财政所申请修改", [CARD], "an office asks for it"),
    (f"alert.receiver={MOBILE},{OTHER}", [MOBILE, OTHER], "two with a comma between"),
    (
        f"1 王五 2018 {CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}",
        [f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}"],
        "a name in the row",
    ),
    (f'"锁建国","贾令镇","{SHORT}","1124"', [SHORT], "a row of quoted fields"),
    (f'"{SHORT}"', [SHORT], "a length that its bank uses"),
    (f"代发文件第17行报错：{SHORT}  68400", [SHORT], "a line of a batch"),
    (f"代发失败回盘：账号{CARD}，户名不符，请财政所重报", [CARD], "an office that only asks"),
    (f"账号{CARD}，账户状态为止付。请黑沟乡财政所核实", [CARD], "a state that a bank reports"),
    (f"回盘文件：{SHORT},{CARD},300", [SHORT, CARD], "fields that commas part"),
    (f"虎耀宗\t杏树湾村\t{MOBILE}.00\t3.00", [MOBILE], "an export with an empty fraction"),
    (f"王五,{MOBILE}.0,{CARD}.0", [MOBILE, CARD], "a card too"),
    (f"王五\t东村\t{MOBILE[0]}.{MOBILE[1:]}E10\t3", [f"{MOBILE[0]}.{MOBILE[1:]}"], "an export with a power of ten"),
    (f"白名单（请按格式提供）：86-{MOBILE}，86{OTHER}", [MOBILE, OTHER], "prefixes of two sorts"),
    (f"手机：{MOBILE}/86{OTHER}/+86-{MOBILE}", [MOBILE, OTHER, MOBILE], "prefixes of some"),
    (f"联系人赵春生，4403298，{MOBILE}，中标金额200,663.82元", [MOBILE], "an amount behind says nothing"),
    (f"王五，{MOBILE}，200,663.82元", [MOBILE], "an amount of a row"),
    ("王五 139-2019-4756", ["139-2019-4756"], "a year within somebody's telephone"),
]


@pytest.mark.parametrize(("text", "written", "why"), SOMEBODYS, ids=lambda value: str(value)[:30])
def test_somebodys_number(text: str, written: list[str], why: str) -> None:
    assert [text[item.start : item.end] for item in of(text)] == written, why


UNITS = ("m³", " m2", "㎡", "kWh", "kW·h", "t", "立方", "公里", "×3%", "÷12", "＝3×5", "≈1.4", "+200")
NOBODYS = [
    *(f"累计{MOBILE}{unit}" for unit in UNITS),
    f"89万×{MOBILE}",
    f"¥{MOBILE}",
    f"{MOBILE}～18900000000元",
    f"王五 {MOBILE}.00元",
    "全宗156，档号156-2019-4756、156-2020-6872",
    "档号 题名 页数\n137-2023-1197 关于印发值班制度的通知 6\n138-2024-7322 关于通知 4",
    "档号,题名\n137-2023-1197,关于通知\n138-2023-1197,关于王五的通知",
    "部门收支总表 单位：元\n收入\t本年\t上年\n财政拨款\t18994258251\t19876209115",
    "项目\t2023年\t2022年\n农林水\t18994258251\t19876209115\n其他\t18994258251.00\t19876209115.00",
    f"房产税\t{MOBILE}.00\t3.00",
    "编号：8613785847375、8618349357460",
    f"退汇：收款人明湖建材有限公司 账号{CARD} 户名不符",
    f"代理服务收费：5153.84元，收款账号{CARD}，明湖银行",
    f"批号{MOBILE}/2023",
    f"安州顺通达种植专业合作社\n中国农业银行开发区支行\n{MOBILE}635065\n727079.43",
    "年份 一季度 二季度 三季度 四季度\n2016 6277 1009 7861 5418\n2018 6225 7648 2405 5245\n2019 6238 4635 5062 6619",
    "供应商：明湖工程有限公司\n信用代码：略\n开户银行：建行明湖支行\n银行账号：409284626651811296\n合同金额：82,565,382.21元",
    f"原公布“移动电话用户”为{MOBILE}（系单位误），更正为328091户",
    f"随机种子{MOBILE}；摇号序列 110, 345, 214, 18, 101, 260, 213, 183",
    "经核对，以下编号为18位业务流水，非证件号：640521201208194638、640522193563640232",
    f"明湖区财政局零余额账户{CARD}状态为冻结",
]


@pytest.mark.parametrize("text", NOBODYS, ids=lambda value: str(value)[:30])
def test_figures_that_are_as_long(text: str) -> None:
    assert [item for item in of(text) if item.severity is not Severity.HINT] == []
