"""How e-mail leaves, from one address.

``GONGKAI_MAIL`` is ``file`` (into the outbox, for trying things out), ``none``, or a mail server:
``smtp://user:password@host:587`` (STARTTLS), ``smtps://…:465`` (TLS), ``smtp+plain://host:25`` (neither).
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

BACKENDS = "django.core.mail.backends"
SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def mail(address: str, outbox: Path) -> dict[str, Any]:
    """Django's settings for an address. Raises ValueError for another way of writing it."""
    if address == "file":
        return {"EMAIL_BACKEND": f"{BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": str(outbox / "mail")}
    if address == "none":
        return {"EMAIL_BACKEND": f"{BACKENDS}.dummy.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("GONGKAI_MAIL 的写法不认识。应为 file、none、smtp://…、smtps://… 或 smtp+plain://…。")
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SECONDS,
    }
