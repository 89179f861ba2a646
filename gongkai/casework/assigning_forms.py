"""Forms with which a case is given to a department, and a department is given a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import FilteredRelation, Q

from gongkai.agencies.models import Agency, Kind, Post, User
from gongkai.agencies.roles import Role
from gongkai.casework.forms import StepForm, day

INTERNAL_HINT = "承办单位应当办好的日子：工作日，不晚于答复法定期限。只用来提醒，不影响法定期限。"


_PERSON = ("held__user", "held__user__name", "held__user__username")


class AssignForm(StepForm):
    agency = forms.ModelChoiceField(Agency.objects.none(), label="承办单位", empty_label="请选择承办单位")
    handler = forms.ModelChoiceField(
        User.objects.none(), label="承办人", required=False, empty_label="由该单位自行确定"
    )
    internal_on = day("内部时限", required=False, help_text=INTERNAL_HINT)

    def __init__(self, *args: Any, agency: Agency | None = None, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agency is None or today is None:
            return
        root = agency.path.split("/")[1] if agency.path.count("/") > 1 else ""
        near = Agency.objects.filter(path__startswith=f"/{root}/", abolished_on__isnull=True).exclude(kind=Kind.VILLAGE)
        held = Q(posts__role=Role.HANDLER, posts__held_from__lte=today, posts__held_until__isnull=True)
        posts = Post.objects.filter(role=Role.HANDLER, held_from__lte=today, held_until__isnull=True, agency__in=near)
        self.fields["agency"].queryset = near  # type: ignore[attr-defined]
        self.fields["handler"].queryset = User.objects.filter(posts__in=posts).distinct()  # type: ignore[attr-defined]
        # Both lists come from one query: the case page shows this form, and its queries are counted.
        agencies: dict[Any, str] = {"": "请选择承办单位"}
        people: dict[Any, str] = {"": "由该单位自行确定"}
        rows = near.annotate(held=FilteredRelation("posts", condition=held))
        for key, name, user, called, login in rows.values_list("pk", "name", *_PERSON):
            agencies[key] = name
            if user is not None:
                people[user] = called or login
        self.fields["agency"].choices = list(agencies.items())  # type: ignore[attr-defined]
        self.fields["handler"].choices = list(people.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        handler, agency = found.get("handler"), found.get("agency")
        if handler and agency and not handler.posts.filter(agency=agency, role=Role.HANDLER).exists():
            self.add_error("handler", f"{handler}不是{agency.short_name}的承办人。")
        return found


class InternalLimitForm(StepForm):
    internal_on = day("新的内部时限", help_text=INTERNAL_HINT)
