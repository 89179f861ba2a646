"""A step an officer can take on a case: its verb, its form, its permission and why it exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongkai.agencies.roles import Permission
from gongkai.casework import forms
from gongkai.statute.case_state import Stage
from gongkai.statute.events import EventKind as K

Take = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``kind`` is the event the law is asked about, ``take`` the verb, ``stages`` those in which it is
    the next thing to do. ``page`` names a screen of its own that is opened instead of a card's form."""

    slug: str
    label: str
    kind: K
    permission: Permission
    form: type[forms.StepForm]
    take: Take
    why: str
    done: str
    stages: frozenset[Stage] = frozenset()
    page: str = ""
    danger: bool = False
