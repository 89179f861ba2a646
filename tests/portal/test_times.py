"""Times of day stay on one line, and what stands around them is escaped as ever."""

from __future__ import annotations

from gongkai.portal.templatetags.times import unbroken


def test_from_when_until_when_stays_together_and_nothing_else_changes() -> None:
    assert unbroken("工作日9:00—12:00，13:30—17:30") == (
        '工作日<span class="bit">9:00—12:00</span>，<span class="bit">13:30—17:30</span>'
    )
    assert unbroken("<b>周一至周五") == "&lt;b&gt;周一至周五"
    assert unbroken("第23次常务会议（2023年）") == '第23次常务会议（<span class="bit">2023年</span>）'
    assert unbroken("13：00—15：00") == "13：00—15：00"
