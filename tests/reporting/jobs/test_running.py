"""Is a file in the background made once, and does everything that goes wrong end in a sentence?"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.db import IntegrityError, OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from childplan import clock
from reporting import kept
from reporting.actions.exporting import end_stream, record_export
from reporting.enums import ExportFormat, ExportKind, ExportState, NoticeKind
from reporting.exports.making import Cancelled, CannotMake, MadeFile
from reporting.exports.pdf import PdfUnavailable
from reporting.jobs import claims, housekeeping, starting
from reporting.jobs.progress import ClaimProgress, Stopped, heartbeat, stopping
from reporting.jobs.running import run
from reporting.jobs.starting import cancel, make_again, retry
from reporting.jobs.tasks import run_export
from reporting.management.commands import work as command
from reporting.models import Export, KeptSums, Notice
from reporting.summaries.exports import files_of
from tests.reporting.jobs.making_files import ask, maker
from tests.world import NOW, World, fill_villages
from units.enums import LogKind
from units.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world_now(world, moment):
    """The small world at its own moment."""
    return world


def queued() -> list[int]:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    return [task.args_kwargs["args"][0] for task in ready.order_by("enqueued_at")]


def fresh(export: Export) -> Export:
    found: Export = Export.objects.get(pk=export.pk)
    return found


# --- Asked for, made, told


def test_an_export_stands_in_the_queue_from_the_moment_it_is_asked_for(world_now: World):
    export = ask(world_now)
    assert (export.state, export.attempts, export.content) == (ExportState.WAITING, 0, None)
    assert queued() == [export.pk]


def test_the_real_file_is_made_with_its_code_kept_logged_and_told(world_now: World):
    fill_villages(world_now)
    export = ask(world_now, from_address="10.1.2.3")
    run(export.pk)

    made = fresh(export)
    assert (made.state, made.attempts, made.failure) == (ExportState.DONE, 1, "")
    assert made.file_name == "Bieu-tong-hop-nam-2024_xa-Xuan.xlsx"
    assert (made.done, made.total, made.counted_in) == (2, 2, "bước")
    assert made.finished_at == NOW
    assert made.content is not None
    assert made.size == len(bytes(made.content)) > 5_000
    sheet = openpyxl.load_workbook(BytesIO(bytes(made.content))).active
    first = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=6))
    assert f"Mã tệp: {export.code}" in first
    assert f"https://treem.example.vn/t/{export.code}/" in first
    assert f"Mã nội dung: {made.digest}" in first

    line = LogEntry.objects.get(kind=LogKind.EXPORT)
    assert line.act == "xuất biểu tổng hợp ra Excel"
    assert (line.by, line.unit, line.address) == (
        world_now.people["vhxh-x"],
        world_now.units["xa-x"],
        "10.1.2.3",
    )
    assert line.after == f"mã tệp {export.code}"
    notice = Notice.objects.get(kind=NoticeKind.EXPORTED)
    assert (notice.user, notice.unit) == (world_now.people["vhxh-x"], world_now.units["xa-x"])
    assert notice.title == "Tệp đã tạo xong: Biểu tổng hợp – xã Xuân – Năm 2024"
    assert notice.address == f"/xuat-tep/#tep-{export.code}"


def test_a_notice_comes_through_a_post_above_where_the_file_is_of_a_unit_below(world_now: World):
    export = ask(world_now, "huyen-a", "xa-x")
    run(export.pk, maker())
    assert Notice.objects.get(kind=NoticeKind.EXPORTED).unit == world_now.units["huyen-a"]


def test_a_task_that_comes_twice_makes_the_file_once(world_now: World):
    export = ask(world_now)
    made = []
    for _ in range(2):
        run(export.pk, maker(lambda export, progress: made.append(export.pk)))
    assert made == [export.pk]
    assert Notice.objects.filter(kind=NoticeKind.EXPORTED).count() == 1
    assert LogEntry.objects.filter(kind=LogKind.EXPORT).count() == 1


def test_a_file_on_the_disk_is_read_and_removed(world_now: World, tmp_path: Path):
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"abc")
    export = ask(world_now)
    run(export.pk, {ExportKind.ROLLUP: lambda export, progress: MadeFile(path, "big.xlsx", "1111")})
    content = fresh(export).content
    assert content is not None
    assert bytes(content) == b"abc"
    assert not path.exists()


# --- Progress


def test_progress_is_written_at_most_twice_a_second_the_first_and_the_last_step_always(world_now: World):
    export = ask(world_now)
    token = claims.claim(export.pk)
    now = [100.0]
    progress = ClaimProgress(export.pk, token, elapsed=lambda: now[0])
    seen = []
    for done, later in ((1, 0.0), (2, 0.3), (3, 0.3), (4, 0.1), (15, 0.1)):
        now[0] += later
        progress.step(done, 15)
        seen.append(fresh(export).done)
    assert seen == [1, 1, 3, 3, 15]
    assert (fresh(export).total, fresh(export).counted_in) == (15, "xã")


def test_whoever_cancels_stops_the_run_at_its_next_step_and_nothing_is_kept(world_now: World):
    export = ask(world_now)
    reached = []

    def act(export: Export, progress) -> None:
        progress.step(1, 3)
        assert cancel(export, at=NOW)
        progress.step(3, 3)
        reached.append("never")

    run(export.pk, maker(act))
    assert reached == []
    assert (fresh(export).state, fresh(export).content) == (ExportState.CANCELLED, None)
    assert not Notice.objects.exists()
    assert not LogEntry.objects.filter(kind=LogKind.EXPORT).exists()


def test_what_is_cancelled_while_it_waits_is_never_begun(world_now: World):
    export = ask(world_now)
    assert cancel(export, at=NOW)
    assert not cancel(export, at=NOW)
    run(export.pk, maker(lambda export, progress: pytest.fail("begun")))
    assert fresh(export).state == ExportState.CANCELLED


def test_a_cancel_after_the_last_step_still_counts(world_now: World):
    export = ask(world_now)
    run(export.pk, maker(lambda export, progress: cancel(export, at=NOW)))
    assert (fresh(export).state, fresh(export).content) == (ExportState.CANCELLED, None)


# --- Two runs


def test_a_run_that_lost_its_claim_writes_nothing_over_what_the_other_made(world_now: World):
    """It fell silent, another run took over and finished; then it wakes up and has a file too."""
    export = ask(world_now)

    def act(export: Export, progress) -> None:
        Export.objects.filter(pk=export.pk).update(beat_at=clock.machine_now() - timedelta(minutes=5))
        assert housekeeping.sweep() == 1
        run(export.pk, {ExportKind.ROLLUP: lambda *_: MadeFile(BytesIO(b"other"), "other.xlsx", "2222")})

    run(export.pk, maker(act))
    made = fresh(export)
    assert (made.state, made.file_name, made.digest, made.attempts) == (
        ExportState.DONE,
        "other.xlsx",
        "2222",
        2,
    )
    assert made.content is not None
    assert bytes(made.content) == b"other"
    assert Notice.objects.count() == 1
    assert LogEntry.objects.filter(kind=LogKind.EXPORT).count() == 1


def test_a_step_a_failure_and_a_sign_of_life_without_the_claim_change_nothing(world_now: World):
    export = ask(world_now)
    old = claims.claim(export.pk)
    Export.objects.filter(pk=export.pk).update(claim="another")
    before = Export.objects.filter(pk=export.pk).values().get()
    with pytest.raises(Cancelled):
        ClaimProgress(export.pk, old).step(5, 9)
    assert not claims.beat(export.pk, old)
    assert not claims.fail(export.pk, old, "hỏng", NOW)
    assert not claims.give_back(export.pk, old)
    assert not claims.finish(export.pk, old, content=b"x", digest="d", file_name="f", at=NOW)
    assert Export.objects.filter(pk=export.pk).values().get() == before


# --- Silence


def test_only_a_run_that_is_silent_for_a_minute_loses_its_export(world_now: World):
    export = ask(world_now)
    DBTaskResult.objects.all().delete()
    claims.claim(export.pk)
    for seconds, taken in ((5, 0), (55, 0), (65, 1)):
        Export.objects.filter(pk=export.pk).update(beat_at=clock.machine_now() - timedelta(seconds=seconds))
        assert housekeeping.sweep() == taken, seconds
    assert (fresh(export).state, fresh(export).claim) == (ExportState.WAITING, "")
    assert queued() == [export.pk]
    assert housekeeping.sweep() == 0
    assert queued() == [export.pk]


def test_after_three_silences_it_is_given_up_with_a_sentence(world_now: World):
    export = ask(world_now)
    for _ in range(3):
        assert claims.claim(export.pk)
        Export.objects.filter(pk=export.pk).update(beat_at=clock.machine_now() - timedelta(minutes=2))
        housekeeping.sweep()
    assert fresh(export).state == ExportState.FAILED
    assert fresh(export).failure.startswith("Máy chủ dừng giữa chừng 3 lần")


def test_what_waits_and_stands_in_no_queue_is_queued_again_once(world_now: World):
    """Whoever took the task was killed before it claimed the export."""
    export, other = ask(world_now), ask(world_now)
    DBTaskResult.objects.filter(args_kwargs__args=[export.pk]).update(status=TaskResultStatus.RUNNING)
    Export.objects.update(beat_at=clock.machine_now() - timedelta(seconds=70))
    housekeeping.sweep()
    assert queued() == [other.pk, export.pk]
    housekeeping.sweep()
    assert queued() == [other.pk, export.pk]


def test_a_file_drawn_at_once_is_nobody_elses_to_take_over(world_now: World):
    export = ask(world_now)
    Export.objects.filter(pk=export.pk).update(
        state=ExportState.RUNNING, claim="ngay", beat_at=clock.machine_now() - timedelta(hours=2)
    )
    assert housekeeping.sweep() == 0
    assert not cancel(export, at=NOW)
    housekeeping.tidy()
    assert not Export.objects.exists()


def test_a_worker_that_is_asked_to_end_gives_the_file_back_and_the_attempt_does_not_count(world_now: World):
    export = ask(world_now)
    DBTaskResult.objects.all().delete()

    def act(export: Export, progress) -> None:
        stopping.set()
        try:
            progress.step(1, 3)
        finally:
            stopping.clear()

    with pytest.raises(Stopped):
        run(export.pk, maker(act))
    assert (fresh(export).state, fresh(export).attempts) == (ExportState.WAITING, 0)


def test_the_task_puts_what_was_given_back_into_the_queue_at_once(world_now: World, monkeypatch):
    export = ask(world_now)
    DBTaskResult.objects.all().delete()

    def stopped(export_id: int) -> None:
        raise Stopped

    monkeypatch.setattr("reporting.jobs.tasks.run", stopped)
    run_export.call(export.pk)
    assert queued() == [export.pk]


# --- What goes wrong


@pytest.mark.parametrize("known", [CannotMake, PdfUnavailable])
def test_a_known_cause_is_said_as_it_is_and_told(world_now: World, known):
    export = ask(world_now)

    def act(export: Export, progress) -> None:
        raise known("Máy chủ thiếu phông chữ.")

    run(export.pk, maker(act))
    assert (fresh(export).state, fresh(export).failure) == (ExportState.FAILED, "Máy chủ thiếu phông chữ.")
    assert Notice.objects.get().title == "Chưa tạo được tệp: Biểu tổng hợp – xã Xuân – Năm 2024"


def test_an_unknown_cause_is_a_code_that_stands_in_the_servers_log(world_now: World, caplog):
    export = ask(world_now)

    def act(export: Export, progress) -> None:
        raise ValueError("bí mật")

    with caplog.at_level(logging.ERROR):
        run(export.pk, maker(act))
    said = fresh(export).failure
    assert said.startswith("Máy chủ gặp lỗi khi tạo tệp (mã lỗi ")
    assert "bí mật" not in said
    code = said.split("mã lỗi ")[1][:8]
    assert f"export {export.code} failed, code {code}" in caplog.text
    assert "ValueError: bí mật" in caplog.text


def test_where_the_database_stops_answering_the_export_waits_to_be_taken_up(world_now: World, caplog):
    export = ask(world_now)

    def act(export: Export, progress) -> None:
        raise OperationalError("server closed the connection")

    run(export.pk, maker(act))
    assert fresh(export).state == ExportState.RUNNING
    Export.objects.update(beat_at=clock.machine_now() - timedelta(minutes=2))
    assert housekeeping.sweep() == 1
    assert "it is taken up again" in caplog.text


def test_whoever_lost_the_post_gets_no_file(world_now: World, moment):
    export = ask(world_now)
    world_now.people["vhxh-x"].postings.update(ends_on=NOW.date() - timedelta(days=1))
    run(export.pk, maker(lambda export, progress: pytest.fail("begun")))
    assert fresh(export).state == ExportState.FAILED
    assert fresh(export).failure == "Bạn không còn quyền xem số liệu này, nên tệp không được tạo."
    assert not Notice.objects.exists()


# --- Again


def test_what_failed_is_tried_again_from_the_beginning_and_only_once(world_now: World):
    export = ask(world_now)
    token = claims.claim(export.pk)
    claims.fail(export.pk, token, "hỏng", NOW)
    DBTaskResult.objects.all().delete()
    assert retry(export)
    assert not retry(export)
    assert queued() == [export.pk]
    again = fresh(export)
    assert (again.state, again.attempts, again.failure, again.finished_at) == (
        ExportState.WAITING,
        0,
        "",
        None,
    )
    run(export.pk, maker())
    assert fresh(export).state == ExportState.DONE


def test_after_thirty_days_the_content_goes_the_row_stays_and_it_can_be_made_again(world_now: World, moment):
    export = ask(world_now)
    run(export.pk, maker())
    moment(NOW + timedelta(days=30))
    assert housekeeping.forget_old() == 0
    assert not make_again(export)
    moment(NOW + timedelta(days=30, minutes=1))
    assert housekeeping.forget_old() == 1
    assert housekeeping.forget_old() == 0
    gone = fresh(export)
    assert (gone.state, gone.content, gone.code) == (ExportState.DONE, None, export.code)
    made = make_again(export)
    assert made is not None
    run(made.pk, maker())
    content = fresh(made).content
    assert content is not None
    assert bytes(content) == b"12345"
    assert LogEntry.objects.filter(kind=LogKind.EXPORT).count() == 2
    # The old code stands on paper, with the digest of what the figures were.
    assert made.code != export.code
    assert (fresh(export).code, fresh(export).digest) == (export.code, gone.digest)
    asked = ("kind", "format", "unit", "round", "title", "window", "edition", "is_public", "address", "by")
    assert [getattr(made, name) for name in asked] == [getattr(export, name) for name in asked]
    assert made.options == export.options


def test_what_went_out_at_once_is_neither_tried_nor_made_again(world_now: World):
    # Its code and digest are in somebody's hand; of lines of data there is nobody who makes them here.
    asked = {"by": world_now.people["vhxh-x"], "at": NOW, "title": "Dữ liệu theo dòng", "address": "/"}
    sent = record_export(kind=ExportKind.BULK, format=ExportFormat.CSV, **asked)
    end_stream(sent, digest="aaaa", file_name="a.csv")
    broken = record_export(kind=ExportKind.BULK, format=ExportFormat.CSV, **asked)
    end_stream(broken, digest="", file_name="a.csv")
    assert make_again(sent) is None
    assert not retry(broken)
    assert (fresh(sent).state, fresh(sent).digest) == (ExportState.DONE, "aaaa")
    assert fresh(broken).state == ExportState.CANCELLED
    assert not any(line.can_retry or line.can_make_again for line in files_of(asked["by"], "").lines)


def test_one_person_does_not_fill_the_queue_for_everybody(world_now: World, monkeypatch):
    monkeypatch.setattr(starting, "MOST_UNDER_WAY", 2)
    first = ask(world_now)
    ask(world_now)
    with pytest.raises(CannotMake, match="Bạn có 2 tệp đang chờ"):
        ask(world_now)
    ask(world_now, "tinh", "xa-x")
    cancel(first, at=NOW)
    ask(world_now)
    with pytest.raises(CannotMake):
        retry(first)
    assert Export.objects.filter(by=world_now.people["vhxh-x"]).count() == 3


def test_finished_tasks_and_those_of_dead_workers_go_after_a_week(world_now: World):
    for _ in range(4):
        ask(world_now)
    tasks = list(DBTaskResult.objects.all())
    now = clock.machine_now()
    for task, status, days in zip(
        tasks, ("SUCCESSFUL", "SUCCESSFUL", "RUNNING", "RUNNING"), (8, 6, 8, 6), strict=True
    ):
        when = now - timedelta(days=days)
        DBTaskResult.objects.filter(pk=task.pk).update(
            status=status, started_at=when, finished_at=when if status == "SUCCESSFUL" else None
        )
    housekeeping.tidy()
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {tasks[1].pk, tasks[3].pk}


def test_what_a_killed_worker_left_on_the_disk_goes_after_a_day(world_now: World, tmp_path, monkeypatch):
    # Half a flat table holds restricted figures, in a folder that no backup rule and no posting guards.
    monkeypatch.setattr(housekeeping, "SCRATCH", tmp_path)
    old = time.time() - 86_400 - 60
    for name, when in (
        ("childplan-file-1.xlsx", old),
        ("childplan-file-2.csv", None),
        ("childplan-pg-x", old),
    ):
        (tmp_path / name).write_text("x")
        if when:
            os.utime(tmp_path / name, (when, when))
    folder = tmp_path / "childplan-file-3"
    folder.mkdir()
    (folder / "openpyxl.1").write_text("x")
    os.utime(folder, (old, old))
    housekeeping.tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["childplan-file-2.csv", "childplan-pg-x"]


def test_a_worker_writes_into_a_folder_of_its_own_and_takes_it_away(monkeypatch):
    seen = []
    monkeypatch.setattr(housekeeping, "sweep", lambda: seen.append(tempfile.gettempdir()))
    call_command("work", once=True)
    assert Path(seen[0]).parent == housekeeping.SCRATCH
    assert not Path(seen[0]).exists()
    assert Path(tempfile.gettempdir()) == housekeeping.SCRATCH


# --- Sums are kept while nobody waits


@pytest.fixture
def work(monkeypatch) -> Iterator[Callable[[], None]]:
    """The worker until it is asked to stop, on the test's own connection."""
    for module in (command, db_worker):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)
    yield lambda: call_command("work")
    stopping.clear()


def test_a_worker_with_nothing_to_make_keeps_sums(world_now: World, monkeypatch, work):
    monkeypatch.setattr(stopping, "wait", lambda seconds: stopping.set())
    work()
    found = KeptSums.objects.values_list("round__year", "unit__key")
    assert set(found) == {(2024, "xa-x"), (2024, "xa-y"), (2024, "thi-tran-z")}


def test_a_file_that_is_waited_for_comes_first(world_now: World, monkeypatch, work):
    done = []
    ask(world_now)
    monkeypatch.setattr(housekeeping, "keep", lambda is_wanted: done.append("keep") or stopping.set())
    monkeypatch.setattr(claims, "claim", lambda export_id: done.append("file") or "")
    work()
    assert done == ["file", "keep"]


def test_whoever_asks_for_a_file_meanwhile_does_not_wait_for_all_sums(world_now: World, monkeypatch):
    monkeypatch.setattr(kept, "AT_ONCE", 1)
    looks = iter((False, True))
    assert not housekeeping.keep(lambda: next(looks))
    assert KeptSums.objects.count() == 2
    assert housekeeping.keep(lambda: False)
    assert KeptSums.objects.count() == 3


def test_sums_that_cannot_be_kept_stop_nobodys_file(world_now: World, monkeypatch, caplog, work):
    """A fault in what only makes pages quicker is logged, and tried again ten minutes later."""
    tries = []

    def broken(round_):
        tries.append(round_)
        raise IntegrityError("kept_sums_once")

    made = []
    monkeypatch.setattr(housekeeping, "keep_sums", broken)
    monkeypatch.setattr(claims, "claim", lambda export_id: made.append(export_id) or "")
    monkeypatch.setattr(stopping, "wait", lambda seconds: stopping.set() if made else ask(world_now))
    work()
    assert len(tries) == 1
    assert len(made) == 1
    assert "sums were not kept" in caplog.text


def test_a_long_step_gives_signs_of_life_and_hears_that_its_claim_is_gone(monkeypatch):
    """The thread has a connection of its own, which does not see the test's; test_killed_worker has a real
    one."""
    beats: list[tuple[int, str]] = []

    def beat(export_id: int, token: str) -> bool:
        beats.append((export_id, token))
        if len(beats) == 2:
            raise OperationalError("the database is locked")
        return len(beats) < 4

    monkeypatch.setattr(claims, "beat", beat)
    progress = ClaimProgress(7, "token")
    with heartbeat(progress, every=0.01):
        assert progress.lost.wait(10)
    assert beats == [(7, "token")] * 4
    with pytest.raises(Cancelled):
        progress.step(1, 2)
