"""Django's description of the app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class PortalConfig(AppConfig):
    """The public portal."""

    name = "gongkai.portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from gongkai.agencies import menu, watching
        from gongkai.casework import following, listening
        from gongkai.editorial import announcing
        from gongkai.editorial.pages import preview_with
        from gongkai.portal import checks, guessing, moved
        from gongkai.portal.caching import telling
        from gongkai.portal.hooks import queue
        from gongkai.portal.models import ApiKey, Draft, Hook
        from gongkai.portal.searching import naming
        from gongkai.portal.selfcheck import office_views
        from gongkai.portal.views import content

        preview_with(content.preview)
        announcing.listen(telling.note)
        announcing.listen_otherwise(telling.note_otherwise)
        connection_created.connect(telling.watch)
        assert checks.limits_are_numbers
        assert checks.languages_can_be_read
        assert checks.kiosks_have_tokens
        listening.listen(queue.note)
        following.follow("接口密钥", lambda agency: ApiKey.objects.filter(agency=agency, revoked_at=None))
        following.follow("事件推送", lambda agency: Hook.objects.filter(agency=agency, revoked_at=None))
        following.follow("申请人没有提交的草稿", lambda agency: Draft.objects.filter(agency=agency))
        menu.question("moved:page", moved.keeps)
        menu.question("searching:page", naming.sets)
        menu.question("selfcheck:page", office_views.sees)
        menu.question("visiting:page", office_views.sees)
        watching.measure(watching.Kind.QUERY_CODE, guessing.wrong_codes)
