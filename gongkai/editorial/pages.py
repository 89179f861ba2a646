"""Pages that only the gate makes public: the lock that every way of saving one has to pass.

Wagtail publishes in more than ten ways; all of them end in `save()`. A page is live exactly as long as a release of
just this content stands, so `save()` compares the two and refuses both kinds of difference. What goes around
`save()` is stopped by the database (`live_lock`), not shown by the portal, and found at night (`verifying`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate, now
from wagtail.locks import BaseLock
from wagtail.models import Page, Revision

from gongkai.agencies.models import Agency, User
from gongkai.agencies.permissions import may
from gongkai.agencies.roles import Permission
from gongkai.editorial import content, gate, procedures, reviewing
from gongkai.editorial.errors import Gone, Incomplete, NotCleared, Owed, WrongWay
from gongkai.editorial.items import Item
from gongkai.editorial.locking import Rights, RoundLock
from gongkai.statute.documents import Attribute

KIND = "page"
ATTRIBUTES = [(attribute.value, attribute.label) for attribute in Attribute]
SEE_DRAFTS = (
    Permission.CONTENT_DRAFT,
    Permission.CONTENT_RELEASE,
    Permission.ATTRIBUTE_DECIDE,
    Permission.EMERGENCY_RELEASE,
    Permission.SECRECY_OVERRULE,
    Permission.LEDGER_SEE,
)
SCHEDULED = "定时发布、定时撤下在送审时设定，由审核流程执行，不能在页面上另设。"


def key_of(page_id: int) -> str:
    """How the gate names a page."""
    return f"{KIND}:{page_id}"


class GatedPage(Page):
    """A page of the public site. ``agency`` answers for it, ``under`` is the page above it: both follow from its
    place in the tree and are part of what is reviewed.

    ``item_kind`` names its procedure; ``policy`` says that it is a policy document (国办发〔2016〕80号).
    """

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", verbose_name="公开机关", editable=False, null=True
    )
    under = models.ForeignKey(
        Page, models.PROTECT, related_name="+", verbose_name="所在栏目", editable=False, null=True
    )
    attribute = models.CharField("公开属性", max_length=12, choices=ATTRIBUTES, null=True)
    attribute_reason = models.CharField(
        "不主动公开的理由",
        max_length=500,
        blank=True,
        default="",
        help_text="拟定为依申请公开或者不予公开的，应当说明理由。",
    )

    item_kind = KIND
    policy = False
    publishable = True
    shown_with: tuple[str, ...] = ()
    """Rows that are read with the page whenever it is shown, by the names of their relations."""
    lines_along = ""
    """A relation to lines of which a page has few: shown, they are read in one question with the page itself."""
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        constraints: list[models.BaseConstraint] = [
            models.CheckConstraint(
                condition=Q(attribute__isnull=True) | Q(attribute__in=[value for value, _ in ATTRIBUTES]),
                name="%(class)s_attribute_known",
            ),
            models.CheckConstraint(
                condition=Q(attribute__isnull=True) | Q(attribute="proactive") | ~Q(attribute_reason=""),
                name="%(class)s_attribute_reasoned",
                violation_error_message="拟定为依申请公开或者不予公开的，应当说明理由。",
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            # Wagtail's pages are born live; ours are drafts until the gate says otherwise
            kwargs.setdefault("live", False)
        super().__init__(*args, **kwargs)

    @property
    def gate_key(self) -> str:
        """How the gate names this page."""
        return key_of(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what may be saved. Raises NotCleared when it would show what was not released, WrongWay when it
        would end what was released without a reason, or leave it to a timer of its own."""
        if self._state.adding and self.depth:
            self.take_place(self.get_parent().specific)
        fields = kwargs.get("update_fields")
        if fields is None or not content.names(type(self)).isdisjoint(fields):
            self.require_released()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft. Raises WrongWay for what is public, and for what something else still refers to."""
        try:
            return super().delete(*args, **kwargs)
        except ProtectedError as error:
            named = sorted({str(row._meta.verbose_name) for row in error.protected_objects} - {self.kind_label()})  # noqa: SLF001 - Django's documented name
            raise WrongWay(f"《{self.title}》还被引用（{'、'.join(named)}），不能删除。请先去掉引用。") from error

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Keep a draft. A round of review that runs ends when this changes what is reviewed."""
        if kwargs.get("approved_go_live_at"):
            raise WrongWay(SCHEDULED)
        self._refuse_timers()
        content.number_lines(self)
        revision = super().save_revision(*args, **kwargs)
        reviewing.notice_edit(self.gate_key, at=now())
        return revision

    def create_alias(self, *_: Any, **__: Any) -> Page:
        """There are none: an alias would show what nobody reviewed there. Raises WrongWay."""
        raise WrongWay("一份内容只在一个栏目公开；需要在别处出现的，请另建链接或者复制后送审。")

    def with_content_json(self, content: dict[str, Any]) -> GatedPage:
        """A page as a revision has it, at the place where it stands now."""
        page: GatedPage = super().with_content_json(content)
        page.agency_id, page.under_id = self.agency_id, self.under_id
        return page

    def get_lock(self) -> BaseLock | None:
        """While a round of review runs nobody edits: a slip of the hand would void what others have signed."""
        return RoundLock.of(self) or super().get_lock()

    def permissions_for_user(self, user: Any) -> Rights:
        """What somebody may do here."""
        return Rights(user, self)

    def get_url_parts(self, *_: Any, **__: Any) -> None:
        """Pages have no address in Wagtail's tree: the portal's addresses are flat and permanent."""
        return

    def make_preview_request(self, original_request: HttpRequest, *_: Any, **__: Any) -> HttpResponseBase:
        """The page as readers would get it, for the officer who asks."""
        assert _render, "the portal says in its AppConfig.ready how pages look"
        return _render[-1](original_request, self)

    def as_item(self, *, whole: bool = True) -> Item:
        """This object as the gate sees it. Without ``whole`` only what makes the digest, without further queries."""
        if self.agency is None:
            raise Gone(self.gate_key)
        found = content.shown(self)
        return Item(
            kind=self.item_kind,
            key=self.gate_key,
            agency=self.agency,
            title=self.title,
            attribute=Attribute(self.attribute) if self.attribute else None,
            attribute_reason=self.attribute_reason,
            texts=found.texts,
            facts=found.facts,
            parts=found.parts,
            authors=authors(self) if whole else frozenset(),
            together=self.companions() if whole else (),
            policy=self.policy,
        )

    @classmethod
    def kind_label(cls) -> str:
        """What people call this kind of page."""
        return str(cls._meta.verbose_name)

    def read_lines(self) -> None:
        """Read the page's lines into memory, so that they are not asked for again. For showing, not for saving."""
        for relation in content.lines_of(type(self)):
            getattr(self, relation).get_object_list()

    def companions(self) -> tuple[str, ...]:
        """The keys of what is signed off and released together with this page (同步审签)."""
        return ()

    def lacking(self) -> list[str]:
        """What must be there before it is reviewed, in words; a draft may lack it."""
        return []

    def take_place(self, parent: Page) -> None:
        """Take the agency and the section from the page above."""
        self.under_id = parent.pk
        if isinstance(parent, GatedPage):
            self.agency = parent.agency

    def _refuse_timers(self) -> None:
        if self.go_live_at or self.expire_at:
            raise WrongWay(SCHEDULED)

    def require_released(self) -> None:
        """The lock: what would be shown is what was released. Raises NotCleared, WrongWay."""
        self._refuse_timers()
        if self.alias_of_id:
            self.create_alias()
        if self._state.adding:
            if self.live:
                raise NotCleared(self.title, [Owed("NOT_RELEASED", "还没有经过审核和发布")])
        elif self.live:
            gate.guard(self.gate_key, self.as_item(whole=False).digest)
        elif gate.standing(self.gate_key) is not None:
            raise WrongWay(f"《{self.title}》已经公开。撤下要写明原因，请在“公开与审核”页办理。")


def public_below(page: Page) -> Page | None:
    """A page that is public now, of a page and all below it."""
    found: Page | None = Page.objects.get(pk=page.pk).get_descendants(inclusive=True).filter(live=True).first()
    return found


def refuse_to_move_what_is_public(instance: Page, **_: Any) -> None:
    """Called before any page is moved, by whatever way: its place is part of what was reviewed. Raises WrongWay."""
    public = public_below(instance)
    if public is not None:
        raise WrongWay(f"《{public.title}》正在公开，不能移动。请先撤下，移动后重新送审。")


def follow_its_place(instance: Page, **_: Any) -> None:
    """Called after any page was moved: the agency and the section of it, and of all below it, follow."""
    for page in Page.objects.get(pk=instance.pk).get_descendants(inclusive=True).specific():
        if isinstance(page, GatedPage):
            page.take_place(page.get_parent().specific)
            page.save(update_fields=["agency", "under"], clean=False)
            reviewing.notice_edit(page.gate_key, at=now())


Render = Callable[[HttpRequest, GatedPage], HttpResponseBase]
_render: list[Render] = []


def preview_with(render: Render) -> None:
    """How a page looks: said once by the portal, which stands above."""
    _render[:] = [render]


def may_see(user: User, agency: Agency, *, at: datetime) -> bool:
    """Whether somebody may see an agency's drafts: who writes, reviews, releases or supervises there."""
    today = localdate(at)
    if any(may(user, permission, agency, on=today) for permission in SEE_DRAFTS):
        return True
    return any(reviewing.reaches(user, stage, agency, at=at) for stage in procedures.stages().values())


def authors(page: Page) -> frozenset[str]:
    """Who wrote what is not released yet: everybody who kept a revision since the public one, the page's owner, and
    who uploaded its files. None of them reviews it."""
    since = page.live_revision_id or 0
    rows = Revision.page_revisions.filter(object_id=str(page.pk), pk__gt=since, user__isnull=False)
    people = set(rows.values_list("user_id", flat=True)) | ({page.owner_id} if not since else set())
    return frozenset(f"user:{number}" for number in people if number)


def load(key: str) -> Item:
    """A page as its newest revision has it. Raises Gone."""
    return newest(page_of(key)).as_item()


def page_of(key: str) -> GatedPage:
    """The page of a key, as it stands in the table. Raises Gone."""
    number = key.partition(":")[2]
    page = Page.objects.filter(pk=number).first() if number.isdecimal() else None
    found = page.specific if page is not None else None
    if not isinstance(found, GatedPage) or not found.publishable:
        raise Gone(key)
    return found


def newest(page: GatedPage) -> GatedPage:
    """A page with the content of its newest revision."""
    found: GatedPage = page.latest_revision.as_object() if page.latest_revision_id else page
    return found


def require_filled(key: str) -> None:
    """Everything that a page of its kind must say is there. Raises Incomplete."""
    page = newest(page_of(key))
    try:
        page.full_clean()
    except ValidationError as error:
        raise Incomplete(f"还没有填完：{'；'.join(error.messages)}") from error
    if lacking := page.lacking():
        raise Incomplete(f"还没有填完：{'；'.join(lacking)}。")


def put_out(key: str, moment: datetime) -> None:
    """Publish the newest revision inside the gate's transaction; `save()` looks once more."""
    page = page_of(key)
    if lacking := newest(page).lacking():
        raise NotCleared(page.title, [Owed("INCOMPLETE", f"没有填完：{'；'.join(lacking)}")])
    revision = page.latest_revision or page.save_revision(clean=False)
    try:
        revision.publish(skip_permission_checks=True)
    except ValidationError as error:
        raise NotCleared(page.title, [Owed("INCOMPLETE", f"没有填完：{'；'.join(error.messages)}")]) from error
    Page.objects.filter(pk=page.pk).update(
        first_published_at=page.first_published_at or moment, last_published_at=moment
    )


def take_in(key: str, moment: datetime) -> None:  # noqa: ARG001 - the gate tells every kind when
    """Take a page out of public sight inside the gate's transaction; the draft stays."""
    page_of(key).unpublish()


def refuse_to_delete_what_is_public(instance: models.Model, **_: Any) -> None:
    """Called before any page is deleted, by whatever way. Raises WrongWay."""
    if isinstance(instance, Page) and gate.standing(key_of(instance.pk)) is not None:
        raise WrongWay(f"《{instance.title}》正在公开，不能删除。请先写明原因撤下。")


def guard_the_bare_row(instance: Page, update_fields: Iterable[str] | None = None, raw: bool = False, **_: Any) -> None:
    """Called before a page is saved without its kind, as Wagtail's timers and many scripts do: the same lock, for the
    page as it would be. Raises NotCleared, WrongWay."""
    if raw or (update_fields is not None and content.names(Page).isdisjoint(update_fields)):
        return
    if instance._state.adding:  # noqa: SLF001 - Django's own name
        if instance.live and instance.depth > 1:
            raise NotCleared(instance.title, [Owed("NOT_RELEASED", "还没有经过审核和发布")])
        return
    whole = Page.objects.get(pk=instance.pk).specific
    for field in Page._meta.concrete_fields:  # noqa: SLF001 - Django's own name
        setattr(whole, field.attname, getattr(instance, field.attname))
    if isinstance(whole, GatedPage):
        whole.require_released()
    elif instance.live and instance.depth > 1:
        raise NotCleared(instance.title, [Owed("NOT_RELEASED", "这种网页不经审核流程，不能公开")])
