"""What does the outside tell this installation? The process environment is read here and nowhere else.

Every value is checked before anything starts. A variable that is unknown, missing, malformed or unsafe
refuses the start with one Vietnamese sentence for the operator (`RefusedEnvironment`); nothing is guessed.
"""

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PROJECT_FOLDER = Path(__file__).resolve().parent.parent

MINIMUM_SECRET_LENGTH = 50
DEMONSTRATION_DAY = date(2024, 11, 15)
OWN_MACHINE = ("127.0.0.1", "localhost", "[::1]")

KNOWN_VARIABLES = frozenset(
    {
        "CHILDPLAN_MODE",
        "CHILDPLAN_SECRET_KEY",
        "CHILDPLAN_ALLOWED_HOSTS",
        "CHILDPLAN_TODAY",
        "CHILDPLAN_DATA_DIR",
        "CHILDPLAN_HTTPS_PROXY",
        "CHILDPLAN_MAIL_SERVER",
        "CHILDPLAN_MAIL_FROM",
        "CHILDPLAN_BASE_URL",
    }
)
# What libpq understands and an installation may need; anything else in the address is a slip of the pen.
POSTGRESQL_OPTIONS = frozenset({"application_name", "connect_timeout", "sslmode", "sslrootcert"})

DEMONSTRATION_SENDER = "nhac-viec@minhhoa.example"
DEMONSTRATION_BASE_URL = "http://127.0.0.1:8000"

HOST_NAME = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")

MAIL_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)


class RefusedEnvironment(ValueError):
    """The environment is unknown or unsafe; the text is one sentence for the operator."""


class Mode(StrEnum):
    """How this installation is used (docs/adr/0011)."""

    DEMONSTRATION = "demonstration"
    """Invented people and figures, on a day that stands still."""
    LOCAL = "local"
    """The real portal of one commune on one machine, without HTTPS: nobody but that machine reaches it."""
    PRODUCTION = "production"
    """The real portal for many, by HTTPS."""


@dataclass(frozen=True)
class PostgresqlAddress:
    """Where the PostgreSQL server is. `host` may be a name, an address or the folder of a unix socket."""

    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over. A password never travels in the open: `smtps://` is TLS from the start,
    `smtp://` with a password turns to TLS first (STARTTLS); without one it is a relay on the inside."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False
    """TLS from the first byte."""

    @property
    def starts_tls(self) -> bool:
        """Begins in the open and turns to TLS before anything is said."""
        return bool(self.password) and not self.is_tls


@dataclass(frozen=True)
class Environment:
    """Everything the outside may decide, checked."""

    mode: Mode
    secret_key: str | None
    """None where nobody gave one, which production does not allow; see `kept_secret_key`."""
    allowed_hosts: tuple[str, ...]
    fixed_today: date | None
    """The day a demonstration stands still at; None means the real calendar."""
    data_dir: Path
    postgresql: PostgresqlAddress | None
    """None means the embedded SQLite file in `data_dir`."""
    behind_https_proxy: bool
    """Whether a proxy in front ends HTTPS and sets X-Forwarded-Proto itself."""
    mail_server: MailServer | None = None
    """None means reminders inside the product only; a demonstration writes letters to files."""
    mail_from: str = ""
    """The sender of every letter; "" only where no letter is written."""
    base_url: str = ""
    """How the pages are reached from outside, without the last slash; "" only where no letter is written."""

    @property
    def is_production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def is_demonstration(self) -> bool:
        return self.mode is Mode.DEMONSTRATION

    @property
    def sqlite_file(self) -> Path:
        """Where the embedded database lies, used when no PostgreSQL server is named."""
        return self.data_dir / "childplan.sqlite3"


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Turn environment variables into checked values. Pure: nothing is opened and nothing is created.

    An empty variable counts as not given, which is how most service managers express "default".
    Raises RefusedEnvironment with one sentence at the first value that cannot be accepted.
    """
    given = {name: value.strip() for name, value in variables.items() if value.strip()}
    _refuse_unknown(given)
    mode = _read_mode(given.get("CHILDPLAN_MODE", Mode.DEMONSTRATION))
    secret_key = _read_secret_key(given.get("CHILDPLAN_SECRET_KEY"), mode)
    allowed_hosts = _read_allowed_hosts(given.get("CHILDPLAN_ALLOWED_HOSTS"), mode)
    return Environment(
        mode=mode,
        secret_key=secret_key,
        allowed_hosts=allowed_hosts,
        fixed_today=_read_today(given.get("CHILDPLAN_TODAY"), mode),
        data_dir=_read_data_dir(given.get("CHILDPLAN_DATA_DIR"), mode),
        postgresql=_read_database_url(given.get("DATABASE_URL")),
        behind_https_proxy=_read_https_proxy(given.get("CHILDPLAN_HTTPS_PROXY"), mode),
        mail_server=_read_mail_server(given, mode),
        mail_from=_read_mail_from(given.get("CHILDPLAN_MAIL_FROM"), mode),
        base_url=_read_base_url(given.get("CHILDPLAN_BASE_URL"), allowed_hosts, mode),
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(given):
        if name.startswith("CHILDPLAN_") and name not in KNOWN_VARIABLES:
            known = ", ".join(sorted(KNOWN_VARIABLES))
            raise RefusedEnvironment(f"Không biết biến môi trường {name}; các biến dùng được là: {known}.")


def _read_mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise RefusedEnvironment(
            f"CHILDPLAN_MODE phải là “demonstration”, “local” hoặc “production”, không phải “{text}”."
        ) from None


def _read_secret_key(text: str | None, mode: Mode) -> str | None:
    if text is None:
        if mode is Mode.PRODUCTION:
            raise RefusedEnvironment(
                "Chạy chính thức cần CHILDPLAN_SECRET_KEY: một chuỗi ngẫu nhiên dài ít nhất "
                f"{MINIMUM_SECRET_LENGTH} ký tự."
            )
        return None
    # The key itself is never repeated: the sentence ends up in logs.
    if len(text) < MINIMUM_SECRET_LENGTH or len(set(text)) < 5:
        raise RefusedEnvironment(
            f"CHILDPLAN_SECRET_KEY quá yếu: cần ít nhất {MINIMUM_SECRET_LENGTH} ký tự ngẫu nhiên."
        )
    if mode is not Mode.DEMONSTRATION and text.startswith("django-insecure-"):
        raise RefusedEnvironment("CHILDPLAN_SECRET_KEY là khoá mẫu, không dùng được với số liệu thật.")
    return text


def _read_allowed_hosts(text: str | None, mode: Mode) -> tuple[str, ...]:
    if text is None:
        if mode is Mode.PRODUCTION:
            raise RefusedEnvironment(
                "Chạy chính thức cần CHILDPLAN_ALLOWED_HOSTS: các tên miền của trang, cách nhau dấu phẩy."
            )
        return OWN_MACHINE
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if not hosts:
        raise RefusedEnvironment("CHILDPLAN_ALLOWED_HOSTS không có tên miền nào.")
    for host in hosts:
        if "*" in host:
            raise RefusedEnvironment("CHILDPLAN_ALLOWED_HOSTS không được có dấu *; hãy ghi rõ từng tên miền.")
        if not HOST_NAME.fullmatch(host):
            raise RefusedEnvironment(
                f"CHILDPLAN_ALLOWED_HOSTS có “{host}” không phải tên miền (không ghi https:// hay cổng)."
            )
        # Without HTTPS a password on its way from another machine can be read by anybody in between.
        if mode is Mode.LOCAL and host.lower() not in OWN_MACHINE:
            raise RefusedEnvironment(
                f"CHILDPLAN_ALLOWED_HOSTS có “{host}”, nhưng CHILDPLAN_MODE=local chỉ mở cho chính máy này; "
                "muốn máy khác vào được thì chạy chính thức, có HTTPS (CHILDPLAN_MODE=production)."
            )
    return hosts


def _read_today(text: str | None, mode: Mode) -> date | None:
    if mode is not Mode.DEMONSTRATION:
        if text is not None:
            raise RefusedEnvironment(
                "CHILDPLAN_TODAY chỉ dùng cho bản chạy thử; với số liệu thật, ngày luôn là ngày thật."
            )
        return None
    if text is None:
        return DEMONSTRATION_DAY
    # date.fromisoformat alone would also take "20241115" and "2024-W46-5".
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise RefusedEnvironment(
        f"CHILDPLAN_TODAY phải là một ngày dạng năm-tháng-ngày như 2024-11-15, không phải “{text}”."
    )


def _read_data_dir(text: str | None, mode: Mode) -> Path:
    """A portal lies apart from the demonstration, so that both can be on one machine."""
    if text is None:
        return PROJECT_FOLDER / "var" / "portal" if mode is Mode.LOCAL else PROJECT_FOLDER / "var"
    try:
        return PROJECT_FOLDER / Path(text).expanduser()
    except RuntimeError:
        raise RefusedEnvironment(
            f"CHILDPLAN_DATA_DIR không hợp lệ: không tìm thấy thư mục “{text}” của người dùng."
        ) from None


def _read_https_proxy(text: str | None, mode: Mode) -> bool:
    if text is None or text == "0":
        return False
    if text == "1" and mode is Mode.LOCAL:
        raise RefusedEnvironment(
            "CHILDPLAN_HTTPS_PROXY không dùng khi CHILDPLAN_MODE=local; "
            "có máy chủ trung gian HTTPS thì chạy chính thức (CHILDPLAN_MODE=production)."
        )
    if text == "1":
        return True
    raise RefusedEnvironment(
        f"CHILDPLAN_HTTPS_PROXY phải là 1 (có máy chủ trung gian HTTPS) hoặc 0, không phải “{text}”."
    )


def _read_mail_server(given: Mapping[str, str], mode: Mode) -> MailServer | None:
    """Read `smtps://user:password@host:port` or `smtp://host:port`.

    The sentences never repeat the address: it may hold a password.
    """
    text = given.get("CHILDPLAN_MAIL_SERVER")
    if text is None:
        return None
    if mode is Mode.LOCAL:
        raise RefusedEnvironment(
            "CHILDPLAN_MAIL_SERVER chỉ dùng khi chạy chính thức; CHILDPLAN_MODE=local không gửi thư."
        )
    if mode is Mode.DEMONSTRATION:
        raise RefusedEnvironment(
            "CHILDPLAN_MAIL_SERVER chỉ dùng khi chạy chính thức; bản chạy thử chỉ ghi thư thành tệp."
        )
    for name in ("CHILDPLAN_MAIL_FROM", "CHILDPLAN_BASE_URL"):
        if name not in given:
            raise RefusedEnvironment(f"Có CHILDPLAN_MAIL_SERVER thì cần cả {name}.")
    form = "dạng đúng: smtps://tên:mật-khẩu@máy:465 hoặc smtp://máy:25"
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:
        raise RefusedEnvironment(f"CHILDPLAN_MAIL_SERVER không đọc được; {form}.") from None
    if address.scheme not in ("smtp", "smtps"):
        raise RefusedEnvironment(f"CHILDPLAN_MAIL_SERVER phải bắt đầu bằng smtp:// hoặc smtps://; {form}.")
    if not address.hostname or address.path.strip("/") or address.query or address.fragment or port == 0:
        raise RefusedEnvironment(f"CHILDPLAN_MAIL_SERVER cần đúng một máy chủ, không gì thêm; {form}.")
    if bool(address.username) != bool(address.password):
        raise RefusedEnvironment("CHILDPLAN_MAIL_SERVER phải có cả tên và mật khẩu, hoặc không có gì.")
    is_tls = address.scheme == "smtps"
    return MailServer(
        host=address.hostname,
        port=port or (465 if is_tls else 587 if address.password else 25),
        user=unquote(address.username or ""),
        password=unquote(address.password or ""),
        is_tls=is_tls,
    )


def _read_mail_from(text: str | None, mode: Mode) -> str:
    if text is None:
        return DEMONSTRATION_SENDER if mode is Mode.DEMONSTRATION else ""
    _, address = parseaddr(text)
    if not MAIL_ADDRESS.fullmatch(address) or not text.isprintable() or text.count("@") != 1:
        raise RefusedEnvironment(
            "CHILDPLAN_MAIL_FROM phải là một địa chỉ thư, như nhac-viec@treem.example.vn "
            "hoặc Nhắc việc <nhac-viec@treem.example.vn>."
        )
    return text


def _read_base_url(text: str | None, allowed_hosts: Sequence[str], mode: Mode) -> str:
    """Where the links of letters lead: a name this installation answers to, by HTTPS in production."""
    if text is None:
        return DEMONSTRATION_BASE_URL if mode is Mode.DEMONSTRATION else ""
    form = "dạng đúng: https://treem.example.vn"
    try:
        address = urlsplit(text)
        host, has_port = address.hostname, address.port is not None
    except ValueError:
        raise RefusedEnvironment(f"CHILDPLAN_BASE_URL không đọc được; {form}.") from None
    schemes = ("https",) if mode is Mode.PRODUCTION else ("https", "http")
    if address.scheme not in schemes:
        raise RefusedEnvironment(f"CHILDPLAN_BASE_URL phải bắt đầu bằng https://; {form}.")
    if not host or address.path.strip("/") or address.query or address.fragment or address.username:
        raise RefusedEnvironment(f"CHILDPLAN_BASE_URL chỉ ghi tên miền, và cổng nếu cần; {form}.")
    shown = f"[{host}]" if ":" in host else host
    if not any(_answers_to(shown, allowed.lower()) for allowed in allowed_hosts):
        raise RefusedEnvironment(f"CHILDPLAN_BASE_URL ghi “{shown}”, không có trong CHILDPLAN_ALLOWED_HOSTS.")
    return f"{address.scheme}://{shown}{f':{address.port}' if has_port else ''}"


def _answers_to(host: str, allowed: str) -> bool:
    """A name with a point in front stands for every name below it too, as in Django."""
    return host == allowed.removeprefix(".") or (allowed.startswith(".") and host.endswith(allowed))


def _read_database_url(text: str | None) -> PostgresqlAddress | None:
    """Read `postgresql://user:password@host:port/name?sslmode=require`.

    The socket of a local server is written as `postgresql:///name?host=/folder`, as libpq does.
    The sentences never repeat the address: it may hold a password.
    """
    if text is None:
        return None
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:
        raise RefusedEnvironment(
            "DATABASE_URL không đọc được; dạng đúng: postgresql://tên:mật-khẩu@máy:5432/cơ-sở-dữ-liệu."
        ) from None
    if address.scheme not in ("postgresql", "postgres"):
        raise RefusedEnvironment(
            "DATABASE_URL phải bắt đầu bằng postgresql://; muốn dùng SQLite thì bỏ biến này đi."
        )
    query = _read_address_query(address)
    name = unquote(address.path).removeprefix("/")
    if not name or "/" in name or address.fragment:
        raise RefusedEnvironment("DATABASE_URL cần đúng một tên cơ sở dữ liệu sau dấu / cuối cùng.")
    if address.hostname and "host" in query:
        raise RefusedEnvironment("DATABASE_URL ghi máy chủ hai lần (trước dấu / và trong host=).")
    return PostgresqlAddress(
        name=name,
        user=query.pop("user", unquote(address.username or "")),
        password=query.pop("password", unquote(address.password or "")),
        host=query.pop("host", unquote(address.hostname or "")),
        port=query.pop("port", "" if port is None else str(port)),
        options=tuple(sorted(query.items())),
    )


def _read_address_query(address: SplitResult) -> dict[str, str]:
    pairs = parse_qsl(address.query, keep_blank_values=True)
    query = dict(pairs)
    known = POSTGRESQL_OPTIONS | {"host", "port", "user", "password"}
    for name, value in pairs:
        if name not in known or not value or len(query) != len(pairs):
            raise RefusedEnvironment(
                f"DATABASE_URL có phần “{name}=” không dùng được; dùng được: {', '.join(sorted(known))}."
            )
    if not re.fullmatch(r"\d{1,5}", query.get("port", "0"), re.ASCII):
        raise RefusedEnvironment("DATABASE_URL có port= không phải là số.")
    return query


@cache
def current_environment() -> Environment:
    """The environment of this process, read once."""
    return read_environment(os.environ)


def kept_secret_key(data_dir: Path) -> str:
    """The key of an installation that was given none: made once, kept in a file only this user can read.

    Several processes may start together; the first complete file wins and all use it.
    Raises RefusedEnvironment when the folder cannot be written.
    """
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = data_dir / f"secret_key.{os.getpid()}"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(60))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise RefusedEnvironment(
            f"Không ghi được vào thư mục {data_dir} ({error.strerror}); hãy kiểm tra quyền ghi và chỗ trống."
        ) from None
    if len(key) < MINIMUM_SECRET_LENGTH:
        raise RefusedEnvironment(f"Khoá trong {path} bị hỏng; hãy xoá tệp này rồi chạy lại.")
    return key
