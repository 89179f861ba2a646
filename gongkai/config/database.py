"""The database from one address: SQLite beside the program, or PostgreSQL.

``GONGKAI_DATABASE`` is empty (SQLite in the data folder), ``sqlite:///path`` or
``postgresql://user:password@host:port/name?option=value``.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# Writers queue instead of failing (measured: 82–90 % "database is locked" without IMMEDIATE), and
# readers never wait for them. FULL: a receipt that was shown survives a power failure (docs/decisions/0010).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
    ),
}
KEPT_OPEN = 60
"""Seconds for which a thread keeps its connection from one request to the next."""


def database(address: str, data_dir: Path) -> dict[str, Any]:
    """Django's description of the database at an address. Raises ValueError for an unknown scheme."""
    parts = urlsplit(address or f"sqlite:///{data_dir / 'gongkai.sqlite3'}")
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") else unquote(parts.path))
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            # opening the file anew for each page takes as long as the page
            "CONN_MAX_AGE": KEPT_OPEN,
            "OPTIONS": SQLITE_OPTIONS,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": KEPT_OPEN,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise ValueError(f"GONGKAI_DATABASE 的写法不认识：{parts.scheme}。请用 sqlite:///路径 或 postgresql://…。")
