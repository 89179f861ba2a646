"""Addresses of the office that know nothing of cases; today's page and the calendar belong to casework."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from gongkai.agencies import absence_views, account_views, background, ledger_page, staff_views, views

app_name = "office"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("password/", views.ChangePassword.as_view(), name="password"),
    path("account/", account_views.account, name="account"),
    path("account/factor/", account_views.factor, name="second_factor"),
    path("account/sessions/", account_views.end_sessions, name="end_sessions"),
    path("kept/", account_views.kept_form, name="kept"),
    path("notices/seen/", account_views.notice_seen, name="notice_seen"),
    path("people/accounts/", staff_views.page, name="accounts"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("people/", views.people, name="people"),
    path("absences/", absence_views.page, name="absences"),
    path("background/", background.page, name="background"),
    path("ledger/", ledger_page.page, name="ledger"),
]
