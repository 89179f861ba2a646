"""What stands near eleven figures, or a card's number, decides: a telephone's or somebody's is found in classes of
writing that official text, programs and scans have; codes, counts and accounts of offices are at most a hint."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.proofing import Finding, Severity, check, plain
from tests.proofing import generated

ON = date(2026, 11, 26)
MOBILE, OTHER = "18439962441", "19919056583"
CARD = generated.card("621700", 19, 123456789012)
SHORT = generated.card("622908", 18, 12345678901)
OLD = "640324630603439"
NUMBERS = ("PII001", "PII002", "PII003", "PII004", "PII006")


def of(text: str) -> list[Finding]:
    return [found for found in check(plain(text), on=ON) if found.code in NUMBERS]


def cut(number: str, *groups: int, gap: str) -> str:
    pieces, at = [], 0
    for size in groups:
        pieces.append(number[at : at + size])
        at += size
    return gap.join(piece for piece in pieces if piece)


@pytest.mark.parametrize(
    ("text", "written", "why"),
    [
        (f"冯娟家的换了，新号{MOBILE}，记一下", [MOBILE], "a new number in a chat"),
        (f"新号{MOBILE}，老号{OTHER}不用了", [MOBILE, OTHER], "the old one too"),
        (f"空号：{MOBILE}", [MOBILE], "nobody answers"),
        (f"话务登记：外呼 0{MOBILE}，通话9分钟", [MOBILE], "a nought of an exchange"),
        (f"值班：兰丽凤，0{MOBILE}", [MOBILE], "a nought behind a name"),
        (f"外联 蔡雅婷 科员 {MOBILE[:9]}\n{MOBILE[9:]}", [f"{MOBILE[:9]}\n{MOBILE[9:]}"], "a narrow column"),
        (
            f"电话{MOBILE[:3]}\n  {MOBILE[3:7]}\n  {MOBILE[7:]}",
            [f"{MOBILE[:3]}\n  {MOBILE[3:7]}\n  {MOBILE[7:]}"],
            "lines",
        ),
        (f"顾力德:({MOBILE[:3]}){MOBILE[3:7]}-{MOBILE[7:]}", [f"{MOBILE[:3]}){MOBILE[3:7]}-{MOBILE[7:]}"], "brackets"),
        (f"@毕福敏 {MOBILE[:3].replace('4', '3')}O{MOBILE[4:]}", ["183O" + MOBILE[4:]], "one misread nought"),
        (f"户主王五，{OLD}，东村", [OLD], "an old number behind a name"),
        (
            f"王五收款账户（{cut(CARD, 4, 4, 4, 4, 3, gap=' ')}），财政所核",
            [cut(CARD, 4, 4, 4, 4, 3, gap=" ")],
            "an office near",
        ),
        (f"退还保证金至：卢宏伟 {cut(CARD, 6, 13, gap='-')} 邮储", [cut(CARD, 6, 13, gap="-")], "a deposit goes back"),
        (f"个人收款账户：段伟，{cut(SHORT, 4, 4, 4, 4, 2, gap='-')}", [cut(SHORT, 4, 4, 4, 4, 2, gap="-")], "eighteen"),
        (f"唐涛，{cut(CARD, 3, 4, 4, 4, 4, gap=' ')}", [cut(CARD, 3, 4, 4, 4, 4, gap=" ")], "fours behind three"),
        (f"甲方：王建国，男\n乙方：明湖区财政局\n汇入甲方账户：{CARD}", [CARD], "a party who is somebody"),
        (f"通讯录：赖桂兰\u2066{MOBILE}\u2069；", [MOBILE], "marks that nobody sees"),
        (f"余建国  东村三组  {CARD}  266.00", [CARD], "a place between a name and its number"),
        (f"pay fail acct={CARD}", [CARD], "the key of a program"),
        (f"姓名\t王五\n卡号\t{CARD}", [CARD], "a form's head before its cell"),
        (f"收款码失效，请直接转{SHORT}（赵静文）", [SHORT], "a name behind"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_number_that_something_speaks_for(text: str, written: list[str], why: str) -> None:
    assert [text[item.start : item.end] for item in of(text)] == written, why


@pytest.mark.parametrize(
    ("text", "weights", "why"),
    [
        (f"库表统计：t_log 行数 {MOBILE}", [], "a count of rows"),
        (f"表 t_user 共 {MOBILE} 行", [], "a unit behind"),
        (f"日志大小：{MOBILE}B", [], "bytes"),
        (f'{{"total":{MOBILE},"page":1}}', [], "the key of a program"),
        (f"seq={CARD}", [], "a sequence"),
        ("更新时间：1761235783550", [], "milliseconds"),
        ("会议ID：197 2217 6202", [], "a meeting"),
        (f"快递单号SF86{MOBILE}", [], "no code of a country within another"),
        (f"户主\t面积\n王五\t1.2\n固定资产原值\t{MOBILE}", [], "a row of figures"),
        (f"设备{MOBILE}离线", [Severity.HINT], "a thing that nobody listed"),
        (f"压力表，{MOBILE}", [Severity.HINT], "nothing speaks for it"),
        (f"申请人王五，设备{MOBILE}离线", [Severity.HINT], "a word of its own before it, whoever is named"),
        (f"当事人王五的第{MOBILE}号", [], "an ordinal"),
        (f"王五，{MOBILE}（设备号）", [], "what it is stands behind"),
        (f"招标编号：NXZB-{MOBILE}，王五签收", [], "the letters of a series"),
        (f"业主王五 批次 {CARD} 合格", [Severity.HINT], "the same of a card's"),
        (f"村民王五反映，对公账号{CARD}（李四）", [], "an office's by its word"),
        (f"网关 {CARD} 掉线", [Severity.HINT], "a word of neither banks nor persons"),
        (f"汇入明湖区水务局账户{CARD}", [], "an office right before"),
        (f"乙方：恒信商贸有限公司\n开户行：建行\n账号：{CARD}", [], "a firm over its account"),
        (f"单位名称\t开户行\t账号\n民政局\t工商银行\t{CARD}", [], "an office in the row"),
        (f"党费专用账户：{CARD}", [], "an account by its purpose"),
        (f"姓名：王五 手机：{MOBILE}\n工会经费账户 {CARD}", [Severity.WARNING], "somebody in another line"),
        (f"一卡通（公交）{CARD}", [], "no bank's card"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_figures_that_nothing_speaks_for(text: str, weights: list[Severity], why: str) -> None:
    assert [item.severity for item in of(text)] == weights, why
