"""The rules of the house that no other tool holds: documentation, names, sizes, addresses."""

from __future__ import annotations

import ast
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gongkai.statute.notices import parse_notice

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gongkai"
# what installing, testing and editing leave behind
NOT_OURS = {"var", "build", "dist", "site", "node_modules", "__pycache__"}
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".in", ".html", ".css", ".js", ".svg", ".sh", ".json", ""}
READS_SETTING = re.compile(r"""(?:environ(?:\.get)?|getenv)\s*[\[(]\s*["'](GONGKAI_\w+)""")


@cache
def files() -> tuple[Path, ...]:
    """Every file of the tree that somebody wrote."""
    found: list[Path] = []
    for folder, names, entries in os.walk(ROOT):
        names[:] = [name for name in names if name not in NOT_OURS and not _hidden(name)]
        found += [Path(folder, entry) for entry in entries if not _hidden(entry) or entry == ".gitignore"]
    return tuple(sorted(found))


def _hidden(name: str) -> bool:
    return (name.startswith(".") and name != ".ci") or name.endswith(".egg-info")


def written(suffix: str, under: Path = ROOT) -> list[Path]:
    return [path for path in files() if path.suffix == suffix and path.is_relative_to(under)]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------------------- documentation


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    from gongkai.portal.site import PREFIX, Site

    read = {name for path in written(".py", PACKAGE) for name in READS_SETTING.findall(path.read_text("utf-8"))}
    read |= {PREFIX + field.name.upper() for field in dataclasses.fields(Site)}
    page = (ROOT / "docs/operators/settings.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(GONGKAI_\w+)`", page, re.MULTILINE))
    assert read == documented


def own_commands() -> set[str]:
    """The management commands of gongkai, as they are typed."""
    folders = PACKAGE.glob("*/management/commands")
    modules = {path.stem for folder in folders for path in folder.glob("[a-z]*.py")}
    return {module.replace("_", "-") for module in modules}


def documented_commands() -> set[str]:
    page = (ROOT / "docs/operators/commands.md").read_text("utf-8")
    return set(re.findall(r"^\| `gongkai ([a-z-]+)", page, re.MULTILINE))


def test_every_command_is_documented() -> None:
    assert own_commands() <= documented_commands()


def test_every_documented_command_exists() -> None:
    from django.core.management import get_commands

    known = {name.replace("_", "-") for name in get_commands()}
    dispatched = set(re.findall(r'"([a-z][a-z-]+)"', (PACKAGE / "cli/__init__.py").read_text("utf-8")))
    assert documented_commands() - known - dispatched == set()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_both_commands(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    for command in ("make demo", "make test"):
        assert any(line.strip().startswith(command) for line in lines)


def shown(readme: str) -> list[tuple[str, list[str]]]:
    """The commands a readme shows, each with its output; ``…`` stands for lines left out."""
    blocks = re.findall(r"^```\n\$ (.+)\n((?:(?!```).*\n)*)```$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    return [(command, output.splitlines()) for command, output in blocks]


def test_the_notice_in_the_handbook_can_be_imported() -> None:
    page = (ROOT / "docs/operators/holiday-notice.md").read_text("utf-8")
    example = re.search(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert example is not None
    assert parse_notice(example[1]).year == 2027


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_what_the_commands_print(name: str) -> None:
    examples = shown(name)
    assert [command.split()[1] for command, _ in examples] == ["due", "fee", "check"]
    for command, expected in examples:
        words = command.split()[1:]
        program = [sys.executable, "-c", "import sys; from gongkai.cli import main; sys.exit(main())", *words]
        printed = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        pattern = "".join("(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in expected)
        assert re.fullmatch(pattern, printed), f"{command} prints:\n{printed}"


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE)) - {"moved"}
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    assert targets == explained


def run_by(kind: str) -> dict[str, str]:
    """The functions that a kind of `tools/test.sh` comes to, with what they do."""
    script = (ROOT / "tools/test.sh").read_text("utf-8")
    functions = dict(re.findall(r"^(\w+)\(\) \{\n(.*?)^\}$", script, re.MULTILINE | re.DOTALL))
    branch = re.search(rf"^  {kind}\)\n(.*?)^    ;;$", script, re.MULTILINE | re.DOTALL)
    assert branch is not None
    found: dict[str, str] = {}
    texts = [branch[1]]
    while texts:
        words = set(re.findall(r"\w+", texts.pop()))
        new = {name: body for name, body in functions.items() if name in words and name not in found}
        found |= new
        texts += new.values()
    return found


def selects(expressions: list[str], marked: set[str], markers: set[str]) -> bool:
    """Whether one of pytest's expressions of markers takes a test with some markers and no others."""
    having = {name: name in marked for name in markers}
    return any(eval(expression, {"__builtins__": {}}, having) for expression in expressions)


def test_every_test_belongs_to_make_test_or_to_the_drills_and_ci_runs_both() -> None:
    run = [body for kind in ("all", "drills") for body in run_by(kind).values() if re.search(r'-m "', body)]
    postgres = [word for body in run if "postgres" in body for word in re.findall(r'-m "(.+?)"', body)]
    sqlite = [word for body in run if "postgres" not in body for word in re.findall(r'-m "(.+?)"', body)]
    declared = (ROOT / "pyproject.toml").read_text("utf-8").partition("\nmarkers = [")[2].partition("]")[0]
    markers = set(re.findall(r'^  "(\w+):', declared, re.MULTILINE))
    assert {"journey", "crash", "dialect", "sweep"} <= markers
    # a test with any markers at all is among those that are run, and on PostgreSQL if it may use a database there
    for number in range(2 ** len(markers)):
        marked = {name for place, name in enumerate(sorted(markers)) if number >> place & 1}
        assert selects(sqlite, marked, markers), marked
        assert selects(postgres, marked, markers) or marked & {"journey", "crash"}, marked
    # and nothing is left out by its name or its place
    assert not re.search(r"--deselect|--ignore|-k |tests/\w", "".join(run))
    assert (ROOT / ".ci/run").read_text("utf-8").splitlines()[-2:] == ["make test", "make drills"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^test: .*\n\t@JOBS=\$\(JOBS\) tools/test.sh\n", makefile, re.MULTILINE)
    assert re.search(r"^drills: .*\n\t@JOBS=\$\(JOBS\) tools/test.sh drills\n", makefile, re.MULTILINE)


def links() -> Iterator[tuple[Path, str]]:
    for page in written(".md"):
        text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", text):
            yield page, target


def anchors(page: Path) -> set[str]:
    """The anchors of a page, given with ``{ #name }`` or made from its headings."""
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+?)(?:\s*\{.*\})?$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\s-]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
    return made | set(re.findall(r"\{\s*#([\w-]+)\s*\}", text))


def test_every_relative_link_resolves() -> None:
    broken = []
    for page, target in links():
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            broken.append(f"{name_of(page)}: {target}")
    assert broken == []


def test_every_page_of_the_handbook_is_in_its_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    decisions = (ROOT / "docs/decisions/index.md").read_text("utf-8")
    lost = [
        name_of(page)
        for page in written(".md", ROOT / "docs")
        if page.parent.name != "examples"
        and page.relative_to(ROOT / "docs").as_posix() not in contents
        and f"({page.name})" not in decisions
    ]
    assert lost == []


def test_a_decision_says_context_decision_and_consequences() -> None:
    for page in (ROOT / "docs/decisions").glob("0*.md"):
        text = page.read_text("utf-8")
        assert re.match(rf"# {page.name[:4]} ", text), page.name
        assert [*re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)] == ["Context", "Decision", "Consequences"]


def test_every_test_that_the_security_page_names_exists() -> None:
    page = (ROOT / "docs/security/asvs.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page))
    assert len(named) > 60
    lost = [f"{path}::{name}" for path, name in named if name not in defined_in(ROOT / path)]
    assert lost == []
    assert len(re.findall(r"`tests/[^`]*`", page)) == len(re.findall(r"`tests/[\w/]+\.py::test_\w+`", page))


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The tests that a file defines."""
    if not path.exists():
        return frozenset()
    return frozenset(item.name for item in _code(path).body if isinstance(item, ast.FunctionDef))


def test_every_item_of_the_chapters_that_are_complete_stands_on_the_security_page() -> None:
    page = (ROOT / "docs/security/asvs.md").read_text("utf-8")
    counts = {"12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1, "5.1": 5, "5.2": 8, "5.3": 10}
    counts |= {"8.1": 4, "8.2": 3, "8.3": 8}
    named = set(re.findall(r"(?<![\d.])(\d+\.\d+\.\d+)(?![\d.])", page))
    wanted = {f"{chapter}.{n}" for chapter, count in counts.items() for n in range(1, count + 1)}
    assert wanted - named == set()


# ------------------------------------------------------------------------------- names and sizes


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in [*written(".py", PACKAGE), *written(".py", ROOT / "tests"), *written(".py", ROOT / "docs")]
        if "migrations" not in path.parts and _code(path).body and ast.get_docstring(_code(path)) is None
    ]
    assert silent == []


def _code(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_no_file_outgrows_four_hundred_lines() -> None:
    long = {
        name_of(path): count
        for path in written(".py", PACKAGE)
        if "migrations" not in path.parts and (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    empty = {"utils", "util", "core", "common", "helpers", "helper", "services", "misc"}
    assert [name_of(path) for path in files() if empty & {path.stem, *path.relative_to(ROOT).parts}] == []


LOCKS_MORE = re.compile(
    r"select_for_update\(\)(\.\w+\([^()]*\))*\.select_related|select_related\([^()]*\)(\.\w+\([^()]*\))*\.select_for_update\(\)"
)


def test_who_locks_a_row_does_not_lock_what_is_read_with_it() -> None:
    """PostgreSQL locks every table of the join: a withdrawal held its agency, on which every other act of that agency
    has to lean, and two officers at work met in a deadlock. ``of=("self",)`` says which row is meant."""
    written_at_once = {path: "".join(path.read_text("utf-8").split()) for path in PACKAGE.rglob("*.py")}
    assert [name_of(path) for path, text in written_at_once.items() if LOCKS_MORE.search(text)] == []


def test_every_folder_of_tests_is_a_package() -> None:
    """Otherwise two test files of the same name in two folders cannot be collected together."""
    folders = {path.parent for path in written(".py", ROOT / "tests")}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_imports_point_down_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


# ------------------------------------------------------------------------------- addresses and installation

ELSEWHERE = {
    "the host of a package registry": re.compile(
        r"(?:py" + r"pi\.(?:org|tuna)|pythonhosted\.org|npm" + r"js\.|mirrors?\.[\w-]+\.(?:com|cn|edu|org))"
    ),
    "a path of somebody's machine": re.compile(
        r"(?<![\w.~/-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/[a-z]|Us" + r"ers)/\w"
    ),
    "unfinished work": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImpl" + r"emented"),
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_the_tree_does_not_hold(what: str) -> None:
    found = []
    for path in files():
        if path.suffix not in TEXT or path.name == "LICENSE" or (what == "unfinished work" and path.suffix == ".md"):
            continue
        text = path.read_text("utf-8", errors="replace")
        found += [f"{name_of(path)}: {match[0]}" for match in ELSEWHERE[what].finditer(text)]
    assert found == []


def test_every_package_is_pinned_by_hash_and_every_file_agrees() -> None:
    pins: dict[str, set[str]] = {}
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        for name, version, rest in re.findall(r"^([a-z0-9-]+)==(\S+)(.*(?:\n    --hash.*)*)", text, re.MULTILINE):
            assert "--hash=sha256:" in rest, f"{path.name}: {name}"
            pins.setdefault(name, set()).add(version)
        assert not re.search(r"^--|://", text, re.MULTILINE), path.name
    assert {name: versions for name, versions in pins.items() if len(versions) > 1} == {}


def test_every_dependency_has_its_reason_beside_it() -> None:
    lines = [line.strip() for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()]
    start = lines.index("dependencies = [") + 1
    block = lines[start : lines.index("]", start)]
    bare = [line for before, line in zip(["", *block], block, strict=False) if line[:1] == '"' and before[:1] != "#"]
    assert bare == []


def test_scripts_may_be_run() -> None:
    scripts = [ROOT / ".ci/run", *(ROOT / "tools").glob("*.sh")]
    assert [name_of(path) for path in scripts if not os.access(path, os.X_OK)] == []
