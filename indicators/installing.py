"""How does an empty portal come to be? The country's units, the catalogue, QĐ 23 and one administrator.

Made once and whole: where anybody has an account already, or a file is broken, nothing is written.
docs/adr/0011 says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from childplan.vietnamese import nfc
from indicators.loading import load_shared
from indicators.models import DataItem, Measure
from indicators.numbers import format_number
from units import log
from units.actions.rearranging_by_files import rearrange_by_files
from units.codes import DAYS_ON_PAPER, give_code
from units.enums import LogKind, Role
from units.loading import load_country
from units.models import LogEntry, Placement, Posting, Unit, User
from units.people_log import PeopleLog
from units.rearrangement_files import REFORM_DECISION, folder_files, read_files
from units.refusals import Refused
from units.usernames import LONGEST, RESERVED, USERNAME

COUNTRY = "viet-nam"
REFORM = "reform_2025"
PORTAL_MADE = "tạo cổng báo cáo"
"""The act in the log, which nobody can take back: by it a portal is told from an empty database."""

LONGEST_NAME = 120

TAKEN = (
    "Cơ sở dữ liệu này đã có người dùng nên không tạo cổng báo cáo lần nữa; "
    "hãy đăng nhập bằng tài khoản đã có (trên một máy: ./run start), "
    "hoặc đặt CHILDPLAN_DATA_DIR (với PostgreSQL: DATABASE_URL) "
    "trỏ tới một nơi còn trống."
)


@dataclass(frozen=True)
class Made:
    """What stands now, and what the first administrator needs to come in. units: of today's map."""

    units: int
    items: int
    measures: int
    user: User
    code: str = field(repr=False)
    """Shown once, to whoever ran the command; the database keeps only its hash."""

    @property
    def counted(self) -> str:
        """“3.356 đơn vị, 107 số liệu, 75 chỉ tiêu chuẩn”."""
        return (
            f"{format_number(self.units)} đơn vị, {format_number(self.items)} số liệu, "
            f"{format_number(self.measures)} chỉ tiêu chuẩn"
        )


def is_made() -> bool:
    """Was a portal made here? A demonstration, or a database that only has its tables, is none."""
    return LogEntry.objects.filter(kind=LogKind.IMPORT, act=PORTAL_MADE).exists()


def refuse_where_people_are() -> None:
    """Raises Refused where anybody has an account, of this portal or of a demonstration."""
    if User.objects.exists():
        raise Refused(TAKEN)


def read_name(text: str) -> str:
    """Họ và tên, composed (NFC) and with single spaces. Raises Refused."""
    name = " ".join(nfc(text).split())
    if not name:
        raise Refused("Hãy ghi họ và tên người quản trị.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"Họ và tên dài nhất {LONGEST_NAME} ký tự và chỉ gồm chữ.")
    return name


def read_account(text: str) -> str:
    """Tên đăng nhập, as everybody's (`units.usernames`). Raises Refused."""
    account = text.strip()
    if account in RESERVED or not USERNAME.fullmatch(account) or len(account) > LONGEST:
        raise Refused(
            "Tên đăng nhập gồm chữ thường không dấu, có thể thêm chữ số, và dấu chấm hay gạch ở giữa, "
            f"nhiều nhất {LONGEST} ký tự, ví dụ: hoa.le."
        )
    return account


@transaction.atomic
def make_portal(fixtures: Path, *, full_name: str, username: str, at: datetime) -> Made:
    """The whole of it, from the files of `fixtures`, in one transaction.

    Raises Refused where anybody has an account or the person's name or account cannot be one, BadFile where
    a file cannot be used.
    """
    full_name, username = read_name(full_name), read_account(username)
    refuse_where_people_are()
    load_country(fixtures / "units")
    # Two who start at once on a server: the second waits here and then finds the first one's administrator.
    country = Unit.objects.select_for_update().get(key=COUNTRY)
    refuse_where_people_are()
    _reform(fixtures / "units" / REFORM, at)
    load_shared(fixtures, at=at)
    user, code = _first_administrator(country, full_name, username, at)
    standing = Placement.objects.as_of(at.date()).count()
    made = Made(standing, DataItem.objects.count(), Measure.objects.count(), user, code)
    log.write(LogKind.IMPORT, PORTAL_MADE, at=at, unit=country, subject=made.counted)
    return made


def _reform(folder: Path, at: datetime) -> None:
    """A portal made after a reform begins on the map of after it, and knows what became of what: with the
    plans and figures of old years the units of those years come in."""
    if folder.is_dir() and read_files(folder_files(folder)).day <= at.date():
        rearrange_by_files(
            contents=folder_files(folder), decision=REFORM_DECISION, by=None, at=at, tells=False
        )


def _first_administrator(country: Unit, full_name: str, username: str, at: datetime) -> tuple[User, str]:
    """Quản trị of the whole country, from today, with a code instead of a password."""
    user = User.objects.create_user(username, full_name=full_name)
    posting = Posting.objects.create(user=user, unit=country, role=Role.ADMIN, starts_on=at.date())
    told = PeopleLog(at, before={})
    told.accounts([user])
    told.posting(posting, None)
    told.write()
    return user, give_code(user, at=at, days=DAYS_ON_PAPER)
