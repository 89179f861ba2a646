"""Whose a car is: a plate is a warning where a person drives or owns it or did something with it, else a hint."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.proofing import Severity, check, plain

ON = date(2026, 11, 26)
HINT, WARNING = Severity.HINT, Severity.WARNING


@pytest.mark.parametrize(
    ("text", "weights", "why"),
    [
        ("公务用车处置清单\n1\t宁DF1216\t江铃\n2\t宁E·A2823\t皮卡", [HINT, HINT], "a title over a table"),
        ("公开拍卖公务用车9辆，\n车牌号\t品牌\n豫E·F1994\t桑塔纳", [HINT], "an opening over a table"),
        ("公车拍卖公告\n序号 车牌 起拍价\n1 蒙BD18911 9000\n2 蒙B18912 8000", [HINT, HINT], "rows of blanks"),
        (
            "明湖区农业农村局国有资产（车辆）处置公示\n现将拟处置车辆公示如下：\n1. 苏FA8301 江铃\n2. 苏FD0824 皮卡",
            [HINT, HINT],
            "a list of lines",
        ),
        ("单位\t执法用车\n民政局\t苏FA8301", [HINT], "the head of its column"),
        ("学校\t车牌\t性质\n第一小学\t皖FD6769\t校车", [HINT], "a cell of its row"),
        ("救护车调拨表\n驾驶\t车牌\n患者自驾\t苏FA8301", [WARNING], "a person in its row"),
        ("停车场车辆通行登记\n宁C96650  进 8:23\n川B90411  进 9:44", [WARNING, WARNING], "anybody's cars"),
        ("当事人驾驶川B71313重型货车超限，责令改正", [WARNING], "a person's car"),
        ("标的：甘ED8127轿车一辆，VIN LVS2RU6TD01169421，违章未处理3条", [HINT], "a lot with its unpaid fines"),
        ("动物检疫合格证明（动物B）\n数量：叁头\n牌号：宁C·58023  签发日期：2024年12月22日", [HINT], "a certificate"),
        ("道路货物运输核查登记\n车牌\t吨位\n宁C58023\t30\n宁C58024\t25", [HINT, HINT], "a register of lorries"),
        ("违法停车抓拍公告\n序号\t号牌\n1\t苏A80231\n2\t苏A80232", [WARNING, WARNING], "what was done, over a table"),
        ("超限运输车辆通行证\n牵引车：豫E·Q3842　挂车：宁C·2918挂\n车货总重79.8吨", [HINT, HINT], "a permit"),
        ("僵尸车清理公告：停放于北关巷的晋E·C9721逾期未驶离的，将拖移至指定停车场。", [HINT], "a call for its owner"),
        ("冀E·63933客运班车中途甩客，已责令客运公司对当班驾驶员停班学习", [HINT], "a bus and its driver"),
        ("统一乘坐川C95225、蒙D51E76两辆中巴车前往", [HINT, HINT], "a coach of the day"),
        ("来访登记\n驾驶员\t车牌\n王小军\t苏A80231", [WARNING], "the driver beside"),
        ("用车单位：区审计局 车牌：宁C·A7034 驾驶员：王小军", [HINT], "an office's car and who drives it"),
        ("施工车辆进场登记\n序号\t车牌号\t里程\n1\t鲁A·D9760\t130872", [HINT], "a firm's cars on a site"),
        ("查扣公务用车：苏A80231", [HINT], "an office's car"),
        ("车主\t号牌\n王小军\t苏A80231", [WARNING], "the head of the column beside"),
        ("使用登记证编号：梯11苏A00123(19)", [], "a lift's number"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_whose_a_car_is(text: str, weights: list[Severity], why: str) -> None:
    found = [item.severity for item in check(plain(text), on=ON) if item.code == "PII008"]
    assert found == weights, why


def test_a_plate_stands_at_its_place_whatever_nobody_sees_in_it() -> None:
    text = "张三驾驶粤\u200bＢＤ12\u200b345违停"
    places = [text[item.start : item.end] for item in check(plain(text), on=ON) if item.code == "PII008"]
    assert places == ["粤\u200bＢＤ12\u200b345"]
