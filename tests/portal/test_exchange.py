"""The catalogue in another platform's words: profiles are checked, and nothing goes out that the platform refuses."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gongkai.disclosure.library import Wanted
from gongkai.portal import exchange
from gongkai.portal.exchange import BadProfile, Lacking
from tests.disclosure.conftest import RECORD, Publish, checks, draft, publish, section, staff, world

__all__ = ["checks", "draft", "publish", "section", "staff", "world"]
TODAY = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fields: []", "fields"),
        ("- 1", "fields"),
        ("a: [", "YAML"),
        ("fields: [{from: title}]", "没有name"),
        ("fields: [{name: a}]", "只写其中一个"),
        ("fields: [{name: a, from: title, text: site_code}]", "只写其中一个"),
        ("fields: [{name: a, from: nobody}]", "取自“nobody”"),
        ("fields: [{name: a, from: title, format: '%Y'}]", "不是日期"),
        ("fields: [{name: a, from: title}, {name: a, from: title}]", "重复"),
        ("fields: [{name: a, from: title, sort: 1}]", "不认识的项：sort"),
        ("fields: [{name: a, from: validity, values: {in_force: 1}}]", "缺少：amended"),
        ("fields: [{name: a, from: normative, values: [1]}]", "对照表"),
    ],
)
def test_a_profile_that_cannot_be_used_says_why(text: str, why: str) -> None:
    with pytest.raises(BadProfile, match=why):
        exchange.read(text)


def test_the_profiles_that_ship_can_be_used_and_say_how_sure_they_are() -> None:
    found = dict(exchange.labels())
    assert found["plain"].verified == "V2"
    assert found["province"].verified == "UNVERIFIED"
    assert all(column.name for profile in found.values() for column in profile.columns)


@pytest.mark.django_db
def test_the_catalogue_goes_out_whole_in_the_platforms_words_or_not_at_all(publish: Publish, tmp_path: Path) -> None:
    publish("城市供水管理办法", **RECORD, document_number="明政办规〔2023〕1号", subject="城乡建设")
    publish("=关于节水的通知")
    out, said = tmp_path / "a.json", StringIO()
    call_command("export_catalogue", "province", str(out), stdout=said)
    assert "导出2件" in said.getvalue()
    assert "未核实" in said.getvalue()
    first, second = sorted(json.loads(out.read_text())["infoList"], key=lambda line: line["articleTitle"])[::-1]
    assert (first["docNo"], first["isNormative"], first["effectiveStatus"]) == ("明政办规〔2023〕1号", "1", "有效")
    assert (second["isNormative"], second["createDate"]) == ("0", "20230301")
    assert first["pubDate"].startswith("2023-03-06 ")
    assert first["url"].startswith("http://www.minghu.example/c/202303/")
    assert first["siteIdCode"] == "0000000001"
    call_command("export_catalogue", "plain", str(tmp_path / "a.csv"), stdout=StringIO())
    table = (tmp_path / "a.csv").read_text("utf-8-sig")
    assert table.startswith("index_number,title,")
    assert "'=关于节水的通知" in table
    own = tmp_path / "own.yaml"
    own.write_text("fields: [{name: T, from: title}, {name: D, from: document_number, required: true}]")
    with pytest.raises(CommandError, match="《=关于节水的通知》没有D"):
        call_command("export_catalogue", str(own), str(tmp_path / "b.json"), stdout=StringIO())
    assert not (tmp_path / "b.json").exists()
    with pytest.raises(Lacking):
        exchange.lines(exchange.read(own.read_text()), Wanted(), TODAY)
    assert exchange.lines(exchange.read(own.read_text()), Wanted(year=1999), TODAY) == []
    for words in (["nobody", str(out)], ["plain", str(tmp_path / "a.exe")]):
        with pytest.raises(CommandError):
            call_command("export_catalogue", *words, stdout=StringIO())
