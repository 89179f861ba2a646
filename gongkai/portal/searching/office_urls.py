"""The office's address of the search: what was not found, other names, recommended results."""

from django.urls import path

from gongkai.portal.searching import office_views

app_name = "searching"
urlpatterns = [path("", office_views.page, name="page")]
