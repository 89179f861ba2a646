"""Where the editor's files lie: a folder that no address leads to. Views hand out what the gate has let through."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage


class Unserved(FileSystemStorage):
    """Files on disk without addresses, readable by the program alone."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    def url(self, name: str | None) -> str:
        """There is none. Raises ValueError."""
        raise ValueError(f"{name} has no address: views ask the gate and hand it out")
