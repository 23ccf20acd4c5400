"""The whole life of a report in words: opened, written, handed in, returned, handed in again, accepted."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from plans.kept_files import FileRefused
from reporting import actions
from reporting.enums import Act, ReportState, RoundKind
from reporting.models import Paper, PaperFile, Report, Round, Total
from reporting.permissions import acceptance_is_final, missing_below
from reporting.summaries.entry import entry_page
from reporting.summaries.lists import own_lines
from reporting.summaries.papers import paper_view
from reporting.totals import official_totals
from tests.papers import DOCX, PDF, PNG, WRITTEN, attach, build_duties, open_duty, report_of, write
from tests.world import NOW, World, at
from units.enums import Role

TEXT = "Xã đã tổ chức 12 lớp kỹ năng.\nCòn 3 thôn chưa có điểm vui chơi."


@pytest.fixture
def review(world: World) -> Round:
    """The mid-term review 2021–2024: X, Y and Z each owe one."""
    build_duties(world)
    return open_duty(world).round


def hand_in(world: World, report: Report, by: str, day: int = 11, reason: str = "") -> Report:
    actions.submit(report=report, by=world.people[by], at=at(day), reason=reason)
    return report_of(world, report.round, report.unit.key)


# --- The whole life


def test_the_whole_life(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    number = attach(world, x, "vhxh-x")
    x = hand_in(world, x, "vhxh-x")
    assert (x.state, x.submissions) == (ReportState.SUBMITTED, 1)
    # The district reads it and wants a number.
    district = world.people["huyen-a"]
    actions.start_check(report=x, by=district, at=at(12))
    actions.send_back(
        report=x, by=district, at=at(12), reason="Ghi rõ số thôn.", correct_by=date(2024, 11, 14)
    )
    x = report_of(world, review, "xa-x")
    assert (x.state, x.correct_by_on) == (ReportState.RETURNED, date(2024, 11, 14))
    page = entry_page(x, at(12))
    assert (page.return_reason, page.due_sentence) == (
        *("Ghi rõ số thôn.", "Hạn sửa: hết ngày Thứ Năm 14/11/2024"),
    )
    write(world, x, "vhxh-x", TEXT + "\nThôn 1, 2, 3.", base=1, when=at(13))
    actions.remove_file(report=x, number=number, by=world.people["vhxh-x"], at=at(13))
    x = hand_in(world, x, "vhxh-x", 13)
    assert (x.state, x.submissions, x.first_submitted_at) == (ReportState.SUBMITTED, 2, at(11))
    actions.accept(report=x, by=district, at=at(14))
    x = report_of(world, review, "xa-x")
    assert (x.state, x.accepted_by) == (ReportState.ACCEPTED, district)
    assert list(x.events.values_list("act", flat=True)) == [
        *(Act.OPENED, Act.SUBMITTED, Act.CHECK_STARTED, Act.RETURNED),
        *(Act.SUBMITTED, Act.CHECK_STARTED, Act.ACCEPTED),
    ]
    # Both texts and the file that was taken out are still there.
    assert list(x.papers.values_list("version", "text")) == [(1, TEXT), (2, TEXT + "\nThôn 1, 2, 3.")]
    view = paper_view(x)
    assert (view.version, [line.version for line in view.earlier], view.files) == (2, [1], [])
    assert (view.by, view.asked) == ("Vhxh-X, 09:00 ngày 13/11/2024", ["Nguyên văn Sơ kết giữa kỳ"])
    taken_out = PaperFile.objects.get(report=x)
    assert (bytes(taken_out.content), taken_out.removed_by, taken_out.removed_at) == (
        *(PDF, world.people["vhxh-x"], at(13)),
    )


def test_taken_back_and_handed_in_again(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    x = hand_in(world, x, "vhxh-x")
    actions.recall(report=x, by=world.people["vhxh-x"], at=at(12))
    x = report_of(world, review, "xa-x")
    assert (x.state, x.first_submitted_at) == (ReportState.DRAFT, None)
    assert hand_in(world, x, "vhxh-x", 13).submissions == 2


# --- Nothing empty goes up, and nothing waits for what is below


def test_nothing_goes_up_empty(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    with pytest.raises(actions.Empty) as caught:
        hand_in(world, x, "vhxh-x")
    assert str(caught.value) == (
        "Báo cáo chưa có nội dung. Viết vào khung Nội dung hoặc kèm một tệp rồi nộp."
    )
    # A text that was wiped out again is none; a file that was taken out is none.
    write(world, x, "vhxh-x", TEXT)
    write(world, x, "vhxh-x", "  \r\n ", base=1)
    number = attach(world, x, "vhxh-x")
    actions.remove_file(report=x, number=number, by=world.people["vhxh-x"], at=WRITTEN)
    with pytest.raises(actions.Empty):
        hand_in(world, x, "vhxh-x")
    assert report_of(world, review, "xa-x").state == ReportState.DRAFT


def test_a_file_alone_is_a_report(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    attach(world, x, "vhxh-x", "so-ket.docx", DOCX)
    assert hand_in(world, x, "vhxh-x").state == ReportState.SUBMITTED


def test_a_place_goes_up_and_is_accepted_whatever_stands_below(world: World) -> None:
    """A duty of communes and of a district above them: nobody adds words up."""
    build_duties(world)
    world.plan.deadlines.filter(duty="mid_term").update(reporter_level="district")
    world.plan.deadlines.create(position=40, duty="mid_term", reporter_level="commune", words="sơ kết")
    round_ = open_duty(world).round
    district = report_of(world, round_, "huyen-a")
    assert report_of(world, round_, "xa-x").state == ReportState.DRAFT
    assert not missing_below(district).exists()
    write(world, district, "huyen-a", TEXT)
    district = hand_in(world, district, "huyen-a")
    actions.accept(report=district, by=world.people["tinh"], at=at(12))
    assert report_of(world, round_, "huyen-a").state == ReportState.ACCEPTED
    assert not Total.objects.exists()
    assert official_totals(world.units["huyen-a"], round_) == {}
    # What is below goes its own way afterwards too.
    x = report_of(world, round_, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    x = hand_in(world, x, "vhxh-x")
    actions.accept(report=x, by=world.people["huyen-a"], at=at(13))
    assert not acceptance_is_final(x)
    actions.undo_acceptance(
        report=report_of(world, round_, "xa-x"), by=world.people["huyen-a"], at=at(13), reason="nhầm"
    )


def test_the_top_unit_checks_its_own(world: World) -> None:
    build_duties(world)
    round_ = open_duty(world, RoundKind.FINAL, 2030).round
    report = report_of(world, round_, "tinh")
    write(world, report, "tinh", TEXT)
    report = hand_in(world, report, "tinh")
    actions.accept(report=report, by=world.people["tinh"], at=at(12))
    assert report_of(world, round_, "tinh").state == ReportState.ACCEPTED


# --- Who writes, and when


@pytest.mark.parametrize(
    "by", ["huyen-a", "tinh", "vhxh-y", "lanh-dao-x", "truong-thon-1", "quan-tri", "vhxh-cu"]
)
def test_only_the_unit_writes(world: World, review: Round, by: str) -> None:
    x = report_of(world, review, "xa-x")
    person = world.people[by]
    with pytest.raises(actions.NotYours):
        actions.save_paper(report=x, text=TEXT, base_version=0, by=person, at=NOW)
    with pytest.raises(actions.NotYours):
        actions.attach_file(report=x, name="a.pdf", content=PDF, by=person, at=NOW)
    number = attach(world, x, "vhxh-x")
    with pytest.raises(actions.NotYours):
        actions.remove_file(report=x, number=number, by=person, at=NOW)
    assert (Paper.objects.count(), PaperFile.objects.filter(removed_at=None).count()) == (0, 1)


def test_once_handed_in_nothing_moves(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    number = attach(world, x, "vhxh-x")
    x = hand_in(world, x, "vhxh-x")
    with pytest.raises(actions.Refused, match="chờ kiểm tra"):
        write(world, x, "vhxh-x", "khác", base=1)
    with pytest.raises(actions.Refused, match="chờ kiểm tra"):
        attach(world, x, "vhxh-x", "khac.png", PNG)
    with pytest.raises(actions.Refused, match="chờ kiểm tra"):
        actions.remove_file(report=x, number=number, by=world.people["vhxh-x"], at=WRITTEN)


def test_a_lock_holds_words_too(world: World, review: Round) -> None:
    actions.lock(
        round_=review,
        units=[world.units["huyen-a"]],
        by=world.people["tinh"],
        at=at(9),
        reason="Đã hết hạn sơ kết",
    )
    x = report_of(world, review, "xa-x")
    with pytest.raises(actions.Refused, match="Đã hết hạn sơ kết"):
        write(world, x, "vhxh-x", TEXT)
    write(world, report_of(world, review, "thi-tran-z"), "vhxh-z", TEXT)


def test_a_report_with_figures_has_no_room_for_words(world: World) -> None:
    with pytest.raises(actions.Refused, match="gồm số liệu"):
        write(world, world.report("xa-x"), "vhxh-x", TEXT)
    with pytest.raises(actions.Refused, match="gồm số liệu"):
        attach(world, world.report("xa-x"), "vhxh-x")


# --- The text


def test_a_text_is_kept_as_it_was_written(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", "  Mục 1.\r\n\r\n  - a\0b\r\n")
    assert paper_view(x).text == "Mục 1.\n\n  - ab"


def test_saved_twice_it_is_one_version(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    write(world, x, "vhxh-x", TEXT)
    write(world, x, "vhxh-x", TEXT.replace("\n", "\r\n"), base=1)
    assert x.papers.count() == 1
    empty = report_of(world, review, "xa-y")
    write(world, empty, "vhxh-y", "")
    assert empty.papers.count() == 0


def test_a_colleague_is_never_written_over_unseen(world: World, review: Round) -> None:
    world.person("vhxh-x2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Lê Thị Hoa")
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x2", "bản của Hoa")
    with pytest.raises(actions.Overtaken) as caught:
        write(world, x, "vhxh-x", "bản của tôi")
    assert str(caught.value) == "Lê Thị Hoa đã lưu một bản khác. Bản của bạn chưa được lưu."
    assert (caught.value.theirs.text, caught.value.theirs.version) == ("bản của Hoa", 1)
    # Having seen it, one may put the other in its place: both stay.
    write(world, x, "vhxh-x", "bản của Hoa và của tôi", base=1)
    assert list(x.papers.values_list("text", flat=True)) == ["bản của Hoa", "bản của Hoa và của tôi"]
    # The same words from an older page are no conflict.
    write(world, x, "vhxh-x2", "bản của Hoa và của tôi", base=0)
    with pytest.raises(actions.Refused, match="Tải lại trang"):
        write(world, x, "vhxh-x", "mới", base=7)
    assert x.papers.count() == 2


def test_twenty_thousand_characters_and_no_more(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", "ằ" * 20_000)
    with pytest.raises(actions.Refused) as caught:
        write(world, x, "vhxh-x", "ằ" * 20_001, base=1)
    assert str(caught.value) == (
        "Nội dung nhiều nhất 20.000 ký tự; bản này có 20.001. Chuyển phần dài thành tệp kèm theo."
    )
    assert len(paper_view(x).text) == 20_000


# --- The files


def test_files_are_numbered_and_told_by_what_they_are(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    attach(world, x, "vhxh-x")
    attach(world, x, "vhxh-x", "anh.png", PNG)
    rows = x.files.values_list("number", "name", "content_type", "size")
    assert list(rows) == [(1, "ke-hoach.pdf", "application/pdf", len(PDF)), (2, "anh.png", "image/png", 28)]
    assert [(line.number, line.name, line.size, line.by) for line in paper_view(x).files] == [
        (1, "ke-hoach.pdf", "1 KB", "Vhxh-X, 09:00 ngày 10/11/2024"),
        (2, "anh.png", "1 KB", "Vhxh-X, 09:00 ngày 10/11/2024"),
    ]


def test_the_same_file_sent_twice_is_one_file(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    assert attach(world, x, "vhxh-x") == attach(world, x, "vhxh-x") == 1
    assert attach(world, x, "vhxh-x", "ban-khac.pdf") == 2
    assert x.files.count() == 2


def test_five_files_and_no_more(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    for number in range(5):
        attach(world, x, "vhxh-x", f"tep-{number}.pdf", PDF + str(number).encode())
    with pytest.raises(FileRefused) as caught:
        attach(world, x, "vhxh-x", "tep-6.pdf", PDF + b"6")
    assert str(caught.value) == ("Chưa nhận tệp “tep-6.pdf”: mỗi báo cáo nhiều nhất 5 tệp. Bỏ bớt một tệp.")
    # One taken out makes room; numbers are never given twice.
    actions.remove_file(report=x, number=5, by=world.people["vhxh-x"], at=WRITTEN)
    assert attach(world, x, "vhxh-x", "tep-6.pdf", PDF + b"6") == 6


def test_what_does_not_go_with_a_report_is_not_kept(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    with pytest.raises(FileRefused):
        attach(world, x, "vhxh-x", "ke-hoach.pdf", b"MZ\x90\0")
    assert not PaperFile.objects.exists()


def test_a_file_is_taken_out_once(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    number = attach(world, x, "vhxh-x")
    first = actions.remove_file(report=x, number=number, by=world.people["vhxh-x"], at=at(11))
    again = actions.remove_file(report=x, number=number, by=world.people["vhxh-x"], at=at(12))
    assert (first.removed_at, again.removed_at) == (at(11), at(11))
    with pytest.raises(actions.Refused, match="không có tệp đó"):
        actions.remove_file(report=x, number=9, by=world.people["vhxh-x"], at=at(12))
    # Files of another report are not this one's.
    with pytest.raises(actions.Refused, match="không có tệp đó"):
        actions.remove_file(
            report=report_of(world, review, "xa-y"), number=1, by=world.people["vhxh-y"], at=at(12)
        )


def test_the_database_keeps_versions_and_pairs(world: World, review: Round) -> None:
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    attach(world, x, "vhxh-x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.create(report=x, version=1, text="khác", by=world.people["vhxh-x"], at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperFile.objects.filter(report=x).update(removed_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperFile.objects.filter(report=x).update(removed_by=world.people["vhxh-x"])
    for change in (
        lambda: Paper.objects.update(text="khác"),
        lambda: Paper.objects.filter(report=x).delete(),
    ):
        with pytest.raises(Exception, match="append"), transaction.atomic():
            change()
    assert paper_view(x).text == TEXT


# --- Days and lists


def test_days_are_those_of_the_duty(world: World) -> None:
    """The province's own final review is due on 15/12 of its year; the communes' names no day."""
    build_duties(world)
    final = report_of(world, open_duty(world, RoundKind.FINAL, 2024).round, "tinh")
    page = entry_page(final, at(12))
    assert (page.due_sentence, page.plans) == ("Hạn nộp: hết ngày 15/12/2024", "Chương trình tỉnh Thử")
    middle = report_of(world, open_duty(world).round, "xa-x")
    assert entry_page(middle, at(12)).due_sentence == "Chưa ấn định hạn nộp"
    own = report_of(world, open_duty(world, RoundKind.ACTION_PLAN, 2021).round, "thon-1")
    page = entry_page(own, at(22, month=8, year=2021))
    assert page.due.text == "Quá hạn 2 ngày"


def test_the_list_leads_to_the_page_for_words(world: World, review: Round) -> None:
    line = next(line for line in own_lines(world.people["vhxh-x"], NOW) if line.round_key == review.key)
    assert (line.route, line.action, line.state.text, line.is_open) == (
        *("reporting:paper", "Soạn báo cáo", "Chưa nộp", True),
    )
    x = report_of(world, review, "xa-x")
    write(world, x, "vhxh-x", TEXT)
    hand_in(world, x, "vhxh-x")
    line = next(line for line in own_lines(world.people["vhxh-x"], NOW) if line.round_key == review.key)
    assert (line.route, line.action, line.state.text) == (
        *("reporting:receipt", "Xem", "Đã nộp – chờ kiểm tra"),
    )
