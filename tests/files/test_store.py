"""Kept sealed, read unchanged, opened only when clean, erased for good; a crash leaves an orphan at most."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from gongkai.files import checking, checks, scanning, store
from gongkai.files.errors import Code, Damaged, Gone, Quarantined, Refused
from gongkai.files.models import StoredFile, Verdict
from tests.files import made

KEY = bytes(range(32))
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.GONGKAI_FILES = tmp_path / "files"
    return tmp_path / "files"


def kept(data: bytes = b"", name: str = "身份证.pdf") -> StoredFile:
    return store.keep(data or made.pdf(), name=name, key=KEY, at=AT)


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_file_is_kept_sealed_and_read_unchanged(cipher: str, settings: Any, folder: Path) -> None:
    settings.GONGKAI_CIPHER = cipher
    data = made.pdf()
    stored = StoredFile.objects.get(pk=kept(data).pk)
    assert (stored.kind, stored.size, stored.verdict) == ("pdf", len(data), Verdict.UNSCANNED)
    assert store.read(stored, KEY) == data
    assert store.name_of(stored, KEY) == "身份证.pdf"
    on_disk = store.path_of(stored.pk).read_bytes()
    assert b"%PDF" not in on_disk
    assert "身份证".encode() not in on_disk + bytes(stored.sealed_name)
    assert store.path_of(stored.pk).parent.parent == folder
    assert store.path_of(stored.pk).stat().st_mode & 0o777 == 0o600


def test_a_refused_file_leaves_nothing(folder: Path) -> None:
    with pytest.raises(Refused):
        kept(made.PROGRAM)
    assert not StoredFile.objects.exists()
    assert not folder.exists()


def test_a_file_over_the_limit_is_read_no_further(settings: Any) -> None:
    settings.GONGKAI_FILE_MIB = 1

    class Endless:
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            assert size > 0
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(Refused) as refused:
        store.keep(endless, name="a.txt", key=KEY, at=AT)
    assert refused.value.code == Code.TOO_LARGE
    assert endless.given == (1 << 20) + 1


def test_only_the_bytes_that_were_checked_are_stored() -> None:
    data = made.pdf()
    checked = checking.check(data, "a.pdf")
    assert store.keep_checked(data, checked, key=KEY, at=AT).kind == "pdf"
    with pytest.raises(ValueError, match="not the bytes"):
        store.keep_checked(made.PROGRAM, checked, key=KEY, at=AT)


def test_another_key_a_changed_byte_and_a_lost_file_are_said() -> None:
    stored = kept()
    path = store.path_of(stored.pk)
    sealed = path.read_bytes()
    for content, key, code in (
        (sealed, bytes(32), Code.CHANGED),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), KEY, Code.CHANGED),
        (b"", KEY, Code.CHANGED),
        (b"\x01", KEY, Code.CHANGED),
    ):
        path.write_bytes(content)
        with pytest.raises(Damaged) as damaged:
            store.read(stored, key)
        assert damaged.value.code == code
    with pytest.raises(Damaged):
        store.name_of(stored, bytes(32))
    path.unlink()
    with pytest.raises(Damaged) as damaged:
        store.read(stored, KEY)
    assert damaged.value.code == Code.MISSING
    assert list(store.missing()) == [stored]


def test_a_file_put_in_another_s_place_does_not_open() -> None:
    one, other = kept(), kept(made.text(), "b.txt")
    store.path_of(one.pk).write_bytes(store.path_of(other.pk).read_bytes())
    with pytest.raises(Damaged):
        store.read(one, KEY)


def test_the_digest_is_compared_on_reading() -> None:
    stored = kept()
    StoredFile.objects.filter(pk=stored.pk).update(digest="0" * 64)
    stored.refresh_from_db()
    with pytest.raises(Damaged) as damaged:
        store.read(stored, KEY)
    assert damaged.value.code == Code.CHANGED


def test_erasing_takes_content_and_name_and_leaves_the_digest(django_capture_on_commit_callbacks: Any) -> None:
    stored = kept()
    with django_capture_on_commit_callbacks(execute=True):
        store.erase(stored, at=AT)
    stored = StoredFile.objects.get(pk=stored.pk)
    assert not store.path_of(stored.pk).exists()
    assert (stored.erased_at, bytes(stored.sealed_name), len(stored.digest)) == (AT, b"", 64)
    assert not store.is_open(stored)
    for reading in (store.read, store.name_of):
        with pytest.raises(Gone):
            reading(stored, KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"kind": "exe"},
        {"verdict": "fine"},
        {"verdict": "infected"},
        {"erased_at": AT - timedelta(seconds=1)},
    ],
)
def test_the_database_keeps_the_promises(change: dict[str, Any]) -> None:
    stored = kept()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**change)


# ------------------------------------------------------------------------------- crashes and orphans


def test_a_transaction_that_is_rolled_back_leaves_an_orphan_that_is_swept() -> None:
    living = kept()

    with transaction.atomic():
        lost = kept(made.text(), "b.txt")
        transaction.set_rollback(True)
    assert list(store.orphans()) == [store.path_of(lost.pk)]
    assert store.sweep(older_than=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert store.sweep(older_than=datetime.now(UTC) + timedelta(seconds=5)) == 1
    assert list(store.orphans()) == []
    assert store.read(living, KEY)[:5] == b"%PDF-"


def test_an_erasure_that_did_not_reach_the_disk_is_finished_by_the_sweep() -> None:
    stored = kept()
    store.erase(stored, at=AT)  # within the test's transaction, so that nothing runs after the commit
    assert list(store.orphans()) == [store.path_of(stored.pk)]


def test_a_full_disk_leaves_neither_file_nor_row(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept()
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not StoredFile.objects.exists()


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
import django
from django.conf import settings
settings.configure(GONGKAI_FILES=sys.argv[1], GONGKAI_CIPHER="aes", GONGKAI_SCANNER="", GONGKAI_FILE_MIB=20,
    GONGKAI_FILES_PER_UPLOAD=10, GONGKAI_UPLOAD_MIB=60, GONGKAI_MEDIA_MIB=60,
    USE_TZ=True, INSTALLED_APPS=["gongkai.files"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from gongkai.files import store
from gongkai.files.models import StoredFile
if sys.argv[2] == "before the row":
    StoredFile.save = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
else:
    os.fsync = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
store.keep(b"plain text", name="a.txt", key=bytes(32), at=datetime(2026, 3, 2, tzinfo=UTC))
"""


@pytest.mark.parametrize("moment", ["before the row", "while writing"])
def test_a_kill_leaves_one_orphan_and_no_row_without_a_file(moment: str, folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder), moment], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    (left,) = store.orphans()
    assert left.name.endswith(".part") == (moment == "while writing")
    assert b"plain text" not in left.read_bytes()
    assert list(store.missing()) == []
    assert store.sweep(older_than=datetime.now(UTC) + timedelta(seconds=5)) == 1


def test_many_files_are_told_from_orphans_in_few_questions(
    folder: Path, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.path_of(kept().pk)
    for _ in range(1200):
        other = store.path_of(uuid4())
        other.parent.mkdir(exist_ok=True)
        other.touch()
    with django_assert_max_num_queries(3):
        found = list(store.orphans())
    assert len(found) == 1200
    assert path not in found


def swept(*options: str) -> tuple[int, str]:
    said = io.StringIO()
    try:
        call_command("sweep_files", *options, stdout=said, stderr=said)
    except SystemExit as leaving:
        return int(str(leaving.code)), said.getvalue()
    return 0, said.getvalue()


def test_the_command_sweeps_names_what_is_missing_and_spares_what_is_new() -> None:
    old, new = store.path_of(uuid4()), store.path_of(uuid4())
    lost = kept()
    store.path_of(lost.pk).unlink()
    for path in (old, new):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    os.utime(old, (0, 0))
    assert f"没有登记\t{old}" in swept("--dry-run")[1]
    assert old.exists()
    status, said = swept()
    assert (status, old.exists(), new.exists()) == (1, False, True)
    assert "清除了1个没有登记的文件。" in said
    assert f"找不到\t{lost.pk}\t{lost.digest}" in said
    assert swept("--hours", "0")[0] == 2


# ------------------------------------------------------------------------------- verdicts


class Fake:
    """A scanner that says what it is told to say."""

    says: str | None = ""

    def scan(self, data: bytes) -> str:
        if self.says is None:
            raise scanning.NoAnswer("silent")
        return self.says


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Fake:
    settings.GONGKAI_SCANNER = "command:fake"
    fake = Fake()
    monkeypatch.setattr(scanning, "scanner", lambda: fake)
    return fake


def test_a_clean_file_opens(scanner: Fake) -> None:
    stored = kept()
    assert stored.verdict == Verdict.CLEAN
    assert store.is_open(stored)
    scanner.says = None  # a verdict once given stays
    assert store.read(stored, KEY)[:5] == b"%PDF-"


def test_an_infected_file_is_refused_by_name_and_nothing_is_kept(scanner: Fake, folder: Path) -> None:
    scanner.says = "Eicar-Signature"
    with pytest.raises(Refused, match="Eicar-Signature") as refused:
        kept()
    assert refused.value.code == Code.INFECTED
    assert not folder.exists()


def test_without_an_answer_a_file_waits_and_opens_when_the_scanner_is_back(scanner: Fake) -> None:
    scanner.says = None
    stored = kept()
    assert stored.verdict == Verdict.WAITING
    assert not store.is_open(stored)
    with pytest.raises(Quarantined):
        store.read(stored, KEY)
    scanner.says = ""
    assert store.read(stored, KEY)[:5] == b"%PDF-"
    assert StoredFile.objects.get(pk=stored.pk).verdict == Verdict.CLEAN


def test_a_waiting_file_that_turns_out_infected_is_destroyed(
    scanner: Fake, django_capture_on_commit_callbacks: Any
) -> None:
    scanner.says = None
    stored = kept()
    scanner.says = "Eicar-Signature"
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused, match="Eicar-Signature"):
        store.read(stored, KEY, at=AT + timedelta(hours=1))
    stored = StoredFile.objects.get(pk=stored.pk)
    assert (stored.verdict, stored.erased_at) == (Verdict.INFECTED, AT + timedelta(hours=1))
    assert not store.path_of(stored.pk).exists()


def test_taking_the_scanner_away_opens_nothing_that_waits(scanner: Fake, settings: Any) -> None:
    scanner.says = None
    stored = kept()
    settings.GONGKAI_SCANNER = ""
    assert not store.is_open(stored)
    with pytest.raises(Quarantined):
        store.read(stored, KEY)


def test_attaching_a_scanner_asks_it_about_what_came_before(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = kept()
    assert store.is_open(stored)
    settings.GONGKAI_SCANNER = "clamd:/nowhere/clamd.sock"
    assert not store.is_open(stored)
    with pytest.raises(Quarantined):
        store.read(stored, KEY)


@pytest.mark.parametrize("setting", ["clamav", "clamd:", "clamd:host", "clamd:host:port", "command:", 'command:"'])
def test_a_setting_that_names_no_scanner_stops_the_start_and_keeps_files_closed(setting: str, settings: Any) -> None:
    settings.GONGKAI_SCANNER = setting
    assert [error.id for error in checks.files_can_be_kept()] == [checks.SCANNER]
    assert kept().verdict == Verdict.WAITING


def test_limits_that_contradict_each_other_stop_the_start(settings: Any) -> None:
    assert checks.files_can_be_kept() == []
    for total in (10, "10", "sixty", "", "-1"):
        settings.GONGKAI_UPLOAD_MIB = total
        assert [error.id for error in checks.files_can_be_kept()] == [checks.LIMITS]
