"""Addresses below /office/reviews/."""

from django.urls import path

from gongkai.editorial import views, views_check, views_files, views_office, views_review

app_name = "reviews"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("mine/", views.own, name="mine"),
    path("drafts/", views.drafts, name="drafts"),
    path("hand-in/", views.hand_in, name="hand_in"),
    path("attributes/", views_office.attributes, name="attributes"),
    path("attributes/decide/", views_office.decide, name="attribute_decide"),
    path("attributes/reassess/", views_office.reassess, name="attribute_reassess"),
    path("procedures/", views_office.procedures, name="procedures"),
    path("figures/", views_office.figures, name="figures"),
    path("check/", views_check.check, name="check"),
    path("<int:round_id>/", views_review.page, name="round"),
    path("<int:round_id>/approve/", views_review.approve, name="approve"),
    path("<int:round_id>/return/", views_review.send_back, name="return"),
    path("<int:round_id>/rule/", views_review.rule, name="rule"),
    path("<int:round_id>/steps/<slug:verb>/", views_review.step, name="step"),
    path("<int:round_id>/proof/", views_files.proof, name="proof"),
    path("<int:round_id>/certificate/", views_files.certificate, name="certificate"),
    path("<int:round_id>/files/<int:place>/", views_files.part, name="part"),
    path("<int:round_id>/files/<int:place>/original/", views_files.original, name="original"),
    path("<int:round_id>/files/<int:place>/found/<slug:finding>/", views_files.found, name="found"),
    path("<int:round_id>/files/<int:place>/pages/<int:page>/", views_files.picture, name="picture"),
]
