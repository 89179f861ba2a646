"""What the public pages do by themselves."""

from __future__ import annotations

from django_tasks import task

from gongkai.disclosure import library
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
