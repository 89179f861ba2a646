"""The calls about requests: file one, follow it, and with the applicant's query code read and answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from ninja import Router, Status
from ninja.params.functions import Header, Path

from gongkai.casework import attachments, deciding, handling, log, queries, subjects
from gongkai.casework.attachments import Listed, Role
from gongkai.casework.models import Case, Letter
from gongkai.files import serving, store
from gongkai.portal.acts import CorrectionForm
from gongkai.portal.api import bodies, filing
from gongkai.portal.api.access import Bearer, applicants_case, may_file, own_case
from gongkai.portal.api.bodies import FILES
from gongkai.portal.api.progress import progress
from gongkai.portal.api.refusals import NOT_FOUND, Refusal
from gongkai.portal.api.shapes import (
    EXAMPLE_NUMBER,
    FAULTS,
    Application,
    Correction,
    Fault,
    FileLine,
    LetterLine,
    LetterOut,
    Progress,
    ReceiptOut,
    Withdrawal,
)
from gongkai.portal.forms import Text
from gongkai.portal.models import ApiKey
from gongkai.statute.case_state import Stage

router = Router(auth=Bearer(), tags=["申请"])
Number = Path(..., description="收件编号。", example=EXAMPLE_NUMBER)
QueryCode = Header(..., alias="X-Query-Code", description="申请人的查询码。", example="ABCD-EFGH-IJKL-MNOP")
IdempotencyKey = Header(
    ...,
    alias="Idempotency-Key",
    description=f"每件申请各用一个，{filing.SHORTEST}至{filing.LONGEST}位，例如随机的UUID。24小时内同一个键、同样的内容得到"
    "同一张回执，内容不同的得到409；没有收到答复时用同一个键再发，不会重复登记。",
    example="6e1b3c0a-0f0e-4b8a-9a52-2f5f0c7e3d11",
)


def _with(*codes: int) -> Any:
    """The faults that a call may answer with, beside those of every call with a key."""
    return {frozenset({401, 404, 405, 429, 500, *codes} & FAULTS): Fault}


def _takes(shape: Any, *files: str) -> dict[str, Any]:
    """The body of a call for the OpenAPI document: JSON with files in base64, or a form with the files as they are."""
    plain = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    plain.pop("$defs", None)
    form = {**plain, "properties": dict(plain["properties"])}
    for name in files:
        form["properties"][name] = {
            **{key: value for key, value in plain["properties"][name].items() if key in {"description", "title"}},
            "type": "array",
            "items": {"type": "string", "format": "binary"},
        }
    content: dict[str, Any] = {"application/json": {"schema": plain}, "multipart/form-data": {"schema": form}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/requests",
    response={201: ReceiptOut, 200: ReceiptOut, **_with(400, 403, 409, 413, 415, 422)},
    operation_id="file_request",
    summary="代申请人提交申请",
    openapi_extra=_takes(Application, *FILES),
)
def file_request(request: HttpRequest, idempotency_key: str = IdempotencyKey) -> Status[dict[str, Any]]:
    """申请经其他平台到达的，由平台代为提交，渠道记为互联网，收到之日为系统确认之日。

    新登记的答复201；同一个Idempotency-Key再次提交的答复200和同一张回执。
    """
    key, at = _key(request), now()
    may_file(key)
    body = bodies.read(request, filing.FIELDS, FILES)
    held = filing.ticket(_bearer(request), idempotency_key, body)
    filed = filing.file(key, body, held, at=at)
    case = Case.objects.get(number=filed.number)
    receipt = {**progress(case.number, log.load(case)), "query_code": filed.query_code}
    return Status(200 if filed.again else 201, receipt)


@router.get(
    "/requests/{number}",
    response={200: Progress, **_with(403)},
    operation_id="get_request",
    summary="查询办理进度",
)
def get_request(request: HttpRequest, number: str = Number) -> dict[str, Any]:
    """本机关的申请办到哪一步、答复期限是哪天、为什么。

    不含申请人的任何信息、所需信息的内容、内部交办审批的情况和答复的结论；这些在告知书里，要凭申请人的查询码查看。
    """
    case = own_case(_key(request), number)
    return progress(case.number, log.load(case))


@router.get(
    "/requests/{number}/letters",
    response={200: list[LetterLine], **_with(422)},
    operation_id="list_letters",
    summary="列出告知书",
)
def list_letters(request: HttpRequest, number: str = Number, query_code: str = QueryCode) -> list[dict[str, Any]]:
    """送给申请人的告知书，凭查询码。"""
    case, _, _ = applicants_case(_key(request), number, query_code, at=now())
    letters = enumerate(queries.letters_for_applicant(case), start=1)
    # What waits for its seal has not left; the others keep their places.
    return [_line(place, letter) for place, letter in letters if not letter.awaits_seal]


@router.get(
    "/requests/{number}/letters/{place}",
    response={200: LetterOut, **_with(422)},
    operation_id="get_letter",
    summary="查看一份告知书",
)
def get_letter(
    request: HttpRequest, number: str = Number, place: int = Path(..., ge=1), query_code: str = QueryCode
) -> dict[str, Any]:
    """告知书的全文，凭查询码。"""
    letter = _letter(request, number, query_code, place)
    addressee, paragraphs = deciding.read_letter(letter)
    return {**_line(place, letter), "addressee": addressee, "paragraphs": paragraphs}


@router.get(
    "/requests/{number}/letters/{place}/pdf",
    response={200: bytes, **_with(422)},
    operation_id="get_letter_pdf",
    summary="下载一份告知书的PDF",
)
def get_letter_pdf(
    request: HttpRequest, number: str = Number, place: int = Path(..., ge=1), query_code: str = QueryCode
) -> HttpResponse:
    """制发时存下的PDF，凭查询码；没有PDF的答复404。"""
    letter = _letter(request, number, query_code, place)
    if letter.pdf is None or letter.pdf.erased_at is not None or not bytes(letter.case.subject.key):
        raise NOT_FOUND
    return serving.hand_out(letter.pdf, subjects.key_of(letter.case.subject))


@router.get(
    "/requests/{number}/files",
    response={200: list[FileLine], **_with(422)},
    operation_id="list_files",
    summary="列出文件",
)
def list_files(request: HttpRequest, number: str = Number, query_code: str = QueryCode) -> list[dict[str, Any]]:
    """申请人自己提交的附件，以及答复后提供的信息，凭查询码。"""
    case, _, _ = applicants_case(_key(request), number, query_code, at=now())
    return [_file(entry) for entry in attachments.for_applicant(case)]


@router.get(
    "/requests/{number}/files/{file_id}",
    response={200: bytes, **_with(422)},
    operation_id="get_file",
    summary="下载一个文件",
)
def get_file(
    request: HttpRequest, number: str = Number, file_id: int = Path(..., ge=1), query_code: str = QueryCode
) -> HttpResponse:
    """文件的内容，凭查询码；提供的信息已经清除隐藏的元数据。"""
    at = now()
    case, _, _ = applicants_case(_key(request), number, query_code, at=at)
    found, data = attachments.read_for_applicant(case, file_id, at=at)
    return serving.respond(data, found.file.what, store.name_of(found.file, subjects.key_of(case.subject)))


@router.post(
    "/requests/{number}/corrections",
    response={200: Progress, **_with(400, 403, 409, 413, 415, 422)},
    operation_id="correct_request",
    summary="提交补正",
    openapi_extra=_takes(Correction, "files"),
)
def correct_request(request: HttpRequest, number: str = Number, query_code: str = QueryCode) -> dict[str, Any]:
    """申请人按补正告知提交的内容（条例第三十条），凭查询码。答复期限从下一个工作日起重新计算。

    只有正在等待补正的申请才能补正，其他情况答复409；所以没有收到答复时可以再发，不会重复登记。
    """
    key, at = _key(request), now()
    may_file(key)
    case, _, state = applicants_case(key, number, query_code, at=at)
    body = bodies.read(request, ("what",), {"files": Role.CORRECTION})
    form = CorrectionForm(body.words)
    if not form.is_valid():
        fields = {name: "".join(map(str, found)) for name, found in form.errors.items()}
        raise Refusal(422, "INCOMPLETE", "补正的内容不符合要求，没有登记。", fields)
    if state.stage is not Stage.AWAITING_CORRECTION:
        raise Refusal(409, "NOT_PERMITTED", "这件申请现在没有等待补正。")
    done = handling.receive_correction(
        case_id=case.pk, on=localdate(at), what=form.cleaned_data["what"], by=None, at=at, uploads=body.uploads
    )
    return progress(done.number, log.load(done))


@router.post(
    "/requests/{number}/withdrawal",
    response={200: Progress, **_with(400, 403, 409, 413, 415, 422)},
    operation_id="withdraw_request",
    summary="撤回申请",
    openapi_extra=_takes(Withdrawal),
)
def withdraw_request(request: HttpRequest, number: str = Number, query_code: str = QueryCode) -> dict[str, Any]:
    """申请人撤回申请，凭查询码。已经作出答复或者已经撤回的，答复409。"""
    key, at = _key(request), now()
    may_file(key)
    case, _, _ = applicants_case(key, number, query_code, at=at)
    words = _reason(bodies.read(request, ("words",), {}).words["words"])
    done = handling.withdraw(case_id=case.pk, on=localdate(at), words=words, by=None, at=at)
    return progress(done.number, log.load(done))


def _reason(words: str) -> str:
    from django.forms import ValidationError

    try:
        return Text(longest=500, lines=3).clean(words)
    except ValidationError as error:
        raise Refusal(422, "INCOMPLETE", "撤回的原因不符合要求。", {"words": "".join(error.messages)}) from None


def _key(request: HttpRequest) -> ApiKey:
    key = request.auth  # type: ignore[attr-defined]
    assert isinstance(key, ApiKey), "the router lets nobody in without a key"
    return key


def _bearer(request: HttpRequest) -> str:
    return request.headers["Authorization"].partition(" ")[2].strip()


def _letter(request: HttpRequest, number: str, code: str, place: int) -> Letter:
    case, _, _ = applicants_case(_key(request), number, code, at=now())
    letters = queries.letters_for_applicant(case)
    if place > len(letters):
        raise NOT_FOUND
    letter = letters[place - 1]
    if letter.awaits_seal:
        raise NOT_FOUND
    letter.case = case
    return letter


def _line(place: int, letter: Letter) -> dict[str, Any]:
    return {
        "place": place,
        "title": letter.title,
        "number": letter.number,
        "issued_on": letter.issued_on,
        "pdf": letter.has_pdf,
    }


def _file(entry: Listed) -> dict[str, Any]:
    row = entry.attachment
    return {
        "id": row.pk,
        "name": entry.name,
        "role": row.role,
        "role_label": row.get_role_display(),
        "size": row.file.size,
        "open": entry.open,
    }
