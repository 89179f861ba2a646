"""The WeChat mini-program as files: whole, small, without a call that needs somebody's consent, and asking only what
the API answers. That it works is shown in tests/journeys/test_miniprogram.py."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gongkai.portal.api import application
from gongkai.statute.village import BoardKind
from gongkai.statute.village_duties import finance_classes

ROOT = Path(__file__).resolve().parents[2] / "miniprogram"
PAGES: list[str] = json.loads((ROOT / "app.json").read_text("utf-8"))["pages"]
FILES = sorted(path for path in ROOT.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
MOST = 200_000
"""Bytes; WeChat takes two million."""
CALLS = {
    "downloadFile", "getStorageSync", "hideLoading", "openDocument", "previewImage", "request", "setNavigationBarTitle",
    "setStorageSync", "showLoading", "stopPullDownRefresh",
}  # fmt: skip
"""What the program may ask of WeChat. None of it is on the list for which users have to consent: whoever adds one
looks there first."""
OUT_OF_PLACE = re.compile(r"open-type|wx\.login|\beval\b|new Function|https?://(?!gongkai\.example)")


def xml(path: Path) -> ElementTree.Element:
    """A WXML file, read as XML."""
    return ElementTree.fromstring(f'<root xmlns:wx="wx">{path.read_text("utf-8")}</root>')


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_its_four_files_with_a_title_and_what_it_includes(page: str) -> None:
    base = ROOT / page
    assert all(base.with_suffix(suffix).is_file() for suffix in (".js", ".json", ".wxml", ".wxss"))
    assert json.loads(base.with_suffix(".json").read_text("utf-8"))["navigationBarTitleText"]
    included = [base.parent / part.attrib["src"] for part in xml(base.with_suffix(".wxml")).iter("include")]
    assert included
    assert all(xml(path) is not None for path in included)


def test_no_page_is_left_out_and_privacy_is_checked() -> None:
    assert {path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("pages/*/*.js")} == set(PAGES)
    told = json.loads((ROOT / "app.json").read_text("utf-8"))
    assert told["__usePrivacyCheck__"] is True
    assert (ROOT / told["sitemapLocation"]).is_file()
    assert not {"permission", "requiredPrivateInfos", "plugins"} & told.keys()
    assert json.loads((ROOT / "project.config.json").read_text("utf-8"))["appid"] == "touristappid"


def test_nothing_that_needs_consent_is_called_and_nothing_comes_from_elsewhere() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        assert set(re.findall(r"\bwx\.(\w+)", text)) <= CALLS, path.name
        assert not re.search(r"\bwx\[|=\s*wx\b", text), path.name
        assert not OUT_OF_PLACE.search(text), path.name
    for path in SCRIPTS:
        for wanted in re.findall(r"require\(([^)]*)\)", path.read_text("utf-8")):
            assert (path.parent / wanted.strip("'")).resolve().is_relative_to(ROOT), path.name
            assert (path.parent / wanted.strip("'")).is_file(), f"{path.name}: {wanted}"


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < MOST
    assert all(len(path.read_text("utf-8").splitlines()) < 400 for path in FILES)


def constants(name: str, module: str) -> dict[str, str]:
    """An object of plain values that a module of the program writes down."""
    found = re.search(rf"const {name} = \{{([^}}]*)\}}", (ROOT / "lib" / module).read_text("utf-8"))
    assert found is not None
    return dict(re.findall(r"(\w+): '?([^',]+?)'?(?:,|\s*$)", found[1]))


def test_the_classes_that_move_money_and_the_boards_are_those_of_the_house() -> None:
    moving = {code: str(one.sign) for code, one in finance_classes().items() if one.sign}
    assert constants("SIGNS", "money.js") == moving
    assert constants("BOARDS", "shaping.js") == {kind.value: kind.label for kind in BoardKind}


def test_what_is_asked_stands_in_the_openapi_document() -> None:
    text = (ROOT / "lib/addresses.js").read_text("utf-8")
    assert re.findall(r"const API = '(.*)'", text) == ["/api/v1"]
    patterns = {re.sub(r"\{\w+\}", "{}", path): told for path, told in application.document()["paths"].items()}
    village = "/api/v1" + re.findall(r"return `\$\{API\}(.*)`", text)[0]
    asked = ["/api/v1/villages", village]
    asked += [village + rest for rest in re.findall(r"`\$\{inVillage\(code\)\}(.*)`", text)]
    assert len(asked) == 4
    for address in asked:
        path, _, query = re.sub(r"\$\{encodeURIComponent\(\w+\)\}", "{}", address).partition("?")
        assert path in patterns, address
        known = {one["name"] for one in patterns[path]["get"]["parameters"] if one["in"] == "query"}
        assert set(re.findall(r"(\w+)=", query)) <= known, address
