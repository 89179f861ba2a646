"""Addresses of the office that belong to the portal: the programs that may call it and are told of events."""

from django.urls import path

from gongkai.portal.views import programs

app_name = "programs"
urlpatterns = [path("", programs.page, name="page")]
