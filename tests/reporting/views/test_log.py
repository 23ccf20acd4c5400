"""Screen 24: who reads which row of the log, with the value or without, page by page and as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reporting import actions
from reporting.actions import Comment
from reporting.enums import CommentKind, FigureState, Origin
from reporting.exports import log as log_export
from reporting.models import CommentAnswer, Explanation, Export, FigureChange, Report, ReviewComment
from reporting.summaries.log import LogFilters, log_page
from reporting.summaries.log_rows import Place, Topic
from reporting.summaries.log_words import LogLine
from tests.papers import attach, build_duties, open_duty, report_of
from tests.world import NOW, TODAY, World, at, build_plan, fill_villages
from units.enums import LogKind, Role
from units.log import write
from units.models import LogEntry, Placement, Posting

SignIn = Callable[[World, str], Client]


def lines(world: World, who: str, **filters: object) -> list[LogLine]:
    return log_page(world.people[who], LogFilters(**filters), TODAY).lines  # type: ignore[arg-type]


def told(world: World, who: str, **filters: object) -> list[tuple[str, str, str]]:
    """What, from, to."""
    return [(line.what, line.before, line.after) for line in lines(world, who, **filters)]


def figures(world: World, who: str) -> list[tuple[str, str, str]]:
    return told(world, who, topic=Topic.FIGURES)


class TestWhoSeesWhat:
    def test_a_change_with_what_stood_before(self, world: World) -> None:
        world.enter("thon-1", "truong-thon-1", hoan_canh=19, when=at(14, 8))
        world.enter("thon-1", "truong-thon-1", hoan_canh=28, when=at(14, 14))
        [second, first] = lines(world, "vhxh-x", topic=Topic.FIGURES)
        assert (second.what, second.before, second.after) == (
            "sửa 1.1 tử số · Số trẻ em có hoàn cảnh đặc biệt",
            "19",
            "28",
        )
        assert (first.before, first.after) == ("—", "19")
        assert first.what.startswith("nhập 1.1 tử số")
        assert second.when == "14:00 14/11/2024"
        assert (second.who, second.unit, second.round_name) == (
            "Truong-Thon-1",
            "Thôn 1",
            "Năm 2024",
        )
        assert second.how == "nguồn: nhập tay"

    def test_the_machine_of_a_figure_typed_on_the_page(self, world: World, sign_in: SignIn) -> None:
        client = sign_in(world, "truong-thon-1")
        client.post(
            reverse("reporting:entry", args=["2024-nam", "thon-1"]),
            {"so-tre-em": "100", "phien-ban-tre-em": "0"},
            REMOTE_ADDR="10.0.0.3",
        )
        [line] = lines(world, "vhxh-x", topic=Topic.FIGURES)
        assert line.how == "nguồn: nhập tay · từ máy 10.0.0.3"

    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("vhxh-x", True),
            ("huyen-a", True),
            ("tinh", True),
            ("quan-tri", True),
            ("vhxh-y", False),
            ("huyen-b", False),
            ("vhxh-cu", False),
            ("truong-thon-1", False),
            ("lanh-dao-x", False),
            ("nguoi-ngoai", False),
        ],
    )
    def test_the_scope_is_the_unit_and_what_is_below(self, world: World, who: str, sees: bool) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        assert bool(figures(world, who)) is sees

    def test_the_value_of_a_restricted_item_stands_in_nobodys_log(self, world: World) -> None:
        world.enter("cong-an", "cong-an", xam_hai=7)
        for who in ("vhxh-x", "huyen-a", "tinh"):
            [line] = lines(world, who, topic=Topic.FIGURES)
            assert line.what == "3 tử số · Số trẻ em bị xâm hại: đã đổi giá trị (hạn chế xem)"
            assert (line.before, line.after, line.said) == ("", "", "")
            assert line.address == "/bao-cao/2024-nam/cong-an/o/xam-hai/"

    def test_quan_tri_reads_that_it_changed_and_never_to_what(self, world: World) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=4711)
        world.enter("thon-1", "truong-thon-1", hoan_canh=FigureState.NOT_COLLECTED)
        shown = lines(world, "quan-tri", topic=Topic.FIGURES)
        assert [line.what for line in shown] == [
            "1.1 tử số · Số trẻ em có hoàn cảnh đặc biệt: đã đổi giá trị",
            "Số tổng số trẻ em: đã đổi giá trị",
        ]
        assert {(line.before, line.after, line.said, line.address) for line in shown} == {("", "", "", "")}

    def test_quan_tri_of_a_place_where_they_also_check_reads_values_there_only(self, world: World) -> None:
        admin = world.people["quan-tri"]
        Posting.objects.create(user=admin, unit=world.units["huyen-a"], role=Role.DISTRICT_OFFICER)
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        world.enter("thi-tran-z", "vhxh-z", tre_em=200)
        assert {(line.unit, line.after) for line in lines(world, "quan-tri", topic=Topic.FIGURES)} == {
            ("Thôn 1, xã Xuân, huyện An", "100"),
            ("thị trấn Đức, huyện Bình", ""),
        }

    def test_words_about_figures_go_where_the_figures_go(self, world: World) -> None:
        fill_villages(world)
        world.hand_in("cong-an", "cong-an")
        world.hand_in("thon-1", "truong-thon-1")
        for unit, item in (("cong-an", "xam-hai"), ("thon-1", "hoan-canh")):
            actions.send_back(
                report=world.report(unit),
                by=world.people["vhxh-x"],
                at=at(15, 10),
                reason="sai 3 em",
                comments={world.figure(unit, item).pk: Comment("sao lại 3 em?", CommentKind.ASK)},
            )
        comment = ReviewComment.objects.get(figure=world.figure("thon-1", "hoan-canh"))
        CommentAnswer.objects.create(
            comment=comment, text="đúng 10 em", by=world.people["truong-thon-1"], at=at(15, 11)
        )
        Explanation.objects.create(
            figure=world.figure("cong-an", "xam-hai"),
            code="W1",
            said="Tăng 3 trẻ",
            reasons=",population,",
            by=world.people["cong-an"],
            at=at(15, 12),
        )
        said = {line.what: line.said for line in lines(world, "vhxh-x") if line.at >= at(15, 10)}
        assert said == {
            "giải trình 3 tử số · Số trẻ em bị xâm hại": "hạn chế xem",
            "trả lời góp ý 1.1 tử số · Số trẻ em có hoàn cảnh đặc biệt": "đúng 10 em",
            "góp ý (hỏi lại) 1.1 tử số · Số trẻ em có hoàn cảnh đặc biệt": "sao lại 3 em?",
            "góp ý (hỏi lại) 3 tử số · Số trẻ em bị xâm hại": "hạn chế xem",
            "trả lại, hạn sửa hết ngày 18/11/2024": "sai 3 em",
            "nhận kiểm tra": "",
        }
        assert {line.said for line in lines(world, "quan-tri") if line.at >= at(15, 10)} == {""}

    def test_a_village_that_moved_is_read_where_it_stood_in_the_round(self, world: World) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        spot = Placement.objects.get(unit=world.units["thon-1"])
        spot.ends_on = date(2024, 12, 31)
        spot.save()
        Placement.objects.create(
            unit=world.units["thon-1"],
            parent=world.units["xa-y"],
            name="Thôn 1",
            kind="thôn",
            starts_on=date(2025, 1, 1),
        )
        later = date(2025, 2, 1)
        asked = LogFilters(topic=Topic.FIGURES)
        assert len(log_page(world.people["vhxh-x"], asked, later).lines) == 1
        assert log_page(world.people["vhxh-y"], asked, later).lines == []

    def test_entries_without_a_unit_are_for_quan_tri(self, world: World) -> None:
        write(LogKind.PLAN, "nạp danh mục số liệu", at=NOW, subject="danh mục")
        write(LogKind.PERSON, "tạo tài khoản", at=NOW, unit=world.units["thon-1"], subject="Bác Hùng")
        assert told(world, "quan-tri", topic=Topic.PLANS) == [("nạp danh mục số liệu: danh mục", "", "")]
        assert told(world, "tinh", topic=Topic.PLANS) == []
        assert told(world, "vhxh-x", topic=Topic.PEOPLE) == [("tạo tài khoản: Bác Hùng", "", "")]
        assert told(world, "vhxh-y", topic=Topic.PEOPLE) == []
        [line] = lines(world, "vhxh-x", topic=Topic.PEOPLE)
        assert line.who == "Hệ thống"


class TestFilters:
    @pytest.fixture
    def world(self, world: World) -> World:
        world.people["y-te"].full_name = "Lê Thị Hoà"
        world.people["y-te"].save()
        world.enter("thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, when=at(10))
        world.enter("tram", "y-te", bi_thuong=3, when=at(11))
        world.enter("xa-y", "vhxh-y", tre_em=200, when=at(12))
        return world

    @pytest.mark.parametrize(
        ("asked", "after"),
        [
            ({"person": "le thi hoa"}, ["3"]),
            ({"person": "LÊ"}, ["3"]),
            ({"person": "y-te"}, ["3"]),
            ({"person": "khong ai"}, []),
            ({"unit": "xa xuan"}, ["3", "10", "100"]),
            ({"unit": "tram y te"}, ["3"]),
            ({"unit": "thon 1"}, ["10", "100"]),
            ({"unit": "Hà Nội"}, []),
            ({"figure": "tong so tre em"}, ["200", "100"]),
            ({"figure": "1.1"}, ["10"]),
            ({"figure": "chỉ tiêu 1"}, ["10"]),
            ({"figure": "2"}, ["3"]),
            ({"figure": "bi-thuong"}, ["3"]),
            ({"figure": "không có số này"}, []),
            ({"since": date(2024, 11, 11)}, ["200", "3"]),
            ({"until": date(2024, 11, 11)}, ["3", "10", "100"]),
            ({"since": date(2024, 11, 11), "until": date(2024, 11, 11)}, ["3"]),
            ({"unit": "xa xuan", "figure": "1.1", "person": "truong"}, ["10"]),
        ],
    )
    def test_each_and_together(self, world: World, asked: dict[str, object], after: list[str]) -> None:
        found = lines(world, "huyen-a", **({"topic": Topic.FIGURES} | asked))
        assert sorted(line.after for line in found) == sorted(after)

    def test_the_round(self, world: World) -> None:
        from tests.world import build_round

        build_round(world, 2023)
        world.enter("thon-1", "truong-thon-1", 2023, at(10), tre_em=90)
        rounds = world.rounds
        assert [line.after for line in lines(world, "vhxh-x", round=rounds[2023], topic=Topic.FIGURES)] == [
            "90"
        ]
        assert len(lines(world, "vhxh-x", round=rounds[2024], topic=Topic.FIGURES)) == 3

    def test_topics_part_the_log_without_rest(self, world: World) -> None:
        world.hand_in("tram", "y-te")
        write(LogKind.EXPORT, "xuất biểu năm ra PDF", at=NOW, unit=world.units["xa-x"])
        every = sorted(line.what for line in lines(world, "huyen-a"))
        parts = sorted(line.what for topic in Topic for line in lines(world, "huyen-a", topic=topic))
        assert parts == every
        assert "nộp báo cáo" in {line.what for line in lines(world, "huyen-a", topic=Topic.ACTS)}
        assert {line.what for line in lines(world, "huyen-a", topic=Topic.ROUNDS)} == {"mở phiếu"}

    def test_wrong_days_are_said_and_nothing_is_shown(self, world: World, sign_in: SignIn) -> None:
        client = sign_in(world, "vhxh-x")
        response = client.get(reverse("reporting:log"), {"tu": "32/11/2024", "den": "1/11/2024"})
        assert response.status_code == 422
        assert "Từ ngày: Ngày ghi như 15/11/2024." in response.content.decode()
        response = client.get(reverse("reporting:log"), {"tu": "5/11/2024", "den": "1/11/2024"})
        assert "Đến ngày: phải bằng hoặc sau" in response.content.decode()
        assert client.get(reverse("reporting:log"), {"ai": "\u00ad"}).status_code == 422

    def test_nothing_found_says_so(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world, "vhxh-x").get(reverse("reporting:log"), {"ai": "khong ai"}).content.decode()
        assert "Không có dòng nào khớp bộ lọc." in page
        assert "Bỏ lọc" in page

    def test_a_round_of_somewhere_else_is_no_choice(self, world: World, sign_in: SignIn) -> None:
        page = sign_in(world, "vhxh-x").get(reverse("reporting:log"), {"ky": "1999-nam"})
        assert page.status_code == 422


class TestPages:
    def test_equal_moments_come_once_each_while_new_rows_come_in(self, world: World) -> None:
        """130 rows of one moment in two tables: three pages, no row twice, none left out."""
        unit = world.units["xa-x"]
        LogEntry.objects.bulk_create(
            LogEntry(at=NOW, unit=unit, kind=LogKind.PERSON, act=f"việc {number}") for number in range(100)
        )
        world.enter("thon-1", "truong-thon-1", tre_em=1, hoan_canh=2, duoc_giup=1)
        figure = world.figure("thon-1", "tre-em")
        FigureChange.objects.bulk_create(
            FigureChange(
                figure=figure,
                version=version,
                at=NOW,
                by=world.people["truong-thon-1"],
                origin=Origin.TYPED,
                state=FigureState.ENTERED,
                value=version,
            )
            for version in range(2, 29)
        )
        person = world.people["vhxh-x"]
        seen: list[str] = []
        after: Place | None = None
        sizes = []
        while True:
            page = log_page(person, LogFilters(since=TODAY), TODAY, after)
            sizes.append(len(page.lines))
            seen += [f"{line.what} {line.after}" for line in page.lines]
            if not page.next_key:
                break
            after = Place.from_key(page.next_key)
            write(LogKind.PERSON, "vừa xảy ra", at=NOW + timedelta(minutes=1), unit=unit)
        assert sizes == [50, 50, 30]
        assert len(set(seen)) == 130
        assert not any("vừa xảy ra" in line for line in seen)
        assert seen[:100] == [f"việc {number} " for number in reversed(range(100))]

    def test_a_place_survives_its_address(self) -> None:
        moment = datetime.fromisoformat("2024-11-15T09:00:00.123457+07:00")
        place = Place(moment, 12, 9_007_199_254_740_993)
        assert Place.from_key(place.key) == place
        for broken in ("", "1-2", "a-1-2", "1-2-3-4", "-1-2-3", "9" * 17 + "-1-1"):
            assert Place.from_key(broken) is None

    def test_the_links(self, world: World, sign_in: SignIn) -> None:
        LogEntry.objects.bulk_create(
            LogEntry(at=NOW, unit=world.units["xa-x"], kind=LogKind.PERSON, act=f"việc {number}")
            for number in range(60)
        )
        client = sign_in(world, "vhxh-x")
        first = client.get(reverse("reporting:log"), {"loai": "tai-khoan"})
        assert first.content.decode().count('class="log-what"') == 50
        following = first.context["next"]
        assert following.startswith("?loai=tai-khoan&sau=")
        second = client.get(reverse("reporting:log") + following)
        assert second.content.decode().count('class="log-what"') == 10
        assert "Trang đầu" in second.content.decode()
        assert second.context["next"] == ""


class TestFile:
    def rows(self, response: object) -> list[tuple[object, ...]]:
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        sheet = load_workbook(BytesIO(content))["Nhật ký"]
        return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]

    def test_it_says_what_the_page_says(self, world: World, sign_in: SignIn) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=1234, hoan_canh=10)
        world.enter("cong-an", "cong-an", xam_hai=3)
        client = sign_in(world, "vhxh-x")
        page = client.get(reverse("reporting:log"))
        rows = self.rows(client.get(reverse("reporting:log_excel")))
        assert rows[0][0] == "Nhật ký"
        assert rows[1][0] == "Lọc: không lọc"
        code = Export.objects.get().code
        assert rows[3][0] == f"Mã tệp: {code}   ·   Địa chỉ trang: http://testserver/t/{code}/"
        assert rows[4] == (
            *("Lúc", "Người", "Đơn vị", "Kỳ", "Việc", "Trước", "Sau"),
            *("Lời ghi, lý do", "Nguồn", "Từ máy"),
        )
        expected = [
            tuple(
                text or None
                for text in (
                    *(line.who, line.unit, line.round_name, line.act, line.before, line.after),
                    *(line.said, line.origin, line.machine),
                )
            )
            for line in page.context["page"].lines
        ]
        assert [row[1:] for row in rows[5:-1]] == expected
        assert rows[5][0] == NOW.replace(tzinfo=None)
        assert "1.234" in {row[6] for row in rows[5:]}
        assert "hạn chế xem" in " ".join(str(row[4]) for row in rows[5:])
        assert rows[-1][0] == f"Mã nội dung: {Export.objects.get().digest}"
        assert 3 not in {row[6] for row in rows} and "3" not in {row[6] for row in rows}

    def test_taking_it_away_is_in_the_log(self, world: World, sign_in: SignIn) -> None:
        world.enter("thon-1", "truong-thon-1", tre_em=100)
        client = sign_in(world, "vhxh-x")
        self.rows(client.get(reverse("reporting:log_excel"), {"loai": "so-lieu", "ai": "truong"}))
        [line] = lines(world, "huyen-a", topic=Topic.EXPORTS)
        assert line.what == "xuất nhật ký ra Excel: người: truong; loại việc: Số liệu"
        code = Export.objects.get().code
        assert (line.after, line.machine, line.who) == (f"mã tệp {code}, 1 dòng", "127.0.0.1", "Vhxh-X")

    def test_text_is_never_a_formula(self, world: World, sign_in: SignIn) -> None:
        write(LogKind.PERSON, "=1+1", at=NOW, unit=world.units["xa-x"], reason="@SUM(A1)")
        response = sign_in(world, "vhxh-x").get(reverse("reporting:log_excel"), {"loai": "tai-khoan"})
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        row = next(load_workbook(BytesIO(content))["Nhật ký"].iter_rows(min_row=6))
        assert (row[4].value, row[4].data_type) == ("=1+1", "s")
        assert (row[7].value, row[7].data_type) == ("@SUM(A1)", "s")

    def test_it_stops_where_it_says(
        self, world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from reporting.summaries import log as log_summary
        from reporting.views import log as log_view

        monkeypatch.setattr(log_export, "MOST_ROWS", 4)
        monkeypatch.setattr(log_view, "MOST_ROWS", 4)
        monkeypatch.setattr(log_summary, "SLICE", 2)
        LogEntry.objects.bulk_create(
            LogEntry(at=NOW, unit=world.units["xa-x"], kind=LogKind.PERSON, act=f"việc {number}")
            for number in range(5)
        )
        client = sign_in(world, "vhxh-x")
        rows = self.rows(client.get(reverse("reporting:log_excel"), {"loai": "tai-khoan"}))
        assert [row[4] for row in rows[5:9]] == ["Việc 4", "Việc 3", "Việc 2", "Việc 1"]
        assert rows[9][0] == log_export.TOO_MANY
        assert str(rows[10][0]).startswith("Mã nội dung: ")
        assert len(rows) == 11

    def test_other_peoples_plans_are_no_help(self, world: World) -> None:
        """The number of a Chỉ tiêu is looked for in the plans that the person may read."""
        build_plan(world, issuer="huyen-b", key="ke-hoach-b")
        world.enter("thon-1", "truong-thon-1", tre_em=100, hoan_canh=4)
        assert [line.after for line in lines(world, "vhxh-x", figure="1.1", topic=Topic.FIGURES)] == ["4"]


class TestFiles:
    @pytest.fixture
    def report(self, world: World) -> Report:
        """X's half-way review with one file, taken out again a day later."""
        build_duties(world)
        report = report_of(world, open_duty(world).round, "xa-x")
        number = attach(world, report, "vhxh-x")
        actions.remove_file(report=report, number=number, by=world.people["vhxh-x"], at=at(16, month=12))
        return report

    def test_taking_a_file_out_is_told_like_putting_it_in(self, world: World, report: Report) -> None:
        [out, put] = lines(world, "huyen-a", topic=Topic.PAPERS)
        assert (out.what, put.what) == ("bỏ tệp “ke-hoach.pdf”", "kèm tệp “ke-hoach.pdf”")
        assert (out.who, out.when, out.unit) == ("Vhxh-X", "09:00 16/12/2024", "xã Xuân")
        assert out.at > put.at
        # Quản trị reads that it happened.
        assert [line.what for line in lines(world, "quan-tri", topic=Topic.PAPERS)] == [
            "bỏ tệp 1",
            "kèm tệp 1",
        ]

    def test_no_file_is_read_to_tell_of_it(self, world: World, report: Report) -> None:
        """A page of fifty files would be 250 MB, a thousand rows of an export twenty times that."""
        with CaptureQueriesContext(connection) as queries:
            assert len(lines(world, "huyen-a", topic=Topic.PAPERS)) == 2
        read = [query["sql"] for query in queries if 'FROM "reporting_paperfile"' in query["sql"]]
        assert len(read) == 2
        assert not any('"reporting_paperfile"."content"' in sql for sql in read)
