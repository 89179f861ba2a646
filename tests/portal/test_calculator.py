"""The public calculator and its data: law.md's vectors, sentences for everything unusable."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client

from gongkai.cli import due as command
from gongkai.portal.clock import clock
from gongkai.portal.question import CHANNELS, Question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2024-02-08", "2024-03-13"),
        ("2024-09-27", "2024-10-30"),
        ("2025-01-24", "2025-02-27"),
        ("2025-09-26", "2025-10-30"),
        ("2026-01-05", "2026-02-02"),
        ("2026-02-13", "2026-03-19"),
    ],
)
def test_page_and_data_agree_with_the_law(client: Client, received: str, due: str) -> None:
    for channel in CHANNELS:
        asked = {"received": received, "channel": channel}
        found = client.get("/api/calendar/due", asked).json()
        assert (found["received_on"], found["due_on"], found["provisional"]) == (received, due, False)
        day = date.fromisoformat(due)
        assert f"最晚在{day.year}年{day.month}月{day.day}日答复" in client.get("/calculator/", asked).content.decode()


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_the_data_are_those_of_the_command_line(
    client: Client, capsys: pytest.CaptureFixture[str], channel: str
) -> None:
    assert command.main(["--received", "2026-02-13", "--channel", channel, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = client.get("/api/calendar/due", {"received": "2026-02-13", "channel": channel}).json()
    assert found == {name: printed[name] for name in found}


def test_a_year_without_a_notice_is_provisional(client: Client) -> None:
    asked = {"received": "2026-12-10", "channel": "web"}
    found = client.get("/api/calendar/due", asked).json()
    assert found["provisional"]
    assert "2027年" in found["missing_notices"][0]
    text = client.get("/calculator/", asked).content.decode()
    assert "暂定" in text
    assert "《国务院办公厅关于2027年部分节假日安排的通知》" in text


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"received": "", "channel": "web"},
        {"received": "2026-02-30", "channel": "web"},
        {"received": "20260213", "channel": "web"},
        {"received": "2026-W07-5", "channel": "web"},
        {"received": "0001-01-01", "channel": "web"},
        {"received": "2018-12-31", "channel": "web"},
        {"received": "9999-12-31", "channel": "web"},
        {"received": "2026-02-13\x00", "channel": "web"},
        {"received": "２０２６-02-13", "channel": "web"},
        {"received": "2026-02-13", "channel": "pigeon"},
        {"received": "2026-02-13"},
        {"received": "2026-02-13", "channel": "web", "callback": "<script>"},
    ],
)
def test_what_cannot_be_answered_gets_a_sentence(client: Client, asked: dict[str, str]) -> None:
    response = client.get("/api/calendar/due", asked)
    if response.status_code == 200:
        # full-width digits are dates to Python and to people
        assert response.json()["due_on"] == "2026-03-19"
        return
    assert response.status_code == 400
    assert response.json()["error"]["message"].endswith("。") or "可用的参数" in response.json()["error"]["message"]
    page = client.get("/calculator/", asked)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_other_sites_may_ask_from_the_browser(client: Client) -> None:
    response = client.get("/api/calendar/due", {"received": "2026-02-13", "channel": "web"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "答复期限" in response.content.decode()


def test_the_reasons_count_every_day_once() -> None:
    found = clock(Question(date(2026, 2, 13), "web").events(), today=None)
    counting = next(reason.text for reason in found.reasons if "正好" in reason.text)
    # 2026-02-13 to 2026-03-19: 春节 02-15 to 02-23, worked on Saturdays 02-14 and 02-28.
    assert counting == (
        "从2026年2月13日的次日到2026年3月19日共34天，除去周末5天、节假日9天，正好20个工作日（其中2天是调休上班的周末）。"
    )


def test_every_day_between_stands_in_a_month_with_its_label(client: Client) -> None:
    text = client.get("/calculator/", {"received": "2026-02-13", "channel": "counter"}).content.decode()
    for words in ("2026年2月", "2026年3月", "收到日", "第20日截止", "放假", "调休", "春节放假"):
        assert words in text
    for number in range(1, 20):
        assert f"第{number}日</span>" in text
