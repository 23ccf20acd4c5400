"""What happened beside the reports? Units' own plans, final figures, days given, rounds locked, reports gone
without, difficulties, tasks and reminders, all through the acts that people use.

Nothing here is later than 14/11/2024 either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from childplan.clock import VIET_NAM
from plans.models import Plan, Task
from reporting import actions
from reporting.actions.days import extend, set_day
from reporting.actions.difficulties import answer_difficulty, draw, report_difficulty
from reporting.actions.duties import open_duty_round
from reporting.actions.locking import lock
from reporting.actions.opening import open_round
from reporting.actions.papers import attach_file, save_paper
from reporting.actions.task_results import TaskWish, record_tasks
from reporting.answers import Answer, Change
from reporting.demonstration.telling import settle_all
from reporting.enums import ExplainedBy, FigureState, Origin, RoundKind, TaskState
from reporting.explaining import Given, explain
from reporting.models import Notice, Report, Round
from reporting.reminders import remind
from units.models import Placement, Unit, User

COMMUNE = "nam-dong-xa-chua-ro-ten"
COLLECTOR = "vhxh.namdong"


def tell_beside(fixtures: Path) -> None:
    """Everything beside the reports, once these are told."""
    _own_plans(fixtures)
    _final_figures()
    _days()
    _gone_without()
    _locks()
    _difficulties()
    _tasks()
    _reminders()


def _at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIET_NAM)


def _person(username: str) -> User:
    return User.objects.get(username=username)


def _units(*keys: str) -> list[Unit]:
    return list(Unit.objects.filter(key__in=keys))


# --- Kế hoạch thực hiện của các ngành, thôn: plan 000 wanted them before 20/8/2021

OWN_PLAN = {
    "village": (
        "1. Rà soát trẻ em trong thôn mỗi quý, báo xã trường hợp có hoàn cảnh đặc biệt.\n"
        "2. Kiểm tra ao hồ, hố nước; cắm biển cảnh báo trước mùa hè.\n"
        "3. Đưa nội dung bảo vệ trẻ em vào họp thôn sáu tháng một lần."
    ),
    "agency": (
        "1. Thực hiện các chỉ tiêu xã giao cho đơn vị theo từng năm.\n"
        "2. Phối hợp các thôn rà soát, hỗ trợ trẻ em có hoàn cảnh đặc biệt.\n"
        "3. Báo cáo UBND xã trước ngày 20/11 hằng năm."
    ),
}
OWN_PLANS_LATE = {"nd-xa-thon-5": date(2021, 8, 24), "nd-xa-cong-an": date(2021, 8, 23)}
WITH_A_FILE = "nd-xa-tram-y-te"


def _own_plans(fixtures: Path) -> None:
    collector = _person(COLLECTOR)
    opened = open_duty_round(
        plan=Plan.objects.get(key="000"),
        kind=RoundKind.ACTION_PLAN,
        year=2021,
        by=_person("huyen.namdong"),
        at=_at(date(2021, 7, 20)),
    )
    for number, report in enumerate(opened.round.reports.select_related("unit", "round").order_by("pk")):
        clerk = _clerk(report)
        if clerk is None:
            _leave_out(report)
            continue
        day = OWN_PLANS_LATE.get(report.unit.key, date(2021, 8, 9) + timedelta(days=number % 9))
        level = report.unit.level
        save_paper(report=report, text=OWN_PLAN[level], base_version=0, by=clerk, at=_at(day, 14))
        if report.unit.key == WITH_A_FILE:
            content = (fixtures / "demonstration" / "ke-hoach-tram-y-te.pdf").read_bytes()
            attach_file(
                report=report, name="ke-hoach-tram-y-te.pdf", content=content, by=clerk, at=_at(day, 14, 5)
            )
        actions.submit(report=report, by=clerk, at=_at(day, 15))
        actions.accept(report=report, by=_reader(report) or collector, at=_at(day + timedelta(days=2), 9))


def _leave_out(report: Report) -> None:
    """Nobody of the unit has an account: the commune's own plan spoke for it."""
    actions.waive(
        report=report,
        by=_person("vhxh.cu.namdong"),
        at=_at(date(2021, 8, 26), 10),
        reason="Nội dung đã đưa vào kế hoạch chung của UBND xã.",
    )


def _clerk(report: Report) -> User | None:
    """Whoever was posted on the unit then."""
    posting = report.unit.postings.order_by("user__username").first()
    return posting.user if posting is not None else None


def _reader(report: Report) -> User | None:
    """The coordinator of then checked; she has left since."""
    former = _person("vhxh.cu.namdong")
    day = date(2021, 8, 20)
    return former if former.postings.as_of(day).filter(unit__key=COMMUNE).exists() else None


# --- Chính thức năm 2023: what the Nam Đông commune's year came to in the end

FINAL_OPENED, FINAL_HANDED_IN, FINAL_ACCEPTED = date(2023, 12, 15), date(2023, 12, 18), date(2023, 12, 21)
FINAL_VALUES = {
    ("nd-xa-thon-2", "tre-gap-thien-tai"): 1,
    ("nd-xa-thon-2", "tre-gap-thien-tai-duoc-cuu-tro"): 1,
}
"""In the last weeks of the year the flood reached one child more."""


def _final_figures() -> None:
    round_ = Round.objects.create(
        key="2023-chinh-thuc",
        kind=RoundKind.FINAL_YEAR,
        year=2023,
        data_from=date(2022, 12, 15),
        data_to=date(2023, 12, 14),
    )
    top = Unit.objects.get(key="thua-thien-hue")
    open_round(round_=round_, unit=top, by=_person("so.hue"), at=_at(FINAL_OPENED))
    reports = list(round_.reports.select_related("unit", "round"))
    order = {"village": 0, "agency": 0, "commune": 1, "district": 2, "province": 3}
    for report in sorted(reports, key=lambda report: (order[report.unit.level], report.pk)):
        _finalise(report, order[report.unit.level])


def _finalise(report: Report, tier: int) -> None:
    clerk = _clerk_on(report.unit, FINAL_HANDED_IN)
    handed_in = FINAL_HANDED_IN + timedelta(days=4 * tier)
    changes = [
        Change(figure.item_id, figure.version, Answer(FigureState.ENTERED, value=value, raw=str(value)))
        for (key, code), value in FINAL_VALUES.items()
        if key == report.unit.key
        for figure in report.figures.filter(item__code=code)
    ]
    if changes:
        actions.save_answers(
            report=report, changes=changes, by=clerk, at=_at(handed_in, 8), origin=Origin.DEMONSTRATION
        )
    try:
        actions.submit(report=report, by=clerk, at=_at(handed_in, 15))
    except actions.Incomplete as refusal:
        given = [
            Given(line.figure_id, line.code, line.message, (ExplainedBy.FULLER,), "")
            for line in refusal.to_explain
        ]
        explain(report=report, given=given, by=clerk, at=_at(handed_in, 14))
        settle_all(report, clerk, _at(handed_in, 14))
        actions.submit(report=report, by=clerk, at=_at(handed_in, 15))
    above = _above(report)
    actions.accept(report=report, by=_clerk_on(above, handed_in), at=_at(handed_in + timedelta(days=3), 9))


def _above(report: Report) -> Unit:
    spot = Placement.objects.as_of(report.round.data_to).select_related("parent").get(unit=report.unit_id)
    return spot.parent or report.unit


def _clerk_on(unit: Unit, day: date) -> User:
    """Whoever entered and checked for the unit on the day; leaders and Quản trị do neither."""
    postings = unit.postings.as_of(day).exclude(role__in=["leader", "admin"]).select_related("user")
    found: User = postings.order_by("user__username").reverse()[0].user
    return found


# --- Hạn, chốt, chấp nhận thiếu


def _days() -> None:
    this_year = Round.objects.get(key="2024-nam")
    # Plan 002 names no day for villages; the commune set one for those still missing.
    set_day(
        round_=this_year,
        units=_units("hoang-duc-thon-4", "hoang-duc-thon-6"),
        day=date(2024, 11, 18),
        by=_person("vhxh.hoangduc"),
        at=_at(date(2024, 11, 14), 9),
    )
    # One of the district's communes was flooded.
    extend(
        round_=this_year,
        units=_units("lan-gioi"),
        day=date(2024, 11, 25),
        reason="Xã còn khắc phục thiệt hại sau bão số 3.",
        by=_person("huyen.tanyen"),
        at=_at(date(2024, 11, 12), 10),
    )


def _gone_without() -> None:
    actions.waive(
        report=Report.objects.get(round__key="2024-nam", unit__key="an-son-thon-5"),
        by=_person("vhxh.anson"),
        at=_at(date(2024, 11, 13), 16),
        reason="Trưởng thôn đi viện dài ngày, thôn chưa cử người thay.",
    )


LOCKED = {
    "so.hue": ("nam-dong", (2021, 2022, 2023)),
    "so.bacgiang": ("tan-yen", (2021, 2022, 2023)),
    "so.thanhhoa": ("hoang-hoa", (2021, 2022, 2023)),
    "so.langson": ("van-quan", (2023,)),
}


def _locks() -> None:
    for username, (key, years) in LOCKED.items():
        for year in years:
            lock(
                round_=Round.objects.get(key=f"{year}-nam"),
                units=_units(key),
                reason=f"Đã báo cáo Bộ, chốt số liệu năm {year}.",
                by=_person(username),
                at=_at(date(year + 1, 1, 15)),
            )


# --- Vướng mắc


@dataclass(frozen=True)
class Hindrance:
    """A difficulty, what the unit above answered on which day, and whether that settled it."""

    unit: str
    by: str
    on: date
    text: str
    proposal: str = ""
    answered_by: str = ""
    answered_on: date | None = None
    answer: str = ""
    settles: bool = False
    report_year: int | None = None


HINDRANCES = (
    Hindrance(
        "nd-xa-thon-8",
        "thon8.namdong",
        date(2023, 10, 30),
        "Khe suối cạnh điểm trường chưa có rào, mùa mưa nước lên nhanh.",
        "Xã bố trí kinh phí làm rào chắn 60 m.",
        "vhxh.cu.namdong",
        date(2023, 11, 6),
        "UBND xã đã đưa vào kế hoạch năm 2024, giao thôn cắm biển cảnh báo trước.",
        settles=True,
        report_year=2023,
    ),
    Hindrance(
        "nd-xa-thon-3",
        "thon3.namdong",
        date(2024, 11, 11),
        "Thôn có nhiều hộ đi làm ăn xa, chưa đếm được hết trẻ em theo cha mẹ.",
        "Công an xã cho thôn đối chiếu với dữ liệu cư trú.",
    ),
    Hindrance(
        "nd-xa-tram-y-te",
        "tyt.namdong",
        date(2024, 10, 22),
        "Cân đo của hai thôn vùng xa bị lệch, chưa có cân thay.",
        "Cấp thêm hai bộ cân, thước đo.",
        "vhxh.namdong",
        date(2024, 11, 14),
        "Xã đã đề nghị Trung tâm Y tế huyện; trong tháng 11 mượn cân của Trường Mầm non.",
    ),
    Hindrance(
        "lan-gioi",
        "vhxh.langioi",
        date(2024, 11, 8),
        "Sau bão số 3 ba thôn mất điện nhiều ngày, sổ theo dõi trẻ em bị ướt.",
        "Gia hạn nộp báo cáo để rà soát lại.",
        "huyen.tanyen",
        date(2024, 11, 12),
        "Đã gia hạn đến 25/11/2024.",
        settles=True,
    ),
)


def _difficulties() -> None:
    for told in HINDRANCES:
        unit = Unit.objects.get(key=told.unit)
        kept = report_difficulty(
            unit=unit, by=_person(told.by), at=_at(told.on, 19), text=told.text, proposal=told.proposal
        )
        if told.answered_on is None:
            continue
        above, at = _person(told.answered_by), _at(told.answered_on, 10)
        answer_difficulty(difficulty=kept, by=above, at=at, text=told.answer, settles=told.settles)
        if told.report_year is not None:
            draw(difficulty=kept, year=told.report_year, by=above, at=at)


# --- Nhiệm vụ

TOLD_TASKS = {
    # Unit, who, day: a state and a few words for its tasks, in the order of the plan.
    ("nd-xa-tram-y-te", "tyt.namdong", date(2024, 11, 14)): (
        (TaskState.DONE, "Cân đo hai đợt, tiêm chủng hằng tháng tại trạm và hai điểm thôn."),
        (TaskState.ONGOING, "Đang phát bổ sung vi chất đợt hai."),
        (TaskState.DONE, ""),
        (TaskState.DONE, "Ba buổi truyền thông phòng, chống đuối nước."),
        (TaskState.NOT_STARTED, ""),
    ),
    ("nd-xa-thon-4", "thon4.namdong", date(2024, 11, 13)): (
        (TaskState.DONE, "Họp thôn hai lần."),
        (TaskState.ONGOING, "Còn một ao chưa rào."),
        (TaskState.NOT_STARTED, ""),
        (TaskState.DONE, ""),
    ),
}


def _tasks() -> None:
    round_ = Round.objects.get(key="2024-nam")
    for (key, username, day), told in TOLD_TASKS.items():
        unit = Unit.objects.get(key=key)
        tasks = Task.objects.filter(units=unit, plan__key="000").order_by("position")
        wishes = [
            TaskWish(task.pk, 0, state, words) for task, (state, words) in zip(tasks, told, strict=False)
        ]
        record_tasks(unit=unit, round_=round_, wishes=wishes, by=_person(username), at=_at(day, 16))


# --- Nhắc việc

REMINDED_FROM, REMINDED_TO = date(2024, 11, 4), date(2024, 11, 14)


def _reminders() -> None:
    """The ladder as it ran on these mornings. What is a week old has been read."""
    for number in range((REMINDED_TO - REMINDED_FROM).days + 1):
        remind(_at(REMINDED_FROM + timedelta(days=number), 7, 30))
    Notice.objects.filter(at__lt=_at(date(2024, 11, 8))).update(read_at=_at(date(2024, 11, 8), 8))
