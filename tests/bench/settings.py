"""The floor: Django and Wagtail with their seven usual middlewares over the product's tables; no code of ours."""

from lms.settings import *  # noqa: F403, TID251
from lms.settings import INSTALLED_APPS as PRODUCT_APPS  # noqa: TID251

OURS = {"allauth.account": "tests.bench.apps.DoorsConfig"}
INSTALLED_APPS = [*(OURS.get(app, app) for app in PRODUCT_APPS), "tests.bench.apps.BenchConfig"]
ROOT_URLCONF = "tests.bench.urls"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
