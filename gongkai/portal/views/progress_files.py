"""Letters and files of a request, for its applicant alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now

from gongkai.casework import attachments, deciding, queries, subjects
from gongkai.casework.attachments import Role
from gongkai.casework.errors import Unknown
from gongkai.casework.models import Case, Letter
from gongkai.files import store
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.files.serving import hand_out, respond
from gongkai.portal import pages
from gongkai.portal.views import progress
from gongkai.portal.views.methods import answers


@answers("GET")
def letter(request: HttpRequest, place: int) -> HttpResponse:
    """A letter of the case as issued; ``place`` counts from 1."""
    found = progress.opened(request)
    if found is None:
        return progress.to_start()
    issued = _letter(found[0], place)
    addressee, paragraphs = deciding.read_letter(issued)
    context = {
        "case": found[0],
        "letter": issued,
        "place": place,
        "addressee": addressee,
        "paragraphs": paragraphs,
    }  # fmt: skip
    return pages.page(request, "portal/progress/letter.html", context, column=pages.PROGRESS, private=True)


@answers("GET")
def letter_pdf(request: HttpRequest, place: int) -> HttpResponse:
    """The same letter as the PDF that was issued."""
    found = progress.opened(request)
    if found is None:
        return progress.to_start()
    issued = _letter(found[0], place)
    if issued.pdf is None or not bytes(found[0].subject.key):
        raise Http404
    try:
        return _private(hand_out(issued.pdf, subjects.key_of(found[0].subject), inline="inline" in request.GET))
    except FileError as error:
        return progress.show(request, found, refused=str(error), status=409)


@answers("GET")
def file(request: HttpRequest, key: int) -> HttpResponse:
    """A file of the case: what the applicant sent, or what is provided, cleaned of hidden data."""
    found = progress.opened(request)
    if found is None:
        return progress.to_start()
    case = found[0]
    try:
        row, data = attachments.read_for_applicant(case, key, at=now())
        name = store.name_of(row.file, subjects.key_of(case.subject))
    except Unknown as error:
        raise Http404 from error
    except FileError as error:
        return progress.show(request, found, refused=str(error), status=409)
    kind = row.file.what
    inline = "inline" in request.GET and row.role == Role.REPLY and kind is Kind.PDF
    return _private(respond(data, kind, name, inline=inline))


def _letter(case: Case, place: int) -> Letter:
    letters = queries.letters_for_applicant(case)
    if not 1 <= place <= len(letters):
        raise Http404
    issued = letters[place - 1]
    if issued.awaits_seal:
        raise Http404
    issued.case = case
    return issued


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response
