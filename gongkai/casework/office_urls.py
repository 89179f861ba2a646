"""Addresses of the office that stand on cases."""

from django.urls import path

from gongkai.casework import board_views, handover_views, limits_views, office_views, register_views, statistics_views

app_name = "desk"
urlpatterns = [
    path("", office_views.today, name="today"),
    path("calendar/", office_views.working_days, name="calendar"),
    path("calendar/<int:year>/", office_views.working_days, name="calendar_year"),
    path("board/", board_views.page, name="board"),
    path("board/calendar/<int:year>/<int:month>/", limits_views.page, name="limits"),
    path("handover/", handover_views.page, name="handover"),
    path("statistics/", statistics_views.figures, name="statistics"),
    path("registers/", register_views.registers, name="registers"),
    path("registers/template/", register_views.empty, name="register_template"),
    path("registers/export/", register_views.export, name="register_export"),
    path("registers/import/", register_views.take_in, name="register_import"),
]
