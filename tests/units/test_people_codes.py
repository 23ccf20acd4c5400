"""Does a one-time code let its person in, once, until its day, and nobody else ever?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse

from tests.world import NOW, World, at
from units.actions.people import choose_own_password
from units.backends import OneTimeCode
from units.codes import DAYS_BY_PHONE, give_code
from units.models import LogEntry, User
from units.refusals import Overtaken

SignIn = Callable[[World, str], Client]
Moment = Callable[[datetime], None]
NEW = {"new_password1": "cay-lua-ba-mua", "new_password2": "cay-lua-ba-mua"}
LOGIN, CHOOSE = "/dang-nhap/", "/dat-mat-khau/"


@pytest.fixture
def code(world: World, moment: Moment) -> str:
    """A code for the health station's reporter, given now for two days."""
    return give_code(world.people["y-te"], at=NOW, days=DAYS_BY_PHONE)


def come_in(client: Client, username: str, password: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password})


def test_with_the_code_one_chooses_a_password_and_the_code_is_dead(
    world: World, client: Client, code: str
) -> None:
    assert come_in(client, "y-te", code).status_code == 302
    # Every page leads to the two boxes; the way out and the static files do not.
    for route in ("home", "units:account", "reporting:report_list", "guide:start"):
        answer = client.get(reverse(route))
        assert answer.status_code == 302
        assert answer["Location"].startswith(CHOOSE)
    assert client.post(reverse("units:password"), {}).headers["Location"] == CHOOSE
    page = client.get(CHOOSE).content.decode()
    assert "Đặt mật khẩu của bạn" in page
    assert "Các phần" not in page  # no navigation to pages that lead back here
    weak = client.post(CHOOSE, {"new_password1": "12345678901", "new_password2": "12345678901"})
    assert weak.status_code == 422
    assert "không được chỉ gồm chữ số" in weak.content.decode()
    differ = client.post(CHOOSE, NEW | {"new_password2": "cay-lua-hai-mua"})
    assert "Hai lần nhập mật khẩu mới khác nhau." in differ.content.decode()
    assert client.post(CHOOSE, NEW).headers["Location"] == "/"
    assert client.get("/").status_code == 200  # still signed in
    stranger = Client()
    assert come_in(stranger, "y-te", code).status_code == 200
    assert come_in(stranger, "y-te", "cay-lua-ba-mua").status_code == 302
    assert stranger.get("/").status_code == 200
    user = User.objects.get(username="y-te")
    assert (user.code_hash, user.code_until, user.must_choose_password) == ("", None, False)
    row = LogEntry.objects.get(act="đặt mật khẩu của mình")
    assert (row.by, row.unit, row.subject) == (user, world.units["tram"], "Y-Te (y-te)")
    # A page that nobody has to see any more leads to the account.
    assert client.get(CHOOSE).headers["Location"] == reverse("units:account")


def test_the_page_wanted_is_kept_and_a_foreign_one_is_not(world: World, client: Client, code: str) -> None:
    come_in(client, "y-te", code)
    sent = client.get("/bao-cao/?ky=1")
    assert sent["Location"] == f"{CHOOSE}?next=%2Fbao-cao%2F%3Fky%3D1"
    assert client.post(sent["Location"], NEW)["Location"] == "/bao-cao/?ky=1"
    give_code(User.objects.get(username="cong-an"), at=NOW, days=2)
    other = Client()
    fresh = give_code(User.objects.get(username="cong-an"), at=NOW, days=2)
    come_in(other, "cong-an", fresh)
    assert other.post(f"{CHOOSE}?next=https://example.com/", NEW)["Location"] == "/"


def test_sign_out_is_open_before_a_password_is_chosen(world: World, client: Client, code: str) -> None:
    come_in(client, "y-te", code)
    assert client.post(reverse("units:logout")).headers["Location"] == LOGIN


def test_the_code_is_read_however_it_is_typed(world: World, code: str) -> None:
    for typed in (code, code.replace(" ", ""), code.replace(" ", "-"), f" {code}.", ".".join(code.split())):
        assert come_in(Client(), "y-te", typed).status_code == 302


@pytest.mark.parametrize("typed", ["0000 0000", "", "abcdefgh", "٤٨٢١٠٩٧٣", "4821 097"])
def test_another_code_does_not_open(world: World, client: Client, code: str, typed: str) -> None:
    answer = come_in(client, "y-te", typed)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert come_in(client, "cong-an", code).status_code == 200  # nor the code of somebody else


def test_the_password_of_before_is_dead_and_open_sessions_end(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "y-te")
    assert client.get("/").status_code == 200
    give_code(User.objects.get(username="y-te"), at=NOW, days=2)
    assert client.get("/")["Location"].startswith(LOGIN)
    assert come_in(Client(), "y-te", "mat-khau-thu").status_code == 200


def test_a_code_that_ended_says_so_only_to_whoever_has_it(
    world: World, client: Client, code: str, moment: Moment
) -> None:
    moment(NOW + timedelta(days=2))
    assert come_in(Client(), "y-te", code).status_code == 302
    moment(NOW + timedelta(days=2, seconds=1))
    page = come_in(client, "y-te", code).content.decode()
    assert "Mã một lần này đã hết hạn." in page
    assert "để xin mã mới" in page
    assert "hết hạn" not in come_in(client, "y-te", "0000 0000").content.decode()
    assert client.get("/")["Location"].startswith(LOGIN)


def test_five_wrong_codes_and_one_waits(world: World, client: Client, code: str) -> None:
    for left in (4, 3, 2, 1):
        assert f"Còn {left} lần thử." in come_in(client, "y-te", "0000 0000").content.decode()
    assert come_in(client, "y-te", "0000 0000").status_code == 429
    locked = come_in(client, "y-te", code)
    assert locked.status_code == 429
    assert "Đợi 1 phút" in locked.content.decode()


def test_an_account_that_was_stopped_has_no_code(world: World, client: Client, code: str) -> None:
    User.objects.filter(username="y-te").update(is_active=False)
    assert come_in(client, "y-te", code).status_code == 200
    assert OneTimeCode().authenticate(None, "y-te", code) is None


def test_a_new_code_while_somebody_chooses_wins(world: World, client: Client, code: str) -> None:
    come_in(client, "y-te", code)
    give_code(User.objects.get(username="y-te"), at=NOW, days=2)
    answer = client.post(CHOOSE, NEW)
    assert answer["Location"].startswith(LOGIN)
    assert not User.objects.get(username="y-te").has_usable_password()


def test_a_new_code_in_the_very_moment_of_choosing_wins_too(world: World, code: str) -> None:
    stale = User.objects.get(username="y-te")
    give_code(User.objects.get(username="y-te"), at=NOW, days=2)
    with pytest.raises(Overtaken):
        choose_own_password(user=stale, password="cay-lua-ba-mua", at=NOW)
    assert not User.objects.get(username="y-te").has_usable_password()


def test_a_given_password_must_be_changed_too(world: World, client: Client, moment: Moment) -> None:
    User.objects.filter(username="y-te").update(must_choose_password=True)
    assert come_in(client, "y-te", "mat-khau-thu").status_code == 302
    assert client.get("/")["Location"] == CHOOSE
    assert client.post(CHOOSE, NEW)["Location"] == "/"
    assert not User.objects.get(username="y-te").must_choose_password


# --- Signing in by phone


@pytest.mark.parametrize("typed", ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678"])
def test_one_signs_in_by_the_number(world: World, moment: Moment, typed: str) -> None:
    User.objects.filter(username="y-te").update(phone="0912.345.678")
    client = Client()
    assert come_in(client, typed, "mat-khau-thu").status_code == 302
    assert int(client.session["_auth_user_id"]) == world.people["y-te"].pk


def test_a_number_that_two_share_opens_neither(world: World, client: Client, moment: Moment) -> None:
    User.objects.filter(username__in=["y-te", "cong-an"]).update(phone="0912345678")
    assert come_in(client, "0912345678", "mat-khau-thu").status_code == 200
    User.objects.filter(username="cong-an").update(is_active=False)
    assert come_in(client, "0912345678", "mat-khau-thu").status_code == 302


def test_tries_by_number_count_for_the_account(world: World, client: Client, moment: Moment) -> None:
    User.objects.filter(username="y-te").update(phone="0912345678")
    for typed in ("0912345678", "+84912345678", "y-te", "0912 345 678", "y-te"):
        come_in(client, typed, "sai-mat-khau")
    assert come_in(client, "y-te", "mat-khau-thu").status_code == 429


def test_the_sign_in_page_says_whom_to_call_and_names_nobody(world: World, client: Client) -> None:
    User.objects.update(phone="0987654321")
    page = client.get(LOGIN).content.decode()
    assert "Quên mật khẩu?" in page
    assert "công chức Văn hóa - Xã hội của xã" in page
    assert "0987654321" not in page
    assert "Vhxh" not in page


def test_every_failure_hashes_as_often(world: World, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a name exists, has a code or has none, and what is typed, makes no difference in work."""
    hasher = type(get_hasher())  # the tests' own, whose comparing hashes once as well
    encode, count = hasher.encode, []

    def counted(self: Any, password: str, salt: str, *more: Any) -> str:
        count.append(password)
        return encode(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", counted)
    give_code(User.objects.get(username="cong-an"), at=at(1), days=2)  # its day is past
    found = {}
    for name in ("khong-co-ai", "truong-thon-1", "y-te", "cong-an"):
        for typed in ("0000 0000", "sai-mat-khau"):
            count.clear()
            come_in(Client(), name, typed)
            found[name, typed] = len(count)
    assert set(found.values()) == {2}, found
