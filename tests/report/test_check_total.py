"""The checker answers whatever it is given: it never raises, and says the same thing twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check
from gongkai.report.model import Report, Section
from tests.report.worded import report, table_b, table_c

TOKENS = (
    "收到 受理 政府信息公开申请 依申请公开 其中 包括 分别为 12件 0件 三件 一百件 1,234条 1.5万件 十余件 占 33.3% "
    "（ ） ， 。 ； ： 、 自然人 法人或其他组织 线上 信函 当面 结转下年度 上年结转 办结率100% 均已答复 未发生 "
    "行政复议 行政诉讼 维持 纠正 尚未审结 规范性文件 制发 废止 现行有效 2023年 2022年 1月1日至12月31日 统计 "
    "同比增长 区政府办代表 全市 局机关 “ ” 《 》 | 其他 等 万 零 第 千百十 1月 20231月1日"
)
WORDS = st.sampled_from(TOKENS.split(" "))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=40).map("".join), st.sampled_from(["某县财政局", "某区人民政府", "某区人民政府办公室", ""])
)
def test_any_text_is_answered(text, agency):
    made = report(text, agency=agency, b=table_b(new=12), c=table_c((1, 0, 0, 0)))
    before = report(text, agency=agency, year=2022)
    assert check(made, previous=before, children=[before]) == check(made, previous=before, children=[before])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_characters_are_answered(text):
    check(Report(file="x", title=text, agency=text, year=2023, sections=[Section(n, text, text) for n in (0, 1, 5, 6)]))


def test_nothing_at_all_is_answered():
    assert check(Report(file="x")) == []
