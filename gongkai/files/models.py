"""One table: what is known of each stored file. The content lies sealed on disk, see `store`."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from gongkai.files.kinds import MEDIA, Kind

KEPT = [kind for kind in Kind if kind not in MEDIA]
"""Kinds of sealed files; films and sound are parts of public pages only."""


class Verdict(models.TextChoices):
    """What the virus scanner said of a file that is stored."""

    CLEAN = "clean", "已查毒"
    """In this state, the scanner has declared the file clean; it may be opened."""
    UNSCANNED = "unscanned", "未查毒"
    """In this state, no scanner was attached when the file came; it may be opened as long as none is."""
    WAITING = "waiting", "等待查毒"
    """In this state, a scanner is attached and has not answered; nobody may open the file."""
    INFECTED = "infected", "有害"
    """In this state, a later scan found something; the content is destroyed, the entry remains."""


class StoredFile(models.Model):
    """A file that was taken in. ``digest`` is the SHA-256 of its plain bytes, as events and the ledger name it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    kind = models.CharField("格式", max_length=8, choices=[(kind.value, kind.label) for kind in KEPT])
    sealed_name = models.BinaryField("文件名")
    verdict = models.CharField("查毒结果", max_length=12, choices=Verdict)
    stored_at = models.DateTimeField("存入时间")
    erased_at = models.DateTimeField("销毁时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in KEPT]), name="stored_file_kind"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="stored_file_verdict"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(erased_at__gte=F("stored_at")), name="stored_file_erased_later"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.INFECTED) | Q(erased_at__isnull=False), name="stored_file_harm_is_erased"
            ),
        ]
        indexes = [models.Index(fields=["verdict", "stored_at"], name="stored_file_by_verdict")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def what(self) -> Kind:
        """The kind, as the other modules take it."""
        return Kind(self.kind)


class KeptUpload(models.Model):
    """A good file of a form that came back for something else, kept until the form is sent again, for a day at most.
    Sealed with a key made from the form's own token, which is stored nowhere."""

    token_hash = models.CharField("令牌散列", max_length=64, db_index=True)
    field = models.CharField("栏目", max_length=40)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("保留时间", db_index=True)

    def __str__(self) -> str:
        return f"{self.field} {self.file_id}"
