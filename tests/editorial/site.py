"""A public site of the smallest sort: an office's section, and pages of every kind in it, made as editors make them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import Page

from gongkai.agencies.models import Agency, User
from gongkai.disclosure import drawing, places
from gongkai.disclosure.models import (
    AgencyProfile,
    AgendaItem,
    Article,
    Catalogue,
    CatalogueEntry,
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
    QueryPoint,
    QueryPoints,
    RandomInspection,
    Section,
    Topic,
    TopicLink,
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
    more: dict[str, GatedPage]
    """The kinds with a form of their own, by `item_kind`."""

    def all(self) -> list[GatedPage]:
        return [self.section, self.article, self.policy, self.interpretation, *self.more.values()]


def write_everything(world: World, staff: Staff, word: str = "各科室") -> Written:
    """One page of every kind; ``word`` stands in every field that takes words."""
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
    more = {page.item_kind: page for page in write_typed(section, by, word)}
    return Written(section, article, policy, interpretation, file, image, more)


def write_typed(section: GatedPage, by: User, word: str) -> list[GatedPage]:
    """One page of each kind whose facts stand in columns and lines."""
    agenda = [AgendaItem(subject=word, decided=word), AgendaItem(disclosed=False, reason=word)]
    matter = InspectionMatter(matter=word, basis=word, who=word, share=word, way=word)
    result = InspectionResult(name=word, on=date(2023, 3, 1), found=word)
    line = CatalogueEntry(
        item="2", matter=word, submatter=word, elements=word, basis=word, time_limit=word, responsible=word,
        audience=word, place=section,
    )  # fmt: skip
    point = QueryPoint(name=word, kind="other", address=word, hours=word, services=word)
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


def reviewed(staff: Staff, *written: GatedPage) -> list[Round]:
    """Hand pages in together and sign every review."""
    rows = reviewing.submit(keys=[page.gate_key for page in written], by=staff.author, at=MONDAY)
    return [sign_all(row, staff) for row in rows]


def fresh(page: GatedPage) -> GatedPage:
    """A page as it stands in the table."""
    return pages.page_of(page.gate_key)


Way = Callable[[GatedPage], Any]
