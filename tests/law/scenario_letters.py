"""The letters and remedies of a scenario: composed by the kernel, read as a lawyer would read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gongkai.statute.citation import cite
from gongkai.statute.disputes import Procedure, dispute_clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.letters import Letter, compose, compose_decision, compose_several
from gongkai.statute.outcomes import row_for
from gongkai.statute.remedies import (
    Decider,
    Remedy,
    Standing,
    after_reconsideration,
    compliance_until,
    remedy,
    remedy_for_silence,
    remedy_for_third_party,
    separately_reviewable,
    untold_limit,
)
from gongkai.statute.workdays import calendar
from tests.law.daycount import after_days, after_months

APPLICANT = "高某某"
DISTRICT, CITY = "明湖区人民政府", "湖阳市人民政府"
ONLINE = "掌上复议（网上申请）"
AGENCIES = {
    "department": Decider("明湖区教育局", Standing.DEPARTMENT, DISTRICT, "", "湖阳市教育局", online_channel=ONLINE),
    "government": Decider(DISTRICT, Standing.GOVERNMENT, "", CITY, online_channel=ONLINE),
    "township": Decider("明湖区青山镇人民政府", Standing.TOWNSHIP, "", DISTRICT, online_channel=ONLINE),
    "field_office": Decider("明湖区滨河街道办事处", Standing.FIELD_OFFICE, DISTRICT, online_channel=ONLINE),
    "vertical": Decider(
        "国家税务总局明湖区税务局", Standing.VERTICAL, DISTRICT, "", "国家税务总局湖阳市税务局", online_channel=ONLINE
    ),
    "justice": Decider(
        "明湖区司法局", Standing.JUSTICE_DEPARTMENT, DISTRICT, "", "湖阳市司法局", online_channel=ONLINE
    ),
    "offline": Decider("明湖区教育局", Standing.DEPARTMENT, DISTRICT),
}
"""Made-up agencies. The last has no way to ask for reconsideration online."""
FRAME = ("request", "received_on", "receipt_number", "remedy", "number", "agency", "addressee", "dated_on")
REVIEWABLE = {
    "third_party_informed",
    "amendment_reply",
    "amendment_transfer",
    "amendment_directed",
    "third_party_consultation",
    "third_party_reply_form",
    "joint_maker_consultation",
    "assistance_letter",
}
"""Letters on the way that 国办函〔2021〕132号第三条 does not name; the others cannot be attacked by themselves."""
REMEDY_WORDS = {
    "route": "的先后",
    "body": "的复议机关",
    "until": "中申请复议的最后一日",
    "sue_until": "中起诉的最后一日",
    "online": "是否须有互联网渠道",
    "provisional": "的日期是否暂定",
    "missing": "所缺内容",
    "disputed": "能否受理是否有争议",
}
THROUGH = {
    "counter": "当面方式",
    "signed_mail": "邮寄",
    "ordinary_mail": "信函",
    "web": "互联网",
    "fax": "传真",
    "other": "本机关公布的其他渠道",
}


def known(scenario, state, facts: dict) -> dict:
    """What every letter of the case can say, and what this one adds."""
    base = {
        "agency": AGENCIES[scenario.agency].name,
        "addressee": APPLICANT,
        "applicant": APPLICANT,
        "organisation": scenario.applicant != "natural_person",
        "number": "明公开〔2026〕7号",
        "dated_on": state.decided_on or scenario.received,
        "receipt_number": "2026-0007",
        "received_on": state.received_on,
        "channel": THROUGH[scenario.channel],
        "request": scenario.request,
        "contact": "政务公开科，电话0000-1234567",
    }
    return base | facts


def letter_faults(scenario, state, told: dict) -> Iterator[str]:
    """A letter on the way: its title, what it says, what it rests on, and that nothing required can be left out."""
    facts = known(scenario, state, told.get("facts", {}))
    if "remedy" in told:
        facts["remedy"] = third_party_remedy(scenario)
    try:
        letter = compose(told["letter"], facts)
    except StatuteError as error:
        yield f"文书“{told['letter']}”不能制作：{error}"
        return
    yield from read_faults(letter, told, facts)
    if separately_reviewable(told["letter"]).separately is not told.get("separately", told["letter"] in REVIEWABLE):
        yield f"《{letter.title}》能否单独申请复议或者起诉，与用例所写不同"
    for name in told.get("needs", ()):
        yield from needed(told["letter"], facts, name)


def needed(kind: str, facts: dict, name: str) -> Iterator[str]:
    try:
        compose(kind, {key: value for key, value in facts.items() if key != name})
    except StatuteError as error:
        if error.code != "LETTER_INCOMPLETE":
            yield f"文书“{kind}”缺少{name}时报错{error.code}，应为LETTER_INCOMPLETE"
    else:
        yield f"文书“{kind}”缺少必备内容{name}，却仍然可以制作"


def read_faults(letter: Letter, told: dict, facts: dict) -> Iterator[str]:
    if letter.title != told["title"]:
        yield f"文书标题：应为{told['title']}，系统写作{letter.title}"
    yield from (f"《{letter.title}》没有写“{words}”" for words in told.get("says", ()) if words not in letter.text)
    yield from (f"《{letter.title}》不应写“{words}”" for words in told.get("not_says", ()) if words in letter.text)
    for name in told.get("facts", {}):
        words = told["facts"][name]
        if isinstance(words, str) and name != "ground" and words not in letter.text:
            yield f"《{letter.title}》没有写明{name}：“{words}”"
    for article in told.get("cites", ()):
        if cite(article) not in letter.citations:
            yield f"《{letter.title}》没有引用{cite(article).full}"
        elif article.split(":")[0] == "regulation" and cite(article).place not in letter.text:
            yield f"《{letter.title}》正文没有写到{cite(article).place}"
    you = "你单位" if facts["organisation"] else "您"
    if letter.addressee == APPLICANT and you not in letter.text:
        yield f"《{letter.title}》没有称申请人为“{you}”"


def decision_faults(scenario, state) -> Iterator[str]:
    """The letter that tells the outcome, with its remedies; it must not be possible without any of its facts."""
    told = scenario.decision
    found = decision_remedy(scenario, state)
    facts = known(scenario, state, told.get("facts", {})) | {"remedy": found}
    yield from told_remedy_faults("申请人", told["remedy"], found, served(scenario)[0])
    try:
        letter = written(told, facts)
    except StatuteError as error:
        if error.code != "LETTER_INCOMPLETE" or not all(name in str(error) for name in told.get("lacks", ("",))):
            yield f"决定文书制作时报错{error.code}：{error}"
        elif "lacks" not in told:
            yield f"决定文书不能制作：{error}"
        return
    yield from (f"《{letter.title}》缺少{name}，却仍然可以制作" for name in told.get("lacks", ()))
    yield from read_faults(letter, told, facts)
    yield from row_faults(scenario, state)
    yield from requirement_faults(letter, told, facts)


def written(told: dict, facts: dict) -> Letter:
    if "items" in told:
        return compose_several(told["items"], facts)
    return compose_decision(told["outcome"], facts, variant=told.get("variant"))


def row_faults(scenario, state) -> Iterator[str]:
    """The decision stands in the row that its outcome, or its items together, belong to."""
    told = scenario.decision
    row = row_for(item["outcome"] for item in told["items"]) if "items" in told else told["outcome"]
    if state.redecided_on is None and state.row != row:
        yield f"文书所答的结果应计入{row}，案件计入{state.row}"


def requirement_faults(letter: Letter, told: dict, facts: dict) -> Iterator[str]:
    """The letter cannot be made without any one of its facts, nor without its frame and its remedies."""
    for name in (*told.get("facts", {}), *FRAME):
        if name not in told.get("optional", ()) and possible(told, without(facts, name)):
            yield f"《{letter.title}》缺少{name}，却仍然可以制作"
    for place, item in enumerate(told.get("items", ())):
        for name in item.keys() - {"outcome", "variant"}:
            items = [*told["items"][:place], without(item, name), *told["items"][place + 1 :]]
            if possible({**told, "items": items}, facts):
                yield f"《{letter.title}》第{place + 1}项缺少{name}，却仍然可以制作"


def possible(told: dict, facts: dict) -> bool:
    try:
        written(told, facts)
    except StatuteError:
        return False
    return True


def without(facts: dict, name: str) -> dict:
    return {key: value for key, value in facts.items() if key != name}


def decision_remedy(scenario, state) -> Remedy:
    on, through = served(scenario)
    decided = [entry["day"] for entry in scenario.events if entry["event"] == "decided"]
    told = scenario.decision
    return remedy(
        tuple(item["outcome"] for item in told["items"]) if "items" in told else told["outcome"],
        decided_on=decided[-1] if decided else state.decided_on,
        served_on=on,
        served_through=through,
        agency=AGENCIES[scenario.agency],
        rules=scenario.law,
        calendar=calendar(),
    )


def served(scenario) -> tuple[date | None, str]:
    """When the applicant got the reply (for post the day of delivery), and through what."""
    found = [entry for entry in scenario.events if entry["event"] == "served" and "refused" not in entry]
    if not found:
        return None, ""
    return found[-1].get("delivered_on", found[-1]["day"]), found[-1]["channel"]


def told_remedy_faults(who: str, expected: dict, found: Remedy, served_on: date | None) -> Iterator[str]:
    """The order of remedies, who reviews, the last days, and what the paragraph may and may not say."""
    compared = {
        "route": found.route.label,
        "body": list(found.reconsideration_body),
        "until": found.reconsideration_until,
        "sue_until": found.litigation_until,
        "online": found.online_channel_required,
        "provisional": found.provisional,
        "missing": list(found.missing),
        "disputed": any("能否受理有争议" in note for note in found.notes),
    }
    for key, value in expected.items():
        if key != "says" and compared[key] != value:
            yield f"{who}的救济途径{REMEDY_WORDS[key]}：应为{value}，系统得出{compared[key]}"
    yield from (f"{who}的救济途径没有写“{words}”" for words in wanted(expected) if words not in found.text)
    first = expected["route"] == "复议前置"
    forbidden = ("6个月", "或者自") if first else ("应当先", "15日内")
    yield from (f"{who}的救济途径不应写“{words}”" for words in forbidden if words in found.text)
    if served_on is not None and not found.provisional:
        yield from last_day_faults(who, first, found, served_on)


def wanted(expected: dict) -> list[str]:
    bodies = "或者".join(expected["body"])
    first = ["应当先", "15日内"] if expected["route"] == "复议前置" else ["6个月内", "或者自"]
    online = [ONLINE] if expected.get("online") and not expected.get("missing") else []
    return [f"60日内向{bodies}申请行政复议", *first, *online, *expected.get("says", [])]


def last_day_faults(who: str, first: bool, found: Remedy, served_on: date) -> Iterator[str]:
    """The last days once more, counted independently."""
    sixty, half_year = after_days(served_on, 60), None if first else after_months(served_on, 6)
    if found.reconsideration_until != sixty:
        yield f"{who}申请复议的最后一日：另算为{sixty}，系统得出{found.reconsideration_until}"
    if found.litigation_until != half_year:
        yield f"{who}起诉的最后一日：另算为{half_year}，系统得出{found.litigation_until}"


def third_party_remedy(scenario) -> Remedy:
    told = scenario.third_party
    return remedy_for_third_party(
        decided_on=told["decided_on"],
        served_on=told.get("served_on"),
        served_through=told.get("through", "mail"),
        agency=AGENCIES[scenario.agency],
        rules=scenario.law,
        calendar=calendar(),
    )


def remedy_faults(scenario) -> Iterator[str]:
    """The remedies of a third party, and of an applicant who was not answered at all."""
    if scenario.third_party is not None:
        told = scenario.third_party
        found = third_party_remedy(scenario)
        yield from told_remedy_faults("第三方", told["remedy"], found, told.get("served_on"))
    if scenario.silence is not None:
        told = scenario.silence
        found = remedy_for_silence(
            due_on=told["due_on"], agency=AGENCIES[scenario.agency], rules=scenario.law, calendar=calendar()
        )
        yield from told_remedy_faults("未获答复的申请人", told["remedy"], found, told["due_on"])


def period_faults(scenario, told: dict) -> Iterator[str]:
    """A period of the dispute: to sue after reconsideration, to answer, to decide, to comply with a judgment."""
    law, days, name = scenario.law, calendar(), told["period"]
    if name in {"simple", "ordinary", "litigation"}:
        clock = dispute_clock(
            Procedure(name), accepted_on=told["accepted"], copy_received_on=told["copy"], rules=law, calendar=days
        )
        found = {"answer": clock.answer_until.on, "decision": clock.decision_until.on}
        found["extended"] = clock.extended_until.on if clock.extended_until else None
    elif name == "after_reconsideration":
        found = {"until": after_reconsideration(told["from"], law, days).on}
    elif name == "compliance":
        found = {"until": compliance_until(told["from"], law, days).on}
    else:
        found = {"until": untold_limit(told["from"], law, litigation=name == "untold_litigation")}
    for key in told.keys() - {"period", "from", "accepted", "copy"}:
        if told[key] != found[key]:
            yield f"{PERIOD_WORDS[name]}（{key}）：应为{told[key]}，系统得出{found[key]}"


PERIOD_WORDS = {
    "simple": "复议简易程序的期限",
    "ordinary": "复议普通程序的期限",
    "litigation": "行政诉讼一审的期限",
    "after_reconsideration": "不服复议决定起诉的最后一日",
    "compliance": "履行判决的最后一日",
    "untold_reconsideration": "未告知复议权利时的最长期限",
    "untold_litigation": "未告知起诉期限时的最长期限",
}
