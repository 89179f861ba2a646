"""Who may do what in a case: every verb with every role, enumerated by introspection."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from gongkai.agencies.permissions import NotAllowed
from gongkai.casework import (
    deciding,
    disclosing,
    disputes,
    handling,
    identity_asking,
    intake,
    joint,
    moved_dates,
    notices,
    person_correcting,
    sealing,
    service_by_post,
    signing,
)
from gongkai.casework.deciding import Service
from gongkai.casework.disclosing import Entry
from gongkai.casework.errors import CaseworkError, Unknown
from gongkai.casework.models import ApplicantKind, Case, Channel, Dispute
from tests.casework.chains import demand
from tests.factories import CITIZEN, DISCLOSED, WANTED, World, at, make_district, online

pytestmark = pytest.mark.django_db
NOW = at(2023, 3, 3, 10)
ON = NOW.date()

OFFICER = {"officer", "colleague"}
DRAFTERS = OFFICER | {"handler"}
LEADER = {"leader"}
PEOPLE = ("officer", "colleague", "leader", "handler", "auditor", "stranger", "secrecy")

# What each verb needs besides case_id, by and at, and who may use it.
VERBS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "handling.confirm_receipt": ({"on": ON, "means": "phone"}, OFFICER),
    "handling.assign": ({"agency": None}, OFFICER),
    "handling.limit_internally": ({"internal_on": date(2023, 3, 20)}, OFFICER),
    "joint.ask": ({"agencies": [], "what": "请提供批复", "internal_on": date(2023, 3, 20)}, DRAFTERS),
    "joint.withdraw": ({"joint_id": 0, "why": "已经查到"}, DRAFTERS),
    "handling.ask_correction": ({"on": ON, "what": "请写明年份"}, OFFICER),
    "handling.receive_correction": ({"on": ON}, OFFICER),
    "handling.lapse_correction": ({"on": ON}, OFFICER),
    "handling.open_consultation": ({"key": "1", "party": "third_party", "on": ON, "whom": "某公司"}, OFFICER),
    "handling.close_consultation": ({"key": "1", "opinion": "consents", "on": ON}, OFFICER),
    "handling.request_extension": ({"reason": "资料较多"}, OFFICER),
    "handling.approve_extension": ({}, LEADER),
    "handling.notify_extension": ({"on": ON}, OFFICER),
    "handling.ask_reasons": ({"on": ON, "why": "本月已申请40件"}, OFFICER),
    "handling.receive_reasons": ({"on": ON, "words": "研究需要"}, OFFICER),
    "handling.set_delay": ({"on": ON, "limit_on": date(2023, 6, 1)}, OFFICER),
    "handling.notice_fee": ({"method": "per_page", "quantity": 68, "on": ON}, OFFICER),
    "handling.receive_fee": ({"on": ON}, OFFICER),
    "handling.lapse_fee": ({"on": ON}, OFFICER),
    "handling.inform_third_party": ({"key": "1", "on": ON, "why": "涉及公共利益"}, OFFICER),
    "handling.receive_amendment": ({"on": ON, "words": "登记有误"}, OFFICER),
    "handling.suggest_publication": ({"on": ON, "words": "大家都在问"}, OFFICER),
    "handling.answer_amendment": ({"on": ON, "result": "amended", "words": "已更正"}, OFFICER),
    "identity_asking.ask": ({"why": "核对申请人身份"}, OFFICER | LEADER | {"auditor"}),
    "signing.pass_step": ({"letter": "reply", "draft": ""}, {"secrecy"}),
    "signing.return_draft": ({"letter": "reply", "draft": "", "place": "全文", "why": "理由不足"}, {"secrecy"}),
    "notices.hand_in": ({"facts": {"method": "per_page", "quantity": 68, "how_to_pay": "缴入专户"}}, OFFICER),
    "notices.issue": (
        {"slug": "ask-correction", "facts": {"unclear": "没有写明年份", "how_to_correct": "请写明年份"}},
        OFFICER,
    ),
    "handling.log_search": ({"on": ON, "where": "档案室", "keywords": "批复", "result": "未查到"}, DRAFTERS),
    "handling.withdraw": ({"on": ON}, OFFICER),
    "handling.write_note": ({"words": "已电话沟通"}, DRAFTERS),
    "handling.amend": ({"amends": 1, "occurred_on": date(2023, 3, 1), "reason": "录入有误"}, OFFICER),
    "handling.convert_to_proactive": ({"on": ON}, OFFICER),
    "moved_dates.tell": ({}, OFFICER),
    "deciding.propose": ({"opinion": DISCLOSED}, DRAFTERS),
    "deciding.send_back": ({"why": "理由不足"}, LEADER),
    "deciding.approve": ({}, LEADER),
    "deciding.issue_letter": ({}, OFFICER),
    "sealing.by_hand": ({"letter_id": 0, "why": "印章系统检修"}, OFFICER),
    "deciding.serve": ({"service": Service("counter", ON, "签收单")}, OFFICER),
    "service_by_post.record_delivery": ({"served": 9, "on": ON, "tracking": "XA12345678901"}, OFFICER),
    "service_by_post.record_return": ({"served": 9, "on": ON, "why": "moved"}, OFFICER),
    "person_correcting.propose": ({"right": {"name": "甄存"}, "why": "录错"}, OFFICER),
    "deciding.file_away": ({}, OFFICER),
    "disputes.answer": ({"key": "明复〔2023〕1号", "on": ON, "words": "目录"}, OFFICER),
    "disclosing.propose": ({"entry": Entry("名称", "概述")}, OFFICER),
    "disclosing.publish": ({}, OFFICER),
    "disclosing.take_back": ({}, OFFICER),
    "disclosing.withdraw": ({"why": "概述有误"}, OFFICER),
    "disputes.file": ({"key": "明复〔2023〕1号", "kind": Dispute.Kind.RECONSIDERATION, "on": ON}, OFFICER),
    "disputes.decide": ({"key": "明复〔2023〕1号", "result": Dispute.Result.UPHELD, "on": ON}, OFFICER),
}


def verbs() -> dict[str, Callable[..., Any]]:
    """Every public function of casework that acts on a case for somebody."""
    found = {}
    for module in (
        handling,
        deciding,
        disclosing,
        disputes,
        identity_asking,
        joint,
        moved_dates,
        notices,
        person_correcting,
        sealing,
        service_by_post,
        signing,
    ):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            if (
                function.__module__ == module.__name__
                and not name.startswith("_")
                and {"case_id", "by"} <= set(parameters)
            ):
                found[f"{module.__name__.rsplit('.', 1)[-1]}.{name}"] = function
    return found


@pytest.fixture
def world() -> World:
    return make_district()


@pytest.fixture
def case(world: World) -> Case:
    """A case assigned to the department of the handler."""
    opened = online(world).case
    return handling.assign(case_id=opened.pk, agency=world.department, by=world.officer, at=at(2023, 3, 2))


def test_every_verb_is_in_the_table() -> None:
    assert set(VERBS) == set(verbs())


@pytest.mark.parametrize("name", sorted(VERBS))
def test_only_the_roles_that_may_get_through(name: str, world: World, case: Case) -> None:
    arguments, allowed = VERBS[name]
    if name == "handling.assign":
        arguments = {"agency": world.department}
    if name == "joint.withdraw":
        asked = {"agencies": [world.other], "what": "请提供批复", "internal_on": date(2023, 3, 20)}
        (part,) = joint.ask(case_id=case.pk, by=world.officer, at=NOW, **asked)
        arguments = arguments | {"joint_id": part.pk}
    if name.startswith("signing."):
        demand(world, ["secrecy", "sign"])
        deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.handler, at=NOW)
    before = case.events.count()
    for person in PEOPLE:
        refused: type[Exception] | None = None
        try:
            verbs()[name](case_id=case.pk, by=getattr(world, person), at=NOW, **arguments)
        except (NotAllowed, Unknown) as error:
            refused = type(error)
        except CaseworkError:
            pass  # the law said no, so the person got through
        if person in allowed:
            assert refused is None, (person, refused)
        else:
            # Somebody from elsewhere is not even told that the case exists, nor a reviewer for whom nothing waits.
            hidden = person == "stranger" or (person == "secrecy" and not name.startswith("signing."))
            assert refused is (Unknown if hidden else NotAllowed), (person, refused)
    if not allowed:
        assert case.events.count() == before


@pytest.mark.parametrize("person", PEOPLE)
def test_registering_needs_the_office(person: str, world: World) -> None:
    def register() -> None:
        intake.register(
            agency=world.office,
            channel=Channel.COUNTER,
            arrived_on=ON,
            kind=ApplicantKind.NATURAL_PERSON,
            person=CITIZEN,
            wanted=WANTED,
            by=getattr(world, person),
            at=NOW,
        )

    if person in OFFICER:
        register()
    else:
        with pytest.raises(NotAllowed):
            register()


def test_a_post_counts_only_while_it_is_held(world: World, case: Case) -> None:
    post = world.officer.posts.get()
    post.held_until = ON - timedelta(days=1)
    post.save()
    world.officer.__dict__.pop("_posts_held", None)
    with pytest.raises(Unknown):
        handling.write_note(case_id=case.pk, words="离任后", by=world.officer, at=NOW)


def test_a_superuser_bypasses_nothing(world: World, case: Case) -> None:
    world.stranger.is_superuser = True
    world.stranger.save()
    with pytest.raises(Unknown):
        deciding.approve(case_id=case.pk, by=world.stranger, at=NOW)
