"""Screen 25: what a person was told, and the count in the strip. And: does each act tell the right people?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting import actions, standing_in
from reporting.enums import CommentKind, NoticeKind, StandInSource
from reporting.models import Notice
from reporting.notices import put
from tests.world import NOW, World, at, fill_villages
from units.models import Posting

SignIn = Callable[[World, str], Client]


def tell(
    world: World, person: str, unit: str, title: str, when: datetime = NOW, address: str = "/"
) -> Notice:
    put(
        [world.people[person].pk],
        unit_id=world.units[unit].pk,
        kind=NoticeKind.DAYS,
        title=title,
        at=when,
        address=address,
    )
    return Notice.objects.order_by("id").last()  # type: ignore[return-value]


def page(client: Client, query: str = "") -> str:
    response = client.get(reverse("reporting:notices") + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_nothing_yet_is_a_sentence(world: World, sign_in: SignIn) -> None:
    text = page(sign_in(world, "truong-thon-1"))
    assert "Chưa có thông báo." in text
    assert "Đánh dấu đã đọc tất cả" not in text
    assert "chưa đọc" not in text


def test_the_moment_counts_and_not_when_it_was_written_down(world: World, sign_in: SignIn) -> None:
    """What is told again of years past, as the demonstration tells it, stands where it happened."""
    tell(world, "truong-thon-1", "thon-1", "Việc hôm nay", at(15, 8))
    tell(world, "truong-thon-1", "thon-1", "Việc hôm kia", at(13))
    text = page(sign_in(world, "truong-thon-1"))
    assert text.index("Việc hôm nay") < text.index("Việc hôm kia")


def test_newest_day_first_unread_in_bold_with_the_word(world: World, sign_in: SignIn) -> None:
    old = tell(world, "truong-thon-1", "thon-1", "Việc hôm kia", at(13))
    old.read_at = at(13)
    old.save()
    tell(world, "truong-thon-1", "thon-1", "Việc hôm qua", at(14))
    tell(world, "truong-thon-1", "thon-1", "Việc hôm nay", at(15, 8))
    text = page(sign_in(world, "truong-thon-1"))
    order = [
        *("Hôm nay, Thứ Sáu 15/11/2024", "Việc hôm nay", "Hôm qua, Thứ Năm 14/11/2024", "Việc hôm qua"),
        *("Thứ Tư 13/11/2024", "Việc hôm kia"),
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert text.count('class="is-unread"') == text.count("(chưa đọc)") == 2
    assert "08:00" in text
    # The strip counts the same two, on this page and every other.
    assert 'Thông báo</span> <b>(2<span class="visually-hidden">&nbsp;chưa đọc</span>)</b>' in text
    home = sign_in(world, "truong-thon-1").get(reverse("home")).content.decode()
    assert "(2<span" in home


def test_opening_one_marks_it_read_and_goes_where_it_leads(world: World, sign_in: SignIn) -> None:
    notice = tell(
        world, "truong-thon-1", "thon-1", "Việc", address="/bao-cao/2024-nam/thon-1/nhap/#so-tre-em"
    )
    other = tell(world, "truong-thon-1", "thon-1", "Việc khác")
    client = sign_in(world, "truong-thon-1")
    response = client.get(reverse("reporting:notice", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/bao-cao/2024-nam/thon-1/nhap/#so-tre-em")
    notice.refresh_from_db()
    other.refresh_from_db()
    assert (notice.read_at, other.read_at) == (NOW, None)
    # Opened again it leads there again, and the first time stays.
    Notice.objects.filter(pk=notice.pk).update(read_at=at(14))
    assert client.get(reverse("reporting:notice", args=[notice.pk])).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at == at(14)


@pytest.mark.parametrize(
    "address",
    ["", "https://nguoi-la.example", "//nguoi-la.example/x", "javascript:alert(1)", "/\\nguoi-la.example"],
)
def test_a_notice_never_leads_out_of_the_product(world: World, sign_in: SignIn, address: str) -> None:
    notice = tell(world, "truong-thon-1", "thon-1", "Việc", address=address)
    response = sign_in(world, "truong-thon-1").get(reverse("reporting:notice", args=[notice.pk]))
    assert (response.status_code, response["Location"]) == (302, "/thong-bao/")


def test_notices_of_others_and_of_posts_that_ended_are_not_there(world: World, sign_in: SignIn) -> None:
    theirs = tell(world, "truong-thon-2", "thon-2", "Của người khác")
    before = tell(world, "vhxh-cu", "xa-x", "Khi còn giữ việc", at(14))
    # A person may hold a post on a unit and have been told of another one before.
    moved = tell(world, "truong-thon-1", "thon-3", "Ở thôn cũ")
    for person, notice in (("truong-thon-1", theirs), ("vhxh-cu", before), ("truong-thon-1", moved)):
        client = sign_in(world, person)
        assert client.get(reverse("reporting:notice", args=[notice.pk])).status_code == 404
        assert "Chưa có thông báo." in page(client)
        client.post(reverse("reporting:notices_read"))
    assert not Notice.objects.exclude(read_at=None).exists()
    # Tomorrow's post opens nothing today.
    Posting.objects.filter(user=world.people["truong-thon-2"]).update(starts_on=date(2024, 11, 16))
    assert "Chưa có thông báo." in page(sign_in(world, "truong-thon-2"))


def test_all_are_marked_read_at_once_and_only_the_own(world: World, sign_in: SignIn) -> None:
    for number in range(3):
        tell(world, "truong-thon-1", "thon-1", f"Việc {number}")
    theirs = tell(world, "truong-thon-2", "thon-2", "Của người khác")
    client = sign_in(world, "truong-thon-1")
    response = client.post(reverse("reporting:notices_read"), follow=True)
    assert "Đã đánh dấu đã đọc 3 thông báo." in response.content.decode()
    text = page(client)
    assert "is-unread" not in text
    assert "(3" not in text
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_fifty_on_a_page(world: World, sign_in: SignIn) -> None:
    for number in range(51):
        tell(world, "truong-thon-1", "thon-1", f"Việc số {number:03}")
    client = sign_in(world, "truong-thon-1")
    first, second = page(client), page(client, "?trang=2")
    assert (first.count("Việc số"), second.count("Việc số")) == (50, 1)
    assert "Việc số 000" in second
    assert "Trang 1/2" in first
    assert 'href="?trang=2"' in first
    assert "(51<span" in second
    # What is no page is a page that exists.
    assert page(client, "?trang=99").count("Việc số") == 1
    assert page(client, "?trang=muoi").count("Việc số") == 50


@pytest.mark.parametrize("notices", [3, 30])
def test_the_same_queries_for_more_notices(world: World, sign_in: SignIn, notices: int) -> None:
    client = sign_in(world, "truong-thon-1")
    tell(world, "truong-thon-1", "thon-1", "Việc")
    page(client)
    with CaptureQueriesContext(connection) as one:
        page(client)
    for number in range(notices):
        tell(world, "truong-thon-1", "thon-1", f"Việc {number}")
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(one)


# --- What the acts tell


def last(world: World, person: str) -> Notice:
    return Notice.objects.filter(user=world.people[person]).order_by("id").last()  # type: ignore[return-value]


def test_a_return_leads_to_the_first_cell_it_speaks_of(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    report = world.report("thon-1")
    comments = {
        world.figure("thon-1", item).pk: actions.Comment("xem lại", kind)
        for item, kind in (("duoc-giup", CommentKind.MUST_FIX), ("hoan-canh", CommentKind.ASK))
    }
    actions.send_back(report=report, by=world.people["vhxh-x"], at=NOW, comments=comments)
    notice = last(world, "truong-thon-1")
    assert notice.title == "Báo cáo năm 2024 của Thôn 1 bị trả lại"
    assert notice.text == "Xem 2 góp ý ở ô số liệu."
    # “hoan-canh” stands before “duoc-giup” in the form.
    assert notice.address == "/bao-cao/2024-nam/thon-1/nhap/#so-hoan-canh"
    # The next return says nothing of cells: it leads to the form as a whole.
    world.enter("thon-1", "truong-thon-1", duoc_giup=8, hoan_canh=11)
    world.hand_in("thon-1", "truong-thon-1")
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="thiếu chữ ký")
    assert last(world, "truong-thon-1").address == "/bao-cao/2024-nam/thon-1/nhap/"


def test_handed_in_again_after_a_return_the_reviewer_is_told_the_first_time_not(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    assert not Notice.objects.exists()
    actions.send_back(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="xem lại")
    world.hand_in("thon-1", "truong-thon-1")
    notice = last(world, "vhxh-x")
    assert notice.title == "Thôn 1 đã nộp lại báo cáo năm 2024"
    assert notice.address == "/kiem-tra/2024-nam/thon-1/"
    assert notice.unit == world.units["xa-x"]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"truong-thon-1", "vhxh-x"}


def test_accepted_and_opened_again_lead_to_the_receipt(world: World) -> None:
    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    world.take("thon-1", "vhxh-x")
    notice = last(world, "truong-thon-1")
    assert notice.title == "Báo cáo năm 2024 của Thôn 1 đã được duyệt"
    assert notice.address == "/bao-cao/2024-nam/thon-1/bien-nhan/"
    actions.undo_acceptance(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW, reason="nhầm")
    notice = last(world, "truong-thon-1")
    assert notice.title == "Báo cáo năm 2024 của Thôn 1 được mở lại, chờ kiểm tra"
    assert (notice.text, notice.address) == ("nhầm", "/bao-cao/2024-nam/thon-1/bien-nhan/")


def test_whoever_is_entered_for_is_told_at_the_start_and_when_it_is_handed_in(world: World) -> None:
    fill_villages(world)
    report, by = world.report("thon-1"), world.people["vhxh-x"]
    for _ in range(2):  # the same again writes nothing and tells nobody
        standing_in.start(report=report, by=by, at=NOW, source=StandInSource.PHONE, note="bác Hùng gọi")
    notice = Notice.objects.get()
    assert notice.user == world.people["truong-thon-1"]
    assert notice.title == "Báo cáo năm 2024 của Thôn 1 đang được nhập thay"
    assert notice.text == ("Vhxh-X nhập thay, nguồn: điện thoại – bác Hùng gọi. Xem và sửa được như thường.")
    assert notice.address == "/bao-cao/2024-nam/thon-1/nhap/"
    world.hand_in("thon-1", "vhxh-x")
    notice = last(world, "truong-thon-1")
    assert notice.title == "Báo cáo năm 2024 của Thôn 1 đã được nộp thay"
    assert (notice.text, notice.address) == (
        "Vhxh-X nộp thay, nguồn: điện thoại.",
        "/bao-cao/2024-nam/thon-1/bien-nhan/",
    )


def test_telling_costs_at_most_four_queries(world: World) -> None:
    from reporting.notices import tell_above, tell_unit

    fill_villages(world)
    world.hand_in("thon-1", "truong-thon-1")
    report = world.report("thon-1")
    actions.send_back(report=report, by=world.people["vhxh-x"], at=NOW, reason="xem lại")
    report = world.report("thon-1")
    for kind, tell_them in ((NoticeKind.RETURNED, tell_unit), (NoticeKind.SUBMITTED, tell_above)):
        with CaptureQueriesContext(connection) as found:
            tell_them(report, kind, at=NOW, by=None)
        assert len(found) <= 4, kind
