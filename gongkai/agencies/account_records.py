"""Tables around an officer's account: the second factor, open sessions, and what looked unusual."""

from __future__ import annotations

from django.db import models

from gongkai.agencies.models import Agency, User


class SecondFactor(models.Model):
    """The secret that an officer's telephone shares with us. It is sealed: a copy of the database makes no codes.

    ``sealed_pending`` is a secret that was shown and not yet confirmed by a code. ``last_step`` is the last step of
    thirty seconds whose code was taken, so that no code is taken twice.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    sealed_secret = models.BinaryField("密钥（密文）", default=b"")
    sealed_pending = models.BinaryField("待确认的密钥（密文）", default=b"")
    confirmed_at = models.DateTimeField("启用时间", null=True, blank=True)
    last_step = models.BigIntegerField("最近用过的时段", default=0)

    def __str__(self) -> str:
        return f"{self.user} {self.confirmed_at or '尚未启用'}"


class RecoveryCode(models.Model):
    """One of ten codes that stand in for the telephone once each. Only a keyed hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField("恢复码散列", max_length=32)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user} {'已用' if self.used_at else '未用'}"


class OpenSession(models.Model):
    """A session in which somebody is signed in, so that it can be listed and ended. The session itself is Django's."""

    user = models.ForeignKey(User, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField("会话", max_length=40, unique=True)
    browser = models.CharField("浏览器", max_length=80, blank=True)
    began_at = models.DateTimeField("登录时间")

    def __str__(self) -> str:
        return f"{self.user} {self.began_at}"


class SecurityNotice(models.Model):
    """An unusual number within an hour, told once. Without an agency it concerns the whole system."""

    class Kind(models.TextChoices):
        """What was counted."""

        SIGN_IN = "sign-in", "登录失败"
        QUERY_CODE = "query-code", "查询码输错"
        IDENTITY = "identity", "查看申请人身份信息"

    key = models.CharField("标识", max_length=80, unique=True)
    kind = models.CharField("事项", max_length=16, choices=Kind)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField("次数")
    made_at = models.DateTimeField("发现时间", db_index=True)
    seen_at = models.DateTimeField("查看时间", null=True, blank=True)
    seen_by = models.CharField("查看者", max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.count}"
