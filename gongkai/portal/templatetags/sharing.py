"""What hands a page on: its address as a QR code, and whole addresses for those who read it elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import segno
from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def qr(address: str) -> str:
    """An address as a QR code, as data: for the `src` of an image, black on white whatever the theme."""
    return _drawn(address)


@register.simple_tag(takes_context=True)
def whole_address(context: dict[str, Any], name: str) -> str:
    """The address of a named page with its host; empty where there is no request, as on error pages."""
    request = context.get("request")
    return request.build_absolute_uri(reverse(name)) if request else ""


@lru_cache(maxsize=2048)
def _drawn(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    return code.svg_data_uri(scale=4, border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None)
