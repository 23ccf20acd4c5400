"""Is a folder of files one rearrangement, and is every wrong line told with file and number and none written?

On the small world: X and Y become one commune right below the province, Z stays itself, the districts go.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.world import NOW, World, at
from units.actions.rearranging_by_files import foresee_files, rearrange_by_files
from units.enums import AgencyKind, Level, Role
from units.models import LogEntry, Placement, Posting, Reorganisation, Succession, Unit
from units.rearrangement_files import BadFiles, read_files
from units.refusals import NotYours, Refused

HEADERS = {
    "units": "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note",
    "successions": "predecessor,successor,on,share,decision,note",
    "ends": "key,last_day,note",
    "moves": "key,parent",
    "kinds_2026": "key,kind,name,area,starts_on,decision",
}
REFORM = {
    "units": (
        "xuan-yen,commune,,Xuân Yên,xã,00001,rural,tinh,2025-07-01,,Nghị quyết 5\n"
        "thi-tran-z,commune,,Đức,xã,,rural,tinh,2025-07-01,,\n"
        "tinh,province,,Thử,tỉnh,,,,2025-07-01,,nothing of it changes\n"
    ),
    "successions": ("xa-x,xuan-yen,2025-07-01,whole,5/NQ,\nxa-y,xuan-yen,2025-07-01,whole,5/NQ,ghi chú\n"),
    "ends": "huyen-a,2025-06-30,\nhuyen-b,2025-06-30,\n",
}
DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)


def files(**parts: str) -> dict[str, bytes]:
    return {f"{name}.csv": f"{HEADERS[name]}\n{lines}".encode() for name, lines in (REFORM | parts).items()}


def folder_of(path: Path, **parts: str) -> Path:
    for name, content in files(**parts).items():
        (path / name).write_bytes(content)
    return path


def sentences(contents: dict[str, bytes]) -> list[str]:
    with pytest.raises(BadFiles) as wrong:
        rearrange_by_files(contents=contents, decision="NQ 5", by=None, at=NOW)
    return list(wrong.value.sentences)


# --- What they do


def test_the_files_are_one_rearrangement(world: World) -> None:
    told = foresee_files(files(), "NQ 202")
    said = told.rearrangement
    assert (said.kind, said.day, said.decision) == ("files", DAY, "NQ 202")
    assert said.summary == "Sắp xếp theo tệp: 3 đơn vị, 2 dòng kế thừa, 2 đơn vị kết thúc, 0 dòng chuyển"
    # The province is in the file and does not change: no new span.
    assert {unit.key for unit in said.new} == {
        *("xuan-yen", "xuan-yen+health_station", "xuan-yen+police"),
    }
    assert {move.key: move.parent for move in said.moves} == {
        "thi-tran-z": "tinh",
        **dict.fromkeys(("thon-1", "thon-2", "thon-3"), "xuan-yen"),
    }
    assert {end.key for end in said.ends} == {"xa-x", "xa-y", "huyen-a", "huyen-b", "tram", "cong-an"}
    assert told.faults == []
    counted = {level.value: (told.before[level], told.after[level]) for level in Level}
    assert counted == {
        "country": (0, 0),
        "province": (1, 1),
        "district": (2, 0),
        "commune": (3, 2),
        "village": (3, 3),
        "agency": (2, 2),
    }


def test_they_are_written_in_one_go(world: World) -> None:
    done = rearrange_by_files(contents=files(), decision="NQ 202", by=None, at=NOW)
    (row,) = done.rows
    assert (row.scheduled_by, row.takes_effect_on, row.place.key) == (None, DAY, "tinh")
    spot = Placement.objects.get(unit__key="xuan-yen")
    assert (spot.full_name, spot.code, spot.area, spot.note) == (
        *("xã Xuân Yên", "00001", "rural", "Nghị quyết 5"),
    )
    found = Succession.objects.get(predecessor__key="xa-y")
    assert (found.decision, found.note, found.is_whole) == ("5/NQ", "ghi chú", True)
    # The agency's own heir is in no file and rests on the whole.
    assert Succession.objects.get(predecessor__key="tram").decision == "NQ 202"
    z = Placement.objects.get(unit__key="thi-tran-z", starts_on=DAY)
    assert (z.full_name, z.parent and z.parent.key) == ("xã Đức", "tinh")
    assert not Placement.objects.filter(unit__key="tinh", starts_on=DAY).exists()


def test_where_villages_of_a_divided_commune_go_is_said_in_moves(world: World) -> None:
    parts = {
        "units": (
            "dong,commune,,Đông,xã,,,huyen-a,2025-07-01,,\ntay,commune,,Tây,xã,,,huyen-a,2025-07-01,,\n"
        ),
        "successions": "xa-x,dong,2025-07-01,part,,\nxa-x,tay,2025-07-01,part,,\n",
        "ends": "",
    }
    assert sentences(files(**parts)) == [
        f"Tệp successions.csv, dòng 2: thôn {number} (xã Xuân) chưa có nơi mới; "
        "chọn một trong: Xã Đông, Xã Tây."
        for number in (1, 2, 3)
    ]
    moves = "thon-1,dong\nthon-2,tay\nthon-3,tay\n"
    rearrange_by_files(contents=files(**parts, moves=moves), decision="NQ 5", by=None, at=NOW)
    spot = Placement.objects.get(unit__key="thon-3", starts_on=DAY)
    assert spot.parent is not None
    assert spot.parent.key == "tay"


def test_other_kinds_come_on_later_days_by_decisions_of_their_own(world: World) -> None:
    kinds = (
        "xuan-yen,phường,Xuân Yên,urban,2026-09-20,388/NQ\n"
        "thi-tran-z,phường,,urban,2026-09-20,388/NQ\n"
        "tinh,thành phố,Thử,,2026-04-30,30/2026\n"
    )
    done = rearrange_by_files(contents=files(kinds_2026=kinds), decision="NQ 202", by=None, at=NOW)
    assert [(row.takes_effect_on, row.decision, row.summary) for row in done.rows[1:]] == [
        (date(2026, 4, 30), "30/2026", "Đổi loại theo tệp: 1 đơn vị"),
        (date(2026, 9, 20), "388/NQ", "Đổi loại theo tệp: 2 đơn vị"),
    ]
    spans = Placement.objects.filter(unit__key="thi-tran-z")
    assert {(spot.full_name, spot.starts_on, spot.ends_on) for spot in spans} == {
        ("thị trấn Đức", None, EVE),
        ("xã Đức", DAY, date(2026, 9, 19)),
        ("phường Đức", date(2026, 9, 20), None),
    }
    assert Placement.objects.get(unit__key="tinh", ends_on=None).full_name == "thành phố Thử"


# --- What is wrong with them


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"units": "a,commune,,A,xã\n"}, "Tệp units.csv, dòng 2: có 5 ô, cần 11"),
        ({"units": ",commune,,A,xã,,,tinh,2025-07-01,,\n"}, "Tệp units.csv, dòng 2: thiếu “key”"),
        ({"units": "a,commune,,,xã,,,tinh,2025-07-01,,\n"}, "thiếu “name”"),
        ({"units": "a,town,,A,xã,,,tinh,2025-07-01,,\n"}, "“level” là “town”"),
        ({"units": "a,commune,,A,xã,,,tinh,,,\n"}, "thiếu “starts_on”"),
        ({"units": "a,commune,,A,xã,,,tinh,1/7/2025,,\n"}, "viết ngày dạng"),
        ({"units": "a,commune,,A,xã,,,tinh,2025-07-02,,\n"}, "ngày khác 02/07/2025 của dòng đầu"),
        ({"units": "a,commune,,A,xã,,,tinh,2025-07-01,2026-01-01,\n"}, "ends_on phải để trống"),
        ({"units": "xa-x,village,,A,xã,,,tinh,2025-07-01,,\n"}, "đã có cấp “commune”"),
        ({"successions": "xa-x,xuan-yen,2025-07-01,half,,\n"}, "“share” là “half”"),
        ({"successions": "xa-w,xuan-yen,2025-07-01,whole,,\n"}, "không có đơn vị “xa-w”"),
        ({"successions": "xa-x,w,2025-07-01,whole,,\n"}, "Tệp successions.csv, dòng 2: đơn vị kế thừa “w”"),
        ({"ends": "huyen-w,2025-06-30,\n"}, "Tệp ends.csv, dòng 2: không có đơn vị “huyen-w”"),
        ({"moves": "thon-9,xuan-yen\n"}, "Tệp moves.csv, dòng 2: không có đơn vị “thon-9”"),
        ({"moves": "thon-1,xa-x\n"}, "đơn vị cấp trên “Xã Xuân” không còn từ ngày 01/07/2025"),
        ({"kinds_2026": "xuan-yen,phường,,,2025-06-01,1/NQ\n"}, "starts_on phải sau ngày sắp xếp"),
        ({"kinds_2026": "w,phường,,,2026-06-01,1/NQ\n"}, "Tệp kinds_2026.csv, dòng 2: không có đơn vị “w”"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_is_written(world: World, parts: dict[str, str], told: str) -> None:
    before = (Unit.objects.count(), Placement.objects.count(), LogEntry.objects.count())
    found = sentences(files(**parts))
    assert any(told in sentence for sentence in found), found
    assert (Unit.objects.count(), Placement.objects.count(), LogEntry.objects.count()) == before
    assert not Reorganisation.objects.exists()


def test_every_wrong_line_is_told(world: World) -> None:
    found = sentences(files(successions="a,b,2025-07-01,half,,\nc,d,2025-07-01,third,,\n"))
    assert [sentence.partition(":")[0] for sentence in found] == [
        "Tệp successions.csv, dòng 2",
        "Tệp successions.csv, dòng 3",
    ]


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        ({}, "Thiếu tệp units.csv"),
        ({"units.csv": b"key\n"}, "Tệp units.csv, dòng 1: các cột phải là"),
        ({"units.csv": b"\xff\xfe"}, "không phải UTF-8"),
        ({"units.csv": f"{HEADERS['units']}\n".encode()}, "không có dòng nào"),
        ({"units.csv": b"", "notes.txt": b""}, "Không dùng tệp notes.txt"),
    ],
)
def test_what_is_no_set_of_files(contents: dict[str, bytes], told: str) -> None:
    with pytest.raises(BadFiles, match=told):
        read_files(contents)


def test_the_right_is_that_of_the_wizard(world: World) -> None:
    with pytest.raises(NotYours):
        rearrange_by_files(contents=files(), decision="NQ", by=world.people["vhxh-x"], at=NOW)
    rearrange_by_files(contents=files(), decision="NQ", by=world.people["tinh"], at=NOW)


def test_the_same_files_again_are_refused_in_one_sentence(world: World) -> None:
    rearrange_by_files(contents=files(), decision="NQ", by=None, at=NOW)
    with pytest.raises(Refused, match="đã được lên lịch"):
        rearrange_by_files(contents=files(), decision="NQ", by=None, at=at(16))
    assert Reorganisation.objects.count() == 1


# --- The command


def said_by(folder: Path, **more: object) -> str:
    out = io.StringIO()
    call_command("rearrange", str(folder), stdout=out, **more)
    return out.getvalue()


@pytest.fixture
def clock(moment: Callable[[datetime], None]) -> None:
    moment(NOW)


def test_the_command_tells_and_does(world: World, clock: None, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    trial = said_by(folder, decision="NQ 202", dry_run=True)
    assert not Reorganisation.objects.exists()
    lines = trial.splitlines()
    assert [line.split() for line in lines[3:8]] == [
        ["Tỉnh", "1", "1"],
        ["Huyện", "2", "0"],
        ["Xã", "3", "2"],
        ["Thôn", "3", "3"],
        ["Đơn", "vị", "chuyên", "môn", "2", "2"],
    ]
    assert "Đơn vị mới 3, đổi tên hoặc chuyển 4, không còn 6; dòng kế thừa 4." in lines
    # Coordinators of X and Y, the leader, the station, the police; the two districts' officers have no place.
    assert "Vai trò: 5 chuyển sang đơn vị mới." in lines
    assert "Vai trò chưa có nơi mới: 2." in lines
    assert "  Huyen-A, Phòng LĐTBXH huyện, huyện An" in lines
    assert "Phiếu đang giao:" not in lines  # the round of 2024 closes before
    assert "Số liệu các năm:" in lines
    assert lines[-1] == "Chỉ xem trước, chưa ghi gì."
    done = said_by(folder, decision="NQ 202", by="tinh")
    assert done.splitlines()[:-1] == lines[:-1]
    assert done.splitlines()[-1] == "Đã ghi."
    assert Reorganisation.objects.get().scheduled_by == world.people["tinh"]
    assert Posting.objects.get(unit__key="xuan-yen", role=Role.LEADER).user == world.people["lanh-dao-x"]


def test_the_command_takes_moves_from_beside_the_folder(world: World, clock: None, tmp_path: Path) -> None:
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường", agency=AgencyKind.KINDERGARTEN)
    units = "dong,commune,,Đông,xã,,,huyen-a,2025-07-01,,\ntay,commune,,Tây,xã,,,huyen-a,2025-07-01,,\n"
    heirs = "xa-x,dong,2025-07-01,part,,\nxa-x,tay,2025-07-01,part,,\n"
    folder = folder_of(tmp_path, units=units, successions=heirs, ends="")
    with pytest.raises(CommandError, match=r"trường \(xã Xuân\) chưa có nơi mới"):
        said_by(folder, decision="NQ")
    beside = tmp_path / "noi-moi.txt"
    places = "".join(f"{key},tay\n" for key in ("thon-1", "thon-2", "thon-3", "truong"))
    beside.write_text(f"{HEADERS['moves']}\n{places}", "utf-8")
    assert said_by(folder, decision="NQ", moves=beside).endswith("Đã ghi.\n")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "Thiếu văn bản căn cứ"),
        ({"decision": "NQ", "by": "ai-do"}, "Không có tài khoản đang dùng nào tên “ai-do”"),
        ({"decision": "NQ", "by": "vhxh-x"}, "không thuộc phạm vi bạn sắp xếp"),
        ({"decision": "NQ", "moves": Path("khong-co.csv")}, "Không mở được tệp khong-co.csv"),
    ],
)
def test_what_the_command_refuses(
    world: World, clock: None, tmp_path: Path, more: dict[str, object], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        said_by(folder_of(tmp_path), **more)
    assert not Reorganisation.objects.exists()


def test_no_folder_is_one_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không có thư mục"):
        said_by(tmp_path / "khong-co", decision="NQ")
