"""Files and pictures that become public with a page: looked into, scanned and cleaned when they come.

What is kept is the cleaned copy, so what reviewers open, what the digest names and what goes out are the same bytes.
A file that still shows deleted words or hides sheets is not taken: its author decides what is meant to be seen.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models

from gongkai.editorial import citing, gate, reading
from gongkai.editorial.errors import WrongWay
from gongkai.editorial.items import Part
from gongkai.files import checking, cleaning, limits, scanning
from gongkai.files.errors import Code, FileError, Refused
from gongkai.files.kinds import ALLOWED, FILMS, SOUNDS, Kind
from gongkai.files.removing import CONCEALING


class PartOfAPage(models.Model):
    """What the editor's files and pictures share: their digest, their kind, and that they stay what they are while
    they are public."""

    digest = models.CharField("内容摘要", max_length=64, editable=False, db_index=True)
    kind = models.CharField("格式", max_length=8, editable=False)
    cleaned = models.JSONField("清理记录", default=list, editable=False)

    # Wagtail's own columns, in the models that are derived from both
    title: Any
    file: Any

    part_kind = ""
    kinds = ALLOWED
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises Refused for a file that is not taken, WrongWay when what is public would become something else."""
        self._take_in()
        self._guard()
        super().save(*args, **kwargs)

    @property
    def part_key(self) -> str:
        """How the gate names this file: ``file:7``, ``picture:7``."""
        return f"{self.part_kind}:{self.pk}"

    @property
    def shown_name(self) -> str:
        """The name that readers see: the title, with the ending that the content has."""
        ending = Kind(self.kind).endings[0]
        return self.title if self.title.lower().endswith(ending) else f"{self.title}{ending}"

    def content(self) -> bytes:
        """The cleaned copy. Raises FileNotFoundError."""
        with self.file.storage.open(self.file.name) as file:
            data: bytes = file.read()
        return data

    def clean(self) -> None:
        """Look into a new file while the form can still say what is wrong with it. Raises ValidationError."""
        super().clean()
        try:
            self._take_in()
        except FileError as error:
            raise ValidationError({"file": str(error)}) from error
        try:
            self._guard()
        except WrongWay as error:
            raise ValidationError(str(error)) from error

    def _take_in(self) -> None:
        """Replace a file that has just come by its cleaned copy."""
        come = self.file and not self.file._committed  # noqa: SLF001 - Django has no other word for a new file
        if not come or getattr(self.file.file, "taken_in", False):
            return
        name = PurePath(self.file.name).name
        self.file.file.seek(0)
        data, kind, self.cleaned = admitted(self.file.file.read(), name, self.kinds)
        self.digest, self.kind, self.file_size = sha256(data).hexdigest(), kind.value, len(data)
        copy = ContentFile(data, name=f"{PurePath(name).stem}{kind.endings[0]}")
        copy.taken_in = True  # type: ignore[attr-defined]
        self.file = copy

    def _guard(self) -> None:
        if self.pk is None:
            return
        for part in gate.public_parts(self.part_key):
            if (part.digest, part.name) != (self.digest, self.shown_name[:200]):
                raise WrongWay(
                    f"“{part.name}”正随公开的内容公开，不能更换或者改名。请上传新文件，替换到页面后重新送审。"
                )


def admitted(data: bytes, name: str, kinds: frozenset[Kind]) -> tuple[bytes, Kind, list[str]]:
    """The cleaned copy of a file, its kind, and what was taken out of it. Raises Refused."""
    allowed = limits.current()
    checked = checking.check(
        data, name, kinds=kinds, largest=max(allowed.file, allowed.media) if kinds & FILMS else allowed.file
    )
    if checked.kind not in FILMS | SOUNDS and checked.size > allowed.file:
        raise Refused(Code.TOO_LARGE)
    refuse_infected(data)
    copy = cleaning.clean(data, checked.kind)
    if concealing := [sentence for sentence in copy.left if sentence in CONCEALING]:
        raise Refused(Code.CONCEALING, f"（{''.join(concealing)}）")
    played = checked.kind in FILMS | SOUNDS
    if lost := reading.marked(copy.told) if played else marks(data, name) - marks(copy.data, name):
        # Cleaning would take the mark away and nobody would ever learn of it.
        raise Refused(Code.MARKED, f"（“{'”“'.join(sorted(lost))}”）")
    return copy.data, checked.kind, [*copy.removed, *copy.left]


def refuse_infected(data: bytes) -> None:
    """Ask the virus scanner, where there is one. Raises Refused, also when it does not answer."""
    if not scanning.configured():
        return
    try:
        found = scanning.scan(data)
    except scanning.NoAnswer as error:
        raise Refused(Code.WAITING) from error
    if found:
        raise Refused(Code.INFECTED, f"（{found}）")


def marks(data: bytes, name: str) -> set[str]:
    """The marks of secrecy and of internal use that a file bears in any place where cleaning takes something away;
    pictures keep what they show."""
    _, entries = reading.file(Part(name, name, sha256(data).hexdigest(), lambda: data))
    beside = [entry for entry in entries if entry["severity"] == "error" and not entry.get("picture")]
    return {entry["quote"] for entry in beside if entry["code"].startswith("MARK")}


def refuse_to_delete_what_is_cited(instance: models.Model, **_: Any) -> None:
    """Called before any page, file or picture is deleted, by whatever way: what is public and what a draft cites
    stays. Raises WrongWay."""
    if not isinstance(instance, PartOfAPage):
        return
    public = gate.public_parts(instance.part_key)
    if public:
        raise WrongWay(f"“{public[0].name}”正随公开的内容公开，不能删除。请先撤下公开的内容。")
    draft = next(citing.drafts(instance.part_key, instance.pk), None)
    if draft is not None:
        raise WrongWay(f"草稿《{draft.title}》正引用“{instance.title}”，不能删除。请先打开草稿，去掉它再删除。")
