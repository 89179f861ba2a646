"""Good files of a form that came back: kept sealed with the form, listed with a button to take each out.

A browser never sends a file again by itself, so without this one faulty file, or one field left empty, costs people
every other file they chose. The token travels in the form and is stored nowhere; the key is made from it, so nobody
but the form can open what is kept, and after a day it is gone.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from gongkai.files import limits, store
from gongkai.files.errors import FileError
from gongkai.files.models import KeptUpload
from gongkai.files.uploading import FilesField, FilesInput, Received
from gongkai.privacy.keys import master_key

KEPT = timedelta(days=1)
TOKEN, TAKE_OUT = "kept_token", "kept_take_out"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file as the form lists it."""

    pk: int
    name: str
    size: str
    received: Received


def keep(token: str, field: str, files: Sequence[Received], *, at: datetime) -> None:
    """Keep files of a field; one that is kept already stays as it is. Raises files.Refused when the scanner finds
    something."""
    known = {kept.received.checked.digest for kept in found(token, field, at=at)}
    for file in files:
        if file.checked.digest in known:
            continue
        stored = store.keep_checked(file.data, file.checked, key=_keyed("kept sealed", token), at=at)
        KeptUpload.objects.create(token_hash=_hash(token), field=field, file=stored, kept_at=at)


def found(token: str, field: str, *, at: datetime) -> list[Kept]:
    """What is kept of a field; nothing for a token that is unknown or whose day is over."""
    if not _TOKEN.fullmatch(token):
        return []
    rows = KeptUpload.objects.filter(token_hash=_hash(token), field=field, kept_at__gt=at - KEPT)
    key, listed = _keyed("kept sealed", token), []
    for row in rows.select_related("file").order_by("pk"):
        try:
            received = Received(*store.taken(row.file, key))
        except FileError:
            # gone from the disk: the person is asked for it again, as if it had never been kept
            continue
        listed.append(Kept(row.pk, received.checked.name, limits.megabytes(row.file.size), received))
    return listed


@transaction.atomic
def take_out(token: str, pk: int) -> str:
    """Forget one file; its name, or nothing when it was not there."""
    row = KeptUpload.objects.select_related("file").filter(token_hash=_hash(token), pk=pk).first()
    if row is None:
        return ""
    name = store.name_of(row.file, _keyed("kept sealed", token))
    _discard([row])
    return name


@transaction.atomic
def forget(token: str) -> None:
    """Forget what a form kept, because it was sent."""
    if _TOKEN.fullmatch(token):
        _discard(list(KeptUpload.objects.select_related("file").filter(token_hash=_hash(token))))


def sweep(*, at: datetime) -> int:
    """Forget what nobody came back for; returns how many files."""
    old = list(KeptUpload.objects.select_related("file").filter(kept_at__lte=at - KEPT)[:1000])
    with transaction.atomic():
        _discard(old)
    return len(old)


class KeepingForm(forms.Form):
    """A form whose good files survive its coming back. Call `sent` once its verb has succeeded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.get(TOKEN, "") if self.is_bound else ""
        self._token = said if _TOKEN.fullmatch(said) else secrets.token_urlsafe(16)
        self._cleaned = False
        for name, field in self.fields.items():
            if isinstance(field, FilesField):
                field.widget = KeepingInput(self._token, name, field.widget.attrs)  # type: ignore[assignment]
                field.kept = tuple(kept.received for kept in found(said, name, at=timezone.now())) if said else ()

    def full_clean(self) -> None:
        """Check the form; when it comes back, keep what was good."""
        taken = self._taken_out()
        super().full_clean()
        self._cleaned = True
        if taken:
            self.add_error(None, f"已移除“{taken}”，请核对后继续。")
        elif self.is_bound and self.errors:
            self.keep()

    def add_error(self, field: str | None, error: Any) -> None:
        """Django's own, which also hears what of a faulty field was good; a refusal by a verb keeps everything."""
        good = getattr(error, "received", None) or (self._cleaned and field and self.cleaned_data.get(field))
        super().add_error(field, error)
        if field is not None and good and isinstance(self.fields.get(field), FilesField):
            self._good()[field] = good
        if self._cleaned:
            self.keep()

    def keep(self) -> None:
        """Keep the good files because the form is shown again."""
        at = timezone.now()
        for name, field in self.fields.items():
            if isinstance(field, FilesField):
                files = self._good().get(name) or getattr(self, "cleaned_data", {}).get(name) or ()
                try:
                    keep(self._token, name, files, at=at)
                except FileError as error:
                    super().add_error(name, str(error))

    def sent(self) -> None:
        """The form has done its work, so nothing of it is kept."""
        forget(self._token)

    def _good(self) -> dict[str, list[Received]]:
        good: dict[str, list[Received]] = self.__dict__.setdefault("_good_files", {})
        return good

    def _taken_out(self) -> str:
        asked = self.data.get(TAKE_OUT, "") if self.is_bound else ""
        if not (asked.isascii() and asked.isdecimal() and len(asked) <= 16):
            return ""
        name = take_out(self._token, int(asked))
        for place, field in self.fields.items():
            if name and isinstance(field, FilesField):
                field.kept = tuple(kept.received for kept in found(self._token, place, at=timezone.now()))
        return name


class KeepingInput(FilesInput):
    """The input with what is kept listed under it."""

    template_name = "files/keeping.html"

    def __init__(self, token: str, field: str, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self._token, self._field = token, field

    def use_required_attribute(self, initial: Any) -> bool:  # noqa: ARG002 - Django's own signature
        """The browser cannot know what is kept."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template shows: read when the form is shown, after it was kept."""
        context = super().get_context(name, value, attrs)
        context["kept"] = found(self._token, self._field, at=timezone.now())
        context["token"], context["token_name"], context["take_out"] = self._token, TOKEN, TAKE_OUT
        return context


def _discard(rows: Sequence[KeptUpload]) -> None:
    for row in rows:
        stored = row.file
        row.delete()
        store.discard(stored)


def _hash(token: str) -> str:
    return _keyed("kept found", token).hex()


def _keyed(purpose: str, token: str) -> bytes:
    return hmac.new(master_key("code"), f"{purpose}:{token}".encode(), hashlib.sha256).digest()
