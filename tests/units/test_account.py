"""Screen 27: the own phone, address for letters and password; each change leaves its row in the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from tests.world import NOW, World
from units.enums import LogKind
from units.models import LogEntry, User

SignIn = Callable[[World, str], Client]
CONTACT = {"phone": "0912 345 678", "email": "hoa.le@example.vn", "wants_mail": "on"}
PASSWORD = {
    "old_password": "mat-khau-thu",
    "new_password1": "cay-lua-ba-mua",
    "new_password2": "cay-lua-ba-mua",
}


def entries() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(kind=LogKind.PERSON)


def saved(world: World, person: str) -> User:
    return User.objects.get(pk=world.people[person].pk)


def test_the_page_shows_who_one_is_and_what_is_kept(world: World, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.people["y-te"].pk).update(
        phone="0900", email="a@example.vn", title="Trạm trưởng"
    )
    text = sign_in(world, "y-te").get(reverse("units:account")).content.decode()
    for words in ("Y-Te", "Trạm trưởng", 'value="0900"', 'value="a@example.vn"', "checked", "Đổi mật khẩu"):
        assert words in text
    home = sign_in(world, "y-te").get(reverse("home")).content.decode()
    assert '<a class="menu-item" href="/tai-khoan/">Tài khoản</a>' in home


def test_contact_is_saved_and_logged_from_what_to_what(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "y-te")
    response = client.post(reverse("units:account"), CONTACT, follow=True)
    assert "Đã lưu." in response.content.decode()
    user = saved(world, "y-te")
    assert (user.phone, user.email, user.wants_mail) == ("0912 345 678", "hoa.le@example.vn", True)
    entry = entries().get()
    assert (entry.kind, entry.by, entry.unit, entry.at) == ("person", user, world.units["tram"], NOW)
    assert (entry.act, entry.subject) == ("đổi thông tin liên hệ", "Y-Te")
    assert entry.before == "Điện thoại —; thư điện tử —; nhận thư nhắc việc"
    assert entry.after == ("Điện thoại 0912 345 678; thư điện tử hoa.le@example.vn; nhận thư nhắc việc")
    assert entry.address == "127.0.0.1"
    # The same again changes nothing and is not logged.
    assert (
        "Không có gì thay đổi."
        in client.post(reverse("units:account"), CONTACT, follow=True).content.decode()
    )
    assert entries().count() == 1
    # A box that is not ticked is an answer.
    client.post(reverse("units:account"), {"phone": "", "email": ""})
    user = saved(world, "y-te")
    assert (user.phone, user.email, user.wants_mail) == ("", "", False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phone": "chín một hai"}, "Điện thoại chỉ gồm chữ số, ví dụ: 0912 345 678."),
        ({"phone": "1"}, "Điện thoại chỉ gồm chữ số, ví dụ: 0912 345 678."),
        ({"phone": "0" * 31}, "Điện thoại dài quá 30 ký tự."),
        ({"email": "hoa.le"}, "Thư điện tử chưa đúng, ví dụ: hoa.le@example.vn."),
        ({"email": "a@example.vn\nBcc: b@example.vn"}, "Thư điện tử chưa đúng, ví dụ: hoa.le@example.vn."),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_saved(
    world: World, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    response = sign_in(world, "y-te").post(reverse("units:account"), CONTACT | changes)
    assert response.status_code == 422
    text = response.content.decode()
    assert words in text
    assert "Lỗi:" in text
    assert "Có chỗ cần sửa" in text
    assert saved(world, "y-te").email == ""
    assert not entries().exists()


@pytest.mark.parametrize("phone", ["0912345678", "0912.345.678", "+84 912 345 678", "0237-3852-123"])
def test_the_ways_in_which_people_write_a_phone(world: World, sign_in: SignIn, phone: str) -> None:
    assert (
        sign_in(world, "y-te").post(reverse("units:account"), CONTACT | {"phone": phone}).status_code == 302
    )
    assert saved(world, "y-te").phone == phone


def test_a_new_password_keeps_this_browser_in_and_stands_nowhere_in_the_log(
    world: World, sign_in: SignIn
) -> None:
    here, elsewhere = sign_in(world, "y-te"), sign_in(world, "y-te")
    response = here.post(reverse("units:password"), PASSWORD, follow=True)
    assert "Đã đổi mật khẩu." in response.content.decode()
    assert saved(world, "y-te").check_password("cay-lua-ba-mua")
    assert here.get(reverse("units:account")).status_code == 200
    assert elsewhere.get(reverse("units:account")).status_code == 302
    entry = entries().get()
    assert (entry.act, entry.by, entry.unit) == (
        "đổi mật khẩu của mình",
        world.people["y-te"],
        world.units["tram"],
    )
    written = " ".join(str(getattr(entry, field.attname)) for field in LogEntry._meta.fields)
    assert "cay-lua" not in written
    assert "mat-khau-thu" not in written
    assert saved(world, "y-te").password not in written


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"old_password": "sai"}, "Mật khẩu đang dùng chưa đúng."),
        ({"old_password": ""}, "Nhập mật khẩu đang dùng."),
        ({"new_password1": ""}, "Nhập mật khẩu mới."),
        ({"new_password2": "cay-lua-hai-mua"}, "Hai lần nhập mật khẩu mới khác nhau."),
        ({"new_password1": "ngan", "new_password2": "ngan"}, "Mật khẩu mới cần ít nhất 10 ký tự."),
        (
            {"new_password1": "73019465281", "new_password2": "73019465281"},
            "Mật khẩu mới không được chỉ gồm chữ số.",
        ),
        (
            {"new_password1": "password123", "new_password2": "password123"},
            "Mật khẩu mới quá dễ đoán: nhiều người dùng nó.",
        ),
        (
            {"new_password1": "truong-thon-1", "new_password2": "truong-thon-1"},
            "Mật khẩu mới quá giống tên, tên đăng nhập hoặc số điện thoại.",
        ),
    ],
)
def test_a_password_that_will_not_do_is_said_in_our_words(
    world: World, sign_in: SignIn, changes: dict[str, str], words: str
) -> None:
    response = sign_in(world, "truong-thon-1").post(reverse("units:password"), PASSWORD | changes)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "This password" not in response.content.decode()
    assert saved(world, "truong-thon-1").check_password("mat-khau-thu")
    assert not entries().exists()


def test_somebody_without_a_post_keeps_an_account(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "nguoi-ngoai")
    assert client.get(reverse("units:account")).status_code == 200
    client.post(reverse("units:account"), CONTACT)
    assert entries().get().unit is None
