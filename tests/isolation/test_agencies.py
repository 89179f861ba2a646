"""Nothing of one agency reaches another: every address of the office and of the API, as Django knows them.

The addresses come from the URL resolver. A new one without an entry here fails the test, so whoever adds an address
says whose it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import localdate, now

from gongkai.agencies import actions, calendar
from gongkai.agencies.models import Kind
from gongkai.agencies.roles import Role
from gongkai.casework import attachments, deciding, disclosing, handling, joint, notices, steps
from gongkai.casework.mail import taking
from gongkai.casework.models import Case, CaseEvent, IncomingMail, JointRequest, LetterTemplate
from gongkai.dialogue import attachments as letter_files
from gongkai.dialogue import corrections, letters, opinions
from gongkai.dialogue.models import CitizenLetter, CitizenMessage, LetterFile, SiteError
from gongkai.disclosure import places
from gongkai.disclosure.models import Article, Consultation, Paper, Picture, SeatCall, Section, Survey
from gongkai.editorial.models import Round
from gongkai.files.checking import check
from gongkai.files.uploading import Received
from gongkai.oversight import evidence, inspecting, media, observations, patrol, rectifying, rota
from gongkai.oversight.media import Described
from gongkai.oversight.models import Bulletin, Inspection, Observation, Proof, Rectification, Shift, Snapshot
from gongkai.oversight.observations import Seen
from gongkai.portal.hooks import register
from gongkai.portal.models import ApiKey, Hook, HookCall
from gongkai.reporting import actions as reporting
from gongkai.reporting.models import AnnualReport
from gongkai.village import hanging, objections
from gongkai.village.models import BoardPhoto, Objection, Posting, PostingFile, Village
from tests.editorial import site
from tests.factories import CITIZEN, DISCLOSED, START, World, make_district
from tests.portal.api.calling import Program
from tests.village.conftest import settle, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
SECRET = "明湖路人行道砖的采购合同"
WATCHED = ("office/", "api/")
REVIEW_STEPS = ("take-back", "revoke", "release", "release-first", "hand-in")


class Whose(Enum):
    """What an address shows."""

    ONE = "something of one agency: another's officer or key gets 403 or 404"
    OWN = "what belongs to whoever asks: nothing of another agency is in it"
    ALL = "what is everybody's: nothing of any case is in it"


ENTRIES: dict[str, Whose] = {
    "office/": Whose.OWN,
    "office/calendar/": Whose.ALL,
    "office/calendar/<int:year>/": Whose.ALL,
    "office/statistics/": Whose.OWN,
    "office/statistics/durations/": Whose.OWN,
    "office/statistics/closures/": Whose.OWN,
    "office/registers/": Whose.OWN,
    "office/registers/template/": Whose.ALL,
    "office/registers/export/": Whose.OWN,
    "office/registers/import/": Whose.OWN,
    "office/sign-in/": Whose.ALL,
    "office/sign-out/": Whose.ALL,
    "office/password/": Whose.OWN,
    "office/people/": Whose.OWN,
    "office/background/": Whose.ALL,
    "office/ledger/": Whose.OWN,
    "office/requests/": Whose.OWN,
    "office/requests/new/": Whose.OWN,
    "office/requests/<str:number>/": Whose.ONE,
    "office/requests/<str:number>/receipt/": Whose.ONE,
    "office/requests/<str:number>/person/": Whose.ONE,
    "office/requests/<str:number>/decision/": Whose.ONE,
    "office/requests/<str:number>/decision/several/": Whose.ONE,
    "office/requests/<str:number>/fee/": Whose.ONE,
    "office/requests/<str:number>/letters/<int:key>/": Whose.ONE,
    "office/requests/<str:number>/notices/<slug:slug>/": Whose.ONE,
    "office/requests/<str:number>/files/": Whose.ONE,
    "office/requests/<str:number>/files/<int:key>/": Whose.ONE,
    "office/requests/<str:number>/split/": Whose.ONE,
    "office/requests/<str:number>/ledger/": Whose.ONE,
    "office/requests/<str:number>/steps/<slug:slug>/": Whose.ONE,
    "office/reports/": Whose.OWN,
    "office/reports/figures/<slug:code>/<int:year>/": Whose.ONE,
    "office/reports/<int:report_id>/": Whose.ONE,
    "office/reports/<int:report_id>/words/": Whose.ONE,
    "office/reports/<int:report_id>/steps/<slug:verb>/": Whose.ONE,
    "office/reports/<int:report_id>/preview/": Whose.ONE,
    "office/reports/<int:report_id>/cells/<str:name>/": Whose.ONE,
    "office/reports/<int:report_id>/report.html": Whose.ONE,
    "office/reports/<int:report_id>/report.json": Whose.ONE,
    "office/content/interpretations/": Whose.OWN,
    "office/content/gazette/": Whose.OWN,
    "office/content/gazette/ledger/": Whose.OWN,
    "office/content/gazette/<int:number>/": Whose.ONE,
    "office/content/gazette/<int:number>/issue.pdf": Whose.ONE,
    "office/content/catalogue/": Whose.OWN,
    "office/content/catalogue/table.xlsx": Whose.OWN,
    "office/content/catalogue/<int:number>/<int:place>/": Whose.ONE,
    "office/content/inspections/": Whose.OWN,
    "office/content/inspections/<int:number>/": Whose.ONE,
    "office/content/inspections/<int:number>/matters.xlsx": Whose.ONE,
    "office/content/points/": Whose.OWN,
    "office/content/points/duty/": Whose.OWN,
    "office/content/topics/": Whose.OWN,
    "office/content/topics/new/<slug:template>/": Whose.OWN,
    "office/content/offers/": Whose.OWN,
    "office/content/offers/table.xlsx": Whose.OWN,
    "office/content/offers/<int:number>/": Whose.ONE,
    "office/content/<int:number>/offer/": Whose.ONE,
    "office/content/stocktakings/": Whose.OWN,
    "office/content/stocktakings/<int:number>/": Whose.ONE,
    "office/content/stocktakings/<int:number>/table.xlsx": Whose.ONE,
    "office/reviews/": Whose.OWN,
    "office/reviews/mine/": Whose.OWN,
    "office/reviews/drafts/": Whose.OWN,
    "office/reviews/hand-in/": Whose.OWN,
    "office/reviews/attributes/": Whose.OWN,
    "office/reviews/attributes/decide/": Whose.OWN,
    "office/reviews/attributes/reassess/": Whose.OWN,
    "office/reviews/procedures/": Whose.OWN,
    "office/reviews/figures/": Whose.OWN,
    "office/reviews/check/": Whose.OWN,
    "office/reviews/<int:round_id>/": Whose.ONE,
    "office/reviews/<int:round_id>/approve/": Whose.ONE,
    "office/reviews/<int:round_id>/return/": Whose.ONE,
    "office/reviews/<int:round_id>/rule/": Whose.ONE,
    "office/reviews/<int:round_id>/steps/<slug:verb>/": Whose.ONE,
    "office/reviews/<int:round_id>/proof/": Whose.ONE,
    "office/reviews/<int:round_id>/certificate/": Whose.ONE,
    "office/reviews/<int:round_id>/files/<int:place>/": Whose.ONE,
    "office/reviews/<int:round_id>/files/<int:place>/original/": Whose.ONE,
    "office/reviews/<int:round_id>/files/<int:place>/found/<slug:finding>/": Whose.ONE,
    "office/reviews/<int:round_id>/files/<int:place>/pages/<int:page>/": Whose.ONE,
    "office/moved/": Whose.ALL,
    "office/names/": Whose.ALL,
    "office/absences/": Whose.OWN,
    "office/account/": Whose.OWN,
    "office/account/factor/": Whose.OWN,
    "office/account/sessions/": Whose.OWN,
    "office/kept/": Whose.OWN,
    "office/notices/seen/": Whose.OWN,
    "office/people/accounts/": Whose.OWN,
    "office/identity/": Whose.OWN,
    "office/identity/corrections/": Whose.OWN,
    "office/requests/<str:number>/person/correct/": Whose.ONE,
    "office/succession/": Whose.OWN,
    "office/requests/<str:number>/take-over/": Whose.ONE,
    "office/board/": Whose.OWN,
    "office/board/calendar/<int:year>/<int:month>/": Whose.OWN,
    "office/handover/": Whose.OWN,
    "office/mail/": Whose.OWN,
    "office/mail/<uuid:mail>/": Whose.ONE,
    "office/mail/<uuid:mail>/register/": Whose.ONE,
    "office/mail/<uuid:mail>/original/": Whose.ONE,
    "office/mail/<uuid:mail>/files/<uuid:file_id>/": Whose.ONE,
    "office/joint/": Whose.OWN,
    "office/joint/<int:key>/": Whose.ONE,
    "office/limits.ics": Whose.OWN,
    "office/limits/": Whose.OWN,
    "office/limits/<str:token>/limits.ics": Whose.ONE,
    "office/requests/<str:number>/joint/": Whose.ONE,
    "office/requests/<str:number>/chain/<slug:letter>/": Whose.ONE,
    "office/requests/<str:number>/joint/<int:key>/withdraw/": Whose.ONE,
    "office/mailbox/": Whose.OWN,
    "office/retention/": Whose.OWN,
    "office/templates/": Whose.OWN,
    "office/requests/<str:number>/bundle/": Whose.ONE,
    "office/requests/<str:number>/bundle/<uuid:file_id>/": Whose.ONE,
    "office/requests/<str:number>/files/<int:key>/pages/<int:page>/": Whose.ONE,
    "office/requests/<str:number>/files/<int:key>/redact/": Whose.ONE,
    "office/requests/<str:number>/files/<int:key>/redacted/": Whose.ONE,
    "office/requests/<str:number>/letters/<int:key>/by-hand/": Whose.ONE,
    "office/requests/<str:number>/letters/<int:key>/docx/": Whose.ONE,
    "office/requests/<str:number>/letters/<int:key>/pdf/": Whose.ONE,
    "office/requests/<str:number>/messages/<int:key>/": Whose.ONE,
    "office/requests/<str:number>/moved-date/": Whose.ONE,
    "office/requests/<str:number>/receipt/pdf/": Whose.ONE,
    "office/requests/<str:number>/publish/": Whose.ONE,
    "office/templates/<int:key>/": Whose.ONE,
    "office/templates/<int:key>/retire/": Whose.ONE,
    "office/templates/sample/<int:agency>/<slug:kind>/": Whose.ONE,
    "office/templates/default/": Whose.ALL,
    "office/api/": Whose.OWN,
    "office/search/": Whose.OWN,
    "office/site/": Whose.ALL,
    "office/site/visits/": Whose.ALL,
    "office/site/exchange/<slug:profile>.<str:kind>": Whose.ALL,
    "office/site/visits/<int:year>.xlsx": Whose.ALL,
    "office/site/report/<slug:code>/<int:year>/": Whose.ONE,
    "office/site/export.<str:kind>": Whose.ALL,
    "office/content/<int:number>/": Whose.ONE,
    "office/content/<int:number>/import/": Whose.ONE,
    "office/content/<int:number>/preview/": Whose.ONE,
    "office/content/<int:number>/parts/<str:key>/": Whose.ONE,
    "office/content/files/<int:number>/": Whose.ONE,
    "office/content/pictures/<int:number>/<str:spec>/": Whose.ONE,
    "office/dialogue/": Whose.OWN,
    "office/dialogue/letters/<str:letter>/": Whose.ONE,
    "office/dialogue/letters/<str:letter>/files/<int:key>/": Whose.ONE,
    "office/dialogue/messages/<int:key>/": Whose.ONE,
    "office/dialogue/consultations/": Whose.OWN,
    "office/dialogue/consultations/<int:consultation>/": Whose.ONE,
    "office/dialogue/surveys/<int:survey>/": Whose.ONE,
    "office/dialogue/seats/<int:call>/": Whose.ONE,
    "office/dialogue/errors/": Whose.OWN,
    "office/dialogue/errors/<uuid:error>/": Whose.ONE,
    "office/dialogue/old/": Whose.OWN,
    "office/villages/": Whose.OWN,
    "office/villages/owed.xlsx": Whose.OWN,
    "office/villages/finance.xlsx": Whose.ALL,
    "office/villages/new/": Whose.OWN,
    "office/villages/<int:village>/register/": Whose.ONE,
    "office/villages/postings/<int:posting>/": Whose.ONE,
    "office/villages/postings/<int:posting>/edit/": Whose.ONE,
    "office/villages/postings/<int:posting>/correct/": Whose.ONE,
    "office/villages/postings/<int:posting>/photos/<int:photo>/": Whose.ONE,
    "office/villages/postings/<int:posting>/files/<int:file>/": Whose.ONE,
    "office/villages/objections/<uuid:objection>/": Whose.ONE,
    "office/oversight/": Whose.OWN,
    "office/oversight/shifts/<int:shift>/": Whose.ONE,
    "office/oversight/rota/": Whose.OWN,
    "office/oversight/log/<slug:office>/<int:year>-<int:month>.<str:kind>": Whose.ONE,
    "office/oversight/media/": Whose.OWN,
    "office/oversight/observations/": Whose.OWN,
    "office/oversight/observations/<int:observation>/": Whose.ONE,
    "office/oversight/snapshots/<int:snapshot>/": Whose.ONE,
    "office/oversight/pictures/<uuid:picture>/": Whose.ONE,
    "office/oversight/rectifications/": Whose.OWN,
    "office/oversight/rectifications/<int:rectification>/": Whose.ONE,
    "office/oversight/rectifications/<int:rectification>/order.<str:kind>": Whose.ONE,
    "office/oversight/inspections/": Whose.OWN,
    "office/oversight/inspections/<int:inspection>/": Whose.ONE,
    "office/oversight/inspections/<int:inspection>/table.xlsx": Whose.ONE,
    "office/oversight/bulletins/": Whose.OWN,
    "office/oversight/bulletins/<int:bulletin>/bulletin.<str:kind>": Whose.ONE,
    "api/": Whose.ALL,
    "api/calendar/due": Whose.ALL,
    "api/v1/openapi.json": Whose.ALL,
    "api/v1/requests": Whose.OWN,
    "api/v1/requests/<number>": Whose.ONE,
    "api/v1/requests/<number>/letters": Whose.ONE,
    "api/v1/requests/<number>/letters/<place>": Whose.ONE,
    "api/v1/requests/<number>/letters/<place>/pdf": Whose.ONE,
    "api/v1/requests/<number>/files": Whose.ONE,
    "api/v1/requests/<number>/files/<file_id>": Whose.ONE,
    "api/v1/requests/<number>/corrections": Whose.ONE,
    "api/v1/requests/<number>/withdrawal": Whose.ONE,
    "api/v1/statistics/<year>": Whose.OWN,
    "api/v1/reports": Whose.ALL,
    "api/v1/reports/<slug:code>/<year>": Whose.ALL,
    "api/v1/calendar/due": Whose.ALL,
    "api/v1/villages": Whose.ALL,
    "api/v1/villages/<slug:code>": Whose.ALL,
    "api/v1/villages/<slug:code>/postings": Whose.ALL,
    "api/v1/villages/<slug:code>/postings/<number>": Whose.ALL,
    "api/v1/": Whose.ALL,
    "api/v1/<path:rest>": Whose.ALL,
}


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address below a resolver."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, before + str(pattern.pattern))
        else:
            assert isinstance(pattern, URLPattern)
            yield before + str(pattern.pattern)


def watched() -> list[str]:
    """The addresses of the office and of the API. Those of the editor are Wagtail's: tests/editorial/test_every_way.py
    names the ones in use and shows that another agency's pages are not there."""
    found = [route for route in routes(get_resolver().url_patterns) if route.startswith(WATCHED)]
    return [route for route in found if not route.startswith("office/editor/")]


def test_every_address_says_whose_it_is() -> None:
    found = watched()
    assert sorted(set(found)) == sorted(found), "two addresses are written alike"
    assert sorted(found) == sorted(ENTRIES)


@dataclass(frozen=True)
class Theirs:
    """What the office has: a case with a letter and files, a report, a key, a hook with a call that was given up."""

    world: World
    case: Case
    code: str
    report: AnnualReport
    key: ApiKey
    call: HookCall
    round: Round

    @property
    def marks(self) -> list[str]:
        """Words that stand only in what belongs to the office."""
        return [self.case.number, CITIZEN.name, SECRET, self.key.prefix, "theirs.example.com"]

    def paths(self, route: str) -> list[str]:
        """The addresses of a route that lead to what belongs to the office."""
        number, file_id = self.case.number, self.case.attachments.get().pk
        keys = {self.case.letters.get().pk, file_id, *LetterTemplate.objects.values_list("pk", flat=True)}
        keys |= {LetterFile.objects.get().pk, CitizenMessage.objects.get().pk}
        keys |= set(JointRequest.objects.values_list("pk", flat=True))
        # in the office a letter has its key, in the API its place
        choices: dict[str, list[Any]] = {
            "<str:number>": [number],
            # A secret of their own is no part of what an address may tell: another one is asked with.
            "<str:token>": ["0" * 43],
            "<number>": [number],
            "<int:key>": [*keys, 0],
            "<place>": [1],
            "<file_id>": [file_id],
            "<uuid:mail>": [self.world.office.mail.get().pk],
            "<uuid:file_id>": [self.case.attachments.get().file_id],
            "<int:page>": [1],
            "<int:round_id>": [self.round.pk],
            "<int:place>": [1],
            "<slug:finding>": ["0" * 32],
            "<slug:profile>": ["plain", "province"],
            "<int:month>": [1],
            "<int:agency>": [self.world.office.pk],
            "<slug:kind>": ["provided", "correction", "default"],
            "<str:kind>": ["xlsx", "csv"],
            "<slug:slug>": [*steps.BY_SLUG, *notices.NOTICES],
            "<slug:letter>": ["reply", "fee_notice"],
            "<int:report_id>": [self.report.pk],
            "<slug:verb>": ["submit", "approve", "publish", "withdraw", "send-back", "send_back", *REVIEW_STEPS],
            "<str:name>": ["B.new.total", "A.rules_made"],
            "<slug:code>": [self.world.office.code],
            "<int:year>": [localdate(now()).year],
            "<year>": [localdate(now()).year],
            "<path:rest>": [f"cases/{number}"],
            "<int:number>": [
                Article.objects.exclude(pk__in=Bulletin.objects.values("page")).get().pk,
                *(model.objects.get().pk for model in (Paper, Picture)),  # type: ignore[attr-defined]
            ],
            "<str:key>": [Paper.objects.get().part_key, Picture.objects.get().part_key],
            "<str:spec>": ["max-165x165"],
            "<str:letter>": [CitizenLetter.objects.get().number],
            "<int:consultation>": [Consultation.objects.get().pk],
            "<int:survey>": [Survey.objects.get().pk],
            "<int:call>": [SeatCall.objects.get().pk],
            "<slug:template>": ["projects"],
            "<uuid:error>": [SiteError.objects.get().pk],
            "<int:village>": [Village.objects.get().agency_id],
            "<int:posting>": [Posting.objects.get().pk],
            "<int:photo>": [BoardPhoto.objects.get().pk],
            "<int:file>": [PostingFile.objects.get().pk],
            "<uuid:objection>": [Objection.objects.get().pk],
            "<slug:office>": [self.world.office.code],
            "<int:shift>": [Shift.objects.get().pk],
            "<int:observation>": [Observation.objects.get().pk],
            "<int:snapshot>": [Snapshot.objects.get().pk],
            "<uuid:picture>": [Proof.objects.get().pk],
            "<int:rectification>": [Rectification.objects.get().pk],
            "<int:inspection>": [Inspection.objects.get().pk],
            "<int:bulletin>": [Bulletin.objects.get().pk],
        }
        found = [f"/{route}"]
        for place, values in choices.items():
            found = [path.replace(place, str(value)) for path in found for value in (values if place in path else [""])]
        assert not any("<" in path for path in found), route
        return found


@pytest.fixture
def theirs() -> Theirs:
    world, moment = make_district(), now()
    program = Program(world.office, world.officer)
    number, code = program.filed(description=SECRET)
    case = Case.objects.get(number=number)
    upload = attachments.upload("批复全文。\n".encode(), "批复.txt", "reply")
    attachments.add(case_id=case.pk, uploads=[upload], by=world.officer, at=moment)
    handling.confirm_receipt(case_id=case.pk, on=localdate(moment), means="phone", by=world.officer, at=moment)
    # A part that an agency owes to which neither of those who try belongs.
    asked = actions.establish_agency(
        parent=world.government,
        at=START,
        kind=Kind.DEPARTMENT,
        name="会签局",
        short_name="会签局",
        code="hqj",
        number_prefix="明会签",
    )
    actions.give_post(user=world.colleague, agency=asked, role=Role.HANDLER, held_from=START.date(), at=START)
    day = calendar.current().next_workday(localdate(moment))
    joint.ask(case_id=case.pk, agencies=[asked], what=SECRET, internal_on=day, by=world.officer, at=moment)
    deciding.propose(case_id=case.pk, opinion=DISCLOSED, by=world.officer, at=moment)
    deciding.approve(case_id=case.pk, by=world.leader, at=moment)
    deciding.issue_letter(case_id=case.pk, by=world.officer, at=moment)
    report = reporting.draft(agency=world.office, year=localdate(moment).year - 1, by=world.officer, at=moment)
    hook = register.make(agency=world.office, address="https://theirs.example.com/", by=world.officer, at=moment).row
    call = HookCall.objects.create(
        hook=hook, case_number=number, seq=1, kind="submitted", made_at=moment, not_before=moment, given_up_at=moment
    )
    LetterTemplate.objects.create(
        agency=world.office, content=b"theirs.example.com", digest="0" * 64, uploaded_by="user:0", uploaded_at=moment
    )
    section = site.write(Section, site.home(world.office), world.officer, "采购")
    shown = ("picture", {"picture": site.picture(world.office, world.officer, title="采购"), "alt": SECRET})
    papers = [site.paper(world.office, world.officer, SECRET, "采购")]
    site.write(Article, section, world.officer, SECRET, body=site.body(SECRET, shown), papers=papers)
    _dialogue(world, section, moment)
    _village(world, moment)
    _oversight(world, section, moment)
    letter = f"From: {CITIZEN.name} <a@example.invalid>\nSubject: {SECRET}\n\n{SECRET}".encode()
    taking.take(agency=world.office, mailbox="gk", raw=letter, arrived_at=moment, at=moment)
    case.refresh_from_db()
    row = _review(case, world, moment)
    return Theirs(world, case, code, report, program.key, call, row)


def _dialogue(world: World, section: Any, moment: datetime) -> None:
    """What the public wrote to the office: a letter, an opinion, an error on the site."""
    letters.write(
        agency=world.office,
        kind="question",
        written=letters.Written(SECRET, SECRET, CITIZEN.name, email="a@example.invalid"),
        may_publish=True,
        at=moment,
        files=[letter_files.upload(SECRET.encode(), "信.txt")],
    )
    asked = site.write_dialogue(section, world.officer, SECRET)[0]
    said = {"consultation": asked, "channel": "letter", "on": localdate(moment), "by": world.officer, "at": moment}
    opinions.record(said=opinions.Said(SECRET, CITIZEN.name), **said)
    made = corrections.report(kind="words", place="", found=corrections.Found(SECRET, CITIZEN.name), at=moment)
    SiteError.objects.filter(number=made.number).update(agency=world.office)


def _village(world: World, moment: datetime) -> None:
    """A village with a posting, its photograph, and what a villager asked."""
    hamlet = settle(world)
    shot = snapshot("石桥.png")
    row = hamlet.public(hamlet.affairs(text=SECRET, files=(shot,), day=localdate(moment)), on=moment)
    hung = hanging.Hung(localdate(moment), "村委会门口", shot)
    hanging.prove(posting_id=row.pk, hung=hung, by=hamlet.clerk, at=moment)
    objections.ask(posting_id=row.pk, sort="question", words=SECRET, at=moment)


def _oversight(world: World, section: Any, moment: datetime) -> None:
    """What the office has read, found on a site of its own and told itself to mend; an inspection, a bulletin."""
    who: dict[str, Any] = {"by": world.officer, "at": moment}
    said = Described("site", SECRET, "https://theirs.example.com/", SECRET)
    medium = media.register(office=world.office, agency=world.office, said=said, **who)
    turn = rota.Turn(moment, moment + timedelta(hours=8), world.officer)
    shift = rota.plan(office=world.office, turns=[turn], **who)[0]
    patrol.sign_in(shift_id=shift.pk, **who)
    patrol.write_note(shift_id=shift.pk, words=SECRET, **who)
    seen = Seen("SPELL", "general", SECRET, "https://theirs.example.com/", SECRET)
    found = observations.observe(medium=medium, seen=[seen], source=SECRET, at=moment)[0]
    row = rectifying.send(observation_id=found.pk, words=SECRET, **who)
    shot = site.png()
    picture = Received(shot, check(shot, "改后.png", kinds=evidence.PICTURES))
    rectifying.answer(rectification_id=row.pk, words=SECRET, picture=picture, **who)
    inspecting.open_inspection(office=world.office, month=localdate(moment), **who)
    page = places.keep_draft(Article(title=SECRET), section, world.officer)
    Bulletin.objects.create(
        office=world.office, year=2023, quarter=1, page=page, drafted_by=world.officer, drafted_at=moment
    )


def _review(case: Case, world: World, moment: datetime) -> Round:
    """An answer handed in to be opened to everybody, with words that stand nowhere else."""
    handling.convert_to_proactive(case_id=case.pk, on=localdate(moment), by=world.officer, at=moment)
    entry = disclosing.Entry(SECRET, "批复的主要内容。")
    return disclosing.propose(case_id=case.pk, entry=entry, by=world.officer, at=moment)


def state(theirs: Theirs) -> list[Any]:
    """What must not change."""
    rows: list[Any] = [CaseEvent.objects.filter(case__agency=theirs.world.office).count()]
    for model in (AnnualReport, ApiKey, CitizenLetter, Hook, IncomingMail, LetterTemplate, Round, SiteError):
        rows += list(model.objects.filter(agency=theirs.world.office).values().order_by("pk"))  # type: ignore[attr-defined]
    return [*rows, *HookCall.objects.values().order_by("pk")]


def text_of(answer: HttpResponse) -> str:
    return answer.getvalue().decode("utf-8", errors="replace")


def faults(route: str, answer: HttpResponse, theirs: Theirs, *, asked: str) -> Iterator[str]:
    """What is wrong with the answer that somebody of another agency got."""
    said, allowed = text_of(answer), {403, 404}
    if answer.status_code >= 500:
        yield f"{asked}: {answer.status_code}"
    # a method that an address does not take says nothing of what lies there
    if ENTRIES[route] is Whose.ONE and answer.status_code not in {*allowed, 405}:
        yield f"{asked}: {answer.status_code} {said[:200]}"
    # what the asker wrote into the address may be said back, nothing else
    yield from (f"{asked}: tells {mark}" for mark in theirs.marks if mark in said and mark not in asked)


@pytest.mark.parametrize("who", ["stranger", "handler"])
def test_an_officer_of_another_agency_gets_nothing(theirs: Theirs, who: str) -> None:
    before, found = state(theirs), []
    office = theirs.world.office.pk
    rows = [("revoke-key", theirs.key.pk), ("revoke-hook", theirs.call.hook_id), ("again", theirs.call.pk)]
    sent: list[dict[str, Any]] = [{}, {"seq": theirs.case.seq, "do": "issue", "why": "看看", "agency": office}]
    sent += [{"do": do, "row": row} for do, row in rows]
    client = Client(raise_request_exception=False)
    for route in (route for route in ENTRIES if route.startswith("office/")):
        for path in theirs.paths(route):
            client.force_login(getattr(theirs.world, who))
            # where an address leads on, what stands there counts
            found += faults(route, client.get(path, follow=True), theirs, asked=path)
            found += faults(route, client.get(path, {"agency": office}, follow=True), theirs, asked=path)
            for fields in sent:
                found += faults(route, client.post(path, fields, follow=True), theirs, asked=f"{path} {fields}")
    assert found == []
    assert state(theirs) == before


def test_a_key_of_another_agency_gets_nothing(theirs: Theirs) -> None:
    before, found = state(theirs), []
    other = Program(theirs.world.other, theirs.world.stranger)
    headers = other.headers(theirs.code, **{"Idempotency-Key": "another-agency-s-key-0001"})
    for route in (route for route in ENTRIES if route.startswith("api/")):
        for path in theirs.paths(route):
            found += faults(route, other.client.get(path, headers=headers), theirs, asked=path)
            for content in ({}, {"what": "补正", "words": "撤回"}):
                text = json.dumps(content)
                answer = other.client.post(path, text, content_type="application/json", headers=headers)
                found += faults(route, answer, theirs, asked=f"POST {path}")
    assert found == []
    assert state(theirs) == before


def test_a_case_of_another_agency_is_answered_word_for_word_like_none(theirs: Theirs) -> None:
    other, nowhere = Program(theirs.world.other, theirs.world.stranger), "NO-SUCH-CASE"
    for route in (route for route in ENTRIES if route.startswith("api/v1/requests/")):
        for path in theirs.paths(route):
            wrong = path.replace(theirs.case.number, nowhere)
            for ask in (other.client.get, other.client.post):
                answers = [ask(each, headers=other.headers(theirs.code)) for each in (path, wrong)]
                assert answers[0].content == answers[1].content, path
                assert answers[0].status_code == answers[1].status_code, path


def test_what_a_key_files_and_counts_is_its_own_agency_s(theirs: Theirs) -> None:
    other = Program(theirs.world.other, theirs.world.stranger)
    number, _ = other.filed()
    assert Case.objects.get(number=number).agency == theirs.world.other
    counts = other.get(f"/statistics/{localdate(now()).year}").json()
    assert counts["table_b"]["new"][-1] == 1
    assert counts["agency"] == theirs.world.other.name


def test_nobody_without_a_session_or_a_key_gets_anything(theirs: Theirs) -> None:
    client, found = Client(raise_request_exception=False), []
    for route, whose in ENTRIES.items():
        allowed = {401, 405} if route.startswith("api/") else {302, 405}
        public = (whose is Whose.ALL and route.startswith("api/")) or route == "office/sign-in/"
        if "<str:token>" in route:
            # Calendar programs do not sign in; without the secret there is nothing.
            allowed = {404}
        for path in theirs.paths(route):
            answer = client.get(path, headers={"X-Query-Code": theirs.code})
            if not public and answer.status_code not in allowed:
                found.append(f"{path}: {answer.status_code}")
            found += [f"{path}: tells {mark}" for mark in theirs.marks if mark in text_of(answer) and mark not in path]
    assert found == []
