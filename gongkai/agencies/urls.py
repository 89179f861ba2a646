"""Addresses of the office that know nothing of cases; today's page and the calendar belong to casework."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from gongkai.agencies import absence_views, background, views

app_name = "office"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("people/", views.people, name="people"),
    path("absences/", absence_views.page, name="absences"),
    path("background/", background.page, name="background"),
]
