"""The pages about people: who sees whom, what is shown once, and what hand-made requests achieve."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.world import NOW, TODAY, YESTERDAY, World
from units.actions.people import mark_of_person
from units.actions.postings import mark_of_posting
from units.codes import give_code, opens
from units.enums import AgencyKind, Level, Role
from units.models import DirectKind, LogEntry, Posting, User
from units.usernames import proposed

SignIn = Callable[[World, str], Client]
LIST, NEW, MANY = "/nguoi-dung/", "/nguoi-dung/them/", "/nguoi-dung/nhieu/"
HUNG = {
    "full_name": "  Trần  Văn Hùng ",
    "phone": "0912 345 678",
    "title": "Trưởng thôn",
    "starts_on": "15/11/2024",
    "ends_on": "",
    "username": "",
}


def text(answer: Any) -> str:
    """The words of a page, without its tags."""
    words: str = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split())


def names(answer: Any) -> list[str]:
    return re.findall(r'<a href="/nguoi-dung/([^/"]+)/">', answer.content.decode())


def code_in(answer: Any) -> str:
    [code] = re.findall(r">\s*(\d{4} \d{4})\s*<", answer.content.decode())
    assert isinstance(code, str)
    return code


# --- The list


def test_a_coordinator_sees_the_own_commune_by_given_name(world: World, sign_in: SignIn) -> None:
    named = {"truong-thon-1": "Lê Văn Ân", "y-te": "Trần Thị Ánh", "cong-an": "Phạm Đức Bình"}
    for username, name in named.items():
        user = User.objects.get(username=username)
        user.full_name = name
        user.save()
    found = names(sign_in(world, "vhxh-x").get(LIST))
    assert found[:3] == ["y-te", "truong-thon-1", "cong-an"]  # Ánh, Ân, Bình
    assert sorted(found) == [
        *("cong-an", "lanh-dao-x", "truong-thon-1", "truong-thon-2", "truong-thon-3"),
        *("vhxh-cu", "vhxh-x", "y-te"),
    ]
    assert names(sign_in(world, "vhxh-y").get(LIST)) == ["vhxh-y"]


def test_quan_tri_of_the_country_sees_everybody(world: World, sign_in: SignIn) -> None:
    world.unit("ca-nuoc", Level.COUNTRY, name="Việt Nam")
    world.person("duc", "ca-nuoc", Role.ADMIN)
    assert len(names(sign_in(world, "duc").get(LIST))) == User.objects.count()
    assert "nguoi-ngoai" in names(sign_in(world, "duc").get(LIST))
    assert "nguoi-ngoai" not in names(sign_in(world, "quan-tri").get(LIST))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hung", ["truong-thon-1"]),
        ("TRAN van", ["truong-thon-1"]),
        ("0912345", ["truong-thon-1"]),
        ("thon 2", ["truong-thon-2"]),
        ("tram y te", ["y-te"]),
        ("vhxh-y", []),
        ("khong co ai", []),
    ],
)
def test_one_searches_without_marks_by_name_number_and_unit(
    world: World, sign_in: SignIn, words: str, found: list[str]
) -> None:
    user = User.objects.get(username="truong-thon-1")
    user.full_name, user.phone = "Trần Văn Hùng", "0912.345.678"
    user.save()
    assert names(sign_in(world, "vhxh-x").get(LIST, {"tim": words})) == found


def test_one_filters_by_unit_and_another_unit_is_not_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert names(client.get(LIST, {"don-vi": "tram"})) == ["y-te"]
    assert client.get(LIST, {"don-vi": "xa-y"}).status_code == 404
    province = sign_in(world, "quan-tri")
    assert names(province.get(LIST, {"don-vi": "xa-y"})) == ["vhxh-y"]
    assert "truong-thon-1" in names(province.get(LIST, {"don-vi": "huyen-a"}))


def test_the_state_of_each_account_is_said(world: World, sign_in: SignIn) -> None:
    def put(username: str, **fields: Any) -> None:
        User.objects.filter(username=username).update(**fields)

    client = sign_in(world, "vhxh-x")
    put("y-te", last_login=NOW)
    put("truong-thon-1", is_active=False)
    give_code(User.objects.get(username="truong-thon-2"), at=NOW - timedelta(days=3), days=2)
    give_code(User.objects.get(username="truong-thon-3"), at=NOW, days=2)
    put("truong-thon-3", last_login=NOW)
    rows: dict[str, str] = {}
    page = client.get(LIST).content.decode()
    for row in re.findall(r'<tr role="row".*?</tr>', page, re.DOTALL)[1:]:
        name = re.search(r"/nguoi-dung/([^/]+)/", row)
        assert name
        rows[name[1]] = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    for username, state in {
        "y-te": "09:00 ngày 15/11/2024 Đang dùng",
        "truong-thon-1": "— Đã ngừng",
        "truong-thon-2": "— Mã một lần đã hết hạn",
        "truong-thon-3": "Chờ đặt mật khẩu",
        "cong-an": "— Chưa đăng nhập",
        "vhxh-cu": "đến hết 14/11/2024",
    }.items():
        assert state in rows[username], rows[username]
    assert rows["vhxh-cu"].endswith("Đã hết hạn")


def test_units_without_people_stand_on_top_with_a_way_to_add_somebody(world: World, sign_in: SignIn) -> None:
    world.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4", kind="thôn")
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường Tiểu học", agency=AgencyKind.PRIMARY_SCHOOL)
    Posting.objects.filter(unit=world.units["tram"]).update(ends_on=YESTERDAY)
    User.objects.filter(username="cong-an").update(is_active=False)
    client = sign_in(world, "vhxh-x")
    page = client.get(LIST)
    assert "4 đơn vị chưa có người" in text(page)
    for key in ("thon-4", "truong", "tram", "cong-an"):
        assert f'href="{NEW}?don-vi={key}"' in page.content.decode()
    # What the commune types itself for its schools needs nobody there; who begins later counts.
    DirectKind.objects.create(place=world.units["xa-x"], kind=AgencyKind.PRIMARY_SCHOOL)
    Posting.objects.create(
        user=world.people["y-te"],
        unit=world.units["thon-4"],
        role=Role.VILLAGE_HEAD,
        starts_on=TODAY + timedelta(days=9),
    )
    assert "2 đơn vị chưa có người" in text(client.get(LIST))


# --- Creating


def test_a_village_head_is_created_and_the_slip_is_shown_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    form = client.get(NEW, {"don-vi": "thon-1"})
    assert "Vai trò: Trưởng thôn" in text(form)
    assert 'value="15/11/2024"' in form.content.decode()
    slip = client.post(f"{NEW}?don-vi=thon-1", HUNG)
    assert slip.status_code == 200
    said = text(slip)
    for words in (
        "Trần Văn Hùng",
        "Thôn 1, xã Xuân",
        "hung.thon-1",
        "http://testserver/",
        "Mã dùng được đến 15/12/2024",
    ):
        assert words in said
    assert "no-store" in slip["Cache-Control"]
    code = code_in(slip)
    user = User.objects.get(username="hung.thon-1")
    assert opens(user, code, NOW)
    # Nowhere else: no session, no log, no row of any table that is read back.
    kept = str([row.get_decoded() for row in Session.objects.all()]) + str(list(LogEntry.objects.values()))
    assert code not in kept
    assert code not in client.get(f"{LIST}hung.thon-1/").content.decode()


def test_the_same_form_sent_twice_makes_one_person(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    client.post(f"{NEW}?don-vi=thon-1", HUNG)
    again = client.post(f"{NEW}?don-vi=thon-1", HUNG)
    assert again.status_code == 422
    assert "đã có tài khoản ở đơn vị này" in text(again)
    assert User.objects.filter(full_name="Trần Văn Hùng").count() == 1
    # Somebody else of the same name takes a user name of the own; in another unit nobody asks.
    assert client.post(f"{NEW}?don-vi=thon-1", HUNG | {"username": "hung.lon"}).status_code == 200
    assert client.post(f"{NEW}?don-vi=thon-2", HUNG).status_code == 200


def test_what_is_typed_wrong_is_said_and_kept(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    wrong = {
        "full_name": "",
        "phone": "gọi tôi",
        "starts_on": "32/13/2024",
        "ends_on": "x",
        "username": "Trưởng Thôn",
    }
    answer = client.post(f"{NEW}?don-vi=thon-1", HUNG | wrong)
    assert answer.status_code == 422
    for words in ("Ghi họ và tên.", "Điện thoại chỉ gồm chữ số", "Từ ngày: ghi", "chữ thường không dấu"):
        assert words in text(answer)
    for username in ("them", "123456", "a b", "-a"):
        answer = client.post(f"{NEW}?don-vi=thon-1", HUNG | {"username": username})
        assert answer.status_code == 422
    late = client.post(f"{NEW}?don-vi=thon-1", HUNG | {"ends_on": "14/11/2024"})
    assert "không sớm hơn ngày đầu" in text(late)
    assert not User.objects.filter(full_name="Trần Văn Hùng").exists()


@pytest.mark.parametrize("unit", ["xa-y", "huyen-a", "tinh", "khong-co"])
def test_no_form_for_a_unit_outside(world: World, sign_in: SignIn, unit: str) -> None:
    client = sign_in(world, "vhxh-x")
    assert client.get(f"{NEW}?don-vi={unit}").status_code == 404
    assert client.post(f"{NEW}?don-vi={unit}", HUNG).status_code == 404
    assert client.get(f"{MANY}?o={unit}").status_code == 404
    assert client.get(f"{LIST}mau/?o={unit}").status_code == 404
    assert client.get(f"{LIST}truong-thon-1/phan-cong/?don-vi={unit}").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DISTRICT_OFFICER, Role.VILLAGE_HEAD, "khong-co"])
def test_a_hand_made_role_is_refused(world: World, sign_in: SignIn, role: str) -> None:
    client = sign_in(world, "vhxh-x")
    for address in (f"{NEW}?don-vi=xa-x", f"{LIST}truong-thon-1/phan-cong/?don-vi=xa-x"):
        assert client.post(address, HUNG | {"role": role}).status_code == 422
    held = Posting.objects.get(user=world.people["lanh-dao-x"])
    sent = {"role": role, "first_day": "01/12/2024", "da-xem": mark_of_posting(held)}
    assert client.post(f"{LIST}lanh-dao-x/phan-cong/{held.pk}/", sent).status_code == 422
    assert Posting.objects.filter(role=Role.ADMIN).count() == 1


def test_quan_tri_of_a_province_makes_no_quan_tri(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "quan-tri")
    assert client.post(f"{NEW}?don-vi=tinh", HUNG | {"role": Role.ADMIN}).status_code == 422
    assert client.post(f"{NEW}?don-vi=tinh", HUNG | {"role": Role.LEADER}).status_code == 200


def test_the_unit_is_chosen_first_and_searched_where_there_are_many(world: World, sign_in: SignIn) -> None:
    page = sign_in(world, "vhxh-x").get(NEW)
    assert "Ở đơn vị nào?" in text(page)
    for key in ("xa-x", "thon-1", "tram"):
        assert f'href="?don-vi={key}"' in page.content.decode()
    assert "xa-y" not in page.content.decode()
    province = sign_in(world, "quan-tri")
    assert 'href="?o=xa-y"' in province.get(NEW, {"tim": "yen"}).content.decode()
    assert 'href="?don-vi=xa-x"' in province.get(NEW, {"o": "xa-x"}).content.decode()
    # Nothing stands below the commune Y, so nothing is left to choose.
    assert province.get(NEW, {"o": "xa-y"})["Location"] == f"{NEW}?don-vi=xa-y"
    assert sign_in(world, "vhxh-x").get(NEW, {"tim": "yen"}).content.decode().count("?o=xa-y") == 0


# --- One person


def test_the_neighbour_is_not_there(world: World, sign_in: SignIn) -> None:
    """Every page and act on somebody of X, by the coordinator of Y; and of those above, by X's."""
    for by, whom in (
        ("vhxh-y", "truong-thon-1"),
        ("vhxh-x", "vhxh-y"),
        ("vhxh-x", "tinh"),
        ("vhxh-x", "quan-tri"),
    ):
        client, user = sign_in(world, by), world.people[whom]
        held = user.postings.get()
        shown = {"da-xem": mark_of_person(user)}
        post = {"da-xem": mark_of_posting(held), "ends_on": "15/11/2024", "first_day": "16/11/2024"}
        here = f"{LIST}{whom}/"
        for address in ("", "sua/", "phan-cong/", f"phan-cong/{held.pk}/", f"phan-cong/{held.pk}/ban-giao/"):
            assert client.get(here + address).status_code == 404, (by, whom, address)
        for address, sent in (
            ("sua/", shown | {"full_name": "Khác"}),
            ("ma/", shown),
            ("ngung/", shown | {"viec": "ngung"}),
            ("phan-cong/?don-vi=thon-1", HUNG),
            (f"phan-cong/{held.pk}/", post),
            (f"phan-cong/{held.pk}/ban-giao/", post | {"full_name": "Trần Văn Hùng"}),
        ):
            assert client.post(here + address, sent).status_code == 404, (by, whom, address)
        user.refresh_from_db()
        held.refresh_from_db()
        assert (user.is_active, user.code_hash, held.ends_on) == (True, "", None)


def test_a_post_of_another_person_or_place_in_the_address_is_not_there(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    other = Posting.objects.get(user=world.people["truong-thon-2"])
    assert client.get(f"{LIST}truong-thon-1/phan-cong/{other.pk}/").status_code == 404
    outside = Posting.objects.create(
        user=world.people["truong-thon-1"], unit=world.units["huyen-b"], role=Role.DISTRICT_OFFICER
    )
    here = f"{LIST}truong-thon-1/phan-cong/{outside.pk}/"
    assert client.get(here).status_code == 404
    assert client.post(here, {"ends_on": "15/11/2024"}).status_code == 404
    # Nor the account, with a sentence that says who keeps it; the page itself is read.
    page = client.get(f"{LIST}truong-thon-1/")
    assert "tài khoản và mật khẩu do Quản trị giữ" in text(page)
    assert "Đặt lại mật khẩu" not in text(page)
    shown = {"da-xem": mark_of_person(world.people["truong-thon-1"])}
    for act in ("ma/", "ngung/"):
        refused = client.post(f"{LIST}truong-thon-1/{act}", shown)
        assert refused.status_code == 403
        assert "do Quản trị giữ" in text(refused)
    assert client.get(f"{LIST}truong-thon-1/sua/").status_code == 403


def test_a_reset_takes_two_clicks_and_the_code_is_shown_once(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    user = world.people["y-te"]
    page = client.get(f"{LIST}y-te/").content.decode()
    [mark] = set(re.findall(r'name="da-xem" value="([0-9a-f]{16})"', page))
    answer = client.post(f"{LIST}y-te/ma/", {"da-xem": mark})
    code = code_in(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "Dùng được đến 17/11/2024" in text(answer)
    user.refresh_from_db()
    assert opens(user, code, NOW)
    # The page sent again (a reload) gives no second code and leaves the first one as it is.
    again = client.post(f"{LIST}y-te/ma/", {"da-xem": mark}, follow=True)
    assert "Có người vừa sửa" in text(again)
    assert code not in again.content.decode()
    user.refresh_from_db()
    assert opens(user, code, NOW)
    assert client.get(f"{LIST}y-te/ma/").status_code == 405
    assert code not in str([row.get_decoded() for row in Session.objects.all()])
    log = text(client.get(f"{LIST}y-te/"))
    assert "Đặt lại mật khẩu bằng mã một lần" in log


def test_facts_are_changed_and_a_second_editor_sees_both(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    user = world.people["y-te"]
    sent = {"full_name": "Đặng Thị Ngà", "phone": "", "title": "Trạm trưởng", "da-xem": mark_of_person(user)}
    assert client.post(f"{LIST}y-te/sua/", sent)["Location"] == f"{LIST}y-te/"
    late = client.post(f"{LIST}y-te/sua/", sent | {"title": "Y sĩ"})
    assert late.status_code == 422
    assert "Bản đang lưu: Đặng Thị Ngà" in text(late)
    assert 'value="Y sĩ"' in late.content.decode()
    [mark] = re.findall(r'name="da-xem" value="([0-9a-f]{16})"', late.content.decode())
    client.post(f"{LIST}y-te/sua/", sent | {"title": "Y sĩ", "da-xem": mark})
    assert User.objects.get(username="y-te").title == "Y sĩ"


def test_stopped_accounts_do_not_come_in(world: World, sign_in: SignIn) -> None:
    client, open_session = sign_in(world, "vhxh-x"), sign_in(world, "y-te")
    user = world.people["y-te"]
    client.post(f"{LIST}y-te/ngung/", {"da-xem": mark_of_person(user), "viec": "ngung"})
    assert open_session.get("/").status_code == 302
    assert Client().post("/dang-nhap/", {"username": "y-te", "password": "mat-khau-thu"}).status_code == 200
    user.refresh_from_db()
    client.post(f"{LIST}y-te/ngung/", {"da-xem": mark_of_person(user), "viec": "mo"})
    assert Client().post("/dang-nhap/", {"username": "y-te", "password": "mat-khau-thu"}).status_code == 302
    own = client.post(f"{LIST}vhxh-x/ngung/", {"da-xem": mark_of_person(world.people["vhxh-x"])}, follow=True)
    assert "Không tự ngừng tài khoản của mình" in text(own)


def test_a_post_is_handed_over_on_the_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    held = world.people["truong-thon-1"].postings.get()
    here = f"{LIST}truong-thon-1/phan-cong/{held.pk}/ban-giao/"
    form = client.get(here)
    assert "Truong-Thon-2 (truong-thon-2)" in text(form)
    assert "vhxh-y" not in form.content.decode()
    both = {"first_day": "01/12/2024", "da-xem": mark_of_posting(held)}
    for wrong in ({}, {"to": str(world.people["truong-thon-2"].pk), "full_name": "Ai Đó"}):
        assert "Chọn một người đã có tài khoản" in text(client.post(here, both | wrong))
    # Somebody who is not on the list cannot be named by hand.
    assert client.post(here, both | {"to": str(world.people["vhxh-y"].pk)}).status_code == 422
    slip = client.post(here, both | {"full_name": "Trần Văn Hùng"})
    assert "hung.thon-1" in text(slip)
    assert "(từ 01/12/2024)" in text(slip)
    assert "no-store" in slip["Cache-Control"]
    held.refresh_from_db()
    assert held.ends_on == date(2024, 11, 30)
    page = text(client.get(f"{LIST}truong-thon-1/"))
    assert "đến hết 30/11/2024" in page


def test_a_role_changes_and_a_post_ends_on_the_page(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    held = world.people["lanh-dao-x"].postings.get()
    here = f"{LIST}lanh-dao-x/phan-cong/{held.pk}/"
    mark = {"da-xem": mark_of_posting(held)}
    role = Role.COMMUNE_COORDINATOR.value
    asked = client.post(here, mark | {"role": role, "first_day": "", "ends_on": ""})
    assert "Vai trò mới từ ngày: ghi" in text(asked)
    done = client.post(here, mark | {"role": role, "first_day": "1/12/2024", "ends_on": ""}, follow=True)
    assert "Đã đổi vai trò thành Công chức Văn hóa - Xã hội từ 01/12/2024." in text(done)
    new = Posting.objects.get(user=world.people["lanh-dao-x"], role=role)
    there = f"{LIST}lanh-dao-x/phan-cong/{new.pk}/"
    assert "Bỏ phân công này" in text(client.get(there))
    gone = client.post(there, {"da-xem": mark_of_posting(new), "viec": "bo"}, follow=True)
    assert "Đã bỏ phân công chưa bắt đầu." in text(gone)


# --- Many at once

HEAD = "Họ và tên\tĐiện thoại\tĐơn vị\tVai trò\tChức danh\n"


def preview_of(client: Client, pasted: str, **more: str) -> Any:
    return client.post(MANY, {"text": pasted, "viec": "xem"} | more)


def test_a_list_is_looked_at_then_created_then_printed(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    pasted = (
        f"{HEAD}Trần Văn Hùng\t912345678\tthon 1\t\tTrưởng thôn\n"
        "\t\tThôn 3\t\t\n"
        "Đặng Thị Hùng\t\tThôn 01\tTrưởng thôn\t\n"
        "Lê Hoa\t0987 654 321\tXã Xuân\tLãnh đạo UBND\tPhó Chủ tịch\n"
    )
    shown = preview_of(client, pasted)
    assert shown.status_code == 200
    words = text(shown)
    assert "Tạo 3 tài khoản" in words
    for said in ("hung.thon-1", "hung.thon-1-2", "0912345678", "hoa.xa-xuan", "Lãnh đạo UBND"):
        assert said in words
    assert not User.objects.filter(username="hung.thon-1").exists()
    [mark] = re.findall(r'name="da-xem" value="([0-9a-f]{16})"', shown.content.decode())
    slips = client.post(MANY, {"text": pasted, "viec": "tao", "da-xem": mark})
    assert "Đã tạo 3 tài khoản" in text(slips)
    assert "no-store" in slips["Cache-Control"]
    codes = re.findall(r">\s*(\d{4} \d{4})\s*<", slips.content.decode())
    assert len(set(codes)) == 3
    users = User.objects.filter(username__in=["hung.thon-1", "hung.thon-1-2", "hoa.xa-xuan"])
    assert all(any(opens(user, code, NOW) for code in codes) for user in users)
    assert User.objects.get(username="hoa.xa-xuan").postings.get().role == Role.LEADER
    # The same list again makes nobody.
    before = User.objects.count()
    again = client.post(MANY, {"text": pasted, "viec": "tao", "da-xem": mark})
    assert again.status_code == 422
    assert "đã có phân công ở đơn vị này" in text(again)
    assert User.objects.count() == before
    kept = str([row.get_decoded() for row in Session.objects.all()]) + str(list(LogEntry.objects.values()))
    assert not any(code in kept for code in codes)


def test_every_line_that_is_wrong_says_why_and_nobody_is_created(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    before = User.objects.count()
    pasted = HEAD + "\n".join(
        [
            "Trần Văn Hùng\t0912345678\tThôn 1\t\t",
            "\t0912345678\tThôn 2\t\t",
            "Lê Ba\tgọi\tThôn 9\t\t",
            "Lê Bốn\t\tThôn 2\tQuản trị\t",
            "tran van HUNG\t\tThôn 1\t\t",
            "Lê Sáu\t\txã Yên\t\t",
            "Lê Bảy\t\t\t\t",
            "Truong-Thon-1\t\tThôn 1\t\t",
        ]
    )
    shown = text(preview_of(client, pasted))
    assert "7 dòng phải sửa" in shown
    for said in (
        "Chưa ghi họ và tên.",
        "Điện thoại chỉ gồm chữ số, ví dụ: 0912 345 678. Không có đơn vị “Thôn 9” ở xã Xuân.",
        "Vai trò ở đơn vị này: Trưởng thôn.",
        "Trùng với dòng 1.",
        "Không có đơn vị “xã Yên” ở xã Xuân.",
        "Chưa ghi đơn vị.",
        "Truong-Thon-1 đã có phân công ở đơn vị này.",
    ):
        assert said in shown
    assert "Tạo 8" not in shown
    forced = preview_of(client, pasted, viec="tao")
    assert forced.status_code == 422
    assert User.objects.count() == before


def test_a_list_that_changed_since_it_was_looked_at_creates_nobody(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    pasted = f"{HEAD}Trần Văn Hùng\t\tThôn 1\t\t\n"
    [mark] = re.findall(r'name="da-xem" value="([0-9a-f]{16})"', preview_of(client, pasted).content.decode())
    other = pasted.replace("Hùng", "Hưng Thịnh")
    refused = client.post(MANY, {"text": other, "viec": "tao", "da-xem": mark})
    assert refused.status_code == 422
    assert not User.objects.filter(full_name__startswith="Trần Văn").exists()
    User.objects.create_user("hung.thon-1", full_name="Người khác")  # the proposed name went meanwhile
    assert "vừa thay đổi" in text(client.post(MANY, {"text": pasted, "viec": "tao", "da-xem": mark}))


def test_the_template_has_the_units_without_people_and_comes_back(world: World, sign_in: SignIn) -> None:
    world.unit("thon-4", Level.VILLAGE, "xa-x", name="Thôn 4", kind="thôn")
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường Tiểu học", agency=AgencyKind.PRIMARY_SCHOOL)
    client = sign_in(world, "vhxh-x")
    file = b"".join(client.get(reverse("units:people_template")).streaming_content)  # type: ignore[attr-defined]
    book = load_workbook(io.BytesIO(file))
    sheet = book.active
    assert sheet is not None
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(max_row=3, values_only=True)]
    assert rows == [
        ["Họ và tên", "Điện thoại", "Đơn vị", "Vai trò", "Chức danh"],
        ["", "", "Trường Tiểu học", "Đầu mối đơn vị", ""],
        ["", "", "Thôn 4", "Trưởng thôn", ""],
    ]
    sheet["A2"], sheet["B2"] = "Trần Thị Quyên", 912000111
    back = io.BytesIO()
    book.save(back)
    back.seek(0)
    back.name = "nguoi-dung.xlsx"
    shown = client.post(MANY, {"file": back, "viec": "xem"})
    words = text(shown)
    assert "Tạo 1 tài khoản" in words
    assert "quyen.truong-tieu-hoc" in words
    assert "0912000111" in words


def test_what_is_no_list_is_refused_in_words(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    for sent, said in (
        ({"text": ""}, "Dán danh sách hoặc chọn tệp Excel."),
        ({"text": "một\nhai"}, "Không thấy dòng tiêu đề"),
        ({"text": f"{HEAD}\t\tThôn 1\t\t"}, "Chưa dòng nào có họ và tên."),
        ({"text": HEAD + "A B\t\tThôn 1\t\t\n" * 121}, "hơn 120 người"),
    ):
        answer = client.post(MANY, sent | {"viec": "xem"})
        assert answer.status_code == 422
        assert said in text(answer)
    broken = io.BytesIO(b"no excel at all")
    broken.name = "a.xlsx"
    assert "không phải tệp Excel" in text(client.post(MANY, {"file": broken}))


def test_a_name_that_two_communes_have_asks_for_the_commune(world: World, sign_in: SignIn) -> None:
    world.unit("y-thon-1", Level.VILLAGE, "xa-y", name="Thôn 1", kind="thôn")
    client = sign_in(world, "quan-tri")
    for line, said in (
        ("Trần Văn Hùng\t\tThôn 1\t\t", "Có 2 đơn vị tên “Thôn 1”"),
        ("Trần Văn Hùng\t\tThôn 1, xã Yên\t\t", "Tạo 1 tài khoản"),
    ):
        answer = client.post(f"{MANY}?o=huyen-a", {"text": HEAD + line, "viec": "xem"})
        assert said in text(answer)
    assert client.get(MANY).status_code == 200  # asks for the place first
    assert 'href="?o=huyen-a"' in client.get(MANY, {"tim": "huyện an"}).content.decode()


def test_a_number_somebody_has_already_is_noted(world: World, sign_in: SignIn) -> None:
    User.objects.filter(username="y-te").update(phone="0912.345.678")
    User.objects.filter(username="vhxh-y").update(phone="0987654321")
    client = sign_in(world, "vhxh-x")
    shown = text(preview_of(client, f"{HEAD}A Bình\t0912345678\tThôn 1\t\t\nA Hoa\t0987654321\tThôn 2\t\t\n"))
    assert "Số này đã có ở tài khoản Y-Te (y-te)." in shown
    assert "vhxh-y" not in shown  # a neighbour's number is nobody's business here


# --- Two units


@pytest.fixture
def two(world: World) -> tuple[Posting, Posting]:
    """The head of village 1 heads village 2 as well."""
    user = world.people["truong-thon-1"]
    first = user.postings.get()
    second = Posting.objects.create(user=user, unit=world.units["thon-2"], role=Role.VILLAGE_HEAD)
    return first, second


def test_somebody_with_two_units_switches_and_home_follows(
    world: World, sign_in: SignIn, two: tuple[Posting, Posting]
) -> None:
    client = sign_in(world, "truong-thon-1")
    home = client.get("/")
    assert '<span class="strip-unit">Thôn 1, xã Xuân</span>' in home.content.decode()
    assert "Ở Thôn 2, xã Xuân: còn 1 việc – Đổi đơn vị" in text(home)
    assert "/bao-cao/2024-nam/thon-1/nhap/" in home.content.decode()
    assert "/bao-cao/2024-nam/thon-2/nhap/" not in home.content.decode()
    assert client.post("/doi-don-vi/", {"phan-cong": two[1].pk})["Location"] == "/"
    there = client.get("/")
    assert '<span class="strip-unit">Thôn 2, xã Xuân</span>' in there.content.decode()
    assert "Ở Thôn 1, xã Xuân: còn 1 việc" in text(there)
    assert "/bao-cao/2024-nam/thon-2/nhap/" in there.content.decode()
    # Rights are those of both: a link from a letter opens whichever unit is acted for.
    for unit in ("thon-1", "thon-2"):
        assert client.get(f"/bao-cao/2024-nam/{unit}/nhap/").status_code == 200


def test_only_own_posts_of_today_are_acted_for(
    world: World, sign_in: SignIn, two: tuple[Posting, Posting], moment: Callable[[datetime], None]
) -> None:
    client = sign_in(world, "truong-thon-1")
    stranger = Posting.objects.get(user=world.people["vhxh-x"])
    Posting.objects.filter(pk=two[1].pk).update(ends_on=TODAY)
    for wrong in (stranger.pk, 0, "", "x", "9" * 30):
        assert client.post("/doi-don-vi/", {"phan-cong": wrong}).status_code == 404
    client.post("/doi-don-vi/", {"phan-cong": two[1].pk})
    moment(NOW + timedelta(days=1))  # the post has ended; what was chosen no longer counts
    home = client.get("/").content.decode()
    assert '<span class="strip-unit">Thôn 1, xã Xuân</span>' in home
    assert "Đổi đơn vị" not in home
    assert client.post("/doi-don-vi/", {"phan-cong": two[1].pk}).status_code == 404
    assert client.get("/bao-cao/2024-nam/thon-2/nhap/").status_code == 404


def test_who_has_one_unit_is_not_asked(world: World, sign_in: SignIn) -> None:
    assert "Đổi đơn vị" not in text(sign_in(world, "truong-thon-1").get("/"))
    Posting.objects.create(  # two roles on one unit are one unit
        user=world.people["vhxh-x"], unit=world.units["xa-x"], role=Role.LEADER
    )
    assert "Đổi đơn vị" not in text(sign_in(world, "vhxh-x").get("/"))


def test_the_pages_of_the_first_place_follow(world: World, sign_in: SignIn) -> None:
    user = world.people["vhxh-x"]
    second = Posting.objects.create(user=user, unit=world.units["xa-y"], role=Role.COMMUNE_COORDINATOR)
    client = sign_in(world, "vhxh-x")
    for route in ("reporting:tracking_home", "reporting:rollup_home"):
        assert "/xa-x/" in client.get(reverse(route))["Location"]
    client.post("/doi-don-vi/", {"phan-cong": second.pk})
    for route in ("reporting:tracking_home", "reporting:rollup_home"):
        assert "/xa-y/" in client.get(reverse(route))["Location"]


def test_a_post_to_come_is_said_on_the_home_page(world: World, sign_in: SignIn) -> None:
    Posting.objects.create(
        user=world.people["nguoi-ngoai"],
        unit=world.units["thon-1"],
        role=Role.VILLAGE_HEAD,
        starts_on=date(2024, 12, 1),
    )
    assert "Phân công của bạn bắt đầu từ 01/12/2024." in text(sign_in(world, "nguoi-ngoai").get("/"))


def test_the_own_account_shows_posts_and_the_last_sign_in(world: World, sign_in: SignIn) -> None:
    Posting.objects.filter(user=world.people["y-te"]).update(starts_on=date(2021, 1, 1))
    client = Client()
    client.post("/dang-nhap/", {"username": "y-te", "password": "mat-khau-thu"})
    sign_in(world, "vhxh-x")  # sets the clock
    client.post("/dang-nhap/", {"username": "y-te", "password": "mat-khau-thu"})
    page = text(client.get("/tai-khoan/"))
    assert "Trạm Y tế, xã Xuân, huyện An – Đầu mối đơn vị từ 01/01/2021" in page
    assert "Đăng nhập gần nhất" in page


# --- Names


def test_user_names_are_plain_and_never_the_same() -> None:
    assert proposed("Trần Văn Hùng", "thôn Đức Sơn", set()) == "hung.thon-duc-son"
    assert proposed("Hùng", "Thôn 1", {"hung.thon-1", "hung.thon-1-2"}) == "hung.thon-1-3"
    assert proposed("", "", set()) == "nguoi"
    assert len(proposed("A" * 200, "B" * 200, set())) <= 60
