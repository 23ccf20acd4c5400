"""Nhắc tự động in the small world: villages due on 20/11, communes on 05/12. Days worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from childplan.clock import VIET_NAM
from reporting import actions
from reporting.enums import NoticeKind
from reporting.models import Digest, Notice, Reminder, Report
from reporting.reminders import Outcome, remind
from reporting.summaries.reminding import owed_today, rounds_with_open_reports
from tests.world import World, at, build_catalogue, build_people, build_places, build_plan, build_round
from tests.world import fill_villages as fill
from units.enums import AgencyKind, Level, Role
from units.models import Placement, Posting, User

VILLAGES = ["truong-thon-1", "truong-thon-2", "truong-thon-3"]


def sent(unit: str, world: World) -> list[tuple[date, int | None]]:
    rows = Reminder.objects.filter(report=world.report(unit)).order_by("id")
    return [(row.on, row.step) for row in rows]


def titles(world: World, person: str, kind: NoticeKind = NoticeKind.REMINDER) -> list[str]:
    notices = Notice.objects.filter(user=world.people[person], kind=kind).order_by("id")
    return [notice.title for notice in notices]


def give_mail(world: World, *people: str) -> None:
    for person in people:
        User.objects.filter(pk=world.people[person].pk).update(email=f"{person}@example.vn")


def to(message: EmailMessage) -> str:
    return message.to[0]


def days(first: datetime, number: int) -> list[datetime]:
    return [first + timedelta(days=index) for index in range(number)]


def test_a_village_hears_of_its_day_on_every_step_and_nobody_else_does(world: World) -> None:
    for when in days(at(1), 24):
        remind(when)
    assert sent("thon-1", world) == [
        (date(2024, 11, 6), -14),
        (date(2024, 11, 13), -7),
        (date(2024, 11, 17), -3),
        (date(2024, 11, 19), -1),
        (date(2024, 11, 20), 0),
        (date(2024, 11, 21), 1),
        (date(2024, 11, 23), 3),
    ]
    assert titles(world, "truong-thon-1") == [
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 14 ngày",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 7 ngày",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 3 ngày",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 1 ngày",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: hạn hôm nay",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: quá hạn 1 ngày",
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: quá hạn 3 ngày",
    ]
    # The commune's own report is due on 05/12: fourteen days before is 21/11. No plan names a day for the
    # station, the police, the districts.
    assert sent("xa-x", world) == [(date(2024, 11, 21), -14)]
    assert titles(world, "vhxh-x") == ["Nhắc nộp báo cáo năm 2024 của xã Xuân: còn 14 ngày"]
    assert sent("tram", world) == sent("huyen-a", world) == []
    # Only who must act: no leader, nobody above, nobody whose post ended.
    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {*VILLAGES, "vhxh-x", "vhxh-y", "vhxh-z"}


def test_what_a_notice_says_and_where_it_leads(world: World) -> None:
    remind(at(17))
    notice = Notice.objects.get(user=world.people["truong-thon-1"])
    assert notice.title == "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 3 ngày"
    assert notice.text == "Hạn nộp: hết ngày Thứ Tư 20/11/2024."
    assert notice.address == "/bao-cao/2024-nam/thon-1/nhap/"
    assert notice.unit == world.units["thon-1"]
    assert notice.report == world.report("thon-1")
    reminder = Reminder.objects.get(report=world.report("thon-1"))
    assert (reminder.due_on, reminder.step, reminder.by) == (date(2024, 11, 20), -3, None)
    assert reminder.text == notice.title


def test_the_second_run_of_a_day_tells_nobody_anything(world: World) -> None:
    give_mail(world, *VILLAGES)
    first = remind(at(17, 8))
    assert (first.reports, first.notices, first.letters.sent) == (3, 3, 3)
    for hour in (8, 9, 19):
        again = remind(at(17, hour))
        assert (again.reports, again.notices, again.letters.sent) == (0, 0, 0)
    assert Reminder.objects.count() == Notice.objects.count() == len(mail.outbox) == 3


def test_down_on_the_eve_and_on_the_day_only_the_latest_step_is_caught_up(world: World) -> None:
    remind(at(17))
    remind(at(21))
    remind(at(22))
    assert sent("thon-1", world) == [(date(2024, 11, 17), -3), (date(2024, 11, 21), 1)]


def test_nothing_after_submission(world: World) -> None:
    fill(world)
    remind(at(17))
    world.hand_in("thon-1", "truong-thon-1", when=at(18))
    for when in days(at(19), 20):
        remind(when)
    assert sent("thon-1", world) == [(date(2024, 11, 17), -3)]
    assert len(sent("thon-2", world)) == 7  # -3, -1, 0, 1, 3, 7, 14


def test_a_report_taken_back_counts_its_day_again(world: World) -> None:
    fill(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(18))
    remind(at(19))
    actions.recall(report=world.report("thon-1"), by=world.people["truong-thon-1"], at=at(20, 8))
    remind(at(20))
    assert sent("thon-1", world) == [(date(2024, 11, 20), 0)]


def test_a_returned_report_counts_down_to_its_own_day(world: World) -> None:
    fill(world)
    world.hand_in("thon-1", "truong-thon-1", when=at(10))
    actions.send_back(
        report=world.report("thon-1"),
        by=world.people["vhxh-x"],
        at=at(11),
        reason="xem lại",
        correct_by=date(2024, 11, 14),
    )
    # Three days before its day is the day on which it was returned, and the unit was told then.
    for when in days(at(11, 15), 8):
        remind(when)
    assert sent("thon-1", world) == [
        (date(2024, 11, 13), -1),
        (date(2024, 11, 14), 0),
        (date(2024, 11, 15), 1),
        (date(2024, 11, 17), 3),
    ]
    assert titles(world, "truong-thon-1")[0] == (
        "Nhắc sửa và nộp lại báo cáo năm 2024 của Thôn 1: còn 1 ngày"
    )
    text = Notice.objects.filter(report=world.report("thon-1"), kind=NoticeKind.REMINDER).last()
    assert text is not None
    assert text.text == "Hạn sửa: hết ngày Thứ Năm 14/11/2024."


def test_an_extension_in_between_moves_the_ladder(world: World) -> None:
    remind(at(17))
    actions.extend(
        round_=world.rounds[2024],
        units=[world.units["thon-1"]],
        day=date(2024, 11, 25),
        reason="bão",
        by=world.people["vhxh-x"],
        at=at(18),
    )
    for when in days(at(18, 15), 9):
        remind(when)
    # The week before 25/11 was the 18th, when the unit was told of the new day.
    assert sent("thon-1", world) == [
        (date(2024, 11, 17), -3),
        (date(2024, 11, 22), -3),
        (date(2024, 11, 24), -1),
        (date(2024, 11, 25), 0),
        (date(2024, 11, 26), 1),
    ]
    assert [on.day for on, _ in sent("thon-2", world)] == [17, 19, 20, 21, 23]


def test_a_day_set_by_the_unit_above_is_reminded_of(world: World) -> None:
    actions.set_day(
        round_=world.rounds[2024],
        units=[world.units["tram"]],
        day=date(2024, 11, 18),
        by=world.people["vhxh-x"],
        at=at(12),
    )
    for when in days(at(12, 15), 8):
        remind(when)
    assert sent("tram", world) == [
        (date(2024, 11, 15), -3),
        (date(2024, 11, 17), -1),
        (date(2024, 11, 18), 0),
        (date(2024, 11, 19), 1),
    ]


def test_whoever_is_waived_or_locked_is_not_chased(world: World) -> None:
    actions.waive(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(10), reason="mất sổ")
    actions.lock(
        round_=world.rounds[2024],
        units=[world.units["thon-2"]],
        reason="đã xong",
        by=world.people["vhxh-x"],
        at=at(10),
    )
    planned = [one.unit_name for owed in owed_today(rounds_with_open_reports(), at(17)) for one in owed]
    assert planned == ["Thôn 3"]
    remind(at(17))
    assert sent("thon-1", world) == sent("thon-2", world) == []
    assert sent("thon-3", world) == [(date(2024, 11, 17), -3)]
    # A lock further up holds what is below it; once it is gone the latest step is caught up.
    [above] = actions.lock(
        round_=world.rounds[2024],
        units=[world.units["xa-x"]],
        reason="chờ",
        by=world.people["huyen-a"],
        at=at(18),
    )
    remind(at(20))
    assert len(sent("thon-3", world)) == 1
    actions.end_waiver(report=world.report("thon-1"), by=world.people["vhxh-x"], at=at(20))
    actions.unlock(round_locks=[above], reason="mở lại", by=world.people["huyen-a"], at=at(20, 10))
    remind(at(20, 11))
    assert sent("thon-3", world)[1:] == sent("thon-1", world) == [(date(2024, 11, 20), 0)]
    assert sent("thon-2", world) == []


def test_of_two_days_of_one_plan_the_second_begins_where_the_first_ended(world: World) -> None:
    """30/11 and 05/12: the week before 05/12 was still a matter of 30/11."""
    world.plan.deadlines.create(
        position=3, duty="year", reporter_level=Level.COMMUNE, day=30, month=11, words="trước ngày 30/11"
    )
    for when in days(at(15), 22):
        remind(when)
    assert [((on.month, on.day), step) for on, step in sent("xa-y", world)] == [
        ((11, 16), -14),
        ((11, 23), -7),
        ((11, 27), -3),
        ((11, 29), -1),
        ((11, 30), 0),
        ((12, 2), -3),
        ((12, 4), -1),
        ((12, 5), 0),
        ((12, 6), 1),
    ]


def test_a_school_hears_of_the_20th_on_the_18th_at_the_latest(db: None) -> None:
    world = World()
    build_places(world)
    build_people(world)
    world.unit("truong", Level.AGENCY, "xa-x", name="Trường Tiểu học", agency=AgencyKind.PRIMARY_SCHOOL)
    world.person("hieu-truong", "truong", Role.UNIT_REPORTER)
    build_catalogue(world)
    world.items["can-do"].source = AgencyKind.PRIMARY_SCHOOL
    world.items["can-do"].save()
    plan = build_plan(world)
    plan.deadlines.create(
        position=3,
        duty="year",
        reporter_level=Level.AGENCY,
        reporter_kind=AgencyKind.PRIMARY_SCHOOL,
        day=20,
        month=11,
        words="trước ngày 20/11",
    )
    build_round(world, 2024)
    for when in days(at(5), 18):
        remind(when)
    assert [(on.day, step) for on, step in sent("truong", world)] == [
        (6, -14),
        (13, -7),
        (17, -3),
        (18, 0),
        (21, 1),
    ]
    assert titles(world, "hieu-truong")[3] == "Nhắc nộp báo cáo năm 2024 của Trường Tiểu học: còn 2 ngày"


def test_after_a_week_the_level_above_hears_of_all_of_them_at_once(world: World) -> None:
    give_mail(world, "vhxh-x", "truong-thon-1")
    for when in days(at(20), 9):
        remind(when)
    kind = NoticeKind.ESCALATION
    assert titles(world, "vhxh-x", kind) == ["3 đơn vị quá hạn báo cáo năm 2024 từ 7 ngày trở lên"]
    notice = Notice.objects.get(kind=kind)
    assert notice.text == "Thôn 1 (quá hạn 7 ngày), Thôn 2 (quá hạn 7 ngày), Thôn 3 (quá hạn 7 ngày)."
    assert notice.address == "/theo-doi/2024-nam/xa-x/?loc=qua-han"
    assert (notice.unit, notice.report) == (world.units["xa-x"], None)
    assert notice.at == at(27)
    # Not the leader, not the district, not whoever held the post until 14/11.
    assert set(Notice.objects.filter(kind=kind).values_list("user__username", flat=True)) == {"vhxh-x"}
    letter = next(
        message for message in mail.outbox if to(message) == "vhxh-x@example.vn" and "quá" in message.body
    )
    assert "3 đơn vị quá hạn báo cáo năm 2024 từ 7 ngày trở lên:\n  Thôn 1 (quá hạn 7 ngày)" in letter.body


def test_many_late_units_are_counted_where_there_is_no_room_to_name_them(world: World) -> None:
    for number in range(4, 64):
        unit = world.unit(f"thon-{number}", Level.VILLAGE, "xa-x", name=f"Thôn {number}", kind="thôn")
        Report.objects.create(round=world.rounds[2024], unit=unit)
    remind(at(27))
    notice = Notice.objects.get(kind=NoticeKind.ESCALATION)
    assert notice.title == "63 đơn vị quá hạn báo cáo năm 2024 từ 7 ngày trở lên"
    named = notice.text.count("(quá hạn 7 ngày)")
    assert notice.text.endswith(f" và {63 - named} đơn vị khác.")
    assert 950 < len(notice.text) <= 1000


def test_with_the_post_the_reminders_go(world: World) -> None:
    Posting.objects.filter(user=world.people["truong-thon-1"]).update(ends_on=date(2024, 11, 16))
    User.objects.filter(pk=world.people["truong-thon-2"].pk).update(is_active=False)
    give_mail(world, *VILLAGES)
    outcome = remind(at(17))
    # The reports are reminded all the same: whoever has the post tomorrow is told at the next step.
    assert outcome.reports == 3
    assert [to(message) for message in mail.outbox] == ["truong-thon-3@example.vn"]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"truong-thon-3"}


@pytest.mark.parametrize("hour", [0, 6, 20, 23])
def test_at_night_nothing_happens_and_the_command_says_so(
    world: World,
    moment,
    hour: int,  # type: ignore[no-untyped-def]
) -> None:
    moment(at(17, hour))
    out = StringIO()
    call_command("remind", stdout=out)
    assert out.getvalue() == "Ngoài giờ nhắc (07:00 đến 20:00): chưa nhắc ai.\n"
    assert not Reminder.objects.exists()
    assert not Notice.objects.exists()


def test_the_hours_are_those_of_viet_nam_wherever_the_moment_was_written_down(world: World) -> None:
    from datetime import UTC

    assert remind(datetime(2024, 11, 17, 0, 30, tzinfo=UTC)).reports == 3  # 07:30 in Viet Nam
    assert remind(datetime(2024, 11, 17, 13, 30, tzinfo=UTC)) == Outcome(is_quiet=True)  # 20:30
    assert datetime(2024, 11, 17, 7, 30, tzinfo=VIET_NAM).hour == 7


# --- Letters


def test_a_letter_says_what_waits_by_when_and_where(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    settings.BASE_URL = "https://treem.example.vn"
    settings.DEFAULT_FROM_EMAIL = "nhac-viec@treem.example.vn"
    give_mail(world, "truong-thon-1")
    remind(at(17))
    [letter] = mail.outbox
    assert letter.to == ["truong-thon-1@example.vn"]
    assert letter.from_email == "nhac-viec@treem.example.vn"
    assert letter.subject == "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 3 ngày"
    assert letter.body == (
        "Kính gửi ông/bà Truong-Thon-1,\n"
        "\n"
        "Báo cáo đang chờ ông/bà:\n"
        "\n"
        "- Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 3 ngày\n"
        "  Hạn nộp: hết ngày Thứ Tư 20/11/2024.\n"
        "  https://treem.example.vn/bao-cao/2024-nam/thon-1/nhap/\n"
        "\n"
        "Thư do hệ thống Theo dõi chỉ tiêu vì trẻ em tự gửi, mỗi ngày nhiều nhất một thư; không trả lời vào "
        "địa chỉ này.\n"
        "Thôi nhận thư, hoặc đổi địa chỉ: https://treem.example.vn/tai-khoan/\n"
    )
    digest = Digest.objects.get()
    assert (digest.on, digest.sent_at, digest.failure) == (date(2024, 11, 17), at(17), "")
    assert digest.body == letter.body


def test_one_letter_a_person_and_day_however_many_reports_wait(world: World) -> None:
    Posting.objects.create(
        user=world.people["truong-thon-1"], unit=world.units["thon-2"], role=Role.VILLAGE_HEAD
    )
    give_mail(world, "truong-thon-1")
    remind(at(17))
    [letter] = mail.outbox
    assert letter.subject == "Nhắc việc ngày 17/11/2024: 2 việc"
    assert letter.body.index("của Thôn 1: còn 3 ngày") < letter.body.index("của Thôn 2: còn 3 ngày")
    remind(at(19))
    assert len(mail.outbox) == 2


def test_only_whoever_has_an_address_and_wants_letters_gets_one(world: World) -> None:
    give_mail(world, "truong-thon-1", "truong-thon-2")
    User.objects.filter(pk=world.people["truong-thon-2"].pk).update(wants_mail=False)
    remind(at(17))
    assert [to(message) for message in mail.outbox] == ["truong-thon-1@example.vn"]
    assert Notice.objects.count() == 3
    assert Digest.objects.count() == 1


def test_a_person_told_by_hand_is_written_to_and_not_told_again(world: World) -> None:
    give_mail(world, "truong-thon-1")
    actions.remind_by_hand(
        reports=[world.report("thon-1")],
        by=world.people["vhxh-x"],
        at=at(17, 8),
        text="[đơn vị] nộp sớm giúp xã: [đường dẫn]",
        site="http://127.0.0.1:8000",
    )
    outcome = remind(at(17, 9))
    assert outcome.reports == 2
    [letter] = mail.outbox
    assert "Thôn 1 nộp sớm giúp xã: http://127.0.0.1:8000/bao-cao/2024-nam/thon-1/nhap/" in letter.body


class Broken(EmailBackend):
    """A mail server of our own making: it loses the connection, or knows one person no more."""

    trouble: Exception | None = None
    refused: str = ""
    refusal: Exception | None = None
    attempts = 0
    opened = 0
    is_open = False

    def open(self) -> bool:
        """As over the wire: nothing happens while the connection stands."""
        if self.is_open:
            return False
        Broken.opened += 1
        self.is_open = True
        return True

    def close(self) -> None:
        self.is_open = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:  # type: ignore[override]
        Broken.attempts += 1
        if Broken.trouble is not None:
            raise Broken.trouble
        if messages[0].to == [Broken.refused]:
            raise Broken.refusal or SMTPRecipientsRefused({Broken.refused: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def broken(settings) -> type[Broken]:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "tests.reporting.test_reminders.Broken"
    Broken.trouble, Broken.refused, Broken.attempts, Broken.opened = None, "", 0, 0
    Broken.refusal = None
    return Broken


@pytest.mark.parametrize(
    "trouble",
    [ConnectionRefusedError(111, "Connection refused"), SMTPServerDisconnected("gone"), TimeoutError()],
)
def test_a_server_that_is_down_loses_no_notice_and_its_letters_go_later_that_day(
    world: World, broken: type[Broken], trouble: Exception
) -> None:
    give_mail(world, *VILLAGES)
    broken.trouble = trouble
    outcome = remind(at(17, 8))
    assert (outcome.reports, outcome.notices) == (3, 3)
    assert (outcome.letters.sent, outcome.letters.waiting) == (0, 3)
    assert "3 thư chưa gửi được" in outcome.text
    # One attempt tells enough; the row says why.
    assert broken.attempts == 1
    assert not Digest.objects.exclude(sent_at=None).exists()
    assert all(row.failure.startswith("Không gửi được qua máy chủ thư:") for row in Digest.objects.all())
    assert not mail.outbox
    broken.trouble = None
    later = remind(at(17, 14))
    assert (later.reports, later.letters.sent, later.letters.waiting) == (0, 3, 0)
    assert sorted(map(to, mail.outbox)) == [f"{name}@example.vn" for name in VILLAGES]
    assert set(Digest.objects.values_list("sent_at", "failure")) == {(at(17, 14), "")}
    remind(at(17, 15))
    assert len(mail.outbox) == 3


def test_letters_share_a_connection_and_none_is_used_for_too_many(
    world: World, broken: type[Broken], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_mail(world, *VILLAGES)
    assert remind(at(17)).letters.sent == 3
    assert broken.opened == 1
    monkeypatch.setattr("reporting.letters.ON_ONE_CONNECTION", 2)
    assert remind(at(19)).letters.sent == 3
    assert broken.opened == 3


def test_an_address_that_is_refused_holds_up_nobody_else(world: World, broken: type[Broken]) -> None:
    give_mail(world, *VILLAGES)
    broken.refused = "truong-thon-2@example.vn"
    outcome = remind(at(17))
    assert (outcome.letters.sent, outcome.letters.waiting) == (2, 1)
    row = Digest.objects.get(sent_at=None)
    assert row.user == world.people["truong-thon-2"]
    assert row.failure.startswith("Máy chủ thư không nhận địa chỉ này:")


@pytest.mark.parametrize(
    "trouble",
    [
        SMTPDataError(554, b"message refused"),
        SMTPRecipientsRefused({"truong-thon-1@example.vn": (550, b"no such user")}),
        ValueError("Header values can't contain newlines"),
    ],
)
def test_a_letter_the_server_will_not_have_holds_up_nobody_else(
    world: World, broken: type[Broken], trouble: Exception
) -> None:
    """The first of three, run after run: the others would never get theirs."""
    give_mail(world, *VILLAGES)
    broken.refused, broken.refusal = "truong-thon-1@example.vn", trouble
    outcome = remind(at(17))
    assert (outcome.letters.sent, outcome.letters.waiting) == (2, 1)
    assert sorted(map(to, mail.outbox)) == ["truong-thon-2@example.vn", "truong-thon-3@example.vn"]
    assert Digest.objects.get(sent_at=None).user == world.people["truong-thon-1"]


def test_a_letter_the_server_has_no_room_for_now_ends_the_attempt(world: World, broken: type[Broken]) -> None:
    give_mail(world, *VILLAGES)
    broken.trouble = SMTPDataError(452, b"insufficient storage")
    assert remind(at(17)).letters.waiting == 3
    assert broken.attempts == 1


def test_a_title_over_two_lines_is_a_subject_of_one(world: World, broken: type[Broken]) -> None:
    give_mail(world, "truong-thon-1")
    Placement.objects.filter(unit=world.units["thon-1"]).update(name="Thôn 1\r\nBcc: ai-do@example.vn")
    assert remind(at(17)).letters.sent == 1
    [letter] = mail.outbox
    assert letter.subject == "Nhắc nộp báo cáo năm 2024 của Thôn 1 Bcc: ai-do@example.vn: còn 3 ngày"
    assert letter.message()["Bcc"] is None


def test_a_letter_that_waited_no_longer_speaks_of_what_has_come(world: World, broken: type[Broken]) -> None:
    fill(world)
    give_mail(world, *VILLAGES)
    broken.trouble = ConnectionRefusedError()
    remind(at(17, 8))
    world.hand_in("thon-1", "truong-thon-1", when=at(17, 9))
    broken.trouble = None
    remind(at(17, 10))
    assert sorted(map(to, mail.outbox)) == ["truong-thon-2@example.vn", "truong-thon-3@example.vn"]


def test_a_letter_of_yesterday_that_never_went_is_not_sent_today(world: World, broken: type[Broken]) -> None:
    give_mail(world, "truong-thon-1")
    broken.trouble = ConnectionRefusedError()
    remind(at(17))
    broken.trouble = None
    remind(at(18))
    assert not mail.outbox
    remind(at(19))
    assert [message.subject for message in mail.outbox] == [
        "Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 1 ngày"
    ]


def test_a_run_that_was_killed_after_handing_a_letter_over_does_not_send_it_again(
    world: World, broken: type[Broken]
) -> None:
    give_mail(world, "truong-thon-1")
    broken.trouble = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        remind(at(17, 8))
    broken.trouble = None
    assert remind(at(17, 9)).letters.sent == 0
    # Its notice stands in the product.
    assert Notice.objects.filter(user=world.people["truong-thon-1"]).count() == 1


def test_a_run_killed_between_notices_and_letters_is_finished_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_mail(world, "truong-thon-1")

    def killed(_at: datetime) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("reporting.reminders.post_letters", killed)
        with pytest.raises(KeyboardInterrupt):
            remind(at(17, 8))
    assert not mail.outbox
    assert remind(at(17, 9)).letters.sent == 1


def test_without_a_mail_server_the_product_alone_reminds_and_says_so(
    world: World,
    settings,
    moment,  # type: ignore[no-untyped-def]
) -> None:
    settings.WRITES_LETTERS = False
    give_mail(world, *VILLAGES)
    moment(at(17))
    out = StringIO()
    call_command("remind", stdout=out)
    assert out.getvalue() == (
        "Đã nhắc 3 báo cáo: 3 thông báo cho đơn vị, 0 thông báo cho cấp trên; "
        "chưa có máy chủ thư (CHILDPLAN_MAIL_SERVER) nên chỉ nhắc trong phần mềm.\n"
    )
    assert not mail.outbox
    assert not Digest.objects.exists()


def test_the_command_says_what_it_would_do_without_doing_it(world: World, moment) -> None:  # type: ignore[no-untyped-def]
    moment(at(17))
    out = StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert out.getvalue().splitlines()[0] == (
        "2024-nam/thon-1 (bậc -3): Nhắc nộp báo cáo năm 2024 của Thôn 1: còn 3 ngày. "
        "Hạn nộp: hết ngày Thứ Tư 20/11/2024."
    )
    assert out.getvalue().splitlines()[-1] == "Sẽ nhắc 3 báo cáo; chưa ghi và chưa gửi gì."
    assert not Reminder.objects.exists()
    out = StringIO()
    call_command("remind", stdout=out)
    assert out.getvalue() == (
        "Đã nhắc 3 báo cáo: 3 thông báo cho đơn vị, 0 thông báo cho cấp trên; 0 thư đã gửi.\n"
    )


# --- Cost, and two runs at once


@pytest.mark.slow
def test_the_same_queries_for_three_reports_and_for_thirty(db: None) -> None:
    from django.db import transaction

    counts = []
    for villages in (0, 27):
        with transaction.atomic():
            world = World()
            build_places(world)
            build_people(world)
            for number in range(villages):
                key = f"thon-them-{number}"
                world.unit(key, Level.VILLAGE, "xa-x", name=f"Thôn {number + 4}", kind="thôn")
                world.person(key, key, Role.VILLAGE_HEAD)
            build_catalogue(world)
            build_plan(world)
            build_round(world, 2024)
            with CaptureQueriesContext(connection) as found:
                assert remind(at(27)).reports == 3 + villages + 3  # and the communes, a week before theirs
            counts.append(len(found))
            transaction.set_rollback(True)
    assert counts[0] == counts[1] <= 22


def test_a_run_that_comes_while_another_is_writing_tells_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked; one writes; then the other writes."""
    from reporting import reminders

    real = reminders.owed_today

    def look_then_be_overtaken(*args):  # type: ignore[no-untyped-def]
        owed = [list(one) for one in real(*args)]
        monkeypatch.setattr(reminders, "owed_today", real)
        assert remind(at(17, 8)).reports == 3
        return iter(owed)

    monkeypatch.setattr(reminders, "owed_today", look_then_be_overtaken)
    late = remind(at(17, 8))
    assert (late.reports, late.notices) == (0, 0)
    assert Reminder.objects.count() == Notice.objects.count() == 3


def test_a_report_handed_in_while_a_run_is_looking_is_not_reminded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reporting import reminders

    fill(world)
    real = reminders.owed_today

    def look_then_hand_in(*args):  # type: ignore[no-untyped-def]
        owed = [list(one) for one in real(*args)]
        world.hand_in("thon-1", "truong-thon-1", when=at(17, 8))
        return iter(owed)

    monkeypatch.setattr(reminders, "owed_today", look_then_hand_in)
    assert remind(at(17, 8)).reports == 2
    assert sent("thon-1", world) == []
