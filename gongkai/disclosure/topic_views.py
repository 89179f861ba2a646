"""The office's screens for topics: one's topics, the gallery of templates, and opening one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.agencies.forms import DayInput
from gongkai.agencies.models import Agency
from gongkai.agencies.permissions import NotAllowed
from gongkai.disclosure import opening_topics, own
from gongkai.disclosure.models import Topic
from gongkai.disclosure.opening_topics import Approved
from gongkai.editorial.errors import EditorialError


class OpenForm(forms.Form):
    """What a topic needs beside its template."""

    title = forms.CharField(label="专题名称", max_length=60, help_text="可以加上年份，如“2024年民生实事”。")
    section = forms.ChoiceField(label="放在哪个栏目", error_messages={"required": "请选择放在哪个栏目。"})
    approved_by = forms.CharField(label="批准开设", max_length=80, help_text="批准的机关或者负责人职务。")
    approved_on = forms.DateField(label="批准日期", widget=DayInput)
    closes_on = forms.DateField(
        label="归档日期", widget=DayInput, required=False, help_text="从这一天起显示为已归档；长期开设的不填。"
    )

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *((str(one.pk), one.title) for one in opening_topics.places(agency))]


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's topics, and the gallery."""
    moment = now()
    agency = own.agency(request, moment, Topic)
    context = {
        "section": "topics",
        "agency": agency,
        "agencies": own.agencies(own.user_of(request), moment),
        "topics": [
            (topic, topic.archived(localdate(moment)))
            for topic in Topic.objects.filter(agency=agency).order_by("-approved_on", "-pk")
        ],
        "gallery": opening_topics.gallery().values(),
    }
    return render(request, "office/topics/index.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, template: str) -> HttpResponse:
    """Open a topic from a template."""
    moment = now()
    agency, chosen = own.agency(request, moment, Topic), opening_topics.gallery().get(template)
    if chosen is None:
        raise Http404
    initial = {"title": chosen.title, "approved_on": localdate(moment)}
    form = OpenForm(request.POST or None, agency=agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        approved = Approved(said["approved_by"], said["approved_on"], said["closes_on"])
        try:
            page = opening_topics.open_topic(
                template=template, title=said["title"], section_id=int(said["section"]), approved=approved,
                by=own.user_of(request), at=moment,
            )  # fmt: skip
            messages.success(
                request, f"专题和{len(chosen.columns)}个栏目已经存为草稿。请在“审核发布”的“我的草稿”中一起送审。"
            )
            return redirect("content:page", page.pk)
        except (EditorialError, NotAllowed) as error:
            name = getattr(error, "field", "")
            form.add_error(name if name in form.fields else None, str(error))
    context = {"section": "topics", "agency": agency, "template": chosen, "form": form}
    return render(request, "office/topics/begin.html", context, status=422 if form.errors else 200)
