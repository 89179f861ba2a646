"""What can go wrong when a letter is set.

TypesetError
 ├── UnprintableText     a control character, half a surrogate pair: no page and no Word file can hold it
 ├── TextMissing         a title is empty
 ├── GlyphMissing        no font at hand has some character; each is named, and nothing is printed without it
 ├── TypesettingFailed   anything else the engine refuses
 └── TemplateFault       a Word template that may not be used; the sentence names the field or the tag

Every error carries a stable ``code`` for programs and a Chinese sentence for people.
"""

from __future__ import annotations

from collections.abc import Sequence


class TypesetError(ValueError):
    """Base of the family; ``str(error)`` is the Chinese sentence, ``error.code`` is stable."""

    code = "TYPESET"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class UnprintableText(TypesetError):
    """A character that is not writing at all stands in a field."""

    code = "TEXT_UNPRINTABLE"

    def __init__(self, label: str, character: str) -> None:
        super().__init__(f"“{label}”中有不能印刷的字符（{code_point(character)}），请删去后重试；换段请分段填写。")
        self.characters = (character,)


class TextMissing(TypesetError):
    """A field without which nothing can be set is empty."""

    code = "TEXT_MISSING"

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”不能为空。")


class GlyphMissing(TypesetError):
    """No font at hand has this character: a name is never printed with a hole in it."""

    code = "GLYPH_MISSING"

    def __init__(self, characters: Sequence[str]) -> None:
        named = "、".join(f"“{one}”（{' '.join(map(code_point, one))}）" for one in characters)
        super().__init__(
            f"现有字体都没有{named}字，文书未生成；请系统管理员在字体目录中补充含有该字的字体，或者更正该字后重试。"
        )
        self.characters = tuple(characters)


class TypesettingFailed(TypesetError):
    """The engine refused for another reason. ``detail`` is what it said, without any text of the letter."""

    code = "TYPESETTING_FAILED"

    def __init__(self, message: str = "", *, detail: str = "") -> None:
        super().__init__(message or "文书排版未能完成，没有生成文件；请重试，仍不成功的请告知系统管理员。")
        self.detail = detail


class TemplateFault(TypesetError):
    """A Word template that may not be used; ``name`` is the field or tag at fault."""

    code = "TEMPLATE"

    def __init__(self, message: str, *, code: str, name: str = "") -> None:
        super().__init__(message, code=code)
        self.name = name


def code_point(character: str) -> str:
    """U+4DAE, as tables of characters write it."""
    return f"U+{ord(character):04X}"
