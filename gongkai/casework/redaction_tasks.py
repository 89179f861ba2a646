"""The making of redacted files, which takes seconds for each twenty pages and so is done in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from gongkai.agencies.models import User
from gongkai.casework import redacting
from gongkai.jobs.errors import JobFailed


@task(title="生成遮盖件", attempts=3, limit=1500)
def make(attachment_id: int, version: int, user_id: int) -> int | None:
    """Make the redacted file of a draft's version; returns the new file's number, or None when it is not wanted
    any more. What the engine refuses stands with the draft and would be refused again."""
    try:
        made = redacting.make(
            attachment_id=attachment_id, version=version, by=User.objects.get(pk=user_id), at=timezone.now()
        )
    except redacting.REFUSALS as error:
        raise JobFailed(getattr(error, "code", "REDACTION"), str(error), final=True) from None
    return None if made is None else made.pk
