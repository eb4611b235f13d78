"""Settings of the platform, read from the environment.

Every name read here stands in `.env.example` with its meaning. `CS_ENV` chooses the mode:
development (default), test or production; production refuses to start with a missing or
unsafe value (cs_platform/production.py says each refusal).
"""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

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
    CELERY_BROKER_URL=(str, "filesystem://"),
    CELERY_TASK_ALWAYS_EAGER=(bool, False),
    DATA_DIR=(str, "var"),
    BUSINESS_TIME_ZONE=(str, "Asia/Tokyo"),
    SESSION_IDLE_MINUTES=(int, 480),
    SESSION_ABSOLUTE_HOURS=(int, 168),
    LOG_LEVEL=(str, "INFO"),
)

# Tests must not depend on what a developer keeps in .env.
if os.environ.get("CS_ENV") != "test":
    env.read_env(BASE_DIR / ".env")

# --- Mode -----------------------------------------------------------------------------

CS_ENV = env("CS_ENV")
if CS_ENV not in ("development", "test", "production"):
    raise ImproperlyConfigured(
        f"CS_ENV is {CS_ENV!r}: set it to development, test or production."
    )
IS_PRODUCTION = CS_ENV == "production"
IS_TEST = CS_ENV == "test"

if IS_PRODUCTION:
    refuse_unsafe(
        {name: env(name) for name in env.scheme},
        given=frozenset(name for name in env.scheme if os.environ.get(name)),
    )

SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=CS_ENV == "development")
ALLOWED_HOSTS = env("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]

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
    *(name for name in OWN_APPS if find_spec(name)),
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
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------

# Uploads, refused rows, exports, the embedded database and the embedded broker.
DATA_DIR = BASE_DIR / env("DATA_DIR")
DATA_DIR.mkdir(parents=True, exist_ok=True)

SQLITE_PRAGMAS = {
    # Counts for a new file only. Packed months are blobs of a few hundred bytes to a few
    # kilobytes: larger pages hold them without overflow chains.
    "page_size": 8192,
    "journal_mode": "wal",
    # FULL syncs the log at every commit: what was acknowledged survives a power cut.
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 30_000,
    "cache_size": -65_536,
    "temp_store": 2,
}


def _database() -> dict:
    url = env("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
    database = env.db_url_config(url)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return _sqlite(database)
    return _postgresql(database)


def _sqlite(database: dict) -> dict:
    database["NAME"] = str(BASE_DIR / database["NAME"])
    database["OPTIONS"] = {
        "timeout": SQLITE_PRAGMAS["busy_timeout"] / 1000,
        # A deferred transaction that reads first fails at once when another commits between.
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(f"PRAGMA {name}={value}" for name, value in SQLITE_PRAGMAS.items()),
    }
    return database


def _postgresql(database: dict) -> dict:
    milliseconds = env("DATABASE_STATEMENT_TIMEOUT_SECONDS") * 1000
    database["CONN_MAX_AGE"] = 0 if IS_TEST else 60
    database["CONN_HEALTH_CHECKS"] = True
    database["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "options": (
            f"-c statement_timeout={milliseconds} -c lock_timeout=30000 "
            f"-c idle_in_transaction_session_timeout={milliseconds}"
        ),
    }
    return database


DATABASES = {"default": _database()}

# --- People ---------------------------------------------------------------------------

AUTH_USER_MODEL = "core.User" if find_spec("core") else "auth.User"
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
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

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

# --- Static files ---------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
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

# --- Background work ------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL")
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=IS_TEST)
