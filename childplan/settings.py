"""How is Django set up? One file for every mode; what may differ comes checked from `environment`."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from childplan.environment import PostgresqlAddress, current_environment, kept_secret_key

ENVIRONMENT = current_environment()
IN_PRODUCTION = ENVIRONMENT.is_production

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = ENVIRONMENT.data_dir

# Off in every mode: a demonstration is shown to people too, and nobody gains from a page full of variables.
DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key or kept_secret_key(DATA_DIR)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
IS_DEMONSTRATION = ENVIRONMENT.is_demonstration
# The day a demonstration stands still at, or None; only childplan.clock reads it.
FIXED_TODAY = ENVIRONMENT.fixed_today

INSTALLED_APPS = [
    "reporting.apps.ReportingConfig",
    "indicators.apps.IndicatorsConfig",
    "plans.apps.PlansConfig",
    "units.apps.UnitsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A commune's form of 53 cells is 120 kB as it stands and 11 kB packed: seconds on a phone. Django masks
    # its tokens and pads the answer, so the packed length tells a listener nothing.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before anything reads what was sent: one spelling of every Vietnamese letter inside the product.
    "childplan.vietnamese.NormaliseTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "units.middleware.ChooseOwnPassword",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as axes asks: it needs the answer of the sign-in view.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "childplan.urls"
WSGI_APPLICATION = "childplan.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reporting.frame.frame",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


# --- Database


def sqlite_database(path: Path) -> dict[str, Any]:
    """The embedded database: safe for several processes that read, decide and then write."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # With Django's defaults a third of such transactions fail as "locked"; with these, none.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql_database(address: PostgresqlAddress) -> dict[str, Any]:
    """A PostgreSQL server; connections live for a minute and are tried before use.

    Compiling queries (jit) is off: with the figures of a country the server thinks every sum dear and spends
    0,65 seconds on compiling what then runs in a hundredth, at each opening of a roll-up.
    """
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off"} | dict(address.options),
    }


DATABASES = {
    "default": postgresql_database(ENVIRONMENT.postgresql)
    if ENVIRONMENT.postgresql
    else sqlite_database(ENVIRONMENT.sqlite_file)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# --- What is kept to be quick, and can be lost

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Drawn pages of drafts: for all processes of the machine, open to its own user only (docs/adr/0018).
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "pages",
        "TIMEOUT": 15 * 60,
        "OPTIONS": {"MAX_ENTRIES": 60, "CULL_FREQUENCY": 2},
    },
}


# --- People and sessions

AUTH_USER_MODEL = "units.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "units.backends.OneTimeCode",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        # Django's own choice names columns that our accounts do not have, and not the full name.
        "OPTIONS": {"user_attributes": ("username", "full_name", "name_folded", "phone", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "units:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "units:login"

# Five wrong passwords for one name from one place: wait a minute. A village office shares one connection, so
# the place alone must not lock everybody out, and waiting must not start again with every further attempt.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "childplan.lockout.keep_sign_in_page"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "childplan.lockout.client_address"

# A demonstration and a portal may be open in one browser on one machine; neither signs out of the other.
SESSION_COOKIE_NAME = "minhhoa_sessionid" if IS_DEMONSTRATION else "sessionid"
CSRF_COOKIE_NAME = "minhhoa_csrftoken" if IS_DEMONSTRATION else "csrftoken"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IN_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IN_PRODUCTION


# --- What the browser may do

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IN_PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IN_PRODUCTION else 0
# Trusted only when the operator says that a proxy in front sets this header itself.
BEHIND_PROXY = ENVIRONMENT.behind_https_proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_https_proxy else None
SILENCED_SYSTEM_CHECKS = [
    # Whether all other sites of the agency's domain may only be reached by HTTPS, and whether browsers hold
    # that in a built-in list, is for the owner of the domain to decide, not for one site below it.
    "security.W005",
    "security.W021",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        # Bootstrap draws its ticks and arrows from data: addresses inside its own style sheet.
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The largest form is one unit's year of figures: a few hundred fields of short text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10


# --- Language and time

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
# Django's own Vietnamese formats read 03/04/2024 as 4 March and group no thousands.
FORMAT_MODULE_PATH = ["childplan.formats"]
# On, it would print a year as 2.024; figures go through our own writer.
USE_THOUSAND_SEPARATOR = False


# --- Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
# `assets/` is made by the set-up from installed packages (Bootstrap, Noto Sans) and is not in the repository.
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "childplan.static_files.StaticFiles"},
}
# Nobody else's page has a use for our style sheets.
WHITENOISE_ALLOW_ALL_ORIGINS = False


# --- Letters

MAIL_SERVER = ENVIRONMENT.mail_server
# Whether anybody can be written to at all; a demonstration writes to files, whatever address people have.
WRITES_LETTERS = IS_DEMONSTRATION or MAIL_SERVER is not None
BASE_URL = ENVIRONMENT.base_url
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_FILE_PATH = DATA_DIR / "mail"
if IS_DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
elif MAIL_SERVER is None:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.is_tls, MAIL_SERVER.starts_tls
# A server that does not answer must not hold up the whole round of reminders.
EMAIL_TIMEOUT = 20


# --- Long work

# The queue is a table beside the rest, so that asking for a file and queueing it are one transaction and
# nothing else has to run; `manage.py work` takes from it (docs/exports.md).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["exports"]}}


# --- Logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Replaces Django's own handlers, which send mail and print only while DEBUG is on.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Thousands of lines about the subsetting of fonts for every PDF.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        # Three lines about every task; what becomes of an export is said by reporting.jobs.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
