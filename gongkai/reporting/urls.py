"""Addresses below /office/reports/."""

from django.urls import path

from gongkai.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.index, name="index"),
    path("figures/<slug:code>/<int:year>/", views.figures, name="figures"),
    path("<int:report_id>/", views.report, name="report"),
    path("<int:report_id>/words/", views.words, name="words"),
    path("<int:report_id>/steps/<slug:verb>/", views.step, name="step"),
    path("<int:report_id>/preview/", views.preview, name="preview"),
    path("<int:report_id>/cells/<str:name>/", views.cell, name="cell"),
    path("<int:report_id>/report.html", views.download, {"kind": "html"}, name="html"),
    path("<int:report_id>/report.json", views.download, {"kind": "json"}, name="json"),
]
