"""Settings of the platform, read from the environment.

Every name read here stands in `.env.example` with its meaning. `CS_ENV` chooses the mode:
development (default), test or production; production refuses to start with a missing or
unsafe value (cs_platform/production.py says each refusal).
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cs_platform.databases import database
from cs_platform.logs import logging_settings
from cs_platform.production import DEVELOPMENT_SECRET_KEY, refuse_unsafe

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(
    CS_ENV=(str, "development"),
    SECRET_KEY=(str, DEVELOPMENT_SECRET_KEY),
    DEBUG=(bool, False),
    ALLOWED_HOSTS=(list, []),
    BEHIND_TLS_PROXY=(bool, False),
    DATABASE_URL=(str, ""),
    DATABASE_STATEMENT_TIMEOUT_SECONDS=(int, 600),
    CELERY_BROKER_URL=(str, "filesystem://localhost/"),
    DATA_DIR=(str, "var"),
    BUSINESS_TIME_ZONE=(str, "Asia/Tokyo"),
    FISCAL_YEAR_FIRST_MONTH=(int, 4),
    SESSION_IDLE_MINUTES=(int, 480),
    SESSION_ABSOLUTE_HOURS=(int, 168),
    LOG_LEVEL=(str, "INFO"),
    METRICS_TOKEN=(str, ""),
    LEAST_FREE_DISK_PERCENT=(int, 15),
    PORT=(str, "8000"),
    SITE_URL=(str, ""),
    EMAIL_HOST=(str, ""),
    EMAIL_PORT=(int, 587),
    EMAIL_HOST_USER=(str, ""),
    EMAIL_HOST_PASSWORD=(str, ""),
    EMAIL_SECURITY=(str, "starttls"),
    EMAIL_FROM=(str, ""),
    PICKUP_ROOT=(str, ""),
    OBJECT_STORE_ENDPOINT=(str, ""),
    OBJECT_STORE_REGION=(str, ""),
    OBJECT_STORE_KEY_ID=(str, ""),
    OBJECT_STORE_SECRET=(str, ""),
)

# Tests must not depend on what a developer keeps in .env.
if os.environ.get("CS_ENV") != "test":
    env.read_env(BASE_DIR / ".env")

# --- Mode -----------------------------------------------------------------------------

CS_ENV = env("CS_ENV")
if CS_ENV not in ("development", "test", "production"):
    raise ImproperlyConfigured(f"CS_ENV is {CS_ENV!r}: set it to development, test or production.")
IS_PRODUCTION = CS_ENV == "production"
IS_TEST = CS_ENV == "test"

if IS_PRODUCTION:
    refuse_unsafe(
        {name: env(name) for name in env.scheme},
        given=frozenset(name for name in env.scheme if os.environ.get(name)),
    )

SECRET_KEY = env("SECRET_KEY") or DEVELOPMENT_SECRET_KEY
DEBUG = env("DEBUG") if os.environ.get("DEBUG") else CS_ENV == "development"
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]

# Where the demo is served; production's web server is told in its own way.
PORT = env("PORT")

# --- Apps -----------------------------------------------------------------------------

OWN_APPS = [
    "core",
    "accounts",
    "engagement",
    "definitions",
    "intake",
    "metrics",
    "segments",
    "health",
    "stages",
    "book",
    "nightly",
    "dashboards",
    "demo",
]
INSTALLED_APPS = [
    "cs_platform",
    *OWN_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "cs_platform.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cs_platform.sessions.SessionAgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cs_platform.urls"
WSGI_APPLICATION = "cs_platform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cs_platform.shell.shell",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------

# Uploads, refused rows, exports, the embedded database and the embedded broker.
DATA_DIR = BASE_DIR / env("DATA_DIR")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
# A customer's file goes to disk at once, whatever its size, and only its owner reads it.
FILE_UPLOAD_HANDLERS = ["intake.receiving.BoundedUploadHandler"]
LARGEST_UPLOAD_BYTES = 1 << 30
# Cells that are pasted instead of sent as a file: a million signs, each up to four bytes. More are
# taken so that the page can say what is too much; what is beyond this is answered by a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 << 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

DATABASES = {
    "default": database(
        env("DATABASE_URL"),
        base_dir=BASE_DIR,
        embedded=DATA_DIR / "db.sqlite3",
        # Tests drop their database at the end: no connection may linger.
        keep_seconds=0 if IS_TEST else 60,
        statement_seconds=env("DATABASE_STATEMENT_TIMEOUT_SECONDS"),
    )
}

# --- People ---------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if IS_TEST:
    # Real hashing costs a quarter of a second for each user a test makes.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# The log-in form sends the e-mail as `username`; axes would look for a field `email`.
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "cs_platform.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "cs_platform.lockout.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "core.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# The audit trail says who logged in.
AXES_DISABLE_ACCESS_LOG = True
# Its log would name who tried.
AXES_CLIENT_STR_CALLABLE = "cs_platform.lockout.nobody_in_particular"

# --- Languages and time ---------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ja", _("Japanese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
BUSINESS_TIME_ZONE = env("BUSINESS_TIME_ZONE")
try:
    ZoneInfo(BUSINESS_TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as unknown:
    raise ImproperlyConfigured(
        f"BUSINESS_TIME_ZONE is {BUSINESS_TIME_ZONE!r}: set it to a zone name such as Asia/Tokyo."
    ) from unknown
FISCAL_YEAR_FIRST_MONTH = env("FISCAL_YEAR_FIRST_MONTH")
if not 1 <= FISCAL_YEAR_FIRST_MONTH <= 12:
    raise ImproperlyConfigured(
        f"FISCAL_YEAR_FIRST_MONTH is {FISCAL_YEAR_FIRST_MONTH}: set it to a month, 1 to 12."
    )

# --- Static files ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cs_platform.assets.VendorFinder",
]
# The live server of the tests finds files by plain name, and so does a developer's.
_STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if IS_PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
# Fonts are compressed already; source maps are for developers and large.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *("gz", "br", "zip", "png", "jpg", "jpeg", "gif", "webp", "ico"),
    *("woff2", "woff", "ttf", "map"),
]

# --- Safety ---------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The CSS kit draws its check marks and chevrons from data: pictures.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

SESSION_IDLE_SECONDS = env("SESSION_IDLE_MINUTES") * 60
SESSION_COOKIE_AGE = env("SESSION_ABSOLUTE_HOURS") * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.views.form_expired"

BEHIND_TLS_PROXY = env("BEHIND_TLS_PROXY")
if IS_PRODUCTION:
    # A `__Host-` cookie is only ever sent to the host that set it, over HTTPS.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_TLS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Monitoring -----------------------------------------------------------------------

METRICS_TOKEN = env("METRICS_TOKEN")
LEAST_FREE_DISK_PERCENT = env("LEAST_FREE_DISK_PERCENT")

# --- Mail -----------------------------------------------------------------------------

# Where the links of a mail lead.
SITE_URL = (
    env("SITE_URL")
    or (f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else f"http://localhost:{PORT}")
).rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = env("EMAIL_PORT")
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_SECURITY = env("EMAIL_SECURITY")
if EMAIL_SECURITY not in ("starttls", "tls", "none"):
    raise ImproperlyConfigured(
        f"EMAIL_SECURITY is {EMAIL_SECURITY!r}: set it to starttls, tls or none."
    )
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
# Shorter than a mail rests after its first attempt.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("EMAIL_FROM") or f"cs-platform@{SITE_HOST}"
# Without a server a developer reads mails in the log, and a site in use sends none.
IS_MAIL_ON = bool(EMAIL_HOST) or not IS_PRODUCTION
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)

# --- Pick-ups -------------------------------------------------------------------------

# Where files are picked up: below this folder, and from this object store. The database names
# folders and buckets only, never a host.
PICKUP_ROOT = BASE_DIR / env("PICKUP_ROOT") if env("PICKUP_ROOT") else None
if PICKUP_ROOT is None and not IS_PRODUCTION:
    PICKUP_ROOT = DATA_DIR / "pickup"
    PICKUP_ROOT.mkdir(mode=0o700, exist_ok=True)
OBJECT_STORE_ENDPOINT = env("OBJECT_STORE_ENDPOINT")
OBJECT_STORE_REGION = env("OBJECT_STORE_REGION")
OBJECT_STORE_KEY_ID = env("OBJECT_STORE_KEY_ID")
OBJECT_STORE_SECRET = env("OBJECT_STORE_SECRET")

# --- Background work ------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL")

# --- Log ------------------------------------------------------------------------------

LOGGING = logging_settings(level=env("LOG_LEVEL"), is_json=IS_PRODUCTION)
