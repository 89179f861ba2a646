"""Letters: complete or not composed, articles from the law, nothing executed in a template."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.citation import cite
from gongkai.statute.errors import BadInput, StatuteError
from gongkai.statute.letters import (
    LEAD,
    attachment_lines,
    attachment_name,
    chinese_date,
    cite_in_full,
    compose,
    compose_decision,
    compose_several,
    draft,
    field_labels,
    letter_rules,
    letters_for,
)
from gongkai.statute.outcomes import outcome_rules
from gongkai.statute.parameters import rules
from gongkai.statute.remedies import Decider, Standing, remedy
from gongkai.statute.workdays import calendar

BUREAU = Decider("明湖区教育局", Standing.DEPARTMENT, own_government="明湖区人民政府")
OWN_FIELDS = {"you", "articles", "lead"}
DECISIONS = [(o.outcome.value, v.key) for o in outcome_rules().values() for v in o.variants]


def remedies(*outcomes, channel="mail"):
    return remedy(
        outcomes,
        decided_on=date(2026, 1, 5),
        served_on=None,
        served_through=channel,
        agency=BUREAU,
        rules=rules(),
        calendar=calendar(),
    )


def facts(**more):
    """Something for every field, so that each letter can be composed."""
    filled = {name: f"［{label}］" for name, label in field_labels().items() if name not in OWN_FIELDS}
    known = {
        "number": "明教公开〔2026〕5号",
        "dated_on": date(2026, 1, 5),
        "received_on": date(2025, 12, 8),
        "ground": "no_third",
    }
    return {**filled, **known, **more}


@pytest.mark.parametrize("kind", [kind for kind, rule in letter_rules().items() if not rule.decision])
def test_letters_on_the_way(kind):
    letter = compose(kind, facts())
    assert letter.missing == ()
    assert "＿＿＿＿：" not in letter.text
    assert "{" not in letter.text
    assert letter.text.endswith("2026年1月5日")
    assert any(article.place in letter.text for article in letter_rules()[kind].articles) or kind in {
        "registration_receipt",
        "third_party_reply_form",
    }


@pytest.mark.parametrize(("outcome", "variant"), DECISIONS)
def test_letters_that_decide(outcome, variant):
    letter = compose_decision(outcome, facts(remedy=remedies(outcome)), variant=variant)
    assert letter.paragraphs[0].startswith(
        "本机关于2025年12月8日收到您通过［提交方式］提交的政府信息公开申请（收件编号："
    )
    assert letter.paragraphs[-1] == remedies(outcome).text
    assert "{" not in letter.text
    articles = outcome_rules()[outcome].variant(variant).articles
    if outcome != "ot_other":
        assert all(article.place in letter.text for article in articles)
    assert set(articles) <= set(letter.citations)
    assert letter.seal == "（印章）"


@pytest.mark.parametrize(("outcome", "variant"), DECISIONS)
def test_a_letter_without_a_required_element_is_not_composed(outcome, variant):
    full = facts(remedy=remedies(outcome))
    required = outcome_rules()[outcome].variant(variant).facts
    for name in (*required, "request", "agency", "remedy"):
        if name == "ground":
            continue
        lacking = {key: value for key, value in full.items() if key != name}
        with pytest.raises(StatuteError, match=re.escape(field_labels()[name])) as caught:
            compose_decision(outcome, lacking, variant=variant)
        assert caught.value.code == "LETTER_INCOMPLETE"
    blank = {**full, required[0]: "  "}
    with pytest.raises(StatuteError):
        compose_decision(outcome, blank, variant=variant)


@pytest.mark.parametrize("rule", letter_rules().values(), ids=lambda rule: rule.kind)
def test_templates_use_known_fields_and_type_no_article(rule):
    for paragraph in rule.paragraphs:
        assert set(paragraph.fields) <= set(field_labels()) | OWN_FIELDS
        assert not re.search(r"第[一二三四五六七八九十百]+条|《", paragraph.text)
    sure = {name for paragraph in rule.paragraphs if not paragraph.when for name in paragraph.fields}
    sure |= set(re.findall(r"\{(\w+)\}", LEAD)) if "lead" in sure else set()
    variants = [v for o in outcome_rules().values() for v in o.variants if v.letter == rule.kind]
    for needed in [set(rule.required) | set(v.facts) for v in variants] or [set(rule.required)]:
        assert sure - needed <= OWN_FIELDS | {"agency", "ground"}
    assert rule.deadline


def test_a_refusal_names_its_ground_and_the_way_to_reconsideration():
    letter = compose_decision("no_third", facts(reason="公开会泄露配方。", remedy=remedies("no_third")))
    assert "属于涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害的政府信息" in letter.text
    assert "《中华人民共和国政府信息公开条例》第十五条、第三十二条、第三十六条第（三）项" in letter.text
    assert "理由：公开会泄露配方。\n" in letter.text
    assert "应当先" in letter.paragraphs[-1]
    assert "个月" not in letter.paragraphs[-1]
    assert "定密情况" not in letter.text


def test_a_decision_never_carries_the_remedies_of_another_outcome():
    with pytest.raises(BadInput) as caught:
        compose_decision("no_third", facts(remedy=remedies("open")))
    assert caught.value.code == "LETTER_REMEDY"


def test_a_third_party_is_not_sent_the_way_of_a_refused_applicant():
    """A partial disclosure sends the applicant to reconsideration first; the third party keeps its choice."""
    with pytest.raises(BadInput) as caught:
        compose("third_party_informed", facts(remedy=remedies("partial")))
    assert caught.value.code == "LETTER_REMEDY"
    assert "6个月内" in compose("third_party_informed", facts(remedy=remedies("open"))).text
    with pytest.raises(BadInput):
        compose_decision("no_third", facts(remedy="可以在6个月内起诉。"))


def test_service_online_without_an_online_channel_is_incomplete():
    with pytest.raises(StatuteError, match="互联网申请行政复议的渠道"):
        compose_decision("open", facts(remedy=remedies("open", channel="web")), variant="provided")


def test_the_ground_of_a_partial_disclosure_brings_its_article():
    letter = compose_decision("partial", facts(ground="no_process", remedy=remedies("partial")))
    assert "第三十七条、第十六条第二款、第三十六条第（三）项" in letter.text


def test_the_refusal_must_say_which():
    with pytest.raises(BadInput, match="属于国家秘密"):
        compose("refused", facts())


def test_several_items_in_one_letter():
    items = [
        {**facts(request="甲表"), "outcome": "open", "variant": "provided"},
        {**facts(request="乙表"), "outcome": "na_none", "variant": "not_ours", "responsible_agency": None},
    ]
    letter = compose_several(items, facts(request="甲表和乙表", remedy=remedies("open", "na_none")))
    assert "经审查，现就您申请的2项内容分别答复如下：" in letter.paragraphs
    assert "一、关于“甲表”：" in letter.paragraphs
    assert "二、关于“乙表”：" in letter.paragraphs
    assert not any("负责公开该政府信息的行政机关" in paragraph for paragraph in letter.paragraphs)
    del items[1]["reason"]
    with pytest.raises(StatuteError, match="第二项的理由"):
        compose_several(items, facts(remedy=remedies("open", "na_none")))
    with pytest.raises(BadInput):
        compose_several([], facts())


def test_a_draft_shows_blanks_and_names_them():
    letter = draft("extension_notice", {"received_on": date(2026, 1, 5)})
    assert "本机关于2026年1月5日收到" in letter.text
    assert "因＿＿＿＿，本机关" in letter.text
    assert {"延期理由", "延长后的答复期限", "文号", "行政机关名称"} <= set(letter.missing)


def test_a_quoted_request_keeps_its_quotation_marks_apart():
    letter = draft("extension_notice", facts(request="“校车”合同\n和附件。"))
    assert "申请公开：“‘校车’合同 和附件”。" in letter.text


def test_organisations_and_agencies_are_addressed_as_such():
    assert "收到你单位通过" in compose("extension_notice", facts(organisation=True)).text
    assert "请贵机关" in compose("joint_maker_consultation", facts()).text


@pytest.mark.parametrize("number", ["明教公开[2026]5号", "明教公开〔2026〕第5号", "明教公开〔2026〕05号"])
def test_a_wrong_document_number_is_refused(number):
    with pytest.raises(BadInput) as caught:
        compose("extension_notice", facts(number=number))
    assert caught.value.code == "DOCUMENT_NUMBER"


@pytest.mark.parametrize("value", [{"a": 1}, object(), True, 1.5])
def test_only_plain_facts_are_written(value):
    with pytest.raises(BadInput):
        compose("extension_notice", facts(extension_reason=value))


@given(st.text(alphabet="{}_abcdeflnrqust.[]0“”。\n", min_size=1, max_size=40).filter(lambda text: text.strip(" \n。")))
def test_facts_are_never_read_as_templates(text):
    letter = draft("extension_notice", facts(extension_reason=text))
    written = " ".join(text.split()).rstrip("。；")
    assert f"因{written}，" in re.sub("。{2,}", "。", letter.text) or "。。" in written


def test_citations_in_full_name_a_law_once():
    assert cite_in_full([cite("regulation:14"), cite("regulation:36(3)"), cite("fee_rules:")]) == (
        "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项、《政府信息公开信息处理费管理办法》"
    )
    assert chinese_date(date(2023, 5, 6)) == "2023年5月6日"
    assert letters_for("na_none") == ("not_existing", "not_ours")


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ([], []),
        (["《关于立项的批复》.pdf"], ["附件：关于立项的批复"]),
        (
            ["预算表（2023年）.xlsx", "说明。.docx", "第3.5号图"],
            ["附件：1. 预算表（2023年）", "2. 说明", "3. 第3.5号图"],
        ),
    ],
)
def test_attachments_stand_under_the_body_without_endings_and_punctuation(files, lines):
    assert list(attachment_lines([attachment_name(name) for name in files])) == lines


def test_a_letter_with_attachments_names_them_between_body_and_signature():
    letter = draft("provided", {"outcome": "open", "attachments": ["批复.pdf"]})
    assert letter.text.index("附件：批复") > letter.text.index(letter.paragraphs[-1])
    assert letter.text.index("附件：批复") < letter.text.index(letter.seal)
