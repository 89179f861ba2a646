"""What the portal itself remembers: which confirmation was sent already, and how often an address came.

Neither names a person. Cases and people stand in casework.
"""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """A confirmed application form and its receipt, so that sending it twice registers it once.

    Only the browser holds the form's token: its hash finds the row, and the query code is sealed with a key
    made from it, so that the code cannot be read from the database.
    """

    token_hash = models.CharField("表单凭证散列", max_length=64, unique=True)
    number = models.CharField("收件编号", max_length=40)
    sealed_code = models.BinaryField("查询码（密文）")
    made_at = models.DateTimeField("提交时间", db_index=True)

    def __str__(self) -> str:
        return self.number


class Visits(models.Model):
    """How often an address did something in one hour. The address is a blind index, gone after a day."""

    deed = models.CharField("行为", max_length=16)
    address_index = models.CharField("地址盲索引", max_length=32)
    hour = models.DateTimeField("小时", db_index=True)
    count = models.PositiveIntegerField("次数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "address_index", "hour"], name="visits_once_per_hour")]

    def __str__(self) -> str:
        return f"{self.deed} {self.hour:%Y-%m-%d %H} {self.count}"
