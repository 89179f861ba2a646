"""Applying: the form of 条例第二十九条, the review, the sending that happens once, the receipt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate, now

from gongkai.casework import intake, queries
from gongkai.casework.models import Case, CaseEvent
from gongkai.portal import submission
from gongkai.portal.forms import ApplicationForm
from gongkai.portal.models import Submission
from gongkai.portal.submission import Application, Stale
from tests.factories import CITIZEN, WANTED, World, make_district
from tests.portal.filled import ANSWERS, apply, go_on, hidden, place, post, read_receipt, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_district()


def _faults(**changes: str) -> dict[str, list[str]]:
    return dict(ApplicationForm({**ANSWERS, **changes}).errors)


def test_the_form_asks_for_no_purpose() -> None:
    words = " ".join(f"{field.label}{field.help_text}" for field in ApplicationForm.base_fields.values())
    assert "用途" not in words


def test_a_complete_form_has_no_fault() -> None:
    assert _faults() == {}


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("name", {"name": " "}, "姓名或者名称"),
        ("identity_number", {"identity_number": ""}, "请填写证件号码"),
        ("identity_number", {"identity_number": "990101199001010018"}, "校验位"),
        ("identity_number", {"identity_number": "123"}, "18位"),
        ("identity_kind", {"identity_kind": "social_credit_code"}, "单位的证件"),
        ("identity_kind", {"applicant_kind": "business"}, "以单位名义"),
        ("identity_kind", {"identity_kind": "nonsense"}, "请选择证件类型"),
        ("applicant_kind", {"applicant_kind": ""}, "请选择申请人类别"),
        ("telephone", {"telephone": ""}, "至少填写一种联系方式"),
        ("telephone", {"telephone": "找我"}, "格式不对"),
        ("email", {"email": "a@b"}, "电子邮箱的格式"),
        ("email", {"delivery": "email"}, "请填写电子邮箱"),
        ("address", {"delivery": "mail"}, "请填写通信地址"),
        ("postcode", {"postcode": "12"}, "6位数字"),
        ("description", {"description": ""}, "名称、文号"),
        ("description", {"description": "字" * 5001}, "不要超过5000个字"),
        ("delivery", {"delivery": "pigeon"}, "请选择希望获取的方式"),
        ("form", {"form": ""}, "请选择希望得到的形式"),
        ("name", {"name": "张\x00三"}, "控制字符"),
        ("description", {"description": "甲\x07乙"}, "控制字符"),
        ("name", {"name": "张\n三"}, "一行"),
        ("name", {"name": "长" * 81}, "不要超过80个字"),
    ],
)
def test_each_fault_is_a_sentence_at_its_field(field: str, changes: dict[str, str], words: str) -> None:
    faults = _faults(**changes)
    assert words in " ".join(faults[field])


def test_a_name_or_number_alone_describes_the_information() -> None:
    form = ApplicationForm({**ANSWERS, "description": "", "title": "明政发〔2023〕5号"})
    assert form.is_valid(), form.errors
    assert form.wanted.description == "明政发〔2023〕5号"


def test_full_width_digits_and_emoji_are_taken() -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in CITIZEN.identity_number)
    form = ApplicationForm({**ANSWERS, "identity_number": wide, "description": "🏗️ 湖滨路工程"})
    assert form.is_valid(), form.errors
    assert form.person.identity_number == CITIZEN.identity_number
    assert form.wanted.description == "🏗️ 湖滨路工程"


def test_organisations_apply_with_their_credit_code() -> None:
    form = ApplicationForm(
        {
            **ANSWERS,
            "applicant_kind": "business",
            "identity_kind": "social_credit_code",
            "identity_number": "91350100M000100Y43",
        }
    )
    assert form.is_valid(), form.errors


def test_a_faulty_form_comes_back_with_what_was_typed_and_links_to_the_fields(client: Client, world: World) -> None:
    text = post(client, world, name="", representative="<b>代理</b>人").content.decode()
    assert 'href="#id_name"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-describedby="id_name_error"' in text
    assert "&lt;b&gt;代理&lt;/b&gt;人" in text
    assert CITIZEN.identity_number in text
    assert Case.objects.count() == 0


def test_the_review_registers_nothing_and_leads_back(client: Client, world: World) -> None:
    reviewed = post(client, world)
    assert "申请还没有提交" in reviewed.content.decode()
    assert "no-store" in reviewed["Cache-Control"]
    assert Case.objects.count() == 0
    back = client.get(place(world), {"part": "what"}).content.decode()
    assert ANSWERS["description"] in back
    assert "field__fault" not in back


def test_the_receipt_shows_number_code_days_and_why(client: Client, world: World) -> None:
    reviewed = post(client, world)
    sent = client.post(place(world), {**hidden(reviewed), "step": "send"}, follow=True)
    number, code = read_receipt(sent)
    case, events, state = queries.for_applicant(number, code)
    text = sent.content.decode()
    assert case.agency == world.office
    assert state.received_on == localdate()
    assert state.due_on is not None
    assert f'datetime="{state.due_on.isoformat()}"' in text
    assert "为什么是这一天" in text
    assert "20个工作日" in text
    assert "指导案例26号" in text
    assert len(events) >= 2
    wanted = intake.wanted_of(case)
    assert wanted is not None
    assert wanted.description == ANSWERS["description"]


def test_the_same_confirmation_sent_twice_gives_the_same_receipt(client: Client, world: World) -> None:
    words = hidden(post(client, world))
    first = read_receipt(client.post(place(world), {**words, "step": "send"}, follow=True))
    second = read_receipt(client.post(place(world), {**words, "step": "send"}, follow=True))
    assert first == second
    assert Case.objects.count() == 1
    assert read_receipt(client.get("/receipt/")) == first


def test_two_reviews_are_two_applications(client: Client, world: World) -> None:
    assert apply(client, world)[0] != apply(client, world)[0]
    assert Case.objects.count() == 2


def test_a_token_for_other_words_or_none_asks_to_review_again(client: Client, world: World) -> None:
    token = token_of(post(client, world))
    go_on(client, world, "save", name="别人")
    for wrong in ({"token": token}, {"token": "junk"}, {}):
        text = client.post(place(world), {"step": "send", **wrong}).content.decode()
        assert "申请还没有提交" in text
        assert "重新核对后再确认" in text
    assert Case.objects.count() == 0


def test_a_token_of_another_agency_does_not_fit(world: World) -> None:
    token = submission.new_token({**ANSWERS, "agency": world.office.code})
    application = Application(world.other, intake.ApplicantKind.NATURAL_PERSON, CITIZEN, WANTED)
    with pytest.raises(Stale):
        submission.send(application, token, {**ANSWERS, "agency": world.other.code}, address="192.0.2.1", at=now())


def test_the_one_who_loses_the_race_gets_the_winners_receipt(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two confirmations may both find nothing: the constraint decides."""
    words = {**ANSWERS, "agency": world.office.code}
    token = submission.new_token(words)
    application = Application(world.office, intake.ApplicantKind.NATURAL_PERSON, CITIZEN, WANTED)
    first = submission.send(application, token, words, address="192.0.2.1", at=now())
    look, calls = submission.receipt, []

    def blind_at_first(*args: object, **names: object) -> object:
        calls.append(args)
        return None if len(calls) == 1 else look(*args, **names)  # type: ignore[arg-type]

    monkeypatch.setattr(submission, "receipt", blind_at_first)
    assert submission.send(application, token, words, address="192.0.2.1", at=now()) == first
    assert Case.objects.count() == 1
    assert CaseEvent.objects.values("case").distinct().count() == 1


def test_the_code_is_shown_for_an_hour_and_only_to_the_browser_that_sent(client: Client, world: World) -> None:
    number, code = apply(client, world)
    assert code not in Client().get("/receipt/").content.decode()
    Submission.objects.update(made_at=now() - timedelta(minutes=61))
    text = client.get("/receipt/").content.decode()
    assert number in text
    assert code not in text
    assert "不再显示" in text


def test_the_code_cannot_be_read_from_the_database(client: Client, world: World) -> None:
    _, code = apply(client, world)
    dump = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += "".join(repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor for v in row)
    assert code not in dump
    assert CITIZEN.name not in dump
    assert CITIZEN.identity_number not in dump


def test_one_application_is_one_transaction_of_few_queries(
    client: Client, world: World, django_assert_max_num_queries: object
) -> None:
    apply(client, world)  # caches and the first visit of the hour
    words = hidden(post(client, world))
    with django_assert_max_num_queries(27) as seen:  # type: ignore[operator]
        client.post(place(world), {**words, "step": "send"})
    inserts = [query["sql"] for query in seen.captured_queries if query["sql"].startswith("INSERT")]
    assert any("casework_case" in sql for sql in inserts)
    assert Case.objects.count() == 2


def test_one_address_is_held_to_its_hour(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_SUBMISSIONS_PER_HOUR", "2")
    apply(client, world)
    words = hidden(post(client, world))
    client.post(place(world), {**words, "step": "send"})
    blocked = client.post(place(world), {**hidden(post(client, world)), "step": "send"})
    assert blocked.status_code == 429
    assert "过于频繁" in blocked.content.decode()
    assert Case.objects.count() == 2
    # a repeated confirmation is no new submission
    assert client.post(place(world), {**words, "step": "send"}).status_code == 303
    elsewhere = hidden(post(client, world))
    assert client.post(place(world), {**elsewhere, "step": "send"}, REMOTE_ADDR="192.0.2.7").status_code == 303


def test_an_agency_that_takes_no_requests_has_no_form(client: Client, world: World) -> None:
    world.office.takes_requests = False
    world.office.save()
    assert post(client, world).status_code == 404


@pytest.mark.parametrize("step", ["", "junk", "\x00", "发送"])
def test_an_unknown_step_is_a_review(client: Client, world: World, step: str) -> None:
    assert "申请还没有提交" in post(client, world, step).content.decode()


def test_ten_megabytes_are_refused_in_words(client: Client, world: World) -> None:
    for kind in ("multipart", "urlencoded"):
        body = {**ANSWERS, "description": "x" * 10_000_000}
        response = (
            client.post(place(world), body)
            if kind == "multipart"
            else client.post(place(world), f"description={'x' * 10_000_000}", "application/x-www-form-urlencoded")
        )
        assert response.status_code == 413
        assert "太大" in response.content.decode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=\x80&name=%FF%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{not json", "application/json"),
        (b"&".join(b"a%d=1" % number for number in range(2000)), "application/x-www-form-urlencoded"),
    ],
)
def test_a_broken_body_gets_a_sentence(client: Client, world: World, body: bytes, kind: str) -> None:
    response = client.generic("POST", place(world), body, content_type=kind)
    assert response.status_code in {200, 400}
    assert "需要修改" in response.content.decode() or "无法处理" in response.content.decode()
