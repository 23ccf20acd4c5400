"""Does the product start with what is safe, and refuse everything else with one sentence?"""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from childplan.environment import (
    KNOWN_VARIABLES,
    PROJECT_FOLDER,
    Environment,
    MailServer,
    Mode,
    PostgresqlAddress,
    RefusedEnvironment,
    kept_secret_key,
    read_environment,
)

KEY = "khoa-kiem-thu-0123456789-" * 2  # exactly 50 characters
PRODUCTION = {
    "CHILDPLAN_MODE": "production",
    "CHILDPLAN_SECRET_KEY": KEY,
    "CHILDPLAN_ALLOWED_HOSTS": "treem.example.vn, www.treem.example.vn",
}
LOCAL = {"CHILDPLAN_MODE": "local"}


def test_nothing_given_is_a_demonstration_on_the_embedded_database():
    assert read_environment({}) == Environment(
        mode=Mode.DEMONSTRATION,
        secret_key=None,
        allowed_hosts=("127.0.0.1", "localhost", "[::1]"),
        fixed_today=date(2024, 11, 15),
        data_dir=PROJECT_FOLDER / "var",
        postgresql=None,
        behind_https_proxy=False,
        mail_server=None,
        mail_from="nhac-viec@minhhoa.example",
        base_url="http://127.0.0.1:8000",
    )


def test_a_portal_on_one_machine_needs_nothing_more_than_its_mode():
    """The real calendar, a folder of its own, no letters, and nobody but this machine."""
    assert read_environment(LOCAL) == Environment(
        mode=Mode.LOCAL,
        secret_key=None,
        allowed_hosts=("127.0.0.1", "localhost", "[::1]"),
        fixed_today=None,
        data_dir=PROJECT_FOLDER / "var" / "portal",
        postgresql=None,
        behind_https_proxy=False,
        mail_server=None,
        mail_from="",
        base_url="",
    )


def test_a_portal_on_one_machine_may_lie_elsewhere_and_use_a_server():
    environment = read_environment(
        LOCAL
        | {
            "CHILDPLAN_SECRET_KEY": KEY,
            "CHILDPLAN_ALLOWED_HOSTS": "LOCALHOST, [::1]",
            "CHILDPLAN_DATA_DIR": "/srv/xa",
            "CHILDPLAN_HTTPS_PROXY": "0",
            "DATABASE_URL": "postgresql:///tre_em",
        }
    )
    assert environment.secret_key == KEY
    assert environment.allowed_hosts == ("LOCALHOST", "[::1]")
    assert environment.data_dir == Path("/srv/xa")
    assert environment.postgresql == PostgresqlAddress(name="tre_em")


@pytest.mark.parametrize(
    ("mode", "is_demonstration", "is_production"),
    [("demonstration", True, False), ("local", False, False), ("production", False, True)],
)
def test_a_mode_is_one_of_three(mode, is_demonstration, is_production):
    variables = PRODUCTION if mode == "production" else {"CHILDPLAN_MODE": mode}
    environment = read_environment(variables)
    assert (environment.is_demonstration, environment.is_production) == (is_demonstration, is_production)
    assert environment.sqlite_file.name == "childplan.sqlite3"
    assert environment.sqlite_file.parent == environment.data_dir


def test_a_complete_production_environment():
    environment = read_environment(
        PRODUCTION
        | {
            "CHILDPLAN_DATA_DIR": "/srv/childplan",
            "CHILDPLAN_HTTPS_PROXY": "1",
            "DATABASE_URL": "postgresql://ch%40p:m%3At@db.example.vn:5433/tre_em?sslmode=require",
        }
    )
    assert environment == Environment(
        mode=Mode.PRODUCTION,
        secret_key=KEY,
        allowed_hosts=("treem.example.vn", "www.treem.example.vn"),
        fixed_today=None,
        data_dir=Path("/srv/childplan"),
        postgresql=PostgresqlAddress(
            name="tre_em",
            user="ch@p",
            password="m:t",
            host="db.example.vn",
            port="5433",
            options=(("sslmode", "require"),),
        ),
        behind_https_proxy=True,
        mail_server=None,
        mail_from="",
        base_url="",
    )
    assert environment.is_production


MAIL = PRODUCTION | {
    "CHILDPLAN_MAIL_SERVER": "smtps://nhac%40viec:m%3At@mail.example.vn:4650",
    "CHILDPLAN_MAIL_FROM": "Nhắc việc <nhac-viec@treem.example.vn>",
    "CHILDPLAN_BASE_URL": "https://treem.example.vn/",
}


def test_where_letters_go_and_where_their_links_lead():
    environment = read_environment(MAIL)
    assert environment.mail_server == MailServer("mail.example.vn", 4650, "nhac@viec", "m:t", is_tls=True)
    assert environment.mail_from == "Nhắc việc <nhac-viec@treem.example.vn>"
    assert environment.base_url == "https://treem.example.vn"


@pytest.mark.parametrize(
    ("address", "expected", "starts_tls"),
    [
        ("smtps://mail.example.vn", MailServer("mail.example.vn", 465, is_tls=True), False),
        ("smtps://a:b@mail.example.vn/", MailServer("mail.example.vn", 465, "a", "b", is_tls=True), False),
        # A password never travels in the open.
        ("smtp://a:b@mail.example.vn", MailServer("mail.example.vn", 587, "a", "b"), True),
        ("smtp://a:b@10.0.0.7:25", MailServer("10.0.0.7", 25, "a", "b"), True),
        ("smtp://localhost", MailServer("localhost", 25), False),
    ],
)
def test_mail_servers(address, expected, starts_tls):
    server = read_environment(MAIL | {"CHILDPLAN_MAIL_SERVER": address}).mail_server
    assert server == expected
    assert server.starts_tls is starts_tls


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"CHILDPLAN_BASE_URL": "http://localhost:8406"}, "http://localhost:8406"),
        (
            {"CHILDPLAN_ALLOWED_HOSTS": ".example.vn", "CHILDPLAN_BASE_URL": "https://thu.example.vn"},
            "https://thu.example.vn",
        ),
        ({"CHILDPLAN_BASE_URL": "http://[::1]:8000"}, "http://[::1]:8000"),
    ],
)
def test_links_of_a_demonstration(changes, expected):
    assert read_environment(changes).base_url == expected


def test_variables_of_others_are_none_of_our_business():
    assert read_environment({"PATH": "/bin", "LANG": "vi_VN.UTF-8", "DJANGO_X": "1"}) == read_environment({})


def test_an_empty_variable_counts_as_not_given():
    assert read_environment(
        {"CHILDPLAN_TODAY": "  ", "CHILDPLAN_OLD": "", "DATABASE_URL": ""}
    ) == read_environment({})


def test_a_demonstration_may_stand_at_another_day_and_answer_to_another_name():
    environment = read_environment(
        {"CHILDPLAN_TODAY": "2024-02-29", "CHILDPLAN_ALLOWED_HOSTS": "thu.example.vn,10.0.0.7,[fe80::1]"}
    )
    assert environment.fixed_today == date(2024, 2, 29)
    assert environment.allowed_hosts == ("thu.example.vn", "10.0.0.7", "[fe80::1]")


def test_a_relative_data_folder_lies_in_the_project_wherever_the_process_was_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_environment({"CHILDPLAN_DATA_DIR": "var/khac"}).data_dir == PROJECT_FOLDER / "var" / "khac"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql:///tre_em", PostgresqlAddress(name="tre_em")),
        ("postgres://db/tre_em", PostgresqlAddress(name="tre_em", host="db")),
        (
            "postgresql://childplan@/postgres?host=%2Ftmp%2Fpg",
            PostgresqlAddress(name="postgres", user="childplan", host="/tmp/pg"),
        ),
        (
            "postgresql:///x?host=/run/postgresql&port=5433&user=u&password=p",
            PostgresqlAddress(name="x", user="u", password="p", host="/run/postgresql", port="5433"),
        ),
    ],
)
def test_addresses_of_postgresql(url, expected):
    assert read_environment({"DATABASE_URL": url}).postgresql == expected


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"CHILDPLAN_DEBUG": "1"}, "Không biết biến môi trường CHILDPLAN_DEBUG"),
        ({"CHILDPLAN_MODE": "prod"}, "“prod”"),
        ({"CHILDPLAN_MODE": "production"}, "cần CHILDPLAN_SECRET_KEY"),
        (LOCAL | {"CHILDPLAN_TODAY": "2024-11-15"}, "ngày luôn là ngày thật"),
        (LOCAL | {"CHILDPLAN_ALLOWED_HOSTS": "localhost,10.0.0.7"}, "“10.0.0.7”"),
        (LOCAL | {"CHILDPLAN_ALLOWED_HOSTS": "treem.example.vn"}, "CHILDPLAN_MODE=production"),
        (LOCAL | {"CHILDPLAN_ALLOWED_HOSTS": ".localhost"}, "“.localhost”"),
        (LOCAL | {"CHILDPLAN_HTTPS_PROXY": "1"}, "CHILDPLAN_MODE=production"),
        (LOCAL | {"CHILDPLAN_MAIL_SERVER": "smtp://mail"}, "không gửi thư"),
        (LOCAL | {"CHILDPLAN_SECRET_KEY": "django-insecure-" + KEY}, "khoá mẫu"),
        (LOCAL | {"CHILDPLAN_SECRET_KEY": "ngan"}, "quá yếu"),
        (PRODUCTION | {"CHILDPLAN_SECRET_KEY": KEY[:49]}, "ít nhất 50 ký tự"),
        (PRODUCTION | {"CHILDPLAN_SECRET_KEY": "a" * 60}, "quá yếu"),
        (PRODUCTION | {"CHILDPLAN_SECRET_KEY": "django-insecure-" + KEY}, "khoá mẫu"),
        (PRODUCTION | {"CHILDPLAN_ALLOWED_HOSTS": ""}, "cần CHILDPLAN_ALLOWED_HOSTS"),
        (PRODUCTION | {"CHILDPLAN_ALLOWED_HOSTS": "*"}, "dấu *"),
        (PRODUCTION | {"CHILDPLAN_ALLOWED_HOSTS": "treem.example.vn,*.example.vn"}, "dấu *"),
        (PRODUCTION | {"CHILDPLAN_ALLOWED_HOSTS": "https://treem.example.vn"}, "không phải tên miền"),
        (PRODUCTION | {"CHILDPLAN_ALLOWED_HOSTS": " , "}, "không có tên miền"),
        (PRODUCTION | {"CHILDPLAN_TODAY": "2024-11-15"}, "ngày luôn là ngày thật"),
        ({"CHILDPLAN_TODAY": "15/11/2024"}, "“15/11/2024”"),
        ({"CHILDPLAN_TODAY": "20241115"}, "“20241115”"),
        ({"CHILDPLAN_TODAY": "2024-02-30"}, "“2024-02-30”"),
        ({"CHILDPLAN_TODAY": "2024-W46-5"}, "“2024-W46-5”"),
        ({"CHILDPLAN_DATA_DIR": "~khong-co-nguoi-nay/var"}, "CHILDPLAN_DATA_DIR"),
        ({"CHILDPLAN_HTTPS_PROXY": "true"}, "CHILDPLAN_HTTPS_PROXY phải là 1"),
        ({"CHILDPLAN_MAIL_SERVER": "smtp://localhost"}, "chỉ dùng khi chạy chính thức"),
        (MAIL | {"CHILDPLAN_MAIL_FROM": ""}, "cần cả CHILDPLAN_MAIL_FROM"),
        (MAIL | {"CHILDPLAN_BASE_URL": ""}, "cần cả CHILDPLAN_BASE_URL"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "mail.example.vn:25"}, "smtp:// hoặc smtps://"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://"}, "đúng một máy chủ"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://mail.example.vn/hop-thu"}, "đúng một máy chủ"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://mail.example.vn:0"}, "đúng một máy chủ"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://mail.example.vn:hai"}, "không đọc được"),
        (MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://a@mail.example.vn"}, "cả tên và mật khẩu"),
        (MAIL | {"CHILDPLAN_MAIL_FROM": "nhac-viec"}, "một địa chỉ thư"),
        (MAIL | {"CHILDPLAN_MAIL_FROM": "a@b.vn, c@d.vn"}, "một địa chỉ thư"),
        (MAIL | {"CHILDPLAN_MAIL_FROM": "a@b.vn\nBcc: c@d.vn"}, "một địa chỉ thư"),
        (MAIL | {"CHILDPLAN_BASE_URL": "http://treem.example.vn"}, "bắt đầu bằng https://"),
        (MAIL | {"CHILDPLAN_BASE_URL": "https://treem.example.vn/cong"}, "chỉ ghi tên miền"),
        (MAIL | {"CHILDPLAN_BASE_URL": "https://khac.example.vn"}, "không có trong CHILDPLAN_ALLOWED_HOSTS"),
        (MAIL | {"CHILDPLAN_BASE_URL": "https://treem.example.vn:cong"}, "không đọc được"),
        ({"CHILDPLAN_BASE_URL": "http://khac.example.vn"}, "không có trong CHILDPLAN_ALLOWED_HOSTS"),
        ({"DATABASE_URL": "sqlite:///var/x.sqlite3"}, "postgresql://"),
        ({"DATABASE_URL": "mysql://db/tre_em"}, "postgresql://"),
        ({"DATABASE_URL": "tre_em"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://db"}, "tên cơ sở dữ liệu"),
        ({"DATABASE_URL": "postgresql://db/a/b"}, "tên cơ sở dữ liệu"),
        ({"DATABASE_URL": "postgresql://db:port/a"}, "không đọc được"),
        ({"DATABASE_URL": "postgresql://[db/a"}, "không đọc được"),
        ({"DATABASE_URL": "postgresql:///a?port=x"}, "port="),
        ({"DATABASE_URL": "postgresql:///a?ssl=1"}, "“ssl=”"),
        ({"DATABASE_URL": "postgresql:///a?sslmode="}, "“sslmode=”"),
        ({"DATABASE_URL": "postgresql:///a?host=b&host=c"}, "“host=”"),
        ({"DATABASE_URL": "postgresql://b/a?host=c"}, "hai lần"),
    ],
)
def test_what_is_unknown_or_unsafe_refuses_with_one_sentence(changes, named):
    with pytest.raises(RefusedEnvironment) as refusal:
        read_environment(changes)
    sentence = str(refusal.value)
    assert named in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"CHILDPLAN_SECRET_KEY": "bí-mật"},
        {"DATABASE_URL": "mysql://u:bí-mật@db/tre_em"},
        {"DATABASE_URL": "postgresql://u:bí-mật@db:x/tre_em"},
        {"DATABASE_URL": "postgresql://u:bí-mật@db"},
        MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://u:bí-mật@mail:cổng"},
        MAIL | {"CHILDPLAN_MAIL_SERVER": "smtp://u:bí-mật@mail/x"},
        MAIL | {"CHILDPLAN_MAIL_SERVER": "imap://u:bí-mật@mail"},
        {"CHILDPLAN_MAIL_SERVER": "smtp://u:bí-mật@mail"},
    ],
)
def test_no_sentence_repeats_a_secret(changes):
    with pytest.raises(RefusedEnvironment) as refusal:
        read_environment(changes)
    assert "bí-mật" not in str(refusal.value)


@given(
    st.dictionaries(
        st.sampled_from([*sorted(KNOWN_VARIABLES), "DATABASE_URL"]),
        st.one_of(
            st.text(),
            st.sampled_from(["production", "demonstration", "local", KEY, "1"]),
            st.text(alphabet="postgresql:/@?=&%[].0", max_size=30).map("postgresql://".__add__),
            st.text(alphabet="smtp:/@?=&%[].0 ", max_size=30).map("smtps://".__add__),
            st.text(alphabet="https:/@?=&%[].0 ", max_size=30).map("https://".__add__),
        ),
    )
)
def test_whatever_is_written_there_is_read_or_refused(variables):
    try:
        environment = read_environment(variables)
    except RefusedEnvironment:
        return
    if environment.is_production:
        assert environment.secret_key
        assert environment.fixed_today is None
        assert not any("*" in host for host in environment.allowed_hosts)
    if environment.mode is Mode.LOCAL:
        assert environment.fixed_today is None
        assert {host.lower() for host in environment.allowed_hosts} <= {"127.0.0.1", "localhost", "[::1]"}
        assert not environment.behind_https_proxy
        assert environment.mail_server is None


def test_a_key_that_nobody_gave_is_made_once_and_is_for_its_owner_only(tmp_path):
    folder = tmp_path / "var"
    first = kept_secret_key(folder)
    assert len(first) >= 50
    assert kept_secret_key(folder) == first
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert kept_secret_key(tmp_path / "other") != first


def test_a_damaged_key_is_not_used(tmp_path):
    (tmp_path / "secret_key").write_text("ngan")
    with pytest.raises(RefusedEnvironment, match="bị hỏng"):
        kept_secret_key(tmp_path)


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "tep").write_text("")
    with pytest.raises(RefusedEnvironment, match="Không ghi được vào thư mục"):
        kept_secret_key(tmp_path / "tep" / "var")
