"""The table of articles, code and tests is generated and up to date."""

import importlib.util
from functools import cache
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "docs" / "tools" / "law_table.py"


@cache
def load():
    spec = importlib.util.spec_from_file_location("law_table", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_law_table_is_up_to_date():
    tool = load()
    assert tool.TABLE.read_text(encoding="utf-8") == tool.build(), "请运行 python docs/tools/law_table.py"


def test_the_core_articles_have_code_and_a_case():
    tool = load()
    code, asked = tool.in_code()
    data, cases = tool.in_data(asked), tool.in_cases()
    for key in (
        "regulation:26",
        "regulation:37",
        "regulation:36(3)",
        "reconsideration_law:23¶1(4)",
        "legislation_law:93",
    ):
        assert code.get(key) or data.get(key), key
    for key in ("regulation:26", "regulation:37", "reconsideration_law:23¶1(4)", "legislation_law:93"):
        assert cases[key], key
    assert "`statute.remedies.route_for`" in data["reconsideration_law:23¶1(4)"]


def test_only_citations_of_known_laws_are_taken():
    tool = load()
    assert tool.citation_of("regulation:33¶2") == "regulation:33¶2"
    assert tool.citation_of("http:80") is None
    assert tool.citation_of(20) is None
