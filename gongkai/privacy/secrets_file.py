"""Secrets that gongkai makes for itself on the first start and keeps in files only it may read."""

import os
import secrets
from pathlib import Path


def text(path: Path) -> str:
    """The secret in the file; made when absent. Two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _make(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _make(path: Path, secret: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A hard link is made whole or not at all, and never over another's file.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
