"""The pictures of docs/tools/screens.py: no public page is forgotten."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.urls import path

TOOL = Path(__file__).resolve().parents[2] / "docs" / "tools" / "places.py"


@pytest.fixture(scope="module")
def places() -> ModuleType:
    spec = importlib.util.spec_from_file_location("places", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_public_address_has_a_picture_or_a_reason(places: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places.forgotten() == set()
    routes = {pattern.name for pattern in places.urlpatterns if getattr(pattern, "name", None)}
    named = {place.route for place in places.PLACES.values()} | places.FROM_PAGES | set(places.UNSEEN)
    assert named - {""} <= routes, "names of addresses that there are not"
    assert not set(places.UNSEEN) & {place.route for place in places.PLACES.values()}
    monkeypatch.setattr(places, "urlpatterns", [path("new/", print, name="new"), path("new.csv", print, name="csv")])
    assert places.forgotten() == {"new"}
