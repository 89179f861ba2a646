"""Which of Wagtail's screens are in use. Whatever is not named here answers 404: its own publishing, scheduling,
workflows, privacy, aliases, users, groups, accounts and reports among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# fmt: off
PAGES = frozenset({
    "wagtailadmin_pages:add", "wagtailadmin_pages:add_subpage", "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:copy", "wagtailadmin_pages:delete", "wagtailadmin_pages:edit", "wagtailadmin_pages:history",
    "wagtailadmin_pages:history_results", "wagtailadmin_pages:move", "wagtailadmin_pages:move_confirm",
    "wagtailadmin_pages:preview_on_add", "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:revisions_compare", "wagtailadmin_pages:revisions_index",
    "wagtailadmin_pages:revisions_revert", "wagtailadmin_pages:revisions_view", "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results", "wagtailadmin_pages:view_draft",
})
# fmt: on
# fmt: off
FILES = frozenset({
    "wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete", "wagtaildocs:delete_multiple", "wagtaildocs:delete_upload_multiple", "wagtaildocs:edit",
    "wagtaildocs:edit_multiple", "wagtaildocs:index", "wagtaildocs:index_results", "wagtailimages:add",
    "wagtailimages:add_multiple", "wagtailimages:create_multiple_from_uploaded_image", "wagtailimages:delete",
    "wagtailimages:delete_multiple", "wagtailimages:delete_upload_multiple", "wagtailimages:edit",
    "wagtailimages:edit_multiple", "wagtailimages:index", "wagtailimages:index_results",
})
# fmt: on
# fmt: off
CHOOSING = frozenset({
    "wagtailadmin_choose_page", "wagtailadmin_choose_page_anchor_link", "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_chosen_multiple", "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_search", "wagtaildocs_chooser:choose", "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:chosen", "wagtaildocs_chooser:chosen_multiple", "wagtaildocs_chooser:create",
    "wagtailimages_chooser:choose", "wagtailimages_chooser:choose_results", "wagtailimages_chooser:chosen",
    "wagtailimages_chooser:chosen_multiple", "wagtailimages_chooser:create", "wagtailimages_chooser:select_format",
})
# fmt: on
# fmt: off
SURROUNDINGS = frozenset({
    "wagtailadmin_block_preview", "wagtailadmin_dismissibles", "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release", "wagtailadmin_explore", "wagtailadmin_explore_results",
    "wagtailadmin_explore_root", "wagtailadmin_home", "wagtailadmin_javascript_catalog", "wagtailadmin_logout",
    "wagtailadmin_sprite", "wagtailadmin_tag_autocomplete",
})
# fmt: on
OPEN = PAGES | FILES | CHOOSING | SURROUNDINGS
ON_A_PAGE = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
"""What Wagtail's addresses call the page that they are about."""


def is_open(name: str) -> bool:
    """Whether a screen of Wagtail's is in use."""
    return name in OPEN


def pages_asked_for(name: str, kwargs: Mapping[str, Any]) -> set[int]:
    """The pages that an address is about; a list for choosing from shows only what its hook lets through."""
    if name in CHOOSING:
        return set()
    return {int(kwargs[word]) for word in ON_A_PAGE if word in kwargs}
