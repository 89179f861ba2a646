"""Which of Wagtail's screens are in use. Whatever is not named here answers 404: its own publishing, scheduling,
workflows, privacy, aliases, users, groups, accounts and reports among it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PAGES = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in (
        "add add_subpage edit edit_preview add_preview preview_on_add preview_on_edit view_draft delete move "
        "move_confirm choose_parent move_choose_destination search search_results copy history history_results "
        "revisions_index revisions_compare revisions_revert revisions_view type_use choose_parent"
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
          for step in "choose choose_results chosen chosen_multiple create select_format".split()),
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
    }
)
OPEN = PAGES | FILES | CHOOSING | SURROUNDINGS
READING = frozenset({"wagtailadmin_api:pages:listing", "wagtailadmin_api:pages:detail"})
"""The menu of pages asks these; what the same API could do is not open."""
IN_BULK = frozenset({"move", "delete"})


def is_open(name: str, kwargs: Mapping[str, Any]) -> bool:
    """Whether a screen of Wagtail's is in use."""
    if name == "wagtail_bulk_action":
        return str(kwargs.get("action")) in IN_BULK
    return name in OPEN or name in READING
