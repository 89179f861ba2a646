"""What the public pages do by themselves."""

from __future__ import annotations

from smtplib import SMTPException

from django.utils.timezone import now
from django_tasks import task

from gongkai.disclosure import library
from gongkai.disclosure.reprints import following
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily


@daily("03:35")
@task(title="核对政策文件库的目录与文件正文")
def compare_library() -> int:
    """Compare each entry of the library with the record of its document, and put right what differs. Found something,
    the job fails, so that somebody looks who wrote to the table by hand."""
    found = library.differing()
    if found:
        library.refresh(set(found))
        raise JobFailed("LIBRARY_DIFFERED", f"{len(found)}件文件的目录与文件不一致，已经按文件改正。", final=True)
    return 0


@task(title="通知转载机关：原文有变动")
def tell_of_reprint(number: int) -> int:
    """Write to those who keep a reprint whose original was corrected or taken down; how many letters."""
    try:
        return following.tell(number, at=now())
    except (OSError, SMTPException) as error:
        raise JobFailed("MAIL_NOT_SENT", f"邮件服务器没有接收（{type(error).__name__}）。") from error
