"""SUM, T2, PCT, DUP: figures of the text among themselves (patterns A13, A16, D60, D61, E63, E64)."""

import pytest

from gongkai.report.check import check
from gongkai.report.model import Severity
from tests.report.worded import brief, report, table_b, told


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息130条，包括：政策文件20条，通知公告60条，工作动态50条。",
        "主动公开政府信息130条，分别为政策文件20条、通知公告60条、工作动态50条。同时开展培训3次。",
        "主动公开政府信息249条，其中：行政公文9条；机构设置7条；重点工作39条；其他信息194条。",
        "主动公开政府信息229条。在主动公开的信息中，部门公告信息193条；部门动态信息36条。",
        "公开信息120条，其中政策文件20条、通知公告60条等。",  # 其中 may leave parts out
        "公开信息120条（政策文件20条、通知公告60条等）。",
        "公开预决算信息197条（政府预决算32条、部门预决算165条），其他183条。",
        "开设专栏5个（新增2个、调整1个）。",
        "发布政策文件5件、解读材料10篇，其中图解6篇、视频4篇。",
        "公开各类信息236条，其中网站发布27条，微信公众号198条，回复群众诉求11件。",
        "主动公开政府信息500条，较上年增加50条，其中通过网站公开300条，通过新媒体公开200条。",
        "市本级公开信息31339余条，县区公开信息35212条，共公开66551条，其中市本级31339余条，县区35212条。",
        "全年推送信息52条，其中1条播放量破亿、2条破千万、49条破百万。",
        "发布信息200条，阅读量5000次，转发300条，评论100条。",
        "新增专题专栏12个，其中“营商环境”专栏发布信息200条，“乡村振兴”专栏发布信息30条。",
        "全市（市本级30件、各部门50件、甲县20件）共受理各类事项100件。",
        "发布解读信息21条，打造文字、图文、视频产品矩阵，其中图文及视频类产品共17篇，占比超八成。",
    ],
)
def test_enumerations_that_fit_or_may_fit(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "门户网站公开信息共计3437条，包括：人事信息12条，政务动态1740条，公告公示225条，其他类信息1827条。",
            ("SUM", "error", "3804", "3437"),
        ),
        ("主动公开政府信息128条，分别为政策文件20条、通知公告60条、工作动态50条。", ("SUM", "error", "130", "128")),
        (
            "公布政府信息2599条，(其中机构职能类信息25条，政策类信息68条，其他应主动公开政府信息856条)。",
            ("SUM", "error", "949", "2599"),
        ),
        ("预决算公开197条（政府预决算32条、部门预决算公开166条）。", ("SUM", "error", "198", "197")),
        ("办理建议提案30件（主办12件、协办20件）。", ("SUM", "error", "32", "30")),
        ("全年共发布信息1851条，其中，政府网站1200条，微信公众号500条，微博200条。", ("SUM", "error", "1900", "1851")),
        ("主动公开政府信息100条，其中门户网站60条，政策解读30条，重点领域80条。", ("SUM", "warning", "170", "100")),
        ("全市共公开信息101条（市本级30条、各部门50条、甲县20条）。", ("SUM", "error", "100", "101")),
        (
            "主动公开政府信息50条，政策法规类4条，业务工作类11条，信息公开30条，统计数据信息6条。",
            ("SUM", "warning", "51", "50"),
        ),
    ],
)
def test_enumerations_that_do_not_fit(text, expected):
    assert told(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请11件，其中线上申请8件，纸质信函申请2件，当面申请1件。", []),
        ("收到政府信息公开申请11件，其中线上申请8件，纸质信函申请2件，当面申请2件。", [("T2", "error", "12", "11")]),
        ("收到政府信息公开申请11件，其中线上申请8件，当面申请2件。", [("T2", "error", "10", "11")]),
        ("收到政府信息公开申请11件，其中网上申请8件，信函申请2件。", [("T2", "warning", "10", "11")]),
        ("收到政府信息公开申请11件。其中线上申请6件、信函申请5件，自然人申请11件。", []),
        ("收到政府信息公开申请11件，其中自然人10件，法人或其他组织2件。", [("SUM", "error", "12", "11")]),
    ],
)
def test_channels_and_applicants(text, expected):
    found = [row for row in told(text, b=table_b(new=11)) if row[0] in ("T2", "SUM")]
    assert found == expected


def test_what_was_received_and_carried_in_is_divided_together():
    b = table_b(new=30, carry_in=4, partial=5, na_none=20)
    text = "收到政府信息公开申请30件，上年结转4件。其中，予以公开9件，部分公开5件，无法提供20件。"
    assert told(text, b=b) == []


def test_parts_left_out_are_a_note():
    text = "主动公开政府信息100条，其中政策文件30条，通知公告30条，工作动态35条。"
    assert brief(check(report(text)), notes=True) == [("SUM", "note", "95", "100")]


def test_damaged_text_decides_no_sum():
    text = "公开信息128条，包括：文件20条，公告60条，动态50条。数据自202311日起至20231231日止。"
    found = [f for f in check(report(text)) if f.code == "SUM"]
    assert [f.severity for f in found] == [Severity.NOTE]


B = table_b(new=60, carry_in=4, carry_out=2)


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请60件，其中网上申请20件，占33.3%。",
        "收到政府信息公开申请60件，其中网上申请20件（占33.33%）。",
        "收到政府信息公开申请60件，予以公开及部分公开62件，占96.9%。",  # of 一 + 二
        "收到政府信息公开申请60件，其中网上申请52件，占比超八成。",
        "收到政府信息公开申请60件，其中网上申请52件，占约87%。",
        "主动公开信息50条，占全市公开信息总量的12%。",
    ],
)
def test_percentages_that_fit_one_denominator(text):
    assert [row for row in told(text, b=B) if row[0] == "PCT"] == []


def test_percentage_that_fits_none():
    text = "收到政府信息公开申请60件，其中网上申请20件，占38.3%。"
    assert [row for row in told(text, b=B) if row[0] == "PCT"] == [("PCT", "error", "33.3%", "38.3%")]


def test_percentage_cut_instead_of_rounded_is_a_note():
    text = "收到政府信息公开申请60件，其中网上申请40件，占66.6%。"
    found = [f for f in check(report(text, b=B)) if f.code == "PCT"]
    assert [f.severity for f in found] == [Severity.NOTE]


def test_one_indicator_with_two_values():
    text = "“惠企政策”栏目公开信息20条。做好日常维护。“惠企政策”栏目公开信息16条。"
    assert told(text) == [("DUP", "warning", "20", "16")]
    assert told("全年通过网站公开政府信息20条。全年通过微信公开政府信息16条。") == []
