"""The office's address of the addresses of a former site."""

from django.urls import path

from gongkai.portal.views import moved

app_name = "moved"
urlpatterns = [path("", moved.page, name="page")]
