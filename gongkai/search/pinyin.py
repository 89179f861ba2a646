"""How words sound: dibao and db for 低保, for those who type letters or mistook one character for another."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=50_000)
def sounds(word: str) -> tuple[str, ...]:
    """A word's sound in full and by initials, without tones."""
    full = full_sound(word)
    initials = "".join(lazy_pinyin(word, style=Style.FIRST_LETTER))
    return tuple(dict.fromkeys((full, initials)))


def full_sound(word: str) -> str:
    """A word's sound, without tones and spaces: 低保 is dibao."""
    return "".join(lazy_pinyin(word))
