"""Addresses of the office that stand on cases."""

from django.urls import path

from gongkai.casework import office_views

app_name = "desk"
urlpatterns = [
    path("", office_views.today, name="today"),
    path("calendar/", office_views.working_days, name="calendar"),
    path("calendar/<int:year>/", office_views.working_days, name="calendar_year"),
]
