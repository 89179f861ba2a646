"""What Wagtail expects to find: a language, a root of pages and a root of collections.

Made when they are missing: after migrations, and after a database was emptied.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page, Site


def ensure(**_: Any) -> None:
    """The language, both roots, the one site whose addresses are the portal's, and no page that nobody here wrote."""
    locale, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    content_type = ContentType.objects.get_for_model(Page)
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="政府信息", slug="root", content_type=content_type, locale=locale))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="全部")
    # Wagtail's own first page says “Welcome”, in English and to everybody
    for greeting in Page.objects.filter(content_type=content_type, depth__gt=1):
        Site.objects.filter(root_page=greeting).delete()
        greeting.delete()
    root = Page.get_first_root_node()
    Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": root})
