"""Uploads through a form: reading stops at the limit, nothing lies open on disk, each file is judged by itself.

The settings put `Bounded` in the place of Django's upload handlers for every view; whatever reads the form first
(the CSRF check does) meets the limit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.functional import lazy

from gongkai.files import limits, naming, scanning
from gongkai.files.checking import Checked, check
from gongkai.files.errors import Code, Refused
from gongkai.files.kinds import ALLOWED, Kind, in_words

if TYPE_CHECKING:
    Uploaded = UploadedFile[Any]
else:
    Uploaded = UploadedFile

FIELDS = 2 * limits.MIB
"""What the words of a form may hold beside its files."""
_IN_MEMORY = 1 * limits.MIB


class TooLarge(RequestDataTooBig):
    """The upload goes beyond the limit. Django answers with the error page (413), so no view acts on half a form."""


class Bounded(FileUploadHandler):
    """Receives the files of one request: all together within the limit, and never under a name on disk.

    Django's own handler writes a named file that outlives a kill; here the system forgets it with the process.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0
        self._file: Any = None

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002 - Django's own signature
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: Any,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse what declares itself too large before a byte of it is read. Raises TooLarge."""
        if content_length > limits.current().total + FIELDS:
            raise TooLarge("the upload declares more than GONGKAI_UPLOAD_MIB allows")

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **options)
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the form closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Keep a piece; past the limit, stop reading. Raises TooLarge."""
        self._received += len(raw_data)
        if self._received > limits.current().total:
            self._file.close()
            raise TooLarge("the upload is larger than GONGKAI_UPLOAD_MIB allows")
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> Uploaded:
        """The file as forms take it."""
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """The browser went away: forget what came."""
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class Received:
    """A file that a form has checked; `store.keep_checked` takes both."""

    data: bytes
    checked: Checked


class FaultyFiles(forms.ValidationError):
    """Some files of a field are not taken; ``received`` are those that are."""

    def __init__(self, faults: list[forms.ValidationError], received: list[Received]) -> None:
        super().__init__(faults)
        self.received = received


class FilesInput(forms.FileInput):
    """Several files in one field of plain HTML."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what is wrong is said per file, by its name. Cleans to a list of `Received`."""

    widget = FilesInput
    kept: Sequence[Received] = ()
    """What the form kept from the last time (`keeping`); it counts as if it had been chosen again."""

    def __init__(self, *, kinds: frozenset[Kind] = ALLOWED, **options: Any) -> None:
        self.kinds = kinds
        options.setdefault("error_messages", {}).setdefault("required", "请选择要上传的文件。")
        options["error_messages"].setdefault("invalid", "没有收到文件，请重新选择后再提交。")
        super().__init__(**options)
        if not options.get("help_text"):
            # read when the form is shown: settings are checked after forms are loaded
            self.help_text = lazy(help_text, str)(kinds)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser's dialogue offers first; the check does not rely on it."""
        endings = [ending for kind in Kind if kind in self.kinds for ending in kind.endings]
        return {**super().widget_attrs(widget), "accept": ",".join(endings)}

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002 - nothing was there before
        """A list of `Received`, empty when nothing was chosen and nothing had to be."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            if self.kept:
                return list(self.kept)
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        self._count(files)
        return self._joined(self._checked(files))

    def _count(self, files: Sequence[Uploaded]) -> None:
        allowed = limits.current()
        many = len(files) + len(self.kept)
        if many > allowed.files:
            raise _invalid(
                Refused(
                    Code.TOO_MANY,
                    f"（连同保留的共{many}个，{allowed.sentence}）"
                    if self.kept
                    else f"（选了{many}个，{allowed.sentence}）",
                )
            )
        together = sum(file.size or 0 for file in files) + sum(len(file.data) for file in self.kept)
        if together > allowed.total:
            size = limits.megabytes(together)
            raise _invalid(Refused(Code.TOO_LARGE_TOGETHER, f"（合计{size}，{allowed.sentence}）"))

    def _checked(self, files: Sequence[Uploaded]) -> list[Received]:
        received, faults = [], []
        for file in files:
            try:
                received.append(self._one(file))
            except Refused as error:
                faults.append(_invalid(error, f"“{_shown(file.name)}”："))
        if faults:
            raise FaultyFiles(faults, self._joined(received))
        return received

    def _joined(self, received: list[Received]) -> list[Received]:
        """What was kept and what was chosen now, each once."""
        return list({file.checked.digest: file for file in (*self.kept, *received)}.values())

    def _one(self, file: Uploaded) -> Received:
        largest = limits.current().file
        if (file.size or 0) > largest:
            detail = f"（这个文件{limits.megabytes(file.size or 0)}，上限{limits.megabytes(largest)}）"
            raise Refused(Code.TOO_LARGE, detail)
        file.seek(0)
        data = file.read(largest + 1)
        return Received(data, check(data, file.name or "", kinds=self.kinds, largest=largest))


def help_text(kinds: frozenset[Kind]) -> str:
    """Kinds, sizes, and whether anybody looks for viruses; stands beside the field."""
    scanned = "" if scanning.configured() else "本站没有接查毒软件。"
    return f"可以上传{in_words(kinds)}；{limits.current().sentence}。{scanned}"


def _shown(name: str | None) -> str:
    """A name in a message: short, and unable to turn the line around."""
    seen = naming.visible(name or "") or "未命名"
    return seen if len(seen) <= 40 else f"{seen[:30]}…{seen[-8:]}"


def _invalid(error: Refused, before: str = "") -> forms.ValidationError:
    return forms.ValidationError(f"{before}{error}", code=error.code)
