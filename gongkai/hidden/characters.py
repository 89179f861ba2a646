"""The characters in pictures, read by rapidocr (``pip install gongkai[ocr]``), which brings its models along."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from gongkai.hidden.pictures import Ocr


class _Rapid:
    def __init__(self) -> None:
        self._engine: Any = import_module("rapidocr").RapidOCR()

    def read(self, picture: bytes) -> str:
        """The lines of a picture, one below the other."""
        found = self._engine(picture).txts
        return "\n".join(found or ())


@cache
def rapid() -> Ocr:
    """The reader, loaded once. Raises ImportError when the extra is not installed."""
    return _Rapid()
