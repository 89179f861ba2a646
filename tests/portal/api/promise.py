"""Writes the OpenAPI document that tests compare with: ``python -m tests.portal.api.promise``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django


def main() -> None:
    """Write ``openapi.json`` beside this file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
    django.setup()
    from gongkai.portal.api import application

    text = json.dumps(application.document(), ensure_ascii=False, indent=1)
    Path(__file__).with_name("openapi.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
