"""Ways in and out, and what a person keeps for themselves."""

from django.urls import path, re_path

from lms.people import entrance, views
from lms.people.doors import not_here

urlpatterns = [
    path("signin/", entrance.sign_in, name="account_login"),
    path("signin/code/", entrance.request_code, name="account_request_login_code"),
    path("signin/code/confirm/", entrance.confirm_code, name="account_confirm_login_code"),
    path("signout/", entrance.sign_out, name="account_logout"),
    path("password/reset/", entrance.request_reset, name="account_reset_password"),
    path("password/reset/sent/", entrance.reset_sent, name="account_reset_password_done"),
    path("password/reset/done/", entrance.new_password_set, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entrance.choose_new_password,
        name="account_reset_password_from_key",
    ),
    # allauth asks for these names; nothing here leads there.
    path("signin/ended/", not_here, name="account_inactive"),
    path("signin/again/", not_here, name="account_reauthenticate"),
    path("language/", views.language, name="me_language"),
    path("me/", views.me, name="me"),
    path("me/theme/", views.theme, name="me_theme"),
    path("me/time/", views.extra_time, name="me_time"),
    path("me/password/", views.password, name="account_change_password"),
]
