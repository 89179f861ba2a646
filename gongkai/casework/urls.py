"""Addresses of the officers' case screens."""

from django.urls import path

from gongkai.casework import (
    attachment_views,
    disclosing_views,
    letter_views,
    redaction_views,
    several,
    triage_views,
    views,
)

app_name = "casework"
urlpatterns = [
    path("", views.cases, name="list"),
    path("new/", views.new, name="new"),
    path("<str:number>/", views.case, name="case"),
    path("<str:number>/receipt/", views.receipt, name="receipt"),
    path("<str:number>/person/", views.person, name="person"),
    path("<str:number>/decision/", views.draft, name="decision"),
    path("<str:number>/decision/several/", several.several, name="several"),
    path("<str:number>/fee/", views.fee, name="fee"),
    path("<str:number>/letters/<int:key>/", letter_views.letter, name="letter"),
    path("<str:number>/notices/<slug:slug>/", letter_views.notice, name="notice"),
    path("<str:number>/files/", attachment_views.attach, name="attach"),
    path("<str:number>/files/<int:key>/", attachment_views.opened, name="file"),
    path("<str:number>/publish/", disclosing_views.publish, name="publish"),
    path("<str:number>/files/<int:key>/redact/", redaction_views.redact, name="redact"),
    path("<str:number>/files/<int:key>/redacted/", redaction_views.redacted, name="redacted"),
    path("<str:number>/files/<int:key>/pages/<int:page>/", redaction_views.page, name="page"),
    path("<str:number>/split/", triage_views.split, name="split"),
    path("<str:number>/ledger/", views.entries, name="ledger"),
    path("<str:number>/steps/<slug:slug>/", views.step, name="step"),
]
