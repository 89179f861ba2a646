"""A public site of the smallest sort: an office's section, and pages of every kind in it, made as editors make them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.disclosure import places
from gongkai.disclosure.guides import ELEMENTS
from gongkai.disclosure.models import (
    Article,
    Consultation,
    ConsultationResult,
    HomePage,
    Interpretation,
    Paper,
    Picture,
    PolicyDocument,
    PublicAnswer,
    Section,
    ServiceGuide,
    Survey,
    SurveyQuestion,
    SurveyResult,
)
from gongkai.editorial import pages, reviewing, roots
from gongkai.editorial.models import Round
from gongkai.editorial.pages import GatedPage
from tests.editorial.papers import MONDAY, Staff, sign_all
from tests.factories import World


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
    paper: Paper
    picture: Picture
    dialogue: list[GatedPage] = field(default_factory=list)
    """A consultation and its result, an answer, a guide, a survey and its result."""

    def all(self) -> list[GatedPage]:
        return [self.section, self.article, self.policy, self.interpretation, *self.dialogue]

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
    more = write_dialogue(section, by, word) if dialogue else []
    return Written(section, article, policy, interpretation, file, image, more)


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
    return [
        draft,
        told,
        answer,
        guide,
        survey,
        write(SurveyResult, section, by, f"调查结果{word}", about=survey, body=body(word)),
    ]


def reviewed(staff: Staff, *written: GatedPage) -> list[Round]:
    """Hand pages in together and sign every review."""
    rows = reviewing.submit(keys=[page.gate_key for page in written], by=staff.author, at=MONDAY)
    return [sign_all(row, staff) for row in rows]


def fresh(page: GatedPage) -> GatedPage:
    """A page as it stands in the table."""
    return pages.page_of(page.gate_key)


Way = Callable[[GatedPage], Any]
