"""Chạy thử: what the year asks, counted nowhere, and gone alone when it is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from plans.models import Task
from reporting import actions
from reporting import standing_in as stand_in
from reporting.actions.opening import kinds_to_open
from reporting.answers import DASH
from reporting.enums import CommentKind, FigureState, Origin, RoundKind, StandInSource, TaskState
from reporting.models import (
    CommentAnswer,
    Explanation,
    Figure,
    FigureChange,
    Intake,
    Notice,
    Reminder,
    Report,
    ReportEvent,
    ReviewComment,
    Round,
    RoundLock,
    RoundOpening,
    TaskResult,
    Total,
    TotalText,
)
from reporting.reminders import remind
from reporting.summaries.coming import next_day
from reporting.summaries.due import DueBook
from reporting.summaries.entry import entry_page
from reporting.summaries.form_plan import form_plan, form_update
from reporting.summaries.home import home_page
from reporting.summaries.lists import latest_round, own_lines
from reporting.summaries.opening import opening_preview
from reporting.summaries.queue import queue
from reporting.summaries.rehearsal import Rehearsed
from reporting.summaries.tracking import tracking
from reporting.summaries.tracking_page import Choice
from reporting.years import accepted_years, year_before
from tests.reporting.alone import WINDOW, build_alone, commune_done, open_alone
from tests.world import NOW, SENDERS, TODAY, World, at, build_plan, build_round, build_world, fill_villages
from units.enums import Level, LogKind, Role
from units.models import LogEntry

pytestmark = pytest.mark.django_db
SignIn = Callable[[World, str], Client]
KEY = "2024-chay-thu"
SAID = "Chạy thử – số liệu sẽ được bỏ, không tính vào báo cáo nào"


@pytest.fixture
def rehearsal(db: None) -> World:
    """A commune alone that rehearses 2024, with nothing else open."""
    world = build_alone()
    open_alone(world, RoundKind.REHEARSAL)
    return world


def text(response: HttpResponse) -> str:
    return " ".join(unescape(response.content.decode()).split())


# --- What it asks


def test_it_is_the_last_kind_and_asks_what_the_year_asks(rehearsal: World) -> None:
    assert kinds_to_open()[-1] == RoundKind.REHEARSAL
    assert RoundKind.REHEARSAL.label == "Chạy thử"
    tried = rehearsal.rounds[2024]
    assert (tried.key, tried.name) == (KEY, "Chạy thử năm 2024")
    year = open_alone(rehearsal)

    def asked(round_: Round) -> set[tuple[str, str, bool]]:
        rows = Figure.objects.filter(report__round=round_)
        return set(rows.values_list("report__unit__key", "item__code", "is_check"))

    assert asked(tried) == asked(year)
    assert len(asked(year)) == 20  # 3 villages × 5, the station's 1, the police's 1, X's own 3


def test_its_preview_wants_no_days(rehearsal: World) -> None:
    round_ = rehearsal.rounds[2024]
    actions.discard_rehearsal(
        round_=round_, unit=rehearsal.units["xa-x"], by=rehearsal.people["vhxh-x"], at=NOW
    )
    plan = form_plan(Round(kind=RoundKind.REHEARSAL, year=2024, **WINDOW), rehearsal.units["xa-x"])
    page = opening_preview(plan, rehearsal.units["xa-x"], TODAY)
    assert (page.without_day, page.days, page.is_rehearsal) == ([], [], True)
    assert {line.days for line in page.lines} == {"Không có hạn"}


# --- No days, nobody reminded


def test_nothing_is_due_and_nobody_is_reminded(rehearsal: World) -> None:
    round_ = rehearsal.rounds[2024]
    assert DueBook.of(round_).deadlines == []
    for line in own_lines(rehearsal.people["truong-thon-1"], at(20, month=12)):
        assert (line.due.text, line.due_sentence) == ("Không có hạn", "Kỳ chạy thử, không có hạn")
    remind(at(20, month=12))
    assert not Reminder.objects.exists()
    for act, more in (
        (actions.set_day, {}),
        (actions.extend, {"reason": "x"}),
    ):
        with pytest.raises(actions.Refused, match="không có hạn"):
            act(
                round_=round_,
                units=[rehearsal.units["thon-1"]],
                day=date(2024, 11, 30),
                by=rehearsal.people["vhxh-x"],
                at=NOW,
                **more,
            )
    with pytest.raises(actions.Refused, match="không nhắc ai"):
        actions.remind_by_hand(
            reports=[rehearsal.report("thon-1")], by=rehearsal.people["vhxh-x"], at=NOW, text="Nộp đi"
        )


def test_a_report_that_came_back_is_not_late_either(rehearsal: World) -> None:
    fill_villages(rehearsal)
    report = rehearsal.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=report, by=rehearsal.people["vhxh-x"], at=NOW)
    actions.send_back(report=report, by=rehearsal.people["vhxh-x"], at=NOW, reason="xem lại")
    (line,) = own_lines(rehearsal.people["truong-thon-1"], at(20, month=12))
    assert line.due_sentence == "Kỳ chạy thử, không có hạn"
    remind(at(20, month=12))
    assert not Reminder.objects.exists()


def test_the_round_page_misses_no_day(rehearsal: World, sign_in: SignIn) -> None:
    page = sign_in(rehearsal, "vhxh-x").get(reverse("reporting:round", args=[KEY, "xa-x"]))
    assert "kỳ chạy thử, không có hạn" in text(page)
    assert "chưa ấn định hạn" not in text(page).lower()
    assert "Ấn định hạn" not in text(page)
    assert "Bỏ kỳ chạy thử" in text(page)


# --- Said on every page and file


PAGES = [
    ("vhxh-x", "round", "xa-x"),
    ("vhxh-x", "tracking", "xa-x"),
    ("vhxh-x", "rollup", "xa-x"),
    ("vhxh-x", "entry", "xa-x"),
    ("vhxh-x", "check", "xa-x"),
    ("vhxh-x", "review", "thon-1"),
    ("vhxh-x", "excel", "xa-x"),
    ("vhxh-x", "round_discard", "xa-x"),
    ("truong-thon-1", "entry", "thon-1"),
    ("truong-thon-1", "receipt", "thon-1"),
]


@pytest.mark.parametrize(("who", "route", "unit"), PAGES)
def test_every_page_says_so(rehearsal: World, sign_in: SignIn, who: str, route: str, unit: str) -> None:
    fill_villages(rehearsal)
    rehearsal.hand_in("thon-1", "truong-thon-1")
    page = sign_in(rehearsal, who).get(reverse(f"reporting:{route}", args=[KEY, unit]))
    assert page.status_code == 200
    assert SAID in text(page)


def test_pages_of_a_real_round_do_not(rehearsal: World, sign_in: SignIn) -> None:
    open_alone(rehearsal)
    client = sign_in(rehearsal, "vhxh-x")
    for address in (reverse("reporting:round", args=["2024-nam", "xa-x"]), reverse("reporting:rounds"), "/"):
        assert SAID not in text(client.get(address))


def bytes_of(response: Any) -> BytesIO:
    return BytesIO(b"".join(response.streaming_content) if response.streaming else response.content)


def first_cells(file: BytesIO) -> str:
    sheet = load_workbook(file).worksheets[0]
    return str(next(cell.value for row in sheet.iter_rows() for cell in row if cell.value))


@pytest.mark.parametrize(
    ("route", "args"),
    [
        ("excel_template", [KEY, "xa-x"]),
        ("annual_excel", ["ke-hoach-xa", KEY]),
        ("tracking_excel", [KEY, "xa-x"]),
    ],
)
def test_every_excel_file_says_so(rehearsal: World, sign_in: SignIn, route: str, args: list[str]) -> None:
    file = bytes_of(sign_in(rehearsal, "vhxh-x").get(reverse(f"reporting:{route}", args=args)))
    assert first_cells(file).startswith("CHẠY THỬ – ")


def test_the_sheets_to_print_say_so(
    rehearsal: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(template: str, said: dict[str, Any], style_sheet: str) -> BytesIO:
        drawn.append(" ".join(unescape(render_to_string(template, said)).split()))
        return BytesIO(b"%PDF")

    monkeypatch.setattr("reporting.exports.report_form.draw", draw)
    monkeypatch.setattr("reporting.exports.pdf.draw", draw)
    client = sign_in(rehearsal, "vhxh-x")
    client.get(reverse("reporting:form_pdf", args=[KEY, "xa-x"]))
    client.get(reverse("reporting:annual_pdf", args=["ke-hoach-xa", KEY]))
    assert [page.count("CHẠY THỬ – ") >= 1 for page in drawn] == [True, True]


# --- Never in the way of a real round


def test_a_real_round_goes_before_it_everywhere(rehearsal: World, sign_in: SignIn) -> None:
    """The rehearsal of 2024 is newer than the year round of 2023, and stands behind it all the same."""
    year = Round.objects.create(
        key="2023-nam",
        kind=RoundKind.YEAR,
        year=2023,
        data_from=date(2022, 12, 15),
        data_to=date(2023, 12, 14),
    )
    x = rehearsal.units["xa-x"]
    assert latest_round(x) == rehearsal.rounds[2024]
    actions.open_round(round_=year, unit=x, by=rehearsal.people["vhxh-x"], at=NOW)
    assert latest_round(x) == year
    client = sign_in(rehearsal, "vhxh-x")
    for name in ("tracking", "rollup"):
        page = client.get(reverse(f"reporting:{name}_home"))
        assert page["Location"] == reverse(f"reporting:{name}", args=["2023-nam", "xa-x"])
    home = home_page(rehearsal.people["vhxh-x"], NOW)
    assert [desk.round_key for desk in home.desks] == ["2023-nam"]
    assert [older.round_key for older in home.older] == [KEY]
    (first, second) = home_page(rehearsal.people["truong-thon-1"], NOW).to_do
    assert (first.round_key, second.round_key) == ("2023-nam", KEY)


def test_others_do_not_come_to_it_by_chance(rehearsal: World) -> None:
    """Y owes nothing anywhere: what X tries out is not the page Y is led to."""
    assert latest_round(rehearsal.units["xa-y"]) is None
    open_alone(rehearsal)
    found = latest_round(rehearsal.units["xa-y"])
    assert found is not None
    assert found.kind == RoundKind.YEAR


def test_the_queue_ends_with_it(rehearsal: World) -> None:
    fill_villages(rehearsal)
    rehearsal.hand_in("thon-1", "truong-thon-1", when=at(1))
    open_alone(rehearsal)
    fill_villages(rehearsal)
    rehearsal.hand_in("thon-2", "truong-thon-2", when=at(14))
    lines = queue(rehearsal.people["vhxh-x"], NOW).lines
    assert [(line.line.round_key, line.line.unit_key) for line in lines] == [
        ("2024-nam", "thon-2"),
        (KEY, "thon-1"),
    ]


def test_no_year_looks_back_on_it(rehearsal: World) -> None:
    """A rehearsal looks back on real years; nothing looks back on a rehearsal."""
    commune_done(rehearsal)
    x = rehearsal.units["xa-x"]
    assert accepted_years(x.pk, RoundKind.YEAR, 2020, 2030) == {}
    assert accepted_years(x.pk, RoundKind.REHEARSAL, 2020, 2030) == {}
    actions.start_round(
        kind=RoundKind.YEAR,
        year=2025,
        data_from=date(2024, 12, 15),
        data_to=date(2025, 12, 14),
        unit=x,
        by=rehearsal.people["vhxh-x"],
        at=NOW,
    )
    year = Round.objects.get(key="2025-nam")
    assert year_before(year) == ()
    page = entry_page(Report.objects.get(round=year, unit=rehearsal.units["thon-1"]), NOW)
    assert page.last_label == ""
    assert {cell.last_year for cell in page.base_cells} == {DASH}


def test_a_rehearsal_looks_back_on_last_year(db: None) -> None:
    world = build_world()
    build_round(world, 2023)
    tried = actions.start_round(
        kind=RoundKind.REHEARSAL,
        year=2024,
        unit=world.units["tinh"],
        by=world.people["tinh"],
        at=NOW,
        **WINDOW,  # type: ignore[arg-type]
    )
    assert year_before(tried) == (world.rounds[2023],)


def test_the_table_over_several_rounds_leaves_it_out(rehearsal: World) -> None:
    year = open_alone(rehearsal)
    page = tracking(
        place=rehearsal.units["xa-x"],
        round_=year,
        choice=Choice(is_by_round=True),
        now=NOW,
        may_review=True,
    )
    assert [column.heading for column in page.columns] == ["Năm 2024"]


def test_the_coming_round_is_still_the_year(rehearsal: World) -> None:
    person = rehearsal.people["truong-thon-1"]
    found = next_day([rehearsal.units["thon-1"].pk], own_lines(person, NOW), NOW)
    assert found is not None
    assert found.round_name == "Năm 2024"


def test_the_update_works_on_it(rehearsal: World) -> None:
    found = form_update(rehearsal.rounds[2024], rehearsal.units["xa-x"])
    assert (found.cell_count, found.no_longer) == (0, {})


def test_the_log_shows_it(rehearsal: World, sign_in: SignIn) -> None:
    rehearsal.enter("thon-1", "truong-thon-1", tre_em=100)
    page = sign_in(rehearsal, "vhxh-x").get(reverse("reporting:log"), {"ky": KEY})
    assert "chạy thử năm 2024" in text(page).lower()


# --- Thrown away


TABLES: tuple[Any, ...] = (
    *(Report, Figure, FigureChange, ReportEvent, ReviewComment, CommentAnswer, Explanation, Intake),
    *(Notice, Total, TotalText, RoundLock, TaskResult, Reminder),
)
APPEND_ONLY: tuple[Any, ...] = (
    *(FigureChange, ReportEvent, ReviewComment, CommentAnswer, Explanation, Reminder, Total, TotalText),
    TaskResult,
)


def live(world: World) -> None:
    """A row in every table: entered for somebody, sent back with a comment and answered, explained, taken
    from a file, accepted, handed up, locked; a task reported."""
    x, head = world.people["vhxh-x"], world.people["truong-thon-1"]
    stand_in.start(report=world.report("thon-2"), by=x, at=NOW, source=StandInSource.PHONE)
    world.enter("thon-2", "vhxh-x", tre_em=80)
    fill_villages(world)
    report = world.hand_in("thon-1", "truong-thon-1")
    actions.start_check(report=report, by=x, at=NOW)
    figure = world.figure("thon-1", "tre-em")
    said = {figure.pk: actions.Comment("Có đúng không?", CommentKind.ASK)}
    actions.send_back(report=report, by=x, at=NOW, comments=said)
    comment = ReviewComment.objects.get(event__report=report)
    CommentAnswer.objects.create(comment=comment, text="Đúng", by=head, at=NOW)
    Intake.objects.create(report=report, number=1, origin=Origin.PASTED, by=head, at=NOW, digest="x")
    Explanation.objects.create(figure=figure, code="W1", said="?", reasons=",fuller,", by=head, at=NOW)
    # None is ever sent in a rehearsal; were there one, it would have to go as well.
    Reminder.objects.create(report=report, on=NOW.date(), at=NOW, by=x)
    for unit, who in SENDERS.items():
        if unit in UNITS_OF_X:
            world.hand_in(unit, who)
            world.take(unit, "vhxh-x")
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    own = world.hand_in("xa-x", "vhxh-x")
    change = FigureChange.objects.filter(figure__report=own).first()
    TotalText.objects.create(report=own, edition=1, change=change)
    task = Task.objects.create(plan=world.plan, position=1, unit_words="Thôn", words="Việc")
    TaskResult.objects.create(
        task=task,
        unit=world.units["thon-1"],
        round=world.rounds[2024],
        state=TaskState.DONE,
        by=head,
        at=NOW,
    )
    actions.lock(round_=world.rounds[2024], units=[world.units["tram"]], reason="x", by=x, at=NOW)


UNITS_OF_X = ("thon-1", "thon-2", "thon-3", "tram", "cong-an")


def discard(world: World, unit: str = "xa-x", by: str = "vhxh-x") -> Rehearsed:
    round_ = Round.objects.get(key=KEY)
    return actions.discard_rehearsal(
        round_=round_, unit=world.units[unit], by=world.people[by], at=NOW, address="10.0.0.1"
    )


def test_it_is_gone_with_everything(rehearsal: World) -> None:
    live(rehearsal)
    assert all(table.objects.exists() for table in TABLES)
    notices = Notice.objects.count()
    gone = discard(rehearsal)
    assert gone == Rehearsed(reports=6, handed_in=6, cells=20, answers=20, notices=notices)
    for table in (*TABLES, Round, RoundOpening):
        assert not table.objects.exists(), table
    entry = LogEntry.objects.filter(kind=LogKind.ROUND).latest("id")
    assert (entry.act, entry.subject, entry.unit, entry.address) == (
        "bỏ kỳ chạy thử",
        "Chạy thử năm 2024",
        rehearsal.units["xa-x"],
        "10.0.0.1",
    )
    assert entry.before == f"6 báo cáo (6 đã nộp), 20 ô (20 ô đã nhập), {notices} thông báo"
    # Opened again it starts from nothing.
    open_alone(rehearsal, RoundKind.REHEARSAL)
    assert set(Figure.objects.values_list("state", flat=True)) == {FigureState.EMPTY}


def test_a_real_round_beside_it_stays(rehearsal: World) -> None:
    live(rehearsal)
    tried = rehearsal.rounds[2024]
    year = open_alone(rehearsal)
    commune_done(rehearsal)
    kept = {
        table: set(table.objects.exclude(**rows_of(table, tried)).values_list("pk", flat=True))
        for table in TABLES
    }
    discard(rehearsal)
    for table, rows in kept.items():
        assert set(table.objects.values_list("pk", flat=True)) == rows, table
    assert list(Round.objects.all()) == [year]
    assert Total.objects.filter(report__round=year).exists()


WAYS = {
    Report: "round",
    Figure: "report__round",
    FigureChange: "figure__report__round",
    Explanation: "figure__report__round",
    ReviewComment: "event__report__round",
    CommentAnswer: "comment__event__report__round",
    RoundLock: "round",
    TaskResult: "round",
}


def rows_of(table: Any, round_: Round) -> dict[str, Any]:
    return {WAYS.get(table, "report__round"): round_}


def test_the_neighbours_rehearsal_of_the_same_year_stays(rehearsal: World) -> None:
    """Y rehearses 2024 too: one round, two openings. X throws its own away, then Y its own."""
    build_plan(rehearsal, issuer="xa-y", key="ke-hoach-y")
    round_ = open_alone(rehearsal, RoundKind.REHEARSAL, unit="xa-y", by="vhxh-y")
    assert round_.openings.count() == 2
    live(rehearsal)
    rehearsal.enter("xa-y", "vhxh-y", tre_em=200)
    assert discard(rehearsal).reports == 6
    report = Report.objects.get()
    assert report.unit == rehearsal.units["xa-y"]
    assert rehearsal.figure("xa-y", "tre-em").value == 200
    assert list(round_.openings.values_list("unit__key", flat=True)) == ["xa-y"]
    assert discard(rehearsal, "xa-y", "vhxh-y").reports == 1
    assert not Round.objects.filter(key=KEY).exists()


def test_the_database_lets_go_of_nothing_else(db: None) -> None:
    """The very deletion that a rehearsal takes is refused for the same rows of a year round."""
    world = build_alone()
    open_alone(world)
    live(world)
    for table in APPEND_ONLY:
        row = table.objects.first()
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            table.objects.filter(pk=row.pk)._raw_delete("default")
        assert table.objects.filter(pk=row.pk).exists(), table
    with pytest.raises(actions.Refused, match="Chỉ kỳ chạy thử"):
        actions.discard_rehearsal(
            round_=world.rounds[2024], unit=world.units["xa-x"], by=world.people["vhxh-x"], at=NOW
        )


def test_nor_may_a_rehearsal_s_log_be_changed(rehearsal: World) -> None:
    live(rehearsal)
    for table in APPEND_ONLY:
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            table.objects.update(id=F("id"))


def test_who_may_throw_it_away(rehearsal: World, sign_in: SignIn) -> None:
    round_ = rehearsal.rounds[2024]
    for who in ("truong-thon-1", "lanh-dao-x", "vhxh-y", "vhxh-cu"):
        with pytest.raises(actions.NotYours):
            discard(rehearsal, by=who)
    with pytest.raises(actions.Refused, match="đơn vị đã mở"):
        actions.discard_rehearsal(
            round_=round_, unit=rehearsal.units["xa-y"], by=rehearsal.people["vhxh-y"], at=NOW
        )
    address = reverse("reporting:round_discard", args=[KEY, "xa-x"])
    answers = {"vhxh-x": 200, "vhxh-y": 404, "lanh-dao-x": 403, "truong-thon-1": 403}
    for who, status in answers.items():
        assert sign_in(rehearsal, who).get(address).status_code == status
        if status != 200:
            assert sign_in(rehearsal, who).post(address, {"sure": "on"}).status_code == status
    assert Report.objects.filter(round=round_).count() == 6


def test_once_the_district_rehearses_it_too_the_district_throws_it_away(
    rehearsal: World, sign_in: SignIn
) -> None:
    rehearsal.person("huyen-a-moi", "huyen-a", Role.DISTRICT_OFFICER)
    build_plan(rehearsal, issuer="huyen-a", key="ke-hoach-huyen")
    open_alone(rehearsal, RoundKind.REHEARSAL, unit="huyen-a", by="huyen-a-moi")
    with pytest.raises(actions.Refused, match="Nay huyện An cũng chạy thử"):
        discard(rehearsal)
    page = sign_in(rehearsal, "vhxh-x").get(reverse("reporting:round_discard", args=[KEY, "xa-x"]))
    assert "huyện An bỏ" in text(page)
    # The district, X with its five units, and Y.
    assert discard(rehearsal, "huyen-a", "huyen-a-moi").reports == 8
    assert not Round.objects.filter(kind=RoundKind.REHEARSAL).exists()


def test_looked_at_ticked_and_gone(rehearsal: World, sign_in: SignIn) -> None:
    rehearsal.enter("thon-1", "truong-thon-1", tre_em=100)
    client = sign_in(rehearsal, "vhxh-x")
    address = reverse("reporting:round_discard", args=[KEY, "xa-x"])
    assert "6 báo cáo (0 đã nộp), 20 ô (1 ô đã nhập), 0 thông báo" in text(client.get(address))
    unticked = client.post(address)
    assert unticked.status_code == 422
    assert "không lấy lại được" in text(unticked)
    assert Report.objects.count() == 6
    done = client.post(address, {"sure": "on"}, follow=True)
    assert done.redirect_chain == [(reverse("reporting:rounds"), 302)]
    assert "Đã bỏ kỳ chạy thử năm 2024: 6 báo cáo" in text(done)
    assert client.get(address).status_code == 404
    assert client.get(reverse("reporting:rounds")).status_code == 200


def test_a_real_round_has_no_such_page(rehearsal: World, sign_in: SignIn) -> None:
    open_alone(rehearsal)
    client = sign_in(rehearsal, "vhxh-x")
    assert client.get(reverse("reporting:round_discard", args=["2024-nam", "xa-x"])).status_code == 403
    assert "Bỏ kỳ chạy thử" not in text(client.get(reverse("reporting:round", args=["2024-nam", "xa-x"])))


def test_as_many_statements_for_many_units_as_for_few(rehearsal: World) -> None:
    counted = []
    for villages in (0, 20):
        for number in range(villages):
            key = f"thon-them-{number}"
            rehearsal.unit(key, Level.VILLAGE, "xa-x", name=f"Thôn thêm {number}", kind="thôn")
        if villages:
            open_alone(rehearsal, RoundKind.REHEARSAL)
        with CaptureQueriesContext(connection) as asked:
            discard(rehearsal)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_nobody_is_chased_in_it(rehearsal: World, sign_in: SignIn) -> None:
    client = sign_in(rehearsal, "vhxh-x")
    address = reverse("reporting:chase", args=[KEY, "xa-x"])
    assert client.get(address).status_code == 403
    assert client.post(address, {"units": ["thon-1"], "text": "Nộp đi"}).status_code == 403
    page = client.get(reverse("reporting:tracking", args=[KEY, "xa-x"]))
    assert "Kỳ chạy thử, không có hạn." in text(page)
    assert "chưa được ấn định hạn" not in text(page)
    assert "don-doc" not in page.content.decode()
