"""Django's description of the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete, pre_migrate, pre_save


class EditorialConfig(AppConfig):
    """Reviews and the gate to publication."""

    name = "gongkai.editorial"
    verbose_name = "审核与发布"

    def ready(self) -> None:
        """Put the locks on: in the database, and on deleting what is public or cited. Say whose menu shows reviews."""
        from wagtail.models import Page
        from wagtail.signals import post_page_move, pre_page_move

        from gongkai.agencies import menu
        from gongkai.editorial import access, live_lock, pages, roots, uploads

        for name in ("queue", "drafts", "mine", "figures"):
            menu.question(f"reviews:{name}", access.takes_part)

        pre_migrate.connect(live_lock.before_migrations, sender=self, dispatch_uid="gongkai.live_lock.off")
        post_migrate.connect(roots.ensure, sender=self, dispatch_uid="gongkai.roots")
        post_migrate.connect(live_lock.after_migrations, sender=self, dispatch_uid="gongkai.live_lock.on")
        pre_delete.connect(uploads.refuse_to_delete_what_is_cited, dispatch_uid="gongkai.keep_public_files")
        pre_delete.connect(pages.refuse_to_delete_what_is_public, dispatch_uid="gongkai.keep_public_pages")
        pre_page_move.connect(pages.refuse_to_move_what_is_public, dispatch_uid="gongkai.stay")
        post_page_move.connect(pages.follow_its_place, dispatch_uid="gongkai.follow")
        pre_save.connect(pages.guard_the_bare_row, sender=Page, dispatch_uid="gongkai.bare_row")
