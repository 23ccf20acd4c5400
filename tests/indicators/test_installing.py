"""Is a portal made whole or not at all, once, and without a trace of the code that opens it?"""

from __future__ import annotations

import csv
import io
import logging
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from indicators import installing
from indicators.installing import is_made, make_portal, read_account, read_name
from indicators.models import Component, DataItem, Indicator, Measure
from plans.models import Plan
from tests.world import World
from units.codes import opens
from units.enums import Level, LogKind, Role
from units.models import LogEntry, Placement, Posting, Unit, User
from units.refusals import Refused

pytestmark = pytest.mark.django_db

FIXTURES: Path = settings.BASE_DIR / "fixtures"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WHO = {"ten": "Lê Thị Hoa", "tai_khoan": "hoa.le"}


@pytest.fixture(autouse=True)
def real(settings, moment: Callable[[datetime], None]) -> None:
    """As on a machine with CHILDPLAN_MODE=local, on the second of March 2026."""
    settings.IS_DEMONSTRATION = False
    moment(NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of the product, with a country of one commune."""
    for part in ("catalogue", "plans"):
        shutil.copytree(FIXTURES / part, tmp_path / part)
    (tmp_path / "units").mkdir()
    header = "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note"
    for name, line in (
        ("country", "viet-nam,country,,Việt Nam,,,,,,,"),
        ("provinces", "tinh-mot,province,,Một,tỉnh,01,,,,,"),
        ("districts", "huyen-mot,district,,Một,huyện,001,,tinh-mot,,,"),
        ("communes", "xa-mot,commune,,Một,xã,00001,rural,huyen-mot,,,"),
    ):
        (tmp_path / "units" / f"{name}.csv").write_text(f"{header}\n{line}\n", "utf-8")
    return tmp_path


def rows_of(*paths: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found.extend(csv.DictReader(file))
    return found


def said_by(folder: Path, **who: str) -> str:
    said = io.StringIO()
    call_command("init_portal", folder=folder, stdout=said, **(WHO | who))
    return said.getvalue()


def everything() -> dict[str, int]:
    models = (Unit, Placement, User, Posting, DataItem, Measure, Plan, Indicator, Component, LogEntry)
    return {model.__name__: model._default_manager.count() for model in models}


# What is made


@pytest.mark.slow
def test_the_portal_holds_the_country_the_catalogue_the_national_programme_and_one_person() -> None:
    """Every count taken from the files by reading them another way."""
    places = rows_of(*(FIXTURES / "units" / f"{name}.csv" for name in ("provinces", "districts", "communes")))
    with (FIXTURES / "plans" / "qd23.toml").open("rb") as file:
        programme = tomllib.load(file)
    components = [part for indicator in programme["indicators"] for part in indicator["components"]]

    said = said_by(FIXTURES)

    reform = rows_of(FIXTURES / "units" / "reform_2025" / "units.csv")
    old, today = {row["key"] for row in places}, {row["key"] for row in reform}
    assert (len(old), len(today)) == (10_819, 34 + 3_321)
    assert set(Unit.objects.values_list("key", flat=True)) == old | today | {"viet-nam"}
    standing = Placement.objects.as_of(NOW.date()).values_list("unit__key", flat=True)
    assert set(standing) == today | {"viet-nam"}
    before = Placement.objects.as_of(date(2025, 6, 30)).values_list("unit__level", flat=True)
    assert Counter(before) == {"country": 1, "province": 63, "district": 696, "commune": 10_035}
    items, measures = (rows_of(FIXTURES / "catalogue" / f"{name}.csv") for name in ("items", "measures"))
    assert (len(items), len(measures)) == (107, 75)
    assert set(DataItem.objects.values_list("code", flat=True)) == {row["code"] for row in items}
    assert set(Measure.objects.values_list("code", flat=True)) == {row["code"] for row in measures}
    assert list(Plan.objects.values_list("key", "issuer__key", "collects")) == [("qd23", "viet-nam", False)]
    assert (Indicator.objects.count(), Component.objects.count()) == (24, 36)
    assert len(programme["indicators"]) == 24
    assert len(components) == 36
    assert "Đã tạo cổng báo cáo: 3.356 đơn vị, 107 số liệu, 75 chỉ tiêu chuẩn." in said
    # Nothing that somebody made up: no demonstration's village, no report.
    assert not Unit.objects.filter(level__in=[Level.VILLAGE, Level.AGENCY]).exists()


def test_a_portal_made_before_the_reform_begins_on_the_map_of_its_day(folder: Path) -> None:
    """The reform lies beside the country: on the eve of its day nothing of it is written."""
    reform = folder / "units" / "reform_2025"
    reform.mkdir()
    header = "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note"
    (reform / "units.csv").write_text(
        f"{header}\nxa-mot,commune,,Một,xã,00001,rural,tinh-mot,2025-07-01,,\n", "utf-8"
    )
    (reform / "ends.csv").write_text("key,last_day,note\nhuyen-mot,2025-06-30,\n", "utf-8")
    eve = datetime(2025, 6, 30, 23, 59, tzinfo=NOW.tzinfo)
    with transaction.atomic():
        made = make_portal(folder, full_name="Lê Thị Hoa", username="hoa.le", at=eve)
        assert (made.units, Placement.objects.count()) == (4, 4)
        transaction.set_rollback(True)
    made = make_portal(folder, full_name="Lê Thị Hoa", username="hoa.le", at=eve + timedelta(minutes=1))
    assert (made.units, Placement.objects.count()) == (3, 5)
    assert Placement.objects.get(unit__key="xa-mot", ends_on=None).parent.key == "tinh-mot"


def test_the_administrator_has_the_country_from_today_and_a_code_in_place_of_a_password(folder: Path) -> None:
    made = make_portal(folder, full_name="  Lê  Thị Hoa ", username=" hoa.le ", at=NOW)
    user = User.objects.get()
    assert (user.username, user.full_name, user.is_active) == ("hoa.le", "Lê Thị Hoa", True)
    assert not user.has_usable_password()
    assert user.must_choose_password
    assert opens(user, made.code, NOW)
    assert opens(user, made.code, NOW + timedelta(days=30))
    assert not opens(user, made.code, NOW + timedelta(days=30, minutes=1))
    posting = Posting.objects.get()
    assert (posting.user, posting.unit.key, posting.role) == (user, "viet-nam", Role.ADMIN)
    assert (posting.starts_on, posting.ends_on) == (date(2026, 3, 2), None)


def test_the_log_tells_of_it_and_not_of_the_code(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = make_portal(folder, full_name="Lê Thị Hoa", username="hoa.le", at=NOW)
    told = [
        (row.kind, row.act, row.unit.key if row.unit else None, row.subject, row.after)
        for row in LogEntry.objects.order_by("id").select_related("unit")
    ]
    assert told == [
        (LogKind.PLAN, "nạp danh mục số liệu", None, "danh mục", ""),
        (LogKind.PLAN, "nạp kế hoạch", "viet-nam", "Chương trình quốc gia vì trẻ em 2021–2030", ""),
        (LogKind.PERSON, "tạo tài khoản", "viet-nam", "Lê Thị Hoa (hoa.le)", ""),
        (LogKind.PERSON, "giao vai trò", "viet-nam", "Lê Thị Hoa (hoa.le)", "Quản trị, từ 02/03/2026"),
        (LogKind.IMPORT, "tạo cổng báo cáo", "viet-nam", "4 đơn vị, 107 số liệu, 75 chỉ tiêu chuẩn", ""),
    ]
    assert set(LogEntry.objects.values_list("at", "by", "address")) == {(NOW, None, None)}
    digits = made.code.replace(" ", "")
    assert len(digits) == 8
    written = [
        caplog.text,
        repr(made),
        str(list(User.objects.values())),
        str(list(LogEntry.objects.values())),
    ]
    for text in written:
        assert made.code not in text
        assert digits not in text


def test_the_person_is_told_how_to_come_in_and_what_to_do_next(folder: Path) -> None:
    said = said_by(folder)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    assert lines[:3] == [
        "Đã tạo cổng báo cáo: 4 đơn vị, 107 số liệu, 75 chỉ tiêu chuẩn.",
        "Địa chỉ         http://127.0.0.1:8000/",
        "Tên đăng nhập   hoa.le",
    ]
    assert lines[3].startswith("Mã một lần      ")
    assert lines[3].endswith("   (chỉ hiện lần này, hãy ghi lại; dùng được đến 01/04/2026)")
    code = lines[3].removeprefix("Mã một lần").split("(")[0].strip()
    assert opens(User.objects.get(), code, NOW)
    assert lines[4:] == [
        "Việc tiếp theo:",
        "1. Chạy ./run start",
        "2. Đăng nhập bằng mã một lần rồi tự đặt mật khẩu.",
        "3. Người dùng → Thêm công chức VH-XH của xã.",
    ]


@pytest.mark.parametrize(
    ("hosts", "base_url", "address"),
    [
        (["treem.example.vn", "www.treem.example.vn"], "", "https://treem.example.vn/"),
        ([".example.vn"], "https://treem.example.vn", "https://treem.example.vn/"),
        ([".example.vn"], "", "https://example.vn/"),
    ],
)
def test_in_production_the_next_step_is_the_server_and_the_address_its_name(
    folder: Path, settings, hosts: list[str], base_url: str, address: str
) -> None:
    settings.IN_PRODUCTION, settings.ALLOWED_HOSTS, settings.BASE_URL = True, hosts, base_url
    said = said_by(folder)
    assert f"Địa chỉ         {address}\n" in said
    assert "1. Mở gunicorn với childplan.wsgi" in said
    assert "./run start" not in said


# What is refused, and leaves nothing behind


def test_a_second_time_is_refused_and_changes_nothing(folder: Path) -> None:
    said_by(folder)
    before, user = everything(), User.objects.values().get()
    with pytest.raises(CommandError) as refusal:
        said_by(folder, ten="Trần Văn Tám", tai_khoan="tam.tran")
    assert str(refusal.value).startswith(
        "Cơ sở dữ liệu này đã có người dùng nên không tạo cổng báo cáo lần nữa;"
    )
    assert "./run start" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1
    assert everything() == before
    assert User.objects.values().get() == user


def test_a_database_of_other_people_is_no_place_for_a_portal_and_is_none(world: World, folder: Path) -> None:
    before = everything()
    assert not is_made()
    with pytest.raises(Refused, match="đã có người dùng"):
        make_portal(folder, full_name="Lê Thị Hoa", username="hoa.le", at=NOW)
    assert everything() == before
    assert not is_made()


def test_the_demonstration_is_no_place_for_a_portal(folder: Path, settings) -> None:
    settings.IS_DEMONSTRATION = True
    with pytest.raises(CommandError, match=r"hãy dùng \./run init"):
        said_by(folder)
    assert not any(everything().values())


def test_somebody_who_was_quicker_is_found_before_the_second_administrator_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two start at once: the other one's account stands there when the country has been loaded."""
    load = installing.load_country

    def load_while_another_finishes(units: Path) -> None:
        load(units)
        User.objects.create_user("tam.tran", full_name="Trần Văn Tám")

    monkeypatch.setattr(installing, "load_country", load_while_another_finishes)
    with pytest.raises(Refused, match="đã có người dùng"):
        make_portal(folder, full_name="Lê Thị Hoa", username="hoa.le", at=NOW)
    assert not any(everything().values())


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("units/communes.csv", "huyen-mot", "huyen-hai", "Tệp communes.csv, dòng 2"),
        ("catalogue/items.csv", "code,", "ma,", "Tệp items.csv"),
        ("catalogue/measures.csv", ",", ";", "Tệp measures.csv"),
        ("plans/qd23.toml", 'issuer = "viet-nam"', "issuer = ", "Tệp qd23.toml"),
    ],
)
def test_a_broken_file_leaves_nothing_and_the_repaired_one_makes_the_portal(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    path = folder / file
    good = path.read_text("utf-8")
    path.write_text(good.replace(old, new, 1), "utf-8")
    with pytest.raises(CommandError) as refusal:
        said_by(folder)
    assert str(refusal.value).startswith(told)
    assert not any(everything().values())
    assert not is_made()
    path.write_text(good, "utf-8")
    said_by(folder)
    assert is_made()
    assert User.objects.count() == 1


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Không mở được tệp country\.csv"):
        said_by(tmp_path)


# Who it may be


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Lê Thị Hoa", "Lê Thị Hoa"),
        ("  Le\u0302  Hoa\t", "Lê Hoa"),
        ("H’Hen Niê", "H’Hen Niê"),
        ("A" * 120, "A" * 120),
    ],
)
def test_names_are_kept_as_they_are_written(typed: str, name: str) -> None:
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "told"), [("  ", "Hãy ghi họ và tên"), ("A" * 121, "120"), ("A\u200bB", "chữ")]
)
def test_what_is_no_name_is_refused(typed: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        read_name(typed)


@pytest.mark.parametrize("account", ["hoa.le", "vhxh-nam_dong", "a", "xa.2026", "a" * 60])
def test_accounts(account: str) -> None:
    assert read_account(f" {account} ") == account


@pytest.mark.parametrize(
    "account",
    [
        *("", "Hoa.Le", "hoa le", "hoà", "hoa.", ".hoa", "hoa..le", "hoa@xa", "hoa\n.le"),
        *("a" * 61, "0912345678", "hoa\uff11", "them"),
    ],
)
def test_what_is_no_account_is_refused_and_makes_nothing(folder: Path, account: str) -> None:
    with pytest.raises(CommandError, match="chữ thường không dấu"):
        said_by(folder, tai_khoan=account)
    assert not any(everything().values())
