"""Reading what a program sends: one JSON object with files in base64, or a multipart form with files.

Reading stops at the limit of `gongkai.files.limits`; nothing is believed of what a header declares.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.forms import ValidationError
from django.http import HttpRequest

from gongkai.casework.attachments import Role, Upload
from gongkai.files import limits
from gongkai.files.uploading import FIELDS, FilesField
from gongkai.portal.api.refusals import TOO_LARGE, UNREADABLE, Refusal

FILES = {"files": Role.REQUEST, "identity": Role.IDENTITY, "authority": Role.AUTHORITY}
"""Names of the fields with files, and what a file is in the case."""
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent: words by their field, and files that were checked."""

    words: dict[str, str]
    uploads: tuple[Upload, ...]


def read(request: HttpRequest, fields: Iterable[str], files: Mapping[str, Role]) -> Body:
    """Read a request's body. Raises Refusal: 400, 413, 415, and 422 with what is wrong at which field."""
    kind = (request.content_type or "").lower()
    if kind == "application/json":
        found = _json(request)
        given = {name: _files_in(found.get(name), name) for name in files}
    elif kind == "multipart/form-data":
        # both read the stream, and the upload handler stops at the limit (413)
        given = {name: list(request.FILES.getlist(name)) for name in {*files, *request.FILES}}
        found = {**_once(request), **given}
    else:
        message = "内容类型应为application/json或者multipart/form-data。"
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", message)
    _known(found, {*fields, *files})
    words = {name: _word(found.get(name), name) for name in fields}
    return Body(words, _checked(given, files))


def _once(request: HttpRequest) -> dict[str, Any]:
    twice = [name for name, values in request.POST.lists() if len(values) > 1]
    if twice:
        raise _fault(twice[0], "这一项出现了不止一次。")
    return request.POST.dict()


def _json(request: HttpRequest) -> dict[str, Any]:
    longest = limits.current().total * 4 // 3 + FIELDS
    raw = request.read(longest + 1)
    if len(raw) > longest:
        raise TOO_LARGE
    try:
        found = json.loads(raw, parse_constant=_no_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise UNREADABLE from None
    if not isinstance(found, dict):
        raise UNREADABLE
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _known(found: Mapping[str, Any], names: set[str]) -> None:
    unknown = sorted(set(found) - names)
    if unknown:
        shown = unknown[0][:40].encode(errors="replace").decode()
        raise _fault(shown, f"不认识的字段。可用的字段：{'、'.join(sorted(names))}。")


def _word(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _fault(name, "这一项应为字符串。")
    return value


def _files_in(value: Any, name: str) -> list[UploadedFile[Any]]:
    """Files of a JSON body, as the form's field takes them."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _fault(name, "附件应为数组，每个附件是一个含name和content的对象。")
    return [_file_in(entry, name) for entry in value]


def _file_in(entry: dict[str, Any], name: str) -> UploadedFile[Any]:
    title, content = entry.get("name"), entry.get("content")
    if set(entry) != {"name", "content"} or not isinstance(title, str) or not isinstance(content, str):
        raise _fault(name, "每个附件应有name（文件名）和content（Base64编码的内容），没有别的。")
    try:
        data = base64.b64decode(content.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _fault(name, "附件的content不是规范的Base64编码。") from None
    shown = title.encode(errors="replace").decode()[-LONGEST_NAME:]
    return UploadedFile(io.BytesIO(data), shown, "application/octet-stream", len(data))


def _checked(given: Mapping[str, list[UploadedFile[Any]]], files: Mapping[str, Role]) -> tuple[Upload, ...]:
    """Every file looked into by the check of the screens' own field, with the limits over all of them together."""
    field = FilesField(required=False)
    together = [(name, file) for name in files for file in given.get(name, [])]
    try:
        received = field.clean([file for _, file in together])
    except ValidationError as error:
        raise Refusal(422, _code(error), "附件不能接收。", {"files": "；".join(error.messages)}) from None
    return tuple(Upload(one, files[name]) for (name, _), one in zip(together, received, strict=True))


def _code(error: ValidationError) -> str:
    codes = [str(found.code or "") for found in error.error_list]
    return codes[0] or "BAD_FILE"


def _fault(name: str, sentence: str) -> Refusal:
    return Refusal(422, "BAD_FIELDS", f"有字段不符合要求：{name}：{sentence}", {name: sentence})
