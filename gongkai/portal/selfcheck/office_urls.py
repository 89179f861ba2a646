"""The office's addresses of the self-check."""

from django.urls import path

from gongkai.portal import exchange_views
from gongkai.portal.selfcheck import office_views, report_views

app_name = "selfcheck"
urlpatterns = [
    path("", office_views.page, name="page"),
    path("report/<slug:code>/<int:year>/", report_views.page, name="report"),
    path("exchange/<slug:profile>.<str:kind>", exchange_views.download, name="exchange"),
    path("export.<str:kind>", office_views.export, name="export"),
]
