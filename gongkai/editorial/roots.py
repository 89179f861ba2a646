"""What Wagtail expects to find: a language, a root of pages and a root of collections.

Made when they are missing: after migrations, and after a database was emptied.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page, Site

ROOT, ALL_FILES = "政府信息", "全部"


def ensure(**_: Any) -> None:
    """The language, both roots, the one site whose addresses are the portal's, and no page that nobody here wrote."""
    locale, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    content_type = ContentType.objects.get_for_model(Page)
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title=ROOT, slug="root", content_type=content_type, locale=locale))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name=ALL_FILES)
    # Wagtail's own first page says “Welcome”, in English and to everybody
    for greeting in Page.objects.filter(content_type=content_type, depth__gt=1):
        Site.objects.filter(root_page=greeting).delete()
        greeting.delete()
    # and what its migrations made is named in English
    Page.objects.filter(depth=1, title="Root").update(title=ROOT, draft_title=ROOT)
    Collection.objects.filter(depth=1, name="Root").update(name=ALL_FILES)
    root = Page.get_first_root_node()
    named = {"hostname": "localhost", "site_name": "政府信息公开", "root_page": root}
    Site.objects.get_or_create(is_default_site=True, defaults=named)
    Site.objects.filter(is_default_site=True, site_name="").update(site_name=named["site_name"])
