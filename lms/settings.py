"""Settings in one file, safe by default. Every environment variable is read in the first block and nowhere else."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment: every variable, once -----------------------------------------------------------------------
env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

try:
    DEBUG = env.bool("DEBUG", False)
    DEMO = env.bool("LATERAL_DEMO", False)
    SECRET_KEY = env.str("SECRET_KEY", "")
    BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [BASE_URL])
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
    DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'lateral.sqlite3'}")
    DATABASE_POOL = env.int("DATABASE_POOL", 8)
    DATABASE_PLANS = env.bool("DATABASE_PLANS", True)
    CACHE_URL = env.str("CACHE_URL", "")
    MEDIA_ROOT = env.str("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))
    STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
    EMAIL_URL = env.str("EMAIL_URL", "")
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Lateral <lateral@localhost>")
    TIME_ZONE = env.str("TIME_ZONE", "Europe/Amsterdam")
    TASKS_IMMEDIATE = env.bool("TASKS_IMMEDIATE", DEBUG)
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
    COMPRESS_STATIC = env.bool("COMPRESS_STATIC", True)
except EnvError as error:
    raise ImproperlyConfigured(f"An environment variable cannot be read: {error}. See docs/running.md.") from None

HTTPS = BASE_URL.startswith("https://")

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. Set it to a long random text that only this installation knows, for example the "
        "output of: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'. See docs/running.md."
    )
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name this site's host names; '*' would let others write our links.")

# --- Applications: the floors, from the ground up ----------------------------------------------------------------
INSTALLED_APPS = [
    "lms",
    "lms.ledger",
    "lms.people",
    "lms.questions",
    "certificates",
    "courses",
    "quizzes",
    "lms.overview",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.sessions.RenewalMiddleware",
    "lms.htmx.SignInMiddleware",
    "lms.people.doors.BackOfficeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.htmx.HtmxResponseMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
ASGI_APPLICATION = "lms.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lms.templatetags.lms_tags", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.language.page_context",
                "lms.people.navigation.page_context",
            ],
        },
    },
]

# --- Database: one transaction per act, nothing acknowledged before it is on disk (R30) --------------------------
try:
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=DATABASE_URL)}
except (EnvError, ValueError) as error:
    raise ImproperlyConfigured(
        f"DATABASE_URL cannot be read ({error}). Write sqlite:////absolute/path.sqlite3 or "
        "postgres://user:password@host:5432/name."
    ) from None
_database = DATABASES["default"]
IS_SQLITE = _database["ENGINE"].endswith("sqlite3")
if IS_SQLITE:
    try:
        Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"DATABASE_URL names a folder that cannot be made: {error}.") from None
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    _database["TEST"] = {"NAME": str(BASE_DIR / "var" / "test.sqlite3")}
elif _database["ENGINE"].endswith("postgresql"):
    _database["CONN_MAX_AGE"] = 0
    _database["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10},
        "connect_timeout": 5,
        # For lms.sql alone: Django's own queries send their values inside the statement, which is planned each time.
        "prepare_threshold": 1 if DATABASE_PLANS else None,
    }
else:
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL or SQLite database.")

if CACHE_URL:
    CACHES = {"default": env.dj_cache_url("CACHE_URL")}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Django's 300 would throw away counted misses and throttles of the doors on a busy morning.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }
# What authors wrote, in each process (lms.edition).
CACHES["memory"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "edition",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}

TASKS: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TASKS_IMMEDIATE
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": [],
    }
}

# --- People and doors --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["lms.people.backend.PersonBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/signin/"

ACCOUNT_ADAPTER = "lms.people.doors.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# Per computer (ip) and per e-mail address (key), counted in the cache, which all workers share.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,300/d/ip,5/15m/key",
    "request_login_code": "20/m/ip,100/d/ip,5/15m/key",
    "reset_link": "20/m/ip,100/d/ip,5/15m/key",
    "change_password": "5/m/user",
}
ACCOUNT_FORMS = {
    "login": "lms.people.forms.SignInForm",
    "request_login_code": "lms.people.forms.RequestCodeForm",
    "confirm_login_code": "lms.people.forms.ConfirmCodeForm",
    "reset_password": "lms.people.forms.RequestResetForm",
    "reset_password_from_key": "lms.people.forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_ENGINE = "lms.people.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.doors.csrf_failed"

# --- What a browser may do with our pages ------------------------------------------------------------------------
_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _POLICY}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_SSL_REDIRECT = HTTPS and TRUSTED_PROXIES == 0
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Languages and time ------------------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("de", "Deutsch"),
    ("nl", "Nederlands"),
]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
FORMAT_MODULE_PATH = ["lms.formats"]
WAGTAIL_I18N_ENABLED = True

# --- Files -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COMPRESS_STATIC
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# --- Wagtail -----------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Lateral"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "/signin/"
WAGTAIL_FRONTEND_LOGIN_URL = "/signin/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    *["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"],
    *["m4a", "mp3", "mp4", "ogg", "vtt", "webm"],
]
# Media: they are answered in parts as well (lms.doors), and what they are does not depend on the lists of the machine.
WAGTAILDOCS_CONTENT_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "vtt": "text/vtt",
    "webm": "video/webm",
}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_DELETE_PAGES_CONFIRMATION_LIMIT = 10
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Mail and logs -----------------------------------------------------------------------------------------------
if EMAIL_URL:
    vars().update(env.dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
