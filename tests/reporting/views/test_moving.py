"""Do files of data come in by the page as they do by the command: looked at first, whole or not at all?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.test import Client
from django.urls import reverse

from reporting import bulk_files
from reporting.enums import ExportState, FigureState, IntakeState
from reporting.models import BulkFile, Export, FigureChange
from tests.reform import DAY
from tests.world import World, at, fill_villages
from units.enums import Level, LogKind, Role
from units.models import LogEntry, Placement, Unit

SignIn = Callable[[World, str], Client]
HEAD = "unit,round,item,value,reason\n"
PAGE = "reporting:bulk_data"


def upload(client: Client, text: str, kind: str = "figures", name: str = "so-lieu.csv") -> str:
    """The address of the preview."""
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    response = client.post(reverse(PAGE), {"loai": kind, "tep": file})
    assert response.status_code == 302, response.content.decode()
    return response.url


def content(response: object) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def data(text: str) -> str:
    """The file without what it says of itself."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(("# ", '"# ')))


def test_preview_then_in(world: World, sign_in: SignIn) -> None:
    world.enter("thon-1", "truong-thon-1", tre_em=90)
    client = sign_in(world, "tinh")
    address = upload(client, HEAD + "thon-1,2024-nam,tre-em,100,\nthon-2,2024-nam,tre-em,80,\n")
    page = client.get(address)
    assert page.status_code == 200
    tally = page.context["tally"]
    assert tally.words == "1 mới, 1 thay đổi, 0 như cũ, 0 bị từ chối"
    shown = page.content.decode()
    assert "Đưa vào 2 dòng" in shown
    assert world.figure("thon-1", "tre-em").value == 90
    done = client.post(f"{address}dua-vao/", {"da-xem": tally.mark}, follow=True)
    assert "Đã đưa vào: 1 mới, 1 thay đổi" in done.content.decode()
    assert world.figure("thon-1", "tre-em").value == 100
    file = BulkFile.objects.get()
    assert (file.state, bytes(file.content)) == (IntakeState.ACCEPTED, b"")
    # A second press, or the way back, writes nothing again.
    client.post(f"{address}dua-vao/", {"da-xem": tally.mark})
    assert FigureChange.objects.count() == 3
    assert LogEntry.objects.filter(kind=LogKind.IMPORT).count() == 1


def test_without_the_mark_of_the_preview_nothing_is_written(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    address = upload(client, HEAD + "thon-1,2024-nam,tre-em,100,\n")
    mark = client.get(address).context["tally"].mark
    world.enter("thon-1", "truong-thon-1", tre_em=95)
    for sent in ({}, {"da-xem": mark}):
        page = client.post(f"{address}dua-vao/", sent, follow=True)
        assert "chưa ghi gì" in page.content.decode()
    assert world.figure("thon-1", "tre-em").value == 95
    assert BulkFile.objects.get().state == IntakeState.WAITING


def test_refused_lines_are_listed_and_come_as_a_file_with_the_reason(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    lines = 'thon-1,2024-nam,tre-em,100,\nthon-1,2024-nam,tao-hon,"=1+1",\n'
    address = upload(client, HEAD + lines)
    page = client.get(address).content.decode()
    assert "Tải các dòng bị từ chối" in page
    assert "kỳ này không hỏi “tao-hon”" in page
    assert "Đưa vào 1 dòng" not in page
    rows = list(csv.DictReader(StringIO(content(client.get(f"{address}can-sua/")))))
    assert [(row["line"], row["item"], row["value"]) for row in rows] == [("3", "tao-hon", "'=1+1")]
    assert rows[0]["refused_because"].startswith("phiếu của “thon-1”")
    client.post(f"{address}dua-vao/", {"da-xem": client.get(address).context["tally"].mark})
    assert world.figure("thon-1", "tre-em").state == FigureState.EMPTY


def test_what_is_no_such_file_is_refused_at_once(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(world, "tinh")
    cases = [
        ({"loai": "figures"}, "Chọn tệp CSV"),
        ({"tep": SimpleUploadedFile("a.csv", b"unit\n")}, "Chọn loại dữ liệu"),
        ({"loai": "figures", "tep": SimpleUploadedFile("a.csv", b"")}, "Tệp rỗng"),
        ({"loai": "figures", "tep": SimpleUploadedFile("a.csv", b"unit,x\n")}, "thiếu cột"),
        ({"loai": "items", "tep": SimpleUploadedFile("a.csv", b"code\n")}, "Chọn loại dữ liệu"),
    ]
    for posted, said in cases:
        page = client.post(reverse(PAGE), posted)
        assert page.status_code == 422
        assert said in page.content.decode()
    monkeypatch.setattr("reporting.views.moving.MOST_LINES", 1)
    address = upload(client, HEAD + "thon-1,2024-nam,tre-em,1,\nthon-2,2024-nam,tre-em,1,\n")
    page = client.get(address)
    assert (page.status_code, "hơn 1 dòng" in page.content.decode()) == (422, True)
    assert bulk_files.MOST_LINES == 50_000


def test_a_later_upload_takes_the_place_of_one_that_waits(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "tinh")
    upload(client, HEAD + "thon-1,2024-nam,tre-em,1,\n")
    second = upload(client, HEAD + "thon-1,2024-nam,tre-em,2,\n")
    states = list(BulkFile.objects.order_by("id").values_list("state", flat=True))
    assert states == [IntakeState.DROPPED, IntakeState.WAITING]
    client.post(f"{second}bo/")
    assert not BulkFile.objects.filter(state=IntakeState.WAITING).exists()
    assert "Đã bỏ" in client.get(second).content.decode()


def test_nobody_else_opens_a_file_that_waits(world: World, sign_in: SignIn) -> None:
    address = upload(sign_in(world, "tinh"), HEAD + "cong-an,2024-nam,xam-hai,1,\n")
    for person, status in (("quan-tri", 404), ("huyen-a", 403), ("vhxh-x", 403), ("vhxh-y", 403)):
        client = sign_in(world, person)
        for way in ("", "can-sua/"):
            assert client.get(f"{address}{way}").status_code == status
        for way in ("dua-vao/", "bo/"):
            assert client.post(f"{address}{way}").status_code == status
    assert world.figure("cong-an", "xam-hai").state == FigureState.EMPTY


def test_quan_tri_brings_units_in_and_no_figures(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "quan-tri")
    page = client.get(reverse(PAGE)).content.decode()
    assert "Tải tệp đơn vị" in page
    assert "Tải tệp số liệu" not in page
    assert client.get(reverse("reporting:bulk_out", args=["figures"])).status_code == 403
    head = "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note\n"
    address = upload(client, head + "thon-4,village,,Thôn 4,thôn,,,xa-x,,,\n", "units")
    mark = client.get(address).context["tally"].mark
    client.post(f"{address}dua-vao/", {"da-xem": mark})
    assert Unit.objects.filter(key="thon-4").exists()


def test_what_goes_out_is_chosen_and_logged(world: World, sign_in: SignIn) -> None:
    fill_villages(world)
    client = sign_in(world, "tinh")
    out = reverse("reporting:bulk_out", args=["figures"])
    got = client.get(out, {"noi": "huyen-a", "ky": "2024-nam", "so_lieu": "tre-em"})
    assert got["Content-Disposition"] == (
        'attachment; filename="figures-huyen-a-2024-nam-tre-em-2024-11-15.csv"'
    )
    text = content(got)
    rows = list(csv.DictReader(StringIO(data(text))))
    assert [(row["unit"], row["value"]) for row in rows] == [
        ("thon-1", "100"),
        ("thon-2", "80"),
        ("thon-3", "120"),
        ("xa-y", ""),
    ]
    entry = LogEntry.objects.get(kind=LogKind.EXPORT)
    assert (entry.unit, entry.by) == (world.units["huyen-a"], world.people["tinh"])
    assert entry.subject == "huyen-a, 2024-nam, tre-em"
    export = Export.objects.get()
    assert entry.after == f"mã tệp {export.code}"
    assert (export.state, export.unit, export.round) == (
        ExportState.DONE,
        world.units["huyen-a"],
        world.rounds[2024],
    )
    assert text.splitlines()[5:] == [
        "# Đơn vị: huyện An",
        "# Số liệu từ–đến: 15/12/2023–14/12/2024",
        "# Loại số liệu: Mọi số đã nhập",
        "# Lập lúc: 09:00 ngày 15/11/2024 – Tinh",
        f"# Mã tệp: {export.code}",
        f"# Mã nội dung: {export.digest}",
        f"# Địa chỉ trang: http://testserver/t/{export.code}/",
    ]
    # A place that is not the own one is no choice.
    assert client.get(out, {"noi": "thon-1"}).status_code == 422
    assert client.get(reverse("reporting:bulk_out", args=["people"])).status_code == 404


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_what_went_out_comes_back_in_with_its_stamp_and_changes_nothing(
    world: World, sign_in: SignIn, delimiter: str
) -> None:
    """As it is, and as Excel saves it where a comma is the decimal sign: filled up with empty cells."""
    fill_villages(world)
    client = sign_in(world, "tinh")
    text = content(
        client.get(reverse("reporting:bulk_out", args=["figures"]), {"noi": "huyen-a", "ky": "2024-nam"})
    )
    rows = list(csv.reader(StringIO(text)))
    saved = StringIO()
    csv.writer(saved, delimiter=delimiter).writerows([*row, *[""] * (9 - len(row))] for row in rows)
    page = client.get(upload(client, saved.getvalue()))
    assert page.status_code == 200
    assert page.context["tally"].is_whole
    assert page.context["tally"].words == "0 mới, 0 thay đổi, 29 như cũ, 0 bị từ chối"


def test_a_download_that_breaks_off_says_so_under_its_code(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_villages(world)
    response = sign_in(world, "tinh").get(reverse("reporting:bulk_out", args=["units"]))
    next(iter(response.streaming_content))  # type: ignore[attr-defined]
    # At the end of a request Django drops its connection, which here is the test's own.
    monkeypatch.setattr(request_finished, "send", lambda **_: [])
    response.close()
    export = Export.objects.get()
    assert (export.state, export.digest) == (ExportState.CANCELLED, "")
    assert LogEntry.objects.filter(kind=LogKind.EXPORT).count() == 1


def test_units_of_a_day(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "quan-tri")
    out = reverse("reporting:bulk_out", args=["units"])
    text = content(client.get(out, {"noi": "huyen-b"}))
    assert data(text).splitlines()[1:] == [
        "huyen-b,district,,Bình,huyện,,,tinh,,,",
        "thi-tran-z,commune,,Đức,thị trấn,,urban,huyen-b,,,",
    ]
    assert client.get(out, {"ngay": "hôm nay"}).status_code == 422
    world.units["thi-tran-z"].placements.update(ends_on="2020-12-31")
    assert "thi-tran-z" not in content(client.get(out, {"ngay": "01/01/2021"}))
    assert "thi-tran-z" in content(client.get(out))


def test_a_commune_that_came_from_another_province_leaves_its_years_there(
    world: World, sign_in: SignIn, moment: Callable[[datetime], None]
) -> None:
    """Xã Yên stands right below tỉnh Hai since 2025: it is a choice there, its 2024 is not."""
    world.enter("xa-y", "vhxh-y", xam_hai=1)
    world.unit("tinh-2", Level.PROVINCE, name="Hai", kind="tỉnh")
    world.person("so-2", "tinh-2", Role.PROVINCE_OFFICER)
    Placement.objects.filter(unit=world.units["xa-y"]).update(ends_on=date(2025, 6, 30))
    Placement.objects.create(
        unit=world.units["xa-y"], parent=world.units["tinh-2"], name="Yên", kind="xã", starts_on=DAY
    )
    moment(at(15, year=2025))
    out = reverse("reporting:bulk_out", args=["figures"])
    for noi in ("xa-y", "tinh-2"):
        got = content(sign_in(world, "so-2").get(out, {"noi": noi, "ky": "2024-nam"}))
        assert data(got).splitlines()[1:] == [], noi
    got = content(sign_in(world, "tinh").get(out, {"noi": "tinh", "ky": "2024-nam", "so_lieu": "xam-hai"}))
    assert "xa-y,2024-nam,xam-hai,1," in got
