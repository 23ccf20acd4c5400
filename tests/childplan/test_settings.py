"""Are the settings safe where it counts, whatever the mode?"""

import json
import subprocess
import sys
from datetime import date

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.urls import reverse

from childplan.environment import PostgresqlAddress
from childplan.settings import postgresql_database, sqlite_database
from tools.checking import production_environment
from tools.place import ROOT
from tools.testing import environment_for_tests

WATCHED = (
    "ALLOWED_HOSTS",
    "CSRF_COOKIE_SECURE",
    "DEBUG",
    "FIXED_TODAY",
    "IS_DEMONSTRATION",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_SECURE",
)


def settings_in(environment: dict[str, str], watched: tuple[str, ...] = WATCHED) -> dict[str, object]:
    """The watched settings as a fresh process with this environment sees them."""
    program = (
        "import json; from childplan import settings;"
        f"print(json.dumps({{name: getattr(settings, name) for name in {watched!r}}}, default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    settings: dict[str, object] = json.loads(done.stdout)
    return settings


def test_production_is_closed():
    assert settings_in(production_environment()) == {
        "ALLOWED_HOSTS": ["treem.example.vn"],
        "CSRF_COOKIE_SECURE": True,
        "DEBUG": False,
        "FIXED_TODAY": None,
        "IS_DEMONSTRATION": False,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_AGE": 43_200,
        "SESSION_COOKIE_SECURE": True,
    }


MAIL = {
    "CHILDPLAN_MAIL_SERVER": "smtp://nhac:bi-mat@mail.example.vn",
    "CHILDPLAN_MAIL_FROM": "nhac-viec@treem.example.vn",
    "CHILDPLAN_BASE_URL": "https://treem.example.vn",
}
BACKENDS = "django.core.mail.backends"
LOCAL = environment_for_tests(None) | {
    "CHILDPLAN_MODE": "local",
    "CHILDPLAN_SECRET_KEY": "khoa-kiem-thu-0123456789-" * 2,
}


@pytest.mark.parametrize(
    ("environment", "backend", "writes"),
    [
        # A demonstration writes to nobody, and production without a server has nobody to hand letters to.
        (environment_for_tests(None), f"{BACKENDS}.filebased.EmailBackend", True),
        (production_environment(), f"{BACKENDS}.dummy.EmailBackend", False),
        (LOCAL, f"{BACKENDS}.dummy.EmailBackend", False),
        (production_environment() | MAIL, f"{BACKENDS}.smtp.EmailBackend", True),
    ],
    ids=["demonstration", "no server", "one machine", "server"],
)
def test_where_letters_go(environment, backend, writes):
    found = settings_in(environment, ("EMAIL_BACKEND", "WRITES_LETTERS"))
    assert found == {"EMAIL_BACKEND": backend, "WRITES_LETTERS": writes}


def test_a_mail_server_is_reached_by_tls_when_a_password_goes_with_it():
    watched = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    more = ("DEFAULT_FROM_EMAIL", "BASE_URL", "EMAIL_TIMEOUT")
    assert settings_in(production_environment() | MAIL, watched + more) == {
        "EMAIL_HOST": "mail.example.vn",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "nhac",
        "EMAIL_USE_TLS": True,
        "EMAIL_USE_SSL": False,
        "DEFAULT_FROM_EMAIL": "nhac-viec@treem.example.vn",
        "BASE_URL": "https://treem.example.vn",
        "EMAIL_TIMEOUT": 20,
    }


def test_the_word_of_a_proxy_is_believed_only_when_the_operator_says_so():
    environment = production_environment()
    del environment["CHILDPLAN_HTTPS_PROXY"]
    assert settings_in(environment)["SECURE_PROXY_SSL_HEADER"] is None


def test_a_demonstration_runs_without_https_on_this_machine_only():
    assert settings_in(environment_for_tests(None)) == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "CSRF_COOKIE_SECURE": False,
        "DEBUG": False,
        "FIXED_TODAY": str(date(2024, 11, 15)),
        "IS_DEMONSTRATION": True,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_AGE": 43_200,
        "SESSION_COOKIE_SECURE": False,
    }


def test_a_portal_on_one_machine_is_no_demonstration_and_has_no_https():
    assert settings_in(LOCAL, (*WATCHED, "WRITES_LETTERS")) == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "CSRF_COOKIE_SECURE": False,
        "DEBUG": False,
        "FIXED_TODAY": None,
        "IS_DEMONSTRATION": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_AGE": 43_200,
        "SESSION_COOKIE_SECURE": False,
        "WRITES_LETTERS": False,
    }


def test_the_database_of_a_portal_lies_in_its_own_folder():
    (database,) = settings_in(LOCAL, ("DATABASES",)).values()
    assert isinstance(database, dict)
    assert database["default"]["NAME"] == str(ROOT / "var" / "portal" / "childplan.sqlite3")


def test_sqlite_takes_the_right_to_write_before_it_reads(tmp_path, django_db_blocker):
    """Two who read and then write must wait for each other, not fail in the middle."""
    path = tmp_path / "childplan.sqlite3"
    impatient = sqlite_database(path)
    impatient["OPTIONS"] = impatient["OPTIONS"] | {"timeout": 0}
    connections = ConnectionHandler({"default": sqlite_database(path), "impatient": impatient})
    first, second = connections["default"], connections["impatient"]
    with django_db_blocker.unblock():
        try:
            with first.cursor() as cursor:
                assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
                assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)
                assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
            first.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            with pytest.raises(OperationalError, match="locked"):
                second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            first.rollback()
        finally:
            first.close()
            second.close()


def test_postgresql_is_reached_as_the_address_says():
    database = postgresql_database(
        PostgresqlAddress(
            name="tre_em",
            user="u",
            password="p",
            host="/run/pg",
            port="5433",
            options=(("sslmode", "require"),),
        )
    )
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "tre_em",
        "u",
        "p",
        "/run/pg",
        "5433",
    ]
    assert database["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require"}
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_the_browser_is_told_to_run_and_show_nothing_of_others(client, settings):
    response = client.get(reverse(settings.LOGIN_URL))
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_five_wrong_passwords_cost_a_minute_and_only_for_that_name(client, settings):
    address = reverse(settings.LOGIN_URL)
    wrong = {"username": "khong-co", "password": "sai-mat-khau"}
    assert [client.post(address, wrong).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert client.post(address, wrong).status_code == 429
    assert client.post(address, wrong | {"username": "nguoi-khac"}).status_code == 200
