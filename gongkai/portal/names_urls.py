"""The office's address of names in traditional script."""

from django.urls import path

from gongkai.portal.views import names

app_name = "names"
urlpatterns = [path("", names.page, name="page")]
