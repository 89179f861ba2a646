"""Which of Wagtail's screens are in use. Whatever is not named here answers 404: its own publishing, scheduling,
workflows, privacy, aliases, users, groups, accounts and reports among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAGES = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in (
        "add add_subpage edit preview_on_add preview_on_edit view_draft delete move "
        "move_confirm choose_parent search search_results copy history history_results "
        "revisions_index revisions_compare revisions_revert revisions_view"
    ).split()
)
FILES = frozenset(
    [
        *(f"wagtailimages:{name}" for name in (
            "index index_results add add_multiple create_multiple_from_uploaded_image edit_multiple delete_multiple "
            "delete_upload_multiple edit delete"
        ).split()),
        *(f"wagtaildocs:{name}" for name in (
            "index index_results add add_multiple create_multiple_from_uploaded_document edit_multiple "
            "delete_multiple delete_upload_multiple edit delete"
        ).split()),
    ]
)  # fmt: skip
CHOOSING = frozenset(
    [
        *(f"wagtailadmin_choose_page{name}" for name in ("", "_child", "_search", "_chosen_multiple", "_external_link",
                                                         "_email_link", "_phone_link", "_anchor_link")),
        *(f"{name}_chooser:{step}" for name in ("wagtailimages", "wagtaildocs")
          for step in "choose choose_results chosen chosen_multiple create".split()),
        "wagtailimages_chooser:select_format",
    ]
)  # fmt: skip
SURROUNDINGS = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_tag_autocomplete",
        "wagtailadmin_logout",
    }
)
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
