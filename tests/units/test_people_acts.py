"""Accounts and posts: who may do what to whom, what the log says, and that nobody climbs by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from tests.world import NOW, TODAY, YESTERDAY, World
from units.actions import people as accounts
from units.actions import postings as posts
from units.actions.people import About, NewPerson, Post, Wish, mark_of_person
from units.actions.postings import mark_of_posting
from units.codes import give_code, opens
from units.enums import Level, LogKind, Role
from units.keeping import Keeper
from units.models import LogEntry, Placement, Posting, User
from units.refusals import NotYours, Overtaken, Refused

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def stands(moment: Callable[[datetime], None]) -> None:
    """The clock stands at NOW."""


@pytest.fixture
def country(world: World) -> User:
    """Quản trị of the whole country."""
    world.unit("ca-nuoc", Level.COUNTRY, name="Việt Nam")
    return world.person("duc", "ca-nuoc", Role.ADMIN, full_name="Nguyễn Anh Đức")


def wish(world: World, unit: str, role: Role, name: str = "Trần Văn Hùng", **more: str) -> Wish:
    return Wish(About(name, "Trưởng thôn", "0912 345 678"), Post(world.units[unit], role, TODAY), **more)


def create(world: World, by: str, *wishes: Wish) -> list[NewPerson]:
    return accounts.create_people(wishes, by=world.people[by], at=NOW, address="10.0.0.1")


def post_of(world: World, username: str) -> Posting:
    return Posting.objects.get(user=world.people[username])


def acts() -> list[tuple[str, str, str, str]]:
    rows = LogEntry.objects.filter(kind=LogKind.PERSON).order_by("id")
    return [(row.act, row.subject, row.before, row.after) for row in rows]


# --- Creating


def test_somebody_new_has_a_post_a_code_for_paper_and_two_log_rows(world: World) -> None:
    [made] = create(world, "vhxh-x", wish(world, "thon-1", Role.VILLAGE_HEAD))
    user = User.objects.get(username="hung.thon-1")
    assert (user.full_name, user.title, user.phone) == ("Trần Văn Hùng", "Trưởng thôn", "0912 345 678")
    assert (user.must_choose_password, user.has_usable_password()) == (True, False)
    assert opens(user, made.code, NOW + timedelta(days=30))
    assert not opens(user, made.code, NOW + timedelta(days=30, seconds=1))
    post = user.postings.get()
    assert (post.unit, post.role, post.starts_on, post.ends_on) == (
        world.units["thon-1"],
        Role.VILLAGE_HEAD,
        TODAY,
        None,
    )
    assert acts() == [
        ("tạo tài khoản", "Trần Văn Hùng (hung.thon-1)", "", ""),
        ("giao vai trò", "Trần Văn Hùng (hung.thon-1)", "", "Trưởng thôn, từ 15/11/2024"),
    ]
    row = LogEntry.objects.filter(kind=LogKind.PERSON)[0]
    assert (row.by, row.address, row.unit, row.at) == (
        world.people["vhxh-x"],
        "10.0.0.1",
        world.units["thon-1"],
        NOW,
    )
    whole = str(list(LogEntry.objects.values()))
    for secret in (made.code, made.code.replace(" ", ""), "0912 345 678", user.code_hash):
        assert secret not in whole


def test_names_are_proposed_one_after_another(world: World) -> None:
    made = create(
        world,
        "vhxh-x",
        wish(world, "thon-1", Role.VILLAGE_HEAD),
        wish(world, "thon-1", Role.VILLAGE_HEAD, "Lê Hưng"),
        wish(world, "tram", Role.UNIT_REPORTER, "Đặng Thị Ước"),
    )
    assert [one.user.username for one in made] == ["hung.thon-1", "hung.thon-1-2", "uoc.tram-y-te"]
    [chosen] = create(world, "vhxh-x", wish(world, "thon-2", Role.VILLAGE_HEAD, username="truong.thon"))
    assert chosen.user.username == "truong.thon"
    with pytest.raises(Refused, match="đã có người dùng"):
        create(world, "vhxh-x", wish(world, "thon-2", Role.VILLAGE_HEAD, username="truong.thon"))


def test_all_or_nobody(world: World) -> None:
    before = User.objects.count()
    with pytest.raises(NotYours):
        create(
            world,
            "vhxh-x",
            wish(world, "thon-1", Role.VILLAGE_HEAD),
            wish(world, "xa-y", Role.COMMUNE_COORDINATOR),
        )
    assert User.objects.count() == before
    assert acts() == []


@pytest.mark.parametrize(
    ("by", "unit", "role"),
    [
        ("vhxh-x", "xa-y", Role.LEADER),  # the neighbour
        ("vhxh-x", "huyen-a", Role.DISTRICT_OFFICER),  # above
        ("vhxh-x", "tinh", Role.ADMIN),
        ("vhxh-x", "xa-x", Role.ADMIN),  # no role of a commune
        ("vhxh-x", "xa-x", Role.DISTRICT_OFFICER),
        ("vhxh-x", "thon-1", Role.COMMUNE_COORDINATOR),
        ("vhxh-y", "thon-1", Role.VILLAGE_HEAD),
        ("quan-tri", "tinh", Role.ADMIN),  # Quản trị of a province makes no other
        ("huyen-a", "xa-x", Role.LEADER),  # keeps nobody
        ("lanh-dao-x", "xa-x", Role.COMMUNE_COORDINATOR),
        ("truong-thon-1", "thon-1", Role.VILLAGE_HEAD),
        ("vhxh-cu", "xa-x", Role.LEADER),  # did until yesterday
        ("nguoi-ngoai", "thon-1", Role.VILLAGE_HEAD),
    ],
)
def test_nobody_gives_what_is_not_theirs_to_give(world: World, by: str, unit: str, role: Role) -> None:
    with pytest.raises(NotYours):
        create(world, by, wish(world, unit, role))
    target = world.people["truong-thon-1"]
    with pytest.raises(NotYours):
        posts.give_post(user=target, post=Post(world.units[unit], role, TODAY), by=world.people[by], at=NOW)
    assert acts() == []


def test_a_coordinator_gives_the_roles_of_the_own_commune(world: World) -> None:
    keeper = Keeper(world.people["vhxh-x"], TODAY)
    assert keeper.roles_on(world.units["xa-x"]) == [Role.COMMUNE_COORDINATOR, Role.LEADER]
    assert keeper.roles_on(world.units["thon-1"]) == [Role.VILLAGE_HEAD]
    assert keeper.roles_on(world.units["tram"]) == [Role.UNIT_REPORTER]
    create(world, "vhxh-x", wish(world, "xa-x", Role.COMMUNE_COORDINATOR, "Lê Thị Hoa"))


def test_quan_tri_of_the_country_gives_every_role(world: World, country: User) -> None:
    create(world, "duc", wish(world, "tinh", Role.ADMIN), wish(world, "ca-nuoc", Role.ADMIN, "Mai Thu"))
    create(world, "duc", wish(world, "huyen-b", Role.DISTRICT_OFFICER, "Đỗ Nam"))


def test_no_post_on_a_unit_that_is_gone(world: World) -> None:
    Placement.objects.filter(unit=world.units["thon-3"]).update(ends_on=YESTERDAY)
    with pytest.raises(Refused, match="không còn"):
        create(world, "vhxh-x", wish(world, "thon-3", Role.VILLAGE_HEAD))


def test_the_same_post_twice_is_refused_where_the_days_meet(world: World) -> None:
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    again = Post(world.units["thon-1"], Role.VILLAGE_HEAD, TOMORROW)
    with pytest.raises(Refused, match="đã có vai trò này"):
        posts.give_post(user=user, post=again, by=by, at=NOW)
    held = post_of(world, "truong-thon-1")
    posts.end_post(posting=held, last_day=TODAY, shown=mark_of_posting(held), by=by, at=NOW)
    posts.give_post(user=user, post=again, by=by, at=NOW)
    assert user.postings.count() == 2


# --- Accounts


def test_name_title_and_phone_are_changed_and_the_number_is_not_logged(world: World) -> None:
    user = world.people["truong-thon-1"]
    changed = accounts.change_person(
        user=user,
        about=About("Nguyễn Văn Ân", "Trưởng thôn", "0987 654 321"),
        shown=mark_of_person(user),
        by=world.people["vhxh-x"],
        at=NOW,
    )
    assert changed
    stored = User.objects.get(pk=user.pk)
    assert (stored.full_name, stored.name_folded, stored.phone) == (
        "Nguyễn Văn Ân",
        "nguyen van an",
        "0987 654 321",
    )
    name = "Nguyễn Văn Ân (truong-thon-1)"
    assert acts() == [
        ("sửa tài khoản, họ và tên", name, "Truong-Thon-1", "Nguyễn Văn Ân"),
        ("sửa tài khoản, chức danh", name, "", "Trưởng thôn"),
        ("sửa tài khoản, điện thoại", name, "", ""),
    ]
    again = accounts.change_person(
        user=stored,
        about=About("Nguyễn Văn Ân", "Trưởng thôn", "0987 654 321"),
        shown=mark_of_person(stored),
        by=world.people["vhxh-x"],
        at=NOW,
    )
    assert not again
    assert len(acts()) == 3


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(world: World) -> None:
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    shown = mark_of_person(user)
    User.objects.filter(pk=user.pk).update(phone="0900 000 000")
    for act in (accounts.reset_password, accounts.stop_account):
        with pytest.raises(Overtaken):
            act(user=user, shown=shown, by=by, at=NOW)
    with pytest.raises(Overtaken):
        accounts.change_person(user=user, about=About("Khác"), shown=shown, by=by, at=NOW)
    held = post_of(world, "truong-thon-1")
    mark = mark_of_posting(held)
    Posting.objects.filter(pk=held.pk).update(ends_on=TOMORROW)
    with pytest.raises(Overtaken):
        posts.end_post(posting=held, last_day=TODAY, shown=mark, by=by, at=NOW)
    assert acts() == []


def test_a_reset_gives_a_code_for_two_days_and_a_second_click_none(world: World) -> None:
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    shown = mark_of_person(user)
    code = accounts.reset_password(user=user, shown=shown, by=by, at=NOW)
    stored = User.objects.get(pk=user.pk)
    assert opens(stored, code, NOW + timedelta(days=2))
    assert not opens(stored, code, NOW + timedelta(days=2, seconds=1))
    assert not stored.check_password("mat-khau-thu")
    with pytest.raises(Overtaken):
        accounts.reset_password(user=user, shown=shown, by=by, at=NOW)
    assert acts() == [("đặt lại mật khẩu bằng mã một lần", "Truong-Thon-1 (truong-thon-1)", "", "")]


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        ("vhxh-x", "vhxh-y"),
        ("vhxh-y", "truong-thon-1"),
        ("vhxh-x", "huyen-a"),
        ("vhxh-x", "tinh"),
        ("vhxh-x", "quan-tri"),
        ("vhxh-x", "nguoi-ngoai"),
        ("huyen-a", "vhxh-x"),
        ("tinh", "vhxh-x"),
        ("lanh-dao-x", "truong-thon-1"),
        ("vhxh-cu", "truong-thon-1"),
    ],
)
def test_nobody_gets_at_an_account_that_is_not_theirs(world: World, by: str, whom: str) -> None:
    user, keeper = world.people[whom], world.people[by]
    shown = mark_of_person(user)
    for act in (accounts.reset_password, accounts.stop_account, accounts.reopen_account):
        with pytest.raises(NotYours):
            act(user=user, shown=shown, by=keeper, at=NOW)
    with pytest.raises(NotYours):
        accounts.change_person(user=user, about=About("X"), shown=shown, by=keeper, at=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert user.code_hash == ""


@pytest.mark.parametrize("starts_on", [None, TOMORROW])
def test_a_post_elsewhere_today_or_later_keeps_the_account_from_this_keeper(
    world: World, country: User, starts_on: date | None
) -> None:
    """Else the coordinator of X would come into the district through a village head who works there too."""
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    Posting.objects.create(
        user=user, unit=world.units["huyen-a"], role=Role.DISTRICT_OFFICER, starts_on=starts_on
    )
    with pytest.raises(NotYours):
        accounts.reset_password(user=user, shown=mark_of_person(user), by=by, at=NOW)
    # The post in X is still the coordinator's to end; Quản trị of province and country resets.
    held = user.postings.get(unit=world.units["thon-1"])
    posts.end_post(posting=held, last_day=TODAY, shown=mark_of_posting(held), by=by, at=NOW)
    accounts.reset_password(user=user, shown=mark_of_person(user), by=world.people["quan-tri"], at=NOW)
    user.refresh_from_db()
    accounts.reset_password(user=user, shown=mark_of_person(user), by=country, at=NOW)


def test_a_post_elsewhere_that_is_over_keeps_nobody_away(world: World) -> None:
    user = world.people["truong-thon-1"]
    Posting.objects.create(user=user, unit=world.units["xa-y"], role=Role.LEADER, ends_on=YESTERDAY)
    accounts.reset_password(user=user, shown=mark_of_person(user), by=world.people["vhxh-x"], at=NOW)


def test_stopped_and_in_use_again(world: World) -> None:
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    give_code(user, at=NOW, days=2)
    accounts.stop_account(user=user, shown=mark_of_person(user), by=by, at=NOW)
    user.refresh_from_db()
    assert (user.is_active, user.code_hash, user.code_until) == (False, "", None)
    with pytest.raises(Refused, match="Mở lại"):
        accounts.reset_password(user=user, shown=mark_of_person(user), by=by, at=NOW)
    with pytest.raises(Refused, match="ngừng dùng"):
        posts.give_post(user=user, post=Post(world.units["thon-2"], Role.VILLAGE_HEAD, TODAY), by=by, at=NOW)
    accounts.reopen_account(user=user, shown=mark_of_person(user), by=by, at=NOW)
    user.refresh_from_db()
    assert user.is_active
    assert [act for act, *_ in acts()] == ["ngừng tài khoản", "mở lại tài khoản"]


def test_nobody_stops_or_resets_the_own_account_here(world: World) -> None:
    user = world.people["vhxh-x"]
    for act in (accounts.stop_account, accounts.reset_password):
        with pytest.raises(Refused):
            act(user=user, shown=mark_of_person(user), by=user, at=NOW)


# --- Posts


def test_a_post_ends_by_a_day_and_access_with_it(
    world: World, sign_in: Callable[[World, str], object], moment: Callable[[datetime], None]
) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    assert posts.end_post(posting=held, last_day=TODAY, shown=mark_of_posting(held), by=by, at=NOW)
    client = sign_in(world, "truong-thon-1")
    address = "/bao-cao/2024-nam/thon-1/nhap/"
    assert client.get(address).status_code == 200  # type: ignore[attr-defined]
    moment(NOW + timedelta(days=1))
    assert client.get(address).status_code == 404  # type: ignore[attr-defined]
    assert acts() == [
        (
            "sửa thời hạn vai trò Trưởng thôn",
            "Truong-Thon-1 (truong-thon-1)",
            "không nêu ngày",
            "đến hết 15/11/2024",
        )
    ]


def test_the_last_day_may_be_moved_until_it_is_past(world: World) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    posts.end_post(posting=held, last_day=TODAY, shown=mark_of_posting(held), by=by, at=NOW)
    held.refresh_from_db()
    assert posts.end_post(posting=held, last_day=None, shown=mark_of_posting(held), by=by, at=NOW)
    held.refresh_from_db()
    assert not posts.end_post(posting=held, last_day=None, shown=mark_of_posting(held), by=by, at=NOW)
    Posting.objects.filter(pk=held.pk).update(ends_on=YESTERDAY)
    held.refresh_from_db()
    with pytest.raises(Refused, match="đã kết thúc"):
        posts.end_post(posting=held, last_day=None, shown=mark_of_posting(held), by=by, at=NOW)
    with pytest.raises(Refused, match="đã kết thúc"):
        posts.hand_over(
            posting=held,
            to=world.people["truong-thon-2"],
            first_day=TODAY,
            shown=mark_of_posting(held),
            by=by,
            at=NOW,
        )


def test_a_last_day_before_the_first_is_refused(world: World) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    Posting.objects.filter(pk=held.pk).update(starts_on=TODAY)
    held.refresh_from_db()
    with pytest.raises(Refused, match="15/11/2024"):
        posts.end_post(posting=held, last_day=YESTERDAY, shown=mark_of_posting(held), by=by, at=NOW)


def test_only_a_post_that_has_not_begun_is_withdrawn(world: World) -> None:
    user, by = world.people["truong-thon-1"], world.people["vhxh-x"]
    later = posts.give_post(
        user=user, post=Post(world.units["thon-2"], Role.VILLAGE_HEAD, TOMORROW), by=by, at=NOW
    )
    posts.withdraw_post(posting=later, shown=mark_of_posting(later), by=by, at=NOW)
    assert [posting.unit for posting in user.postings.all()] == [world.units["thon-1"]]
    assert acts()[-1] == (
        "bỏ phân công chưa bắt đầu",
        "Truong-Thon-1 (truong-thon-1)",
        "Trưởng thôn, từ 16/11/2024",
        "",
    )
    held = post_of(world, "truong-thon-1")
    with pytest.raises(Refused, match="đã bắt đầu"):
        posts.withdraw_post(posting=held, shown=mark_of_posting(held), by=by, at=NOW)


@pytest.mark.parametrize(
    ("by", "whose"), [("vhxh-y", "truong-thon-1"), ("vhxh-x", "vhxh-y"), ("quan-tri", "quan-tri")]
)
def test_nobody_ends_a_post_elsewhere_or_of_quan_tri(world: World, by: str, whose: str) -> None:
    held, keeper = post_of(world, whose), world.people[by]
    mark = mark_of_posting(held)
    with pytest.raises(NotYours):
        posts.end_post(posting=held, last_day=TODAY, shown=mark, by=keeper, at=NOW)
    with pytest.raises(NotYours):
        posts.hand_over(
            posting=held,
            to=world.people["lanh-dao-x"],
            first_day=TOMORROW,
            shown=mark,
            by=keeper,
            at=NOW,
        )


def test_a_role_changes_from_a_day_on(world: World) -> None:
    held, by = post_of(world, "lanh-dao-x"), world.people["vhxh-x"]
    new = posts.change_role(
        posting=held,
        role=Role.COMMUNE_COORDINATOR,
        first_day=date(2024, 12, 1),
        last_day=None,
        shown=mark_of_posting(held),
        by=by,
        at=NOW,
    )
    held.refresh_from_db()
    assert (held.role, held.ends_on) == (Role.LEADER, date(2024, 11, 30))
    assert (new.role, new.starts_on, new.ends_on) == (Role.COMMUNE_COORDINATOR, date(2024, 12, 1), None)
    with pytest.raises(NotYours):
        posts.change_role(
            posting=new,
            role=Role.ADMIN,
            first_day=date(2024, 12, 2),
            last_day=None,
            shown=mark_of_posting(new),
            by=by,
            at=NOW,
        )


# --- Handing over


def test_handing_over_to_somebody_new_ends_one_post_and_begins_the_other(world: World) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    world.enter("thon-1", "truong-thon-1", tre_em=120)
    done = posts.hand_over(
        posting=held,
        to=wish(world, "thon-1", Role.VILLAGE_HEAD),
        first_day=date(2024, 12, 1),
        shown=mark_of_posting(held),
        by=by,
        at=NOW,
    )
    held.refresh_from_db()
    assert held.ends_on == date(2024, 11, 30)
    assert (done.posting.user.username, done.posting.starts_on, done.posting.ends_on) == (
        "hung.thon-1",
        date(2024, 12, 1),
        None,
    )
    assert done.person is not None
    assert opens(done.person.user, done.person.code, NOW)
    figure = world.figure("thon-1", "tre-em")  # stays with the unit, under the name of whoever entered it
    assert (figure.value, figure.changes.get().by) == (120, world.people["truong-thon-1"])
    assert [act for act, *_ in acts()] == [
        "tạo tài khoản",
        "giao vai trò",
        "sửa thời hạn vai trò Trưởng thôn",
    ]


def test_handing_over_keeps_the_last_day_that_was_set(world: World) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    Posting.objects.filter(pk=held.pk).update(ends_on=date(2025, 6, 30))
    held.refresh_from_db()
    done = posts.hand_over(
        posting=held,
        to=world.people["truong-thon-2"],
        first_day=TODAY,
        shown=mark_of_posting(held),
        by=by,
        at=NOW,
    )
    held.refresh_from_db()
    assert (held.ends_on, done.posting.starts_on, done.posting.ends_on) == (
        YESTERDAY,
        TODAY,
        date(2025, 6, 30),
    )
    assert world.people["truong-thon-2"].postings.count() == 2


def test_a_hand_over_that_fails_changes_nothing(world: World) -> None:
    held, by = post_of(world, "truong-thon-1"), world.people["vhxh-x"]
    mark = mark_of_posting(held)

    def over_to(to: User | Wish, first_day: date = TOMORROW) -> None:
        posts.hand_over(posting=held, to=to, first_day=first_day, shown=mark, by=by, at=NOW)

    User.objects.filter(username="truong-thon-3").update(is_active=False)
    for to in (world.people["truong-thon-1"], world.people["truong-thon-3"]):
        with pytest.raises(Refused):
            over_to(to)
    with pytest.raises(NotYours):
        over_to(world.people["vhxh-y"])  # nobody the keeper sees
    Posting.objects.filter(pk=held.pk).update(starts_on=TODAY)
    held.refresh_from_db()
    mark = mark_of_posting(held)
    with pytest.raises(Refused, match="sau ngày đó"):
        over_to(world.people["truong-thon-2"], TODAY)
    held.refresh_from_db()
    assert held.ends_on is None
    assert acts() == []


def test_the_own_last_post_of_keeping_goes_only_by_handing_over(world: World) -> None:
    held, by = post_of(world, "vhxh-x"), world.people["vhxh-x"]
    mark = mark_of_posting(held)
    with pytest.raises(Refused, match="Bàn giao"):
        posts.end_post(posting=held, last_day=TODAY, shown=mark, by=by, at=NOW)
    with pytest.raises(Refused, match="Bàn giao"):
        posts.change_role(
            posting=held,
            role=Role.LEADER,
            first_day=TOMORROW,
            last_day=None,
            shown=mark,
            by=by,
            at=NOW,
        )
    posts.hand_over(
        posting=held,
        to=wish(world, "xa-x", Role.COMMUNE_COORDINATOR, "Lê Thị Hoa"),
        first_day=TODAY,
        shown=mark,
        by=by,
        at=NOW,
    )
    assert Keeper(by, TODAY).roots == []
    assert User.objects.get(username="hoa.xa-xuan").postings.as_of(TODAY).exists()


def test_the_last_quan_tri_stays(world: World, country: User) -> None:
    held = post_of(world, "duc")
    second = create(world, "duc", wish(world, "ca-nuoc", Role.ADMIN, "Mai Thu"))[0].user
    other = second.postings.get()
    # One of two may end; Quản trị of a province is no substitute for the country's.
    posts.end_post(posting=other, last_day=TOMORROW, shown=mark_of_posting(other), by=country, at=NOW)
    with pytest.raises(Refused, match="Quản trị cuối cùng"):
        posts.end_post(
            posting=held,
            last_day=date(2024, 11, 30),
            shown=mark_of_posting(held),
            by=second,
            at=NOW,
        )
    Posting.objects.filter(pk=other.pk).update(ends_on=TODAY)
    with pytest.raises(Refused, match="Quản trị cuối cùng"):
        accounts.stop_account(user=country, shown=mark_of_person(country), by=second, at=NOW)
    # The province's is not the last while the country has one.
    province = post_of(world, "quan-tri")
    posts.end_post(posting=province, last_day=TODAY, shown=mark_of_posting(province), by=country, at=NOW)


def test_nobody_stays_longer_by_the_own_hand(world: World) -> None:
    """A coordinator for the time of somebody's leave: neither the own last day nor a further post goes past
    it; a shorter time is everybody's own to choose, and another keeper may lengthen it."""
    until, later = date(2024, 12, 31), date(2025, 6, 30)
    own = post_of(world, "vhxh-x")
    Posting.objects.filter(pk=own.pk).update(ends_on=until)
    world.person("vhxh-x-2", "xa-x", Role.COMMUNE_COORDINATOR)
    me = world.people["vhxh-x"]
    for last_day in (later, None):
        own.refresh_from_db()
        with pytest.raises(NotYours, match="đến hết 31/12/2024"):
            posts.end_post(posting=own, last_day=last_day, shown=mark_of_posting(own), by=me, at=NOW)
        leader = Post(world.units["xa-x"], Role.LEADER, TODAY, last_day)
        with pytest.raises(NotYours, match="đến hết 31/12/2024"):
            posts.give_post(user=me, post=leader, by=me, at=NOW)
    assert post_of(world, "vhxh-x").ends_on == until
    assert posts.end_post(
        posting=own, last_day=later, shown=mark_of_posting(own), by=world.people["vhxh-x-2"], at=NOW
    )
    assert post_of(world, "vhxh-x").ends_on == later
