"""The office's address of the visits."""

from django.urls import path

from gongkai.portal.visiting import office_views

app_name = "visiting"
urlpatterns = [
    path("", office_views.page, name="page"),
    path("<int:year>.xlsx", office_views.workbook, name="workbook"),
]
