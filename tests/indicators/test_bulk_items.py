"""Do data items come in from a file as the catalogue's own file would, or not at all?"""

from __future__ import annotations

from indicators.catalogue_files import ITEM_HEADER
from indicators.models import DataItem
from reporting.enums import BulkKind
from tests.bulk import bring, counts, take_out, why
from tests.world import World
from units.models import LogEntry

ITEMS = BulkKind.ITEMS
PLAIN = "village,,flow,round,,0,0,0,0"


def test_items_come_in_wherever_the_whole_stands_in_the_file(world: World) -> None:
    text = (
        "tre-duoi-1,Trẻ dưới 1 tuổi,Số trẻ dưới 1,count,trẻ,village,,stock,round,,1,0,0,0,tre-duoi-6,,\n"
        "tre-duoi-6,Trẻ dưới 6 tuổi,Số trẻ dưới 6,count,trẻ,village,,stock,round,,1,0,0,0,tre-em,20,sửa sau\n"
    )
    last = max(DataItem.objects.values_list("position", flat=True))
    assert counts(bring(world, ITEMS, text, by="quan-tri", head=ITEM_HEADER)) == (2, 0, 0, 0)
    small, large = (DataItem.objects.get(code=f"tre-duoi-{age}") for age in (1, 6))
    assert (small.contained_in, large.contained_in) == (large, world.items["tre-em"])
    assert (large.warn_percent, large.note) == (20, "sửa sau")
    assert {small.position, large.position} == {last + 1, last + 2}
    assert counts(bring(world, ITEMS, text, by="quan-tri", head=ITEM_HEADER)) == (0, 0, 2, 0)
    told = bring(world, ITEMS, text.replace("sửa sau", ""), by="quan-tri", head=ITEM_HEADER)
    assert counts(told) == (0, 1, 1, 0)
    entry = LogEntry.objects.filter(act="sửa số liệu, ghi chú").get()
    assert (entry.by, entry.subject, entry.before) == (world.people["quan-tri"], "tre-duoi-6", "sửa sau")


def test_every_refused_line(world: World) -> None:
    owned = DataItem.objects.get(code="can-do")
    owned.owner = world.units["xa-x"]
    owned.save()
    merged = DataItem.objects.create(
        code="cu", name="Cũ", short_name="Cũ", kind="count", source="village", nature="flow", window="round",
        merged_into=world.items["tre-em"],
    )  # fmt: skip
    told = bring(
        world,
        ITEMS,
        f"Mã,Tên,Tên,count,,{PLAIN},,,,\n"
        f"tre-em,Tổng số trẻ em,Số,yes_no,,{PLAIN},,,,\n"
        f"a,A,A,count,,{PLAIN},b,,,\n"
        f"a,A,A,count,,{PLAIN},,,,\n"
        f"can-do,Cân đo,Cân đo,count,,{PLAIN},,,,\n"
        f"{merged.code},Cũ,Cũ,count,,{PLAIN},,,,\n"
        f"c,C,C,count,,{PLAIN},,,,xa-9\n"
        f"d,D,D,count,,village,,flow,round,,0,1,0,0,,,,\n",
        by="quan-tri",
        head=f"{ITEM_HEADER},owner",
    )
    said = why(told)
    assert sorted(said) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "dùng chữ không dấu" in said[2]
    assert said[3] == "đã có số của “tre-em” nên không đổi được kind; dùng mã khác cho số khác."
    assert "không có số liệu “b”" in said[4]
    assert "đã có ở dòng trên" in said[5]
    assert "owner khác" in said[6]
    assert "đã gộp" in said[7]
    assert "không có đơn vị “xa-9”" in said[8]
    assert "suppress_public" in said[9]
    assert not DataItem.objects.filter(code__in=["a", "c", "d"]).exists()


def test_what_comes_out_goes_back_in(world: World) -> None:
    text = take_out(ITEMS)
    count = DataItem.objects.count()
    assert counts(bring(world, ITEMS, text, head="", by=None)) == (0, 0, count, 0)
    lines = text.splitlines()
    assert lines[0] == "\ufeff" + f"{ITEM_HEADER},owner"
    abuse = "xam-hai,Trẻ em bị xâm hại,Số trẻ em bị xâm hại,count,,police,,flow,round,,0,1,1,0,,,,"
    assert abuse in lines
