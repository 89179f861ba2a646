"""The office's addresses of the self-check."""

from django.urls import path

from gongkai.portal.selfcheck import office_views

app_name = "selfcheck"
urlpatterns = [
    path("", office_views.page, name="page"),
    path("export.<str:kind>", office_views.export, name="export"),
]
