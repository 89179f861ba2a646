"""A register file as sheets of cells, refused in the words of registers (`files.sheets` reads it)."""

from __future__ import annotations

from gongkai.casework.errors import CaseworkError
from gongkai.files import sheets
from gongkai.files.sheets import MOST_ROWS, Book, Sheet

__all__ = ["MOST_ROWS", "Book", "Sheet", "UnreadableRegister", "open_book"]


class UnreadableRegister(CaseworkError):
    """The file cannot be read as a register; nothing of it was taken."""

    code = "REGISTER_UNREADABLE"


def open_book(data: bytes) -> Book:
    """The sheets of a file. Raises UnreadableRegister."""
    try:
        return sheets.open_book(data)
    except sheets.UnreadableTable as error:
        raise UnreadableRegister(str(error)) from error
