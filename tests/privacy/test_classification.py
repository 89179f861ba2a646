"""Every column says what it holds, and personal ones are unreadable."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from gongkai.privacy.classification import CLASSIFICATION, Class


def our_fields() -> dict[str, models.Field]:
    """Every column of every table of ours, by ``app.Model.field``."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models()
        if model.__module__.startswith("gongkai.")
        for field in model._meta.concrete_fields
    }


def test_every_field_is_classified_and_no_other() -> None:
    assert set(CLASSIFICATION) == set(our_fields())


def test_personal_fields_cannot_hold_plain_words() -> None:
    for name, field in our_fields().items():
        kind = CLASSIFICATION[name]
        if kind is Class.SEALED:
            assert isinstance(field, models.BinaryField), name
        if kind is Class.KEYED:
            assert isinstance(field, models.CharField), name
            assert field.max_length in {32, 64}, name
