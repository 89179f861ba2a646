"""What docs/accessibility.md names as evidence is there, and no criterion of WCAG 2.2 A and AA is left out."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/accessibility.md").read_text("utf-8")
CRITERIA = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 "
    "2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 "
    "3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}


def test_every_criterion_stands_in_the_table_with_its_level() -> None:
    listed = dict(re.findall(r"^\| (\d\.\d\.\d+) [^|]+\| (A+) \|", PAGE, re.MULTILINE))
    assert listed == {one: level for level, them in CRITERIA.items() for one in them.split()}


def test_every_test_and_file_that_is_named_exists() -> None:
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    tests = set(re.findall(r"`((?:test|assert)_\w+)`", PAGE))
    assert {name for name in tests if f"def {name}(" not in written} == set()
    places = re.findall(r"\b((?:docs|tests)/[\w/]+\.(?:md|py))", PAGE)
    places += [f"gongkai/portal/templates/{name}" for name in re.findall(r"portal/components/\w+\.html", PAGE)]
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_what_is_told_stands_in_an_element_within_its_status() -> None:
    """Orca leaves out the words that stand in a status itself, and a heading that names what takes the focus."""
    templates = {path: path.read_text("utf-8") for path in (ROOT / "gongkai").rglob("templates/portal/**/*.html")}
    assert len(templates) > 80
    bare = [path.name for path, page in templates.items() if re.search(r'role="status"[^>]*>(?!\s*<(?:p|h2)\b)', page)]
    named = [path.name for path, page in templates.items() if re.search(r'role="alert"[^>]* aria-labelledby', page)]
    assert (bare, named) == ([], [])
