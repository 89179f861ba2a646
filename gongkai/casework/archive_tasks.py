"""Work in the background on the file of a case: making large bundles, destroying old ones, looking what may go."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from gongkai.agencies.models import User
from gongkai.agencies.permissions import NotAllowed
from gongkai.files.errors import FileError
from gongkai.files.kinds import Kind
from gongkai.jobs.errors import JobFailed
from gongkai.jobs.schedules import daily, every


@task(title="生成案卷")
def build_bundle(case_id: int, flavour: str, user_id: int, kind: str = "pdf") -> str:
    """Make a case's file for an officer; returns the id of the sealed file. Made twice, both are destroyed in time."""
    from gongkai.casework import bundling
    from gongkai.casework.bundle import Flavour
    from gongkai.casework.errors import CaseworkError

    user = User.objects.get(pk=user_id)
    try:
        stored = bundling.build(case_id=case_id, flavour=Flavour(flavour), by=user, at=timezone.now(), kind=Kind(kind))
    except (CaseworkError, NotAllowed) as error:
        # Neither the person's posts nor the letters change by trying again.
        raise JobFailed(error.code, str(error), final=True) from error
    except FileError as error:
        raise JobFailed(error.code, str(error)) from error
    return str(stored.pk)


@every(hours=1)
@task(title="销毁超过一天的案卷文件")
def sweep_bundles() -> int:
    """Destroy bundles whose day has passed; returns how many."""
    from gongkai.casework import bundling

    return bundling.sweep(at=timezone.now())


@every(hours=1)
@task(title="删除表单保留超过一天的文件")
def sweep_kept_uploads() -> int:
    """Forget the files of forms that nobody sent; returns how many."""
    from gongkai.files import keeping

    return keeping.sweep(at=timezone.now())


@every(minutes=5)
@task(title="更新办件的词语特征")
def sketch_words() -> int:
    """Make the sketches by which words are found in cases; at most two minutes of it at a time. Returns how many."""
    from gongkai.casework import word_sketches

    return word_sketches.bring_up_to_date(clock=timezone.now, until=timezone.now() + timedelta(minutes=2))


@daily("04:10")
@task(title="查找保存期限届满的个人信息")
def look_for_expired() -> int:
    """Count whose personal data may be destroyed; without the setting nothing is destroyed, an officer confirms."""
    from gongkai.casework import retention

    return retention.look(at=timezone.now())
