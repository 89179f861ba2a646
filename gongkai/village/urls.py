"""Addresses of the office for villages."""

from django.urls import path

from gongkai.village import sheet_views, views, writing_views

app_name = "village"
urlpatterns = [
    path("", views.index, name="index"),
    path("owed.xlsx", views.owed_table, name="owed_table"),
    path("finance.xlsx", views.template, name="finance_template"),
    path("new/", writing_views.begin, name="new"),
    path("<int:village>/register/", views.register, name="register"),
    path("postings/<int:posting>/", sheet_views.posting, name="posting"),
    path("postings/<int:posting>/edit/", writing_views.edit, name="edit"),
    path("postings/<int:posting>/correct/", writing_views.correct, name="correct"),
    path("postings/<int:posting>/photos/<int:photo>/", sheet_views.photo, name="photo"),
    path("postings/<int:posting>/files/<int:file>/", sheet_views.file, name="file"),
    path("objections/<uuid:objection>/", views.objection, name="objection"),
]
