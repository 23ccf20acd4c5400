"""What does somebody gain who wants more than the post gives, or who types what nobody would?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from plans.models import Plan, Task
from tests.world import NOW, TODAY, YESTERDAY, World
from units.actions import people as accounts
from units.actions import postings as posts
from units.actions import unit_spans
from units.actions import units as acts
from units.actions.people import Post, mark_of_person
from units.actions.postings import mark_of_posting
from units.actions.unit_spans import Who
from units.codes import Code, give_code
from units.enums import AgencyKind, Level, Role
from units.exports.people import people_file
from units.keeping import Keeper
from units.kinds import UnitKind
from units.models import LogEntry, Placement, Posting, Unit, User
from units.refusals import NotYours, Refused
from units.summaries.spans import current, spot_mark, spots_of

SignIn = Callable[[World, str], Client]
PASSWORD = {"new_password1": "cay-lua-ba-mua", "new_password2": "cay-lua-ba-mua"}
LOGIN, CHOOSE, PEOPLE = "/dang-nhap/", "/dat-mat-khau/", "/nguoi-dung/"


@pytest.fixture(autouse=True)
def stands(moment: Callable[[datetime], None]) -> None:
    """The clock stands at NOW."""


@pytest.fixture
def country(world: World) -> User:
    world.unit("ca-nuoc", Level.COUNTRY, name="Việt Nam")
    return world.person("duc", "ca-nuoc", Role.ADMIN, full_name="Nguyễn Anh Đức")


def come_in(client: Client, username: str, password: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password})


def post_of(world: World, username: str) -> Posting:
    return Posting.objects.get(user=world.people[username])


def unit_page(name: str, key: str) -> str:
    return reverse(f"units:{name}", args=[key])


def mark_of_unit(unit: Unit) -> str:
    spot = current(spots_of(unit), TODAY)
    assert spot is not None
    return spot_mark(spot)


def end_unit(unit: Unit, last_day: date, by: User) -> None:
    spot = current(spots_of(unit), TODAY)
    assert spot is not None
    seen = unit_spans.ending_of(spot, last_day).mark
    unit_spans.end(unit=unit, last_day=last_day, reason="thử", seen=seen, who=Who(by, NOW))


# --- Choosing a password


@pytest.mark.parametrize("wanted", ["abc", "home", "units:logout", "../x", "//example.com/", "\\example.com"])
def test_an_odd_way_on_leads_home_and_the_password_is_set(world: World, client: Client, wanted: str) -> None:
    come_in(client, "y-te", give_code(world.people["y-te"], at=NOW, days=2))
    answer = client.post(f"{CHOOSE}?next={wanted}", PASSWORD)
    assert answer["Location"] == "/"
    assert not User.objects.get(username="y-te").must_choose_password


@pytest.mark.parametrize("password", ["Trần Văn Hùng", "0912 345 678", "tran-van-hung"])
def test_the_own_name_or_number_is_no_password(world: World, client: Client, password: str) -> None:
    user = world.people["y-te"]
    user.full_name, user.phone = "Trần Văn Hùng", "0912 345 678"
    user.save()
    come_in(client, "y-te", give_code(user, at=NOW, days=2))
    answer = client.post(CHOOSE, {"new_password1": password, "new_password2": password})
    assert answer.status_code == 422
    assert "quá giống tên" in answer.content.decode()


def test_the_session_key_changes_on_the_way_in(world: World, client: Client) -> None:
    keys = []
    come_in(client, "y-te", give_code(world.people["y-te"], at=NOW, days=2))
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    client.post(CHOOSE, PASSWORD)
    keys.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert len(set(keys)) == 2
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = keys[0]
    assert thief.get("/")["Location"].startswith(LOGIN)


def test_nothing_is_done_before_a_password_is_chosen(world: World, client: Client) -> None:
    """Every route but three leads to the two boxes, whatever the method; nothing is written on the way."""
    come_in(client, "vhxh-x", give_code(world.people["vhxh-x"], at=NOW, days=2))
    before = LogEntry.objects.count()
    for name, key in (("person_code", "y-te"), ("person_stop", "y-te")):
        for method in (client.post, client.get, client.put, client.head):
            answer = method(reverse(f"units:{name}", args=[key]))
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, CHOOSE)
    assert client.get(reverse("units:people_template"))["Location"].startswith(CHOOSE)
    assert client.post(unit_page("unit_delete", "thon-3"))["Location"] == CHOOSE
    assert LogEntry.objects.count() == before


# --- Coming in


def test_coming_in_with_the_own_account_buys_no_tries_for_another(world: World, client: Client) -> None:
    for _ in range(4):
        come_in(client, "y-te", "sai-mat-khau")
    other = Client()
    assert come_in(other, "truong-thon-1", "mat-khau-thu").status_code == 302
    assert come_in(client, "y-te", "sai-mat-khau").status_code == 429
    assert come_in(client, "y-te", "mat-khau-thu").status_code == 429


@pytest.mark.parametrize("written", [" y-te", "y-te ", "ｙ-te", "y-\x00te", "y-te\u200b"])
def test_another_spelling_of_a_name_buys_no_tries(world: World, client: Client, written: str) -> None:
    for _ in range(5):
        come_in(client, "y-te", "sai-mat-khau")
    answer = come_in(client, written, "mat-khau-thu")
    assert answer.status_code != 302


def test_taking_somebodys_number_lets_nobody_in_elsewhere(world: World, client: Client) -> None:
    """Whoever writes another one's number into the own account gets neither the account nor its sign-in."""
    User.objects.filter(username="y-te").update(phone="0912 345 678")
    User.objects.filter(username="truong-thon-1").update(phone="+84 912.345.678")
    assert come_in(client, "0912345678", "mat-khau-thu").status_code == 200
    assert come_in(Client(), "y-te", "mat-khau-thu").status_code == 302


def test_an_old_slip_opens_nothing_after_a_new_code_a_password_or_a_stop(world: World) -> None:
    user = world.people["y-te"]
    slip = give_code(user, at=NOW, days=30)
    accounts.reset_password(user=user, shown=mark_of_person(user), by=world.people["vhxh-x"], at=NOW)
    assert come_in(Client(), "y-te", slip).status_code == 200
    user.refresh_from_db()
    slip = give_code(user, at=NOW, days=30)
    accounts.stop_account(user=user, shown=mark_of_person(user), by=world.people["vhxh-x"], at=NOW)
    user.refresh_from_db()
    accounts.reopen_account(user=user, shown=mark_of_person(user), by=world.people["vhxh-x"], at=NOW)
    assert come_in(Client(), "y-te", slip).status_code == 200


def test_codes_are_in_no_cache_no_log_no_session_and_no_message(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    mark = mark_of_person(world.people["y-te"])
    answer = client.post(reverse("units:person_code", args=["y-te"]), {"da-xem": mark})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    code = answer.context["code"]
    assert len(code) == 9
    for form in (code, code.replace(" ", "")):
        for row in LogEntry.objects.all():
            assert form not in " ".join((row.act, row.subject, row.before, row.after, row.reason))
        assert form not in str(dict(client.session))
        assert form not in User.objects.get(username="y-te").code_hash
    assert code not in client.get(reverse("units:person", args=["y-te"])).content.decode()
    # A second click gives no second code.
    again = client.post(reverse("units:person_code", args=["y-te"]), {"da-xem": mark})
    assert again.status_code == 302


# --- Addresses


@pytest.mark.parametrize("name", ["%00", "a%00b", "y-te%0a", "%2e%2e", "a%40b", "%E2%80%AEx", "a" * 500])
@pytest.mark.parametrize("route", ["person", "person_edit", "posting_new"])
def test_an_odd_user_name_in_the_address_is_nobody(
    world: World, sign_in: SignIn, name: str, route: str
) -> None:
    path = reverse(f"units:{route}", args=["NAME"]).replace("NAME", name)
    assert sign_in(world, "vhxh-x").get(path).status_code == 404


# --- Days


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_a_day_out_of_this_world_is_refused_in_words(world: World, sign_in: SignIn, day: str) -> None:
    client = sign_in(world, "vhxh-x")
    held = post_of(world, "vhxh-x")
    address = reverse("units:posting", args=["vhxh-x", held.pk])
    hand_over = reverse("units:posting_hand_over", args=["vhxh-x", held.pk])
    mark = mark_of_posting(held)
    tries = [
        (address, {"role": held.role, "ends_on": day, "da-xem": mark}),
        (address, {"role": Role.LEADER.value, "first_day": day, "da-xem": mark}),
        (hand_over, {"full_name": "Trần Văn Hùng", "first_day": day, "da-xem": mark}),
        (
            unit_page("unit_edit", "thon-1"),
            {
                "name": "Thôn Mới",
                "how": "doi",
                "from_day": day,
                "dau": mark_of_unit(world.units["thon-1"]),
            },
        ),
        (unit_page("unit_end", "thon-1"), {"last_day": day, "reason": "thử"}),
        (unit_page("unit_add", "xa-x"), {"names": "Thôn 9", "starts_on": day}),
        (
            f"{reverse('units:person_new')}?don-vi=thon-1",
            {"full_name": "Trần Văn Hùng", "role": Role.VILLAGE_HEAD.value, "starts_on": day},
        ),
        (
            f"{reverse('units:posting_new', args=['truong-thon-2'])}?don-vi=thon-1",
            {"role": Role.VILLAGE_HEAD.value, "starts_on": day},
        ),
    ]
    for path, said in tries:
        answer = client.post(path, said)
        assert answer.status_code == 422, path
        assert "từ 1900 đến 2100" in answer.content.decode(), path
    held.refresh_from_db()
    assert held.ends_on is None


# --- Names


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202e", "...", "\u00ad", "123"])
def test_a_person_has_a_name_one_can_read(world: World, sign_in: SignIn, name: str) -> None:
    said = {"full_name": name, "role": Role.VILLAGE_HEAD.value, "starts_on": "15/11/2024"}
    answer = sign_in(world, "vhxh-x").post(f"{reverse('units:person_new')}?don-vi=thon-1", said)
    assert answer.status_code == 422
    many = sign_in(world, "vhxh-x").post(
        reverse("units:people_many"), {"text": f"Họ và tên\tĐiện thoại\tĐơn vị\n{name}\t0912345678\tThôn 1"}
    )
    page = many.content.decode()
    assert 'name="viec" value="tao"' not in page or many.status_code == 422


def test_marks_that_turn_the_writing_round_are_not_kept(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    said = {
        "full_name": "Trần \u202eVăn\u200b Hùng",
        "title": "Trưởng\u202e thôn",
        "role": Role.VILLAGE_HEAD.value,
        "starts_on": "15/11/2024",
    }
    assert client.post(f"{reverse('units:person_new')}?don-vi=thon-1", said).status_code == 200
    user = User.objects.get(username__startswith="hung.")
    assert (user.full_name, user.title) == ("Trần Văn Hùng", "Trưởng thôn")
    many = {"text": "Họ và tên\tĐiện thoại\tĐơn vị\nLê \u202eThị\u200b Hoa\t\tThôn 2"}
    assert client.post(reverse("units:people_many"), many).context["lines"][0].name == "Lê Thị Hoa"
    edit = {"name": "Thôn \u202eBa\u200b", "how": "sua", "dau": mark_of_unit(world.units["thon-3"])}
    assert client.post(unit_page("unit_edit", "thon-3"), edit).status_code == 302
    assert Placement.objects.get(unit=world.units["thon-3"]).name == "Thôn Ba"


def test_a_name_that_is_a_formula_stays_text_in_the_file() -> None:
    name = '=HYPERLINK("http://example.com";"Trạm")'
    sheet = load_workbook(BytesIO(people_file([(name, "Cán bộ báo cáo")]).getvalue())).active
    assert sheet["C2"].value == name
    assert sheet["C2"].data_type == "s"


# --- Units that come and go


def test_a_unit_on_its_way_to_the_neighbour_is_not_kept_any_more(world: World) -> None:
    """Ended here yesterday, stands in the next commune from next week on."""
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=YESTERDAY)
    later = TODAY + timedelta(days=7)
    Placement.objects.create(
        unit=world.units["thon-3"], parent=world.units["xa-y"], name="Thôn 3", kind="thôn", starts_on=later
    )
    coordinator = world.people["vhxh-x"]
    assert not Keeper(coordinator, TODAY).keeps(world.units["thon-3"])
    with pytest.raises(NotYours):
        posts.give_post(
            user=world.people["truong-thon-1"],
            post=Post(world.units["thon-3"], Role.VILLAGE_HEAD, later),
            by=coordinator,
            at=NOW,
        )


def test_nothing_comes_back_or_is_added_beyond_the_end_of_the_place_above(
    world: World, country: User
) -> None:
    """A commune of two villages less: it ends by the year, and so must everything below it."""
    y, day = world.units["xa-y"], date(2024, 12, 31)
    [added] = acts.add_units(
        place=y,
        wanted=[acts.NewUnit("Thôn 7", UnitKind(Level.VILLAGE, "thôn"))],
        starts_on=None,
        by=country,
        at=NOW,
    )
    end_unit(added, day, country)
    Placement.objects.filter(unit=y).update(ends_on=day)
    who = Who(country, NOW)
    with pytest.raises(Refused, match="31/12/2024"):
        unit_spans.restore(unit=added, seen=mark_of_unit(added), who=who)
    kind = UnitKind(Level.VILLAGE, "thôn")
    [other] = acts.add_units(
        place=y, wanted=[acts.NewUnit("Thôn 8", kind)], starts_on=None, by=country, at=NOW
    )
    assert Placement.objects.get(unit=other).ends_on == day
    end_unit(other, date(2024, 12, 1), country)
    unit_spans.restore(unit=other, seen=mark_of_unit(other), who=who)
    assert Placement.objects.get(unit=other).ends_on == day
    Placement.objects.filter(unit=y).update(ends_on=YESTERDAY)
    with pytest.raises(Refused):
        unit_spans.restore(unit=added, seen=mark_of_unit(added), who=who)
    with pytest.raises(Refused):
        acts.add_units(place=y, wanted=[acts.NewUnit("Thôn 9", kind)], starts_on=None, by=country, at=NOW)


def test_a_post_never_outlives_its_unit(world: World) -> None:
    day = date(2024, 12, 31)
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=day)
    by, user = world.people["vhxh-x"], world.people["truong-thon-1"]
    given = posts.give_post(
        user=user, post=Post(world.units["thon-3"], Role.VILLAGE_HEAD, TODAY), by=by, at=NOW
    )
    assert given.ends_on == day
    with pytest.raises(Refused, match="31/12/2024"):
        posts.end_post(posting=given, last_day=None, shown=mark_of_posting(given), by=by, at=NOW)


def test_a_unit_with_a_task_is_not_deleted_from_under_it(world: World) -> None:
    [added] = acts.add_units(
        place=world.units["xa-x"],
        wanted=[acts.NewUnit("Thôn 9", UnitKind(Level.VILLAGE, "thôn"))],
        starts_on=None,
        by=world.people["vhxh-x"],
        at=NOW,
    )
    task = Task.objects.create(plan=Plan.objects.get(), position=1, unit_words="Trưởng thôn", words="Rà soát")
    task.units.add(added)
    with pytest.raises(Refused, match="không xoá được"):
        acts.delete_unit(unit=added, by=world.people["vhxh-x"], at=NOW)
    assert list(task.units.all()) == [added]


def test_keys_never_clash_however_alike_the_names(world: World) -> None:
    kind = UnitKind(Level.AGENCY, agency_kind=AgencyKind.MASS_ORGANISATION)
    names = ["Đoàn – Đội", "Đoàn Đội!", "đoàn đội ...", "団", "会", "Đ" * 120, "Đ" * 119 + "Ê"]
    for name in names:
        acts.add_units(
            place=world.units["xa-x"],
            wanted=[acts.NewUnit(name, kind)],
            starts_on=None,
            by=world.people["vhxh-x"],
            at=NOW,
        )
    keys = list(Unit.objects.filter(agency_kind=AgencyKind.MASS_ORGANISATION).values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert all(len(key) <= 80 for key in keys)


# --- Climbing


@pytest.mark.parametrize(
    "person", ["truong-thon-1", "lanh-dao-x", "huyen-a", "tinh", "vhxh-cu", "nguoi-ngoai"]
)
def test_who_keeps_nobody_changes_nothing_by_hand(world: World, sign_in: SignIn, person: str) -> None:
    client = sign_in(world, person)
    before = (User.objects.count(), Posting.objects.count(), LogEntry.objects.count())
    post = post_of(world, "truong-thon-1")
    mark = {"da-xem": mark_of_person(world.people["truong-thon-1"]), "dau": ""}
    role = {"role": Role.COMMUNE_COORDINATOR.value, "starts_on": "01/01/2020", "full_name": "X Y"}
    for path in (
        f"{reverse('units:person_new')}?don-vi=xa-x",
        reverse("units:people_many"),
        reverse("units:person_code", args=["truong-thon-1"]),
        reverse("units:person_stop", args=["truong-thon-1"]),
        reverse("units:person_edit", args=["truong-thon-1"]),
        f"{reverse('units:posting_new', args=['truong-thon-1'])}?don-vi=xa-x",
        reverse("units:posting", args=["truong-thon-1", post.pk]),
        reverse("units:posting_hand_over", args=["truong-thon-1", post.pk]),
        *(unit_page(name, "thon-1") for name in ("unit_edit", "unit_end", "unit_restore", "unit_delete")),
        unit_page("unit_add", "xa-x"),
        unit_page("unit_direct", "xa-x"),
    ):
        assert client.post(path, mark | role).status_code == 403, path
    assert before == (User.objects.count(), Posting.objects.count(), LogEntry.objects.count())


def test_quan_tri_of_a_province_gets_at_no_quan_tri_of_the_country(world: World, country: User) -> None:
    """Not even where that one held a post in the province once, or holds one still."""
    by = world.people["quan-tri"]
    Posting.objects.create(user=country, unit=world.units["tinh"], role=Role.PROVINCE_OFFICER)
    assert Keeper(by, TODAY).people().filter(pk=country.pk).exists()
    with pytest.raises(NotYours):
        accounts.reset_password(user=country, shown=mark_of_person(country), by=by, at=NOW)
    with pytest.raises(NotYours):
        accounts.stop_account(user=country, shown=mark_of_person(country), by=by, at=NOW)
    held = Posting.objects.get(user=country, role=Role.ADMIN)
    with pytest.raises(NotYours):
        posts.end_post(posting=held, last_day=TODAY, shown=mark_of_posting(held), by=by, at=NOW)


def test_an_ended_post_keeps_nobody_from_today_on_with_an_open_session(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert client.get(PEOPLE).status_code == 200
    Posting.objects.filter(user=world.people["vhxh-x"]).update(ends_on=YESTERDAY)
    for path in (PEOPLE, unit_page("unit", "xa-x"), reverse("units:person", args=["y-te"])):
        assert client.get(path).status_code == 403
    User.objects.filter(username="vhxh-x").update(is_active=False)
    assert client.get("/")["Location"].startswith(LOGIN)


# --- Lists that are too much


def test_namesakes_of_other_provinces_do_not_hide_the_own_place(world: World, sign_in: SignIn) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    for number in range(210):
        world.unit(f"khac-{number}", Level.COMMUNE, "tinh-khac", name=f"An {number}", kind="xã")
    world.unit("an-ta", Level.VILLAGE, "xa-x", name="Thôn Bản An", kind="thôn")
    client = sign_in(world, "quan-tri")
    assert "Thôn Bản An" in client.get(reverse("units:units"), {"tim": "an"}).content.decode()
    assert "Thôn Bản An" in client.get(reverse("units:person_new"), {"tim": "an"}).content.decode()
    assert "An 77" not in client.get(reverse("units:units"), {"tim": "an"}).content.decode()


def test_one_long_text_in_thousands_of_cells_is_refused(world: World, sign_in: SignIn) -> None:
    """Excel stores it once: a file of some kilobytes would be a page of fifty megabytes."""
    book = Workbook()
    for number in range(900):
        book.active.append([f"Người {number}", "", "Thôn 1", *["a" * 2_400] * 20])
    file = BytesIO()
    book.save(file)
    assert len(file.getvalue()) < 300_000
    for path in (reverse("units:people_many"), unit_page("unit_add", "xa-x")):
        sent = {"file": SimpleUploadedFile("nguoi.xlsx", file.getvalue())}
        answer = sign_in(world, "vhxh-x").post(path, sent)
        assert answer.status_code == 422
        assert len(answer.content) < 100_000


@pytest.mark.parametrize("text", ["a;" * 29_000, "Thôn 1;" * 8_000, "\t" * 59_000, "x\n" * 10_000])
def test_much_nonsense_is_refused_at_once(world: World, sign_in: SignIn, text: str) -> None:
    began = process_time()
    answer = sign_in(world, "vhxh-x").post(unit_page("unit_add", "xa-x"), {"names": text})
    assert process_time() - began < 3
    assert answer.status_code in (200, 422)
    assert Unit.objects.filter(key__startswith="xa-x-").count() == 0


def test_codes_are_hashed_before_the_transaction_begins(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite everybody else waits while one writes; a hundred codes take half a minute."""
    depths: list[int] = []
    made = accounts.new_code

    def watched() -> Code:
        depths.append(len(connection.savepoint_ids))
        return made()

    monkeypatch.setattr(accounts, "new_code", watched)
    outside = len(connection.savepoint_ids)
    about = accounts.About("Trần Văn Hùng")
    wish = accounts.Wish(about, Post(world.units["thon-1"], Role.VILLAGE_HEAD, TODAY))
    [person] = accounts.create_people([wish], by=world.people["vhxh-x"], at=NOW)
    assert depths == [outside]
    assert come_in(Client(), person.user.username, person.code)["Location"] == "/"
    assert person.code.replace(" ", "") not in repr(Code("12345678", "x"))
    assert "12345678" not in repr(Code("12345678", "x"))


def test_a_kind_that_is_not_offered_adds_nothing(world: World, sign_in: SignIn) -> None:
    """A coordinator sends a preview back with a kind of another tier."""
    client = sign_in(world, "vhxh-x")
    first = client.post(unit_page("unit_add", "xa-x"), {"names": "Đồng Tâm"})
    said = {"names": "Đồng Tâm", "dau": first.context["mark"], "viec": "them"}
    for kind in ("tinh", "xa", "so-tu-phap", "country", "x"):
        client.post(unit_page("unit_add", "xa-x"), said | {"loai-1": kind})
    assert not Placement.objects.filter(name__contains="Đồng Tâm").exists()
