"""Django's description of the app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """What agencies disclose of their own accord."""

    name = "gongkai.disclosure"
    verbose_name = "主动公开"

    def ready(self) -> None:
        """Tell the gate what can become public."""
        from wagtail.admin.views.bulk_action.registry import bulk_action_registry

        from gongkai.disclosure import choosing, filters, paths, publishing, words
        from gongkai.disclosure.gazette.publishing import KIND
        from gongkai.disclosure.reprints import following
        from gongkai.editorial import announcing, items

        publishing.declare()
        items.declare(KIND)
        announcing.listen(following.note)
        words.name_fields()
        paths.use_the_index()
        filters.use_browser_dates()
        choosing.use_plain_lists()
        # Publishing, taking down, deleting many at once: each of them wants a look of its own.
        bulk_action_registry.actions, bulk_action_registry.has_scanned_for_bulk_actions = {}, True
