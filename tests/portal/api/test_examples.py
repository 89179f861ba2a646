"""The commands of the handbook's page on the API, run one after the other against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gongkai.casework.models import Case
from tests.factories import make_district
from tests.portal.api.calling import program

PAGE = Path(__file__).resolve().parents[3] / "docs/developers/api.md"
EXPECTED = [
    {"number", "query_code", "due_on", "steps"},
    {"number", "query_code", "due_on", "steps"},
    {"number", "stage", "why"},
    [],
    [{"id", "name", "role"}],
    {"stage"},
    {"table_b", "channels"},
    [],
    {"due_on", "steps"},
]
"""What each command answers, in the order of the page."""


def commands() -> list[str]:
    """The commands of the page."""
    return re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def holds(answer: Any, expected: Any) -> bool:
    """Whether an answer has the names that are expected."""
    if isinstance(expected, list):
        return isinstance(answer, list) and all(map(holds, answer, expected)) and len(answer) == len(expected)
    return isinstance(answer, dict) and set(expected) <= set(answer)


@pytest.fixture
def environment(live_server: Any) -> dict[str, str]:
    world = make_district()
    caller = program(world)
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "SITE": live_server.url, "KEY": caller.text}


@pytest.mark.django_db(transaction=True)
def test_the_commands_of_the_handbook_do_what_it_says(environment: dict[str, str], tmp_path: Path) -> None:
    assert shutil.which("curl"), "the commands of the handbook need curl"
    assert len(commands()) == len(EXPECTED)
    for command, expected in zip(commands(), EXPECTED, strict=True):
        done = subprocess.run(
            ["bash", "-euc", command], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert holds(answer, expected), f"{command}\n{done.stdout}"
        if "query_code" in answer:
            environment |= {"NUMBER": answer["number"], "CODE": answer["query_code"]}
    assert sorted(Case.objects.values_list("stage", flat=True)) == ["awaiting_confirmation", "withdrawn"]


def test_the_check_of_a_signature_in_the_handbook_is_right() -> None:
    from gongkai.portal.hooks.sending import signature

    code = re.search(r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)
    signed = signature(b"secret", 1700000000, b"{}")
    assert names["genuine"]("secret", "1700000000", b"{}", signed)
    assert not names["genuine"]("secret", "1700000001", b"{}", signed)
