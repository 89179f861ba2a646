"""Addresses of the office for what the public writes."""

from django.urls import path

from gongkai.dialogue import error_views, letter_views, opinion_views, seat_views

app_name = "dialogue"
urlpatterns = [
    path("", letter_views.index, name="letters"),
    path("letters/<str:letter>/", letter_views.letter, name="letter"),
    path("letters/<str:letter>/files/<int:key>/", letter_views.file, name="letter_file"),
    path("messages/<int:key>/", letter_views.resend, name="message"),
    path("consultations/", opinion_views.index, name="consultations"),
    path("consultations/<int:consultation>/", opinion_views.consultation, name="consultation"),
    path("surveys/<int:survey>/", opinion_views.survey, name="survey"),
    path("seats/<int:call>/", seat_views.call, name="seats"),
    path("errors/", error_views.index, name="errors"),
    path("errors/<uuid:error>/", error_views.error, name="error"),
    path("old/", letter_views.old, name="old"),
]
