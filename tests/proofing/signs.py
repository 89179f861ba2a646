"""Other signs for figures, and official text full of codes and amounts that are as long as a number of somebody."""

from __future__ import annotations

import random

from tests.proofing import generated

FIGURES = {
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "filled": "⓿❶❷❸❹❺❻❼❽❾",
    "dingbats": "🄋➀➁➂➃➄➅➆➇➈",
    "in brackets": "0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "numerals in brackets": "零㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    "numerals in circles": "〇㊀㊁㊂㊃㊄㊅㊆㊇㊈",
    "with a point": "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "Suzhou": "〇〡〢〣〤〥〦〧〨〩",
    "capital": "零壹贰叁肆伍陆柒捌玖",
    "traditional capital": "零壹貳參肆伍陸柒捌玖",
    "everyday": "〇一二三四五六七八九",
    "read out": "零幺二三四五六七八九",
    "called out": "洞幺两三四五六拐八勾",
    "raised": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "lowered": "₀₁₂₃₄₅₆₇₈₉",
    "Roman": "0ⅠⅡⅢⅣⅤⅥⅦⅧⅨ",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "monospaced": "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
    "segmented": "🯰🯱🯲🯳🯴🯵🯶🯷🯸🯹",
    "wide": "０１２３４５６７８９",
    "Tibetan": "༠༡༢༣༤༥༦༧༨༩",
    "Mongolian": "᠐᠑᠒᠓᠔᠕᠖᠗᠘᠙",
}
"""By the name of the sort: the signs of 0 to 9."""


def in_signs(number: str, sort: str) -> str:
    """A number in signs of a sort; its check letter stays."""
    return number.translate(dict(zip(map(ord, "0123456789"), FIGURES[sort], strict=True)))


def ledger(seed: int) -> str:
    """A page of balances, codes, lists and addresses of files, each with figures of the length of a telephone's, a
    card's or an identity number."""
    chance = random.Random(seed)

    def digits(count: int) -> str:
        return "".join(chance.choices("0123456789", k=count))

    def eleven() -> str:
        return f"1{chance.choice('3456789')}{digits(9)}"

    def case_number() -> str:
        day = f"{chance.randint(1990, 2026)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
        return chance.choice(generated.REGIONS) + day + digits(4)

    def table(heads: str, names: tuple[str, ...], cells: int) -> str:
        return "\n".join([heads, *("\t".join([name, *(eleven() for _ in range(cells))]) for name in names)])

    account = generated.card("6217", 19, int(digits(12)))
    parts = (
        table("项目\t期末余额\t期初余额", ("货币资金", "固定资产", "流动负债合计", "资产总计"), 2),
        table("指标\t本年", ("用电量（千瓦时）", "营业收入", "利润总额", "点击量（次）", "参保人数"), 1),
        table("姓名\t准考证号", ("王建国", "李秀英"), 1),
        table("姓名\t学号", ("王建国", "李秀英"), 1),
        table("名称\t控制箱编号", ("路灯", "景观灯"), 1),
        f"路灯控制箱编号：{eleven()}、{eleven()}和{eleven()}，请按编号报修。",
        f"设备编码{eleven()}（传感器），户号：{eleven()}，工号{eleven()}；馆藏条码号{eleven()}。",
        f"财政收入合计{eleven()}，支出总额达{eleven()}；债务限额{eleven()}元，其中一般债务{digits(10)}元。",
        f"受理编号：{case_number()}{digits(4)}\n办件流水号：{digits(20)}\n施工许可证编号{case_number()}",
        f"SN：{eleven()}，ICCID：8986{digits(16)}，物联网号段{eleven()}—{eleven()}，taskId={digits(18)}",
        f"加油卡卡号{digits(19)}，ETC卡号 {digits(4)} {digits(4)} {digits(4)} {digits(4)} {digits(4)}",
        f"户名：明湖区财政局\n开户行：建设银行\n账号：{account}",
        f"https://www.minghu.gov.cn/art/2023/art_{eleven()}_{digits(6)}.html，t20230506_{eleven()}.html",
        "①②③④⑤⑥⑦⑧⑨⑩，一、二、三、四、五、六、七、八、九、十；壹拾叁亿捌仟壹佰贰拾叁万肆仟伍佰陆拾柒元",
        "见注¹³，¹⁴，¹⁵，¹⁶，¹⁷，¹⁸；星期 一 二 三 四 五 六 日\n班级 一 三 五 七 九 二 四 六 八 一 三",
        f"12345热线、400-{digits(3)}-{digits(4)}、0351-{chance.randint(2, 8)}{digits(6)}转{digits(4)}",
    )
    return "\n\n".join(chance.sample(parts, len(parts)))
