"""Screen 22 as a province officer uses it: said, previewed, scheduled, cancelled; and the tree of any day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.world import World
from units.enums import Level, LogKind, Role
from units.models import LogEntry, Placement, Posting, Reorganisation, Succession, Unit

SignIn = Callable[[World, str], Client]
DECISION = "Nghị quyết 1672/NQ-UBTVQH15 ngày 16/6/2025"


def step(kind: str, place: str = "huyen-a", level: str = "commune") -> str:
    return f"{reverse('units:reorganise', args=[kind])}?o={place}&cap={level}"


def merger(**changes: object) -> dict[str, object]:
    return {
        "units": ["xa-x", "xa-y"],
        "name": "xã Tân Xuân",
        "code": "06298",
        "area": "rural",
        "parent": "",
        "decision": DECISION,
        "day": "01/07/2025",
        "viec": "xem",
    } | changes


def read(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def post(client: Client, url: str, said: dict[str, object], status: int = 200) -> str:
    answer = client.post(url, said, follow=True)
    assert answer.status_code == status, read(answer.content.decode())[:600]
    return unescape(answer.content.decode())


def seen(page: str) -> str:
    found = re.search(r'name="da-xem"\s+value="([^"]+)"', page)
    assert found
    return found[1]


def spans(key: str) -> list[tuple[str, str, date | None, date | None]]:
    found = Placement.objects.filter(unit__key=key).select_related("parent")
    rows = sorted(found, key=lambda row: row.starts_on or date.min)
    return [(row.full_name, row.parent.key if row.parent else "", row.starts_on, row.ends_on) for row in rows]


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        "units": list(Unit.objects.order_by("pk").values_list("pk", "key")),
        "spans": list(
            Placement.objects.order_by("pk").values_list("pk", "unit_id", "parent_id", "starts_on", "ends_on")
        ),
        "posts": list(
            Posting.objects.order_by("pk").values_list(
                "pk", "user_id", "unit_id", "role", "starts_on", "ends_on"
            )
        ),
        "successions": list(Succession.objects.values_list("pk")),
    }


def test_a_merger_is_previewed_scheduled_and_cancelled(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    before = everything()
    page = post(client, step("sap-nhap"), merger())
    words = read(page)
    assert "Sáp nhập xã Xuân, xã Yên thành xã Tân Xuân" in words
    assert "Xã Xuân vào xã Tân Xuân 3 thôn, 2 đơn vị chuyên môn" in words
    assert "Xã Tân Xuân toàn bộ xã Xuân, toàn bộ xã Yên 3 thôn, 2 đơn vị chuyên môn" in words
    assert "Y-Te, đầu mối đơn vị: Trạm Y tế, xã Xuân → Trạm Y tế, xã Tân Xuân" in words
    assert "Vhxh-Y, công chức Văn hóa - Xã hội: xã Yên → xã Tân Xuân" in words
    assert "Lanh-Dao-X, lãnh đạo UBND: xã Xuân → xã Tân Xuân" in words
    assert "Số liệu các năm" in words
    assert everything() == before  # looking writes nothing

    done = post(client, step("sap-nhap"), merger(viec="ghi", **{"da-xem": seen(page)}))
    assert "Đã lên lịch: Sáp nhập xã Xuân, xã Yên thành xã Tân Xuân." in read(done)
    new = Placement.objects.get(name="Tân Xuân").unit
    assert spans("xa-x") == [("xã Xuân", "huyen-a", None, date(2025, 6, 30))]
    assert spans(new.key) == [("xã Tân Xuân", "huyen-a", date(2025, 7, 1), None)]
    assert spans("thon-1") == [
        ("Thôn 1", "xa-x", None, date(2025, 6, 30)),
        ("Thôn 1", new.key, date(2025, 7, 1), None),
    ]
    wholes = Succession.objects.filter(successor=new).values_list("predecessor__key", "is_whole", "decision")
    assert sorted(wholes) == [("xa-x", True, DECISION), ("xa-y", True, DECISION)]
    held = Posting.objects.filter(unit=new, role=Role.COMMUNE_COORDINATOR).order_by("user__username")
    assert [(one.user.username, one.starts_on) for one in held] == [
        ("vhxh-x", date(2025, 7, 1)),
        ("vhxh-y", date(2025, 7, 1)),
    ]

    row = Reorganisation.objects.get()
    where = reverse("units:reorganisation", args=[row.pk])
    assert "Xã Xuân → xã Tân Xuân" in read(unescape(client.get(where).content.decode()))
    assert "Còn 228 ngày" in read(unescape(client.get(reverse("units:reorganisations")).content.decode()))
    assert "Ghi lý do huỷ." in post(client, where, {"reason": ""}, status=422)
    assert "Đã huỷ" in read(post(client, where, {"reason": "Hoãn theo Công văn 12"}))
    assert everything() == before
    assert "Việc sắp xếp này đã huỷ." in read(post(client, where, {"reason": "lần nữa"}, status=422))


def test_what_was_not_looked_at_is_not_scheduled(world: World, sign_in: SignIn) -> None:
    """Between the preview and the act somebody else gets a post there: the page is shown anew."""
    client = sign_in(world, "tinh")
    page = post(client, step("sap-nhap"), merger())
    Posting.objects.create(
        user=world.people["nguoi-ngoai"], unit=world.units["xa-y"], role=Role.COMMUNE_COORDINATOR
    )
    again = post(client, step("sap-nhap"), merger(viec="ghi", **{"da-xem": seen(page)}), status=409)
    assert "vừa thay đổi. Chưa ghi gì" in again
    assert "Người Ngoài, công chức Văn hóa - Xã hội: xã Yên → xã Tân Xuân" in read(again)
    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"units": ["xa-x"]}, "Sáp nhập cần ít nhất hai đơn vị"),
        ({"units": []}, "Đánh dấu các đơn vị."),
        ({"units": ["xa-x", "thi-tran-z"]}, "Có đơn vị không còn trong danh sách"),
        ({"day": "31/02/2025"}, "Ghi ngày/tháng/năm, ví dụ 01/07/2025."),
        ({"day": "01/11/2024"}, "Ngày có hiệu lực sớm nhất là ngày mai"),
        ({"decision": "  "}, "Ghi văn bản căn cứ."),
        ({"name": ""}, "Ghi tên."),
        ({"area": ""}, "Chọn khu vực."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_keeps_what_was_typed(
    changes: dict[str, object], sentence: str, world: World, sign_in: SignIn
) -> None:
    page = post(sign_in(world, "tinh"), step("sap-nhap"), merger(**changes), status=422)
    assert sentence in page
    if "decision" not in changes:
        assert DECISION in page
    assert not Reorganisation.objects.exists()


def test_a_split_asks_where_each_village_goes(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    said: dict[str, object] = {
        "unit": "xa-x",
        "into": "Xã Xuân Trên; 06299\nPhường Xuân Dưới",
        "decision": DECISION,
        "day": "01/07/2025",
        "viec": "xem",
    }
    url = step("chia-tach")
    assert "Ghi từ 2 đến 10 đơn vị mới" in post(client, url, said | {"into": "Xã Xuân Trên"}, status=422)
    page = post(client, url, said)
    assert "Nơi mới của từng thôn, trường" in page
    assert "2 đơn vị chuyên môn của nơi cũ kết thúc" in read(page)
    given = {"noi-thon-1": "0", "noi-thon-2": "1"}
    page = post(client, url, said | given | {"viec": "xep"}, status=422)
    assert "Chọn nơi mới của Thôn 3." in page
    given["noi-thon-3"] = "1"
    page = post(client, url, said | given | {"viec": "xep"})
    assert "Chia xã Xuân thành xã Xuân Trên, phường Xuân Dưới" in page
    assert "một phần xã Xuân" in page
    post(client, url, said | given | {"viec": "ghi", "da-xem": seen(page)})
    above, below = Placement.objects.get(name="Xuân Trên"), Placement.objects.get(name="Xuân Dưới")
    assert (above.code, above.area, below.kind, below.area) == ("06299", "rural", "phường", "urban")
    assert spans("thon-1")[-1][1] == above.unit.key
    assert [spans(f"thon-{number}")[-1][1] for number in (2, 3)] == [below.unit.key] * 2
    assert set(
        Succession.objects.filter(predecessor=world.units["xa-x"]).values_list("is_whole", flat=True)
    ) == {False}


def test_a_new_name_a_new_place_and_a_level_that_goes(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    plain = {"decision": DECISION, "day": "01/07/2025"}

    def do(url: str, said: dict[str, object]) -> None:
        page = post(client, url, said | plain | {"viec": "xem"})
        post(client, url, said | plain | {"viec": "ghi", "da-xem": seen(page)})

    do(step("doi-ten"), {"unit": "xa-y", "name": "Phường Yên", "code": "", "area": "urban"})
    assert spans("xa-y") == [
        ("xã Yên", "huyen-a", None, date(2025, 6, 30)),
        ("phường Yên", "huyen-a", date(2025, 7, 1), None),
    ]
    do(step("chuyen", "tinh"), {"units": ["thi-tran-z"], "parent": "huyen-a"})
    assert [span[1] for span in spans("thi-tran-z")] == ["huyen-b", "huyen-a"]
    plain["day"] = "01/08/2025"
    do(step("bo-cap", "tinh", "district"), {})
    assert spans("huyen-a") == [("huyện An", "tinh", None, date(2025, 7, 31))]
    assert [span[1] for span in spans("xa-y")] == ["huyen-a", "huyen-a", "tinh"]
    # What a later one was built on is not cancelled before it.
    first = Reorganisation.objects.order_by("pk")[0]
    words = read(unescape(client.get(reverse("units:reorganisation", args=[first.pk])).content.decode()))
    assert "dựa trên việc sắp xếp này; huỷ việc ấy trước." in words


def test_nobody_rearranges_outside_the_own_province(world: World, sign_in: SignIn) -> None:
    world.unit("tinh-khac", Level.PROVINCE, name="Khác", kind="tỉnh")
    world.unit("xa-khac", Level.COMMUNE, "tinh-khac", name="Khác", kind="xã")
    client = sign_in(world, "tinh")
    assert client.get(step("sap-nhap", "tinh-khac")).status_code == 404
    assert client.post(step("sap-nhap", "tinh-khac"), merger()).status_code == 404
    words = unescape(client.get(f"{reverse('units:reorganise_new')}?tim=khac").content.decode())
    assert "tinh-khac" not in words
    assert "xa-khac" not in words
    # Below the own province every unit, and no other one in the list of places.
    page = unescape(client.get(step("chuyen", "tinh")).content.decode())
    assert 'value="xa-x"' in page
    assert "xa-khac" not in page
    moved = {"units": ["xa-x"], "parent": "tinh-khac", "decision": DECISION, "day": "01/07/2025"}
    assert "Chọn nơi trong danh sách." in post(client, step("chuyen", "tinh"), moved, status=422)


@pytest.mark.parametrize("kind", ["sap-nhap", "chia-tach", "doi-ten", "chuyen", "bo-cap"])
def test_a_step_opens_empty_and_asks_as_often_for_many_units(
    kind: str, world: World, sign_in: SignIn
) -> None:
    client = sign_in(world, "tinh")
    url = step(kind, "tinh", "district" if kind == "bo-cap" else "commune")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            answer = client.get(url)
        assert answer.status_code == 200
        assert "Bước 2/4" in answer.content.decode()
        return len(found)

    first = asked()
    for number in range(30):
        world.unit(f"xa-them-{number}", Level.COMMUNE, "huyen-b", name=f"Thêm {number}", kind="xã")
    assert asked() == first


def test_a_way_that_leads_nowhere(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    assert client.get(step("gop")).status_code == 404
    assert client.get(step("sap-nhap", level="country")).status_code == 302
    assert client.get(step("sap-nhap", place="thon-1")).status_code == 404
    assert client.get(reverse("units:reorganisation", args=[4711])).status_code == 404


def test_the_tree_of_any_day(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    page = post(client, step("sap-nhap"), merger())
    post(client, step("sap-nhap"), merger(viec="ghi", **{"da-xem": seen(page)}))
    head = sign_in(world, "truong-thon-1")  # names are no secret

    def tree(key: str, day: str, status: int = 200) -> str:
        answer = head.get(reverse("units:unit_tree", args=[key]), {"ngay": day})
        assert answer.status_code == status
        return read(unescape(answer.content.decode()))

    old, new = tree("huyen-a", "30/06/2025"), tree("huyen-a", "01/07/2025")
    assert "Xã Xuân Xã Yên" in old
    assert "Tân Xuân" not in old
    assert "Xã Tân Xuân 06298" in new
    assert "Xã Yên" not in new
    gone = tree("xa-x", "01/07/2025")
    assert "Ngày 01/07/2025 không có đơn vị này." in gone
    assert "Đã vào Xã Tân Xuân (toàn bộ, từ 01/07/2025)" in gone
    assert "Thôn 2" not in gone
    key = Placement.objects.get(name="Tân Xuân").unit.key
    assert "Lập từ Xã Xuân (toàn bộ, từ 01/07/2025)" in tree(key, "01/07/2025")
    assert "Ghi ngày/tháng/năm" in tree("xa-x", "hôm nay", status=422)


def test_nothing_is_scheduled_without_the_mark_of_a_preview(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    before = everything()
    for said in ({}, {"da-xem": ""}, {"da-xem": "khac"}):
        post(client, step("sap-nhap"), merger(viec="ghi", **said), status=409)
    assert everything() == before
    assert not Reorganisation.objects.exists()


def test_a_number_of_a_place_that_is_none_asks_again(world: World, sign_in: SignIn) -> None:
    """Too long to be a number at all, negative, of another script, or past the last place."""
    client = sign_in(world, "tinh")
    asked = {
        "unit": "xa-x",
        "into": "Xã Một\nXã Hai",
        "decision": DECISION,
        "day": "01/07/2025",
        "viec": "xep",
        "noi-thon-1": "0",
        "noi-thon-2": "1",
    }
    for value in ("9" * 5_000, "-1", "2", "1.0"):
        page = post(client, step("chia-tach"), asked | {"noi-thon-3": value}, status=422)
        assert "Chọn nơi mới của thôn 3" in page or "Chọn nơi mới của Thôn 3" in page


def test_a_cancelled_one_of_many_names_is_in_the_log_as_well(world: World, sign_in: SignIn) -> None:
    """The line of a merger of many long names is longer than a subject of the log."""
    keys = []
    for number in range(12):
        key = f"xa-dai-{number}"
        world.unit(key, Level.COMMUNE, "huyen-a", name=f"Tên rất dài của một xã số {number}", kind="xã")
        keys.append(key)
    client = sign_in(world, "tinh")
    said = merger(units=keys)
    page = post(client, step("sap-nhap"), said)
    post(client, step("sap-nhap"), {**said, "viec": "ghi", "da-xem": seen(page)})
    row = Reorganisation.objects.get()
    assert len(row.summary) > 300
    post(client, reverse("units:reorganisation", args=[row.pk]), {"reason": "hoãn"})
    acts = list(LogEntry.objects.filter(kind=LogKind.UNIT).order_by("pk").values_list("act", "unit__key"))
    assert acts == [("lên lịch sắp xếp đơn vị", "huyen-a"), ("huỷ sắp xếp đơn vị", "huyen-a")]


def test_a_page_names_units_as_they_were_called_last(world: World, sign_in: SignIn) -> None:
    """Both databases: an open first day is the earliest, also where the database puts it last."""
    first = Placement.objects.get(unit=world.units["xa-y"])
    Placement.objects.filter(pk=first.pk).update(name="Cũ Kỹ", ends_on=date(2023, 12, 31))
    Placement.objects.create(
        unit=first.unit, parent=first.parent, name="Yên", kind="xã", area="rural", starts_on=date(2024, 1, 1)
    )
    client = sign_in(world, "tinh")
    page = post(client, step("sap-nhap"), merger())
    words = read(post(client, step("sap-nhap"), merger(viec="ghi", **{"da-xem": seen(page)})))
    assert "Xã Yên" in words
    assert "Cũ Kỹ" not in words
    key = Placement.objects.get(name="Tân Xuân").unit.key
    tree = unescape(
        client.get(reverse("units:unit_tree", args=[key]), {"ngay": "01/07/2025"}).content.decode()
    )
    assert "Xã Yên" in read(tree)
    assert "Cũ Kỹ" not in tree
