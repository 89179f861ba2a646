"""Addresses of the office that stand on cases."""

from django.urls import path

from gongkai.casework import (
    board_views,
    calendar_feed_views,
    durations_views,
    handover_views,
    identity_views,
    joint_views,
    limits_views,
    office_views,
    person_views,
    register_views,
    retention_views,
    statistics_views,
    succession_views,
    template_views,
)
from gongkai.casework.mail import views as mail_views

app_name = "desk"
urlpatterns = [
    path("", office_views.today, name="today"),
    path("calendar/", office_views.working_days, name="calendar"),
    path("calendar/<int:year>/", office_views.working_days, name="calendar_year"),
    path("retention/", retention_views.page, name="retention"),
    path("templates/", template_views.templates, name="templates"),
    path("templates/default/", template_views.default, name="template_default"),
    path("templates/<int:key>/", template_views.content, name="template_content"),
    path("templates/<int:key>/retire/", template_views.retire, name="template_retire"),
    path("templates/sample/<int:agency>/<slug:kind>/", template_views.sample, name="template_sample"),
    path("mail/", mail_views.listed, name="mail"),
    path("mail/<uuid:mail>/", mail_views.message, name="message"),
    path("mail/<uuid:mail>/register/", mail_views.register, name="mail_register"),
    path("mail/<uuid:mail>/original/", mail_views.original, name="mail_original"),
    path("mail/<uuid:mail>/files/<uuid:file_id>/", mail_views.file, name="mail_file"),
    path("board/", board_views.page, name="board"),
    path("board/calendar/<int:year>/<int:month>/", limits_views.page, name="limits"),
    path("limits.ics", calendar_feed_views.download, name="limits_file"),
    path("limits/", calendar_feed_views.subscription, name="subscription"),
    path("limits/<str:token>/limits.ics", calendar_feed_views.feed, name="feed"),
    path("joint/", joint_views.tasks, name="joint"),
    path("joint/<int:key>/", joint_views.task, name="joint_task"),
    path("identity/", identity_views.askings, name="identity"),
    path("identity/corrections/", person_views.corrections, name="corrections"),
    path("handover/", handover_views.page, name="handover"),
    path("succession/", succession_views.page, name="succession"),
    path("statistics/", statistics_views.figures, name="statistics"),
    path("statistics/durations/", durations_views.page, name="durations"),
    path("statistics/closures/", durations_views.closed, name="closures"),
    path("registers/", register_views.registers, name="registers"),
    path("registers/template/", register_views.empty, name="register_template"),
    path("registers/export/", register_views.export, name="register_export"),
    path("registers/import/", register_views.take_in, name="register_import"),
]
