"""Every pair of a text and what is behind it keeps its contrast in every theme (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11), and
no style sheet names a colour of its own, because a theme could not change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from gongkai.portal import modes, pages
from gongkai.portal.modes import THEMES

STATIC = Path(pages.__file__).parent / "static/portal"
SHEETS = [*STATIC.glob("*.css"), *(STATIC.parents[1] / "searching/static/portal").glob("*.css")]
TOKENS = (STATIC / "tokens.css").read_text("utf-8")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|:\s*(?:white|black|red|yellow)\b", re.IGNORECASE)
TEXTS = ("ink", "ink-soft", "main", "main-strong", "link", "red", "green", "amber", "grey")
SURFACES = ("surface", "surface-soft", "surface-sunken", "main-soft")
PAIRS = [
    *product(TEXTS, SURFACES),
    *(("surface", behind) for behind in ("main", "main-strong")),
    *((f"{one}", f"{one}-soft") for one in ("red", "amber", "green", "grey")),
    ("main-strong", "blue-100"),
    ("ink", "mark"),
    *((text, behind) for text in ("on-head", "on-head-soft") for behind in ("head", "head-deep", "nav")),
    ("head", "on-head"),
]
EDGES = [
    *(("focus", behind) for behind in SURFACES),
    *(("line-strong", behind) for behind in ("surface", "surface-soft")),
    *(("head-focus", behind) for behind in ("head", "head-deep", "nav")),
]
"""Rings of the focus and borders of fields: 3:1 (1.4.11)."""


def blocks() -> Iterator[tuple[str, dict[str, str]]]:
    plain = re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.DOTALL)
    for selectors, inside in re.findall(r"([^{}]+)\{([^{}]*)\}", plain):
        yield selectors.strip(), dict(re.findall(r"--([\w-]+):\s*([^;]+);", inside))


def theme(name: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for selectors, values in blocks():
        if selectors == ":root" or f'[data-theme="{name}"]' in selectors.split(", "):
            told |= values
    return told


def luminance(told: dict[str, str], name: str) -> float:
    value = told[name]
    while value.startswith("var(--"):
        value = told[value[6:-1]]
    assert re.fullmatch("#[0-9a-f]{6}", value), (name, value)
    parts = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(told: dict[str, str], one: str, other: str) -> float:
    low, high = sorted((luminance(told, one), luminance(told, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_colours_can_be_read(name: str) -> None:
    told = theme(name)
    least = 4.5 if name == "plain" else 7
    poor = {pair: round(contrast(told, *pair), 2) for pair in PAIRS if contrast(told, *pair) < least}
    assert poor == {}
    edges = {pair: round(contrast(told, *pair), 2) for pair in EDGES if contrast(told, *pair) < 3}
    assert edges == {}


def test_every_theme_of_the_tool_bar_is_there_and_changes_every_colour() -> None:
    named = set(re.findall(r'\[data-theme="(\w+)"\]', TOKENS))
    assert named == set(THEMES) - {"plain"}
    assert set(re.findall(r'\[data-size="(\d+)"\] \{ font-size: \1%', TOKENS)) == set(modes.SIZES) - {"100"}
    usual = theme("plain")
    for name in named:
        same = {one for one in (*TEXTS, "surface") if luminance(theme(name), one) == luminance(usual, one)}
        assert same <= {"surface"}, name


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda sheet: sheet.name
)
def test_colours_stand_in_the_tokens_alone(sheet: Path) -> None:
    plain = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    assert COLOUR.findall(plain) == []


def test_senior_letters_keep_the_numbers_of_the_norm() -> None:
    """互联网网站适老化通用设计规范: text of 18 pt, lines of 1.3 letters, 1.3 lines between paragraphs, 60 px."""
    usual = theme("plain")
    senior = next(values for selectors, values in blocks() if selectors == ".senior")
    percent = re.search(r"\.senior:not\([^)]*\) \{ font-size: (\d+)%", TOKENS)
    assert percent is not None
    points = {name: float(({**usual, **senior})[name].removesuffix("rem")) * 16 * int(percent[1]) / 100 * 0.75
              for name in ("text-xs", "text-s", "text-m")}  # fmt: skip
    assert min(points.values()) >= 18
    assert float(senior["leading"]) >= 1.3
    assert senior["between"] == "calc(1.3em * var(--leading))"
    assert "60px" in senior["touch"]
