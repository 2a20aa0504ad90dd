"""Ways in and out, and what a person keeps for themselves."""

from allauth.account import views as allauth
from django.urls import path, re_path

from lms.people import views

urlpatterns = [
    path("signin/", allauth.login, name="account_login"),
    path("signin/code/", allauth.request_login_code, name="account_request_login_code"),
    path("signin/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("signin/ended/", allauth.account_inactive, name="account_inactive"),
    path("signin/again/", allauth.reauthenticate, name="account_reauthenticate"),
    path("signout/", allauth.logout, name="account_logout"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("me/", views.me, name="me"),
    path("me/language/", views.language, name="me_language"),
    path("me/theme/", views.theme, name="me_theme"),
    path("me/password/", allauth.password_change, name="account_change_password"),
]
