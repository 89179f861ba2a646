"""A scratch project of stock Wagtail with one article, in the folder ``STOCK_DATA``: what we are compared with."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from django.conf import settings

FOLDER = Path(os.environ.get("STOCK_DATA", "."))
WORDS = "<p>" + "为了加强城市供水管理，保障供水安全，根据有关法律、法规，制定本办法。" * 6 + "</p>"
TEMPLATE = """{% load wagtailcore_tags %}<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<title>{{ page.title }}</title></head><body><main><h1>{{ page.title }}</h1>{{ page.body|richtext }}</main></body>
</html>"""

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=[
            "bench_stock", "wagtail.users", "wagtail.images", "wagtail.documents", "wagtail.admin", "wagtail",
            "modelcluster", "taggit", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.security.SecurityMiddleware",
        ],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "stock.sqlite3")}},
        ROOT_URLCONF="bench_stock_urls",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "builtins": [],
                    "loaders": [
                        ("django.template.loaders.locmem.Loader", {"bench_stock/article.html": TEMPLATE}),
                        # Wagtail's own, by which it says rich text
                        "django.template.loaders.app_directories.Loader",
                    ],
                    "libraries": {"wagtailcore_tags": "wagtail.templatetags.wagtailcore_tags"},
                },
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        WAGTAIL_SITE_NAME="stock",
        WAGTAILADMIN_BASE_URL="http://127.0.0.1",
        STATIC_URL="/static/",
        USE_TZ=True,
        LANGUAGE_CODE="zh-hans",
    )  # fmt: skip

_app = ModuleType("bench_stock")
_app.__file__, _app.__path__ = str(FOLDER / "__init__.py"), [str(FOLDER)]
sys.modules["bench_stock"] = _app

import django  # noqa: E402 - after the settings

django.setup()

from django.urls import include, path  # noqa: E402
from wagtail.fields import RichTextField  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402


def model() -> type[Page]:
    """Its kind of page. Only after its tables are there: an app without migrations may not stand on one that has."""

    class Article(Page):
        """An article."""

        body = RichTextField()
        template = "bench_stock/article.html"

        class Meta:
            app_label = "bench_stock"

    return Article


_urls = ModuleType("bench_stock_urls")
_urls.urlpatterns = [path("", include("wagtail.urls"))]  # type: ignore[attr-defined]
sys.modules["bench_stock_urls"] = _urls


def make() -> None:
    """Its tables and its article."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    article = model()
    with connection.schema_editor() as editor:
        editor.create_model(article)
    root = Page.objects.get(depth=2)
    root.add_child(instance=article(title="关于加强城市供水管理的通知", slug="article", body=WORDS * 3))
    Site.objects.update(root_page=root)


if __name__ == "__main__":
    make()
else:
    from django.core.wsgi import get_wsgi_application

    model()
    application = get_wsgi_application()
