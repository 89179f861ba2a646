"""What the site says in other languages: a catalogue of messages, and packs that translate it.

A message has a key and its Chinese words, exactly as a page shows them: `{name}` is a place for something that varies,
`<1>…</1>` the first tag within it, `<1/>` one that is put back whole. A pack is a folder with `language.yaml` (code,
name, direction, how a day is written) and `messages.yaml` (key: words). A message that a pack lacks is shown in Chinese
and marked as Chinese; a pack may add `names`: words of the site itself, such as its own name and those of agencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

BUILT_IN = Path(__file__).parent / "data"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PLACE = re.compile(r"\{(\w+)\}")
_TAG = re.compile(r"</?\d+/?>")
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,8})*")
_SHAPES = {"day": r"\d{4}年\d{1,2}月\d{1,2}日", "month": r"\d{4}年\d{1,2}月", "date": r"\d{1,2}月\d{1,2}日"}
_WORDS = r"[^<>。！？]+?[。！？]?"
"""How a day of a year, a month of a year and a day without its year are written in Chinese, by the name of a place."""
_DEEPEST = 4


class BadLanguage(ValueError):
    """A pack that cannot be read; ``str()`` says which file and what to mend, for operators."""

    code = "BAD_LANGUAGE"


@dataclass(frozen=True, slots=True)
class Language:
    """A pack as it was read."""

    code: str
    name: str
    direction: str
    forms: Mapping[str, str]
    """How a day, a month and a date without its year are written."""
    months: tuple[str, ...]
    messages: Mapping[str, str]
    names: Mapping[str, str]
    fonts: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a pack that should be mended: ``code`` for programs, ``text`` for operators."""

    code: str
    key: str
    text: str


@dataclass(slots=True)
class _Pattern:
    """A message with places; ``probe`` is a part that has to be there, which is quickly looked for, and ``weight`` how
    much it says."""

    probe: str
    weight: int
    words: re.Pattern[str]
    said: str


@dataclass(slots=True)
class Catalogue:
    """The messages of one language, ready to be looked up."""

    language: Language
    exact: dict[str, str] = field(default_factory=dict)
    patterns: list[_Pattern] = field(default_factory=list)

    def say(self, words: str, *, marks: bool = True, depth: int = 0) -> str | None:
        """Words in the language, as HTML; None when the catalogue has no such message. ``marks`` says whether what
        stays Chinese may be marked as such, which a title or an attribute cannot."""
        if words in self.exact:
            return self.exact[words]
        for pattern in self.patterns if depth < _DEEPEST else ():
            found = pattern.words.fullmatch(words) if pattern.probe in words else None
            if found is not None:
                told = {name: self._told(name, value, marks, depth) for name, value in found.groupdict().items()}
                return _PLACE.sub(lambda place, told=told: told[place[1]], pattern.said)  # type: ignore[misc]
        return None

    def marked(self, words: str, *, marks: bool = True) -> str:
        """Words that stay Chinese."""
        return f'<span lang="zh-Hans">{words}</span>' if marks and HAN.search(words) else words

    def _told(self, name: str, value: str, marks: bool, depth: int) -> str:
        if (kind := name.rstrip("0123456789")) in _SHAPES:
            return self._date(kind, value)
        said = self.say(value.strip(), marks=marks, depth=depth + 1)
        return self.marked(value, marks=marks) if said is None else said

    def _date(self, kind: str, value: str) -> str:
        parts = {name: int(number) for number, name in re.findall(r"(\d+)([年月日])", value)}
        month = self.language.months[(parts["月"] - 1) % 12]
        told = {"year": str(parts.get("年", "")), "month": month, "day": str(parts.get("日", ""))}
        return _PLACE.sub(lambda place: told[place[1]], self.language.forms[kind])


def sources() -> dict[str, str]:
    """All messages of the site: key and Chinese words."""
    return dict(_mapping(BUILT_IN / "zh.yaml"))


def read(folder: Path) -> Language:
    """A pack from its folder. Raises BadLanguage."""
    about, messages = _mapping(folder / "language.yaml"), _mapping(folder / "messages.yaml")
    code, months = str(about.get("code", "")), tuple(str(month) for month in about.get("months") or ())
    if not _CODE.fullmatch(code) or code.startswith("zh") or code == "hant":
        raise BadLanguage(f"{folder}/language.yaml：code应为语言代码，例如bo、mn、ug、za，现在是“{code}”。")
    if about.get("direction", "ltr") not in {"ltr", "rtl"}:
        raise BadLanguage(f"{folder}/language.yaml：direction应为ltr或者rtl。")
    if len(months) != 12:
        raise BadLanguage(f"{folder}/language.yaml：months应列出十二个月的名称，现在有{len(months)}个。")
    return Language(
        code=code,
        name=str(about.get("name") or code),
        direction=str(about.get("direction", "ltr")),
        forms={kind: _form(about, kind, folder) for kind in _SHAPES},
        months=months,
        messages={key: words for key, words in messages.items() if words.strip()},
        names={str(name): str(words) for name, words in (about.get("names") or {}).items()},
        fonts=str(about.get("fonts", "")),
    )


@cache
def languages(folder: str = "") -> dict[str, Catalogue]:
    """Every language by its code: English, and the packs in an operator's folder. A pack of the same code adds to the
    one that came with the program. Raises BadLanguage."""
    found: dict[str, Language] = {}
    for root in (BUILT_IN, *([Path(folder)] if folder else ())):
        for place in sorted(root.glob("*/language.yaml")):
            one = read(place.parent)
            found[one.code] = _joined(found[one.code], one) if one.code in found else one
    return {code: compiled(language) for code, language in found.items()}


def compiled(language: Language, messages: Mapping[str, str] | None = None) -> Catalogue:
    """A pack ready to be looked up, by the Chinese words of its messages."""
    catalogue = Catalogue(language, {name: _html(words) for name, words in language.names.items()})
    for key, words in (sources() if messages is None else messages).items():
        said = language.messages.get(key)
        if said is None:
            continue
        if _PLACE.search(words):
            catalogue.patterns.append(_pattern(words, _html(said)))
        else:
            catalogue.exact.setdefault(words, _html(said))
    # the message that says most is asked first, so that one with a place for everything comes last
    catalogue.patterns.sort(key=lambda pattern: -pattern.weight)
    return catalogue


def findings(language: Language, messages: Mapping[str, str] | None = None) -> list[Finding]:
    """What a pack lacks, what nobody asks it for, and whose places and tags are not those of the Chinese words."""
    known = sources() if messages is None else messages
    found = [
        Finding("MISSING", key, f"缺少译文：{words}") for key, words in known.items() if key not in language.messages
    ]
    found += [Finding("SURPLUS", key, "系统没有这一条") for key in language.messages if key not in known]
    for key, words in language.messages.items():
        for code, parts, name in (("PLACES", _PLACE, "占位符"), ("TAGS", _TAG, "标签")):
            if key in known and sorted(set(parts.findall(known[key]))) != sorted(set(parts.findall(words))):
                found.append(Finding(code, key, f"{name}与中文不一致：中文“{known[key]}”，译文“{words}”"))
    return found


def _joined(first: Language, more: Language) -> Language:
    values = {name: getattr(more, name) for name in Language.__dataclass_fields__}
    return Language(
        **{
            **values,
            "messages": {**first.messages, **more.messages},
            "names": {**first.names, **more.names},
        }
    )


def _pattern(words: str, said: str) -> _Pattern:
    literals = _PLACE.split(words)[::2]
    names: Iterable[str] = _PLACE.findall(words)
    parts = [re.escape(literals[0])]
    for name, after in zip(names, literals[1:], strict=True):
        parts += (f"(?P<{name}>{_shape(name)})", re.escape(after))
    return _Pattern(max(literals, key=len), sum(map(len, literals)), re.compile("".join(parts)), said)


def _shape(name: str) -> str:
    """What stands in a place, by its name: a day, a month, a date, a number (n), or any words."""
    kind = name.rstrip("0123456789")
    return r"\d[\d.,]*" if kind == "n" else _SHAPES.get(kind, _WORDS)


def _html(words: str) -> str:
    """Words of a pack as HTML: nothing in them is markup but the tags of the message."""
    return "".join(part if _TAG.fullmatch(part) else escape(part, quote=False) for part in _parts(words))


def _parts(words: str) -> list[str]:
    return re.split(rf"({_TAG.pattern})", words)


def _form(about: Mapping[str, Any], name: str, folder: Path) -> str:
    usual = {"day": "{day} {month} {year}", "month": "{month} {year}", "date": "{day} {month}"}[name]
    form = str(about.get(name, usual))
    if set(_PLACE.findall(form)) - {"day", "month", "year"} or re.search(r"[{}]", _PLACE.sub("", form)):
        raise BadLanguage(f"{folder}/language.yaml：{name}里只能有{{day}}、{{month}}、{{year}}。")
    return form


def _mapping(path: Path) -> dict[str, Any]:
    """A YAML file that has to be a mapping."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadLanguage(
            f"{path}无法读取：{type(error).__name__}。请检查文件是否存在、是否为UTF-8编码的YAML。"
        ) from error
    if not isinstance(content, dict):
        raise BadLanguage(f"{path}应为“键: 文字”的YAML。")
    named = {str(key): value for key, value in content.items()}
    if path.name != "language.yaml" and any(not isinstance(value, str) for value in named.values()):
        raise BadLanguage(f"{path}里每一条都应为文字；是或否、数字等请加引号。")
    return named
