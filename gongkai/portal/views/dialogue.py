"""The dialogue's lists: its entrance, consultations, published answers, surveys, services."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, now

from gongkai.portal import dialogue, directory, pages
from gongkai.portal.views.methods import answers

FEW = 5


@answers("GET")
def entrance(request: HttpRequest) -> HttpResponse:
    """What one can say here, what is asked now, and the figures."""
    today = localdate(now())
    agencies = list(directory.existing(today).values_list("pk", flat=True))
    asked = [one for one in (*dialogue.consultations(today), *dialogue.surveys(today)) if one.state == "open"]
    context = {
        "asked": asked[:FEW],
        "newest": dialogue.answers("", 1).rows[:FEW],
        "years": dialogue.numbers(agencies, today),
    }
    return pages.page(request, "portal/dialogue/entrance.html", context, column=pages.DIALOGUE)


@answers("GET")
def consultations(request: HttpRequest) -> HttpResponse:
    """What the public is asked about, and what became of what it said."""
    context = {"rows": dialogue.consultations(localdate(now()))}
    return pages.page(request, "portal/dialogue/consultations.html", context, column=pages.CONSULTATIONS)


@answers("GET")
def questions(request: HttpRequest) -> HttpResponse:
    """Published letters with their answers, by topic."""
    subject, asked = request.GET.get("subject", "")[:40].replace("\x00", ""), request.GET.get("page", "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    context = {"found": dialogue.answers(subject, number), "subject": subject}
    return pages.page(request, "portal/dialogue/questions.html", context, column=pages.QUESTIONS)


@answers("GET")
def surveys(request: HttpRequest) -> HttpResponse:
    """The surveys and their results."""
    context = {"rows": dialogue.surveys(localdate(now()))}
    return pages.page(request, "portal/dialogue/surveys.html", context, column=pages.SURVEYS)


@answers("GET")
def services(request: HttpRequest) -> HttpResponse:
    """The guides to services, by topic."""
    subject = request.GET.get("subject", "")[:40].replace("\x00", "")
    rows, topics = dialogue.guides(subject)
    context = {"rows": rows, "topics": topics, "subject": subject}
    return pages.page(request, "portal/dialogue/guides.html", context, column=pages.SERVICES)
