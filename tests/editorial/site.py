"""A public site of the smallest sort: an office's section, and pages of every kind in it, made as editors make them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.disclosure import drawing, places
from gongkai.disclosure.guides import ELEMENTS
from gongkai.disclosure.models import (
    AgencyProfile,
    AgendaItem,
    Article,
    Catalogue,
    CatalogueEntry,
    Consultation,
    ConsultationResult,
    ExecutiveMeeting,
    HomePage,
    InspectionMatter,
    InspectionResult,
    Interpretation,
    Leader,
    OfficeUnit,
    Paper,
    Picture,
    PolicyDocument,
    PublicAnswer,
    PublicTalk,
    QueryPoint,
    QueryPoints,
    RandomInspection,
    Reprint,
    SeatCall,
    Section,
    ServiceGuide,
    SiteReport,
    SiteReportFigure,
    Survey,
    SurveyQuestion,
    SurveyResult,
    TalkDocument,
    Topic,
    TopicLink,
)
from gongkai.editorial import pages, reviewing, roots
from gongkai.editorial.models import Round
from gongkai.editorial.pages import GatedPage
from gongkai.statute.website_checks import report_fields
from tests.editorial.papers import MONDAY, Staff, sign_all
from tests.factories import World
from tests.files import made_media


def png(shade: int = 120) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 30)).save(out, "PNG")
    return out.getvalue()


def paper(agency: Agency, by: User, words: str = "名单", title: str = "名单") -> Paper:
    """An uploaded file."""
    (collection,) = places.collections([agency])
    upload = SimpleUploadedFile(f"{title}.txt", f"{words}\n".encode())
    row = Paper(title=title, file=upload, collection=collection, uploaded_by_user=by)
    row.save()
    return row


def picture(agency: Agency, by: User, shade: int = 120, title: str = "明湖") -> Picture:
    """An uploaded picture."""
    (collection,) = places.collections([agency])
    upload = SimpleUploadedFile(f"{title}.png", png(shade))
    row = Picture(title=title, file=upload, collection=collection, uploaded_by_user=by)
    row.save()
    return row


def media(agency: Agency, by: User, data: bytes, name: str) -> Paper:
    """An uploaded film, recording or captions."""
    (collection,) = places.collections([agency])
    row = Paper(title=name, file=SimpleUploadedFile(name, data), collection=collection, uploaded_by_user=by)
    row.save()
    return row


def film(agency: Agency, by: User, word: str = "各科室") -> dict[str, Any]:
    """A film with its captions and its words, as a block has it."""
    captions = media(agency, by, made_media.vtt(f"00:00.000 --> 00:02.000\n{word}\n"), f"字幕{word}.vtt")
    shown = media(agency, by, made_media.webm(), f"录像{word}.webm")
    return {"title": word, "file": shown, "captions": captions, "transcript": word}


def home(agency: Agency) -> HomePage:
    """The agency's place in the editor."""
    return places.homes([agency])[0]


def write(model: type[GatedPage], under: Page, by: User, title: str, **fields: Any) -> GatedPage:
    """A draft as the editor keeps it: the page and its first revision."""
    enclosures = fields.pop("papers", [])
    if enclosures:
        fields["enclosures"] = [("paper", row) for row in enclosures]
    page = model(title=title, owner=by, **({"attribute": "proactive"} | fields))
    under.add_child(instance=page)
    page.save_revision(user=by)
    return page.__class__.objects.get(pk=page.pk)


def body(words: str, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """A text of one paragraph and more blocks."""
    return [("paragraph", f"<p>{words}</p>"), *more]


@dataclass
class Written:
    """One page of every kind, all drafts, with a file and a picture."""

    section: GatedPage
    article: GatedPage
    policy: GatedPage
    interpretation: GatedPage
    talk: GatedPage
    film: dict[str, Any]
    site_report: GatedPage
    paper: Paper
    picture: Picture
    more: dict[str, GatedPage]
    """The kinds with a form of their own, by `item_kind`."""
    dialogue: list[GatedPage] = field(default_factory=list)
    """A consultation and its result, an answer, a guide, a survey and its result."""

    def all(self) -> list[GatedPage]:
        return [
            self.section,
            self.article,
            self.policy,
            self.interpretation,
            self.talk,
            *self.more.values(),
            self.site_report,
            *self.dialogue,
        ]

    def with_doors(self) -> list[GatedPage]:
        """Those whose numbers stand in addresses of their own; all others share the address of every page."""
        return [page for page in self.all() if not isinstance(page, ConsultationResult | ServiceGuide | SurveyResult)]

    def about(self, page: GatedPage) -> GatedPage | None:
        """What a result of some kind is the result of."""
        wanted = {ConsultationResult: Consultation, SurveyResult: Survey}.get(type(page))
        return next((one for one in self.dialogue if wanted and isinstance(one, wanted)), None)


def write_everything(world: World, staff: Staff, word: str = "各科室", *, dialogue: bool = False) -> Written:
    """One page of every kind, those of the dialogue where asked; ``word`` stands in every field that takes words."""
    roots.ensure()  # a database that was emptied has none
    by, office = staff.author, world.office
    file = paper(office, by, words=word, title=f"名单{word}")
    image = picture(office, by, title=f"图{word}")
    section = write(Section, home(office), by, f"栏目{word}", introduction=word)
    shown = ("picture", {"picture": image, "alt": word, "caption": word})
    article = write(
        Article, section, by, f"消息{word}", body=body(word, shown), source=word, papers=[file],
        search_description=word, seo_title=word,
    )  # fmt: skip
    policy = write(
        PolicyDocument, section, by, f"通知{word}", issued_by=word, dated_on="2023-03-01", effective_on="2023-04-01",
        document_number="明政办发〔2023〕5号", subject=word, body=body(word),
    )  # fmt: skip
    interpretation = write(Interpretation, section, by, f"解读{word}", document=policy, body=body(word))
    recorded = film(office, by, word)
    talk = write(
        PublicTalk, section, by, f"公开讲{word}", held_on=date(2023, 3, 9), begins=time(14, 30), ends=time(16),
        number=1, place=word, speaker=word, speaker_post=word, audience=40, summary=word, body=body(word),
        recordings=[("film", recorded)], documents=[TalkDocument(document=policy)],
    )  # fmt: skip
    more = {page.item_kind: page for page in (*write_typed(section, by, word), repeat(article, section, by, word))}
    figures = [
        SiteReportFigure(group=field.group, label=field.label, value=place, unit=field.unit or word)
        for place, field in enumerate(report_fields().values())
    ]
    report = write(SiteReport, section, by, f"年度报表{word}", year=2023, figures=figures)
    talks = write_dialogue(section, by, word) if dialogue else []
    return Written(section, article, policy, interpretation, talk, recorded, report, file, image, more, talks)


def repeat(article: GatedPage, section: GatedPage, by: User, word: str) -> GatedPage:
    """A reprint of an article."""
    digest = article.as_item(whole=False).digest
    fields = {"original": article, "revision": article.latest_revision, "digest": digest, "source": word}
    return write(Reprint, section, by, f"转载{word}", **fields)


def write_typed(section: GatedPage, by: User, word: str) -> list[GatedPage]:
    """One page of each kind whose facts stand in columns and lines."""
    agenda = [AgendaItem(subject=word, decided=word), AgendaItem(disclosed=False, reason=word)]
    matter = InspectionMatter(matter=word, basis=word, who=word, share=word, way=word)
    result = InspectionResult(name=word, on=date(2023, 3, 1), found=word)
    line = CatalogueEntry(
        item="2", matter=word, submatter=word, elements=word, basis=word, time_limit=word, responsible=word,
        audience=word, place=section,
    )  # fmt: skip
    point = QueryPoint(name=word, kind="other", address=word, hours=word, services=word, buses=word, access=word)
    drawn = {"drawn_on": date(2023, 3, 1), "seed": word, "pool_digest": drawing.digest_of([word]), "drawn": word}
    return [
        write(
            ExecutiveMeeting, section, by, f"会议{word}", term=3, number=5, held_on=date(2023, 3, 1), chair=word,
            chair_post=word, attending=word, delegates=2, delegates_invited=word, agenda=agenda,
        ),
        write(Leader, section, by, f"负责人{word}", post=word, duties=word),
        write(
            AgencyProfile, section, by, f"职能{word}", in_charge=word, in_charge_post=word, body=body(word),
            units=[OfficeUnit(name=word, duties=word)],
        ),
        write(Catalogue, section, by, f"目录{word}", introduction=word, entries=[line]),
        write(
            Topic, section, by, f"专题{word}", introduction=word, approved_by=word, approved_on=date(2023, 3, 1),
            links=[TopicLink(heading=word, target=section)],
        ),
        write(
            RandomInspection, section, by, f"抽查{word}", plan_year=2023, partners=word, pool=word, wanted=1,
            inspectors=4, matters=[matter], results=[result], **drawn,
        ),
        write(QueryPoints, section, by, f"查阅场所{word}", introduction=word, points=[point]),
    ]  # fmt: skip


OVER = {"opens_on": "2023-03-06", "closes_on": "2023-04-06"}


def write_dialogue(section: GatedPage, by: User, word: str, days: dict[str, Any] = OVER) -> list[GatedPage]:
    """A page of each kind in which an agency talks with the public."""
    draft = write(Consultation, section, by, f"征集{word}", background=word, body=body(word), short_because=word,
                  letters_to=word, meeting=word, telephone=word, **days)  # fmt: skip
    told = write(ConsultationResult, section, by, f"结果{word}", about=draft, body=body(word))
    answer = write(PublicAnswer, section, by, f"问{word}", question=word, subject=word, body=body(word),
                   asked_on="2023-03-06", answered_on="2023-03-08")  # fmt: skip
    guide = write(ServiceGuide, section, by, f"办理{word}", **dict.fromkeys(ELEMENTS, word))
    survey = Survey(title=f"调查{word}", owner=by, attribute="proactive", introduction=word, **days)
    survey.questions = [SurveyQuestion(words=word, choices=f"{word}\n其他")]
    section.add_child(instance=survey)
    survey.save_revision(user=by)
    survey = Survey.objects.get(pk=survey.pk)
    call = write(SeatCall, section, by, f"列席{word}", place=word, about=word, conditions=word, telephone=word,
                 meets_on="2099-12-31", **days)  # fmt: skip
    return [
        draft,
        told,
        answer,
        guide,
        survey,
        write(SurveyResult, section, by, f"调查结果{word}", about=survey, body=body(word)),
        call,
    ]


def reviewed(staff: Staff, *written: GatedPage) -> list[Round]:
    """Hand pages in together and sign every review."""
    rows = reviewing.submit(keys=[page.gate_key for page in written], by=staff.author, at=MONDAY)
    return [sign_all(row, staff) for row in rows]


def fresh(page: GatedPage) -> GatedPage:
    """A page as it stands in the table."""
    return pages.page_of(page.gate_key)


Way = Callable[[GatedPage], Any]
