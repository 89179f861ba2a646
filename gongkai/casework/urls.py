"""Addresses of the officers' case screens."""

from django.urls import path

from gongkai.casework import (
    attachment_views,
    bundle_views,
    chain_views,
    disclosing_views,
    identity_views,
    joint_views,
    letter_views,
    message_views,
    paper_views,
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
    path("<str:number>/receipt/pdf/", paper_views.receipt_pdf, name="receipt_pdf"),
    path("<str:number>/person/", identity_views.person, name="person"),
    path("<str:number>/decision/", views.draft, name="decision"),
    path("<str:number>/decision/several/", several.several, name="several"),
    path("<str:number>/fee/", views.fee, name="fee"),
    path("<str:number>/letters/<int:key>/", letter_views.letter, name="letter"),
    path("<str:number>/letters/<int:key>/pdf/", paper_views.letter_pdf, name="letter_pdf"),
    path("<str:number>/letters/<int:key>/docx/", paper_views.letter_docx, name="letter_docx"),
    path("<str:number>/notices/<slug:slug>/", letter_views.notice, name="notice"),
    path("<str:number>/files/", attachment_views.attach, name="attach"),
    path("<str:number>/files/<int:key>/", attachment_views.opened, name="file"),
    path("<str:number>/bundle/", bundle_views.page, name="bundle"),
    path("<str:number>/bundle/<uuid:file_id>/", bundle_views.fetch, name="bundle_file"),
    path("<str:number>/files/<int:key>/redact/", redaction_views.redact, name="redact"),
    path("<str:number>/files/<int:key>/redacted/", redaction_views.redacted, name="redacted"),
    path("<str:number>/files/<int:key>/pages/<int:page>/", redaction_views.page, name="page"),
    path("<str:number>/messages/<int:key>/", message_views.resend, name="resend"),
    path("<str:number>/moved-date/", message_views.tell_moved, name="tell_moved"),
    path("<str:number>/publish/", disclosing_views.publish, name="publish"),
    path("<str:number>/split/", triage_views.split, name="split"),
    path("<str:number>/joint/", joint_views.ask, name="joint_ask"),
    path("<str:number>/joint/<int:key>/withdraw/", joint_views.withdraw, name="joint_withdraw"),
    path("<str:number>/chain/<slug:letter>/", chain_views.sign, name="chain"),
    path("<str:number>/ledger/", views.entries, name="ledger"),
    path("<str:number>/steps/<slug:slug>/", views.step, name="step"),
]
