"""The life of an annual report: begun, written, filled with figures, issued for ever, amended.

X reports on the province's plan. Its villages 1 and 2 are accepted: 180 children, 14 of them in special
circumstances; village 3, with 120 and 6, still waits.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from reporting.actions import NotYours, Refused
from reporting.actions.annual import (
    ISSUED_STANDS,
    LOOK_FIRST,
    NOTHING_ACCEPTED,
    WORDS_CHANGED,
    SettingsOvertaken,
    begin_amended,
    begin_report,
    issue,
    offer_of,
    refresh_figures,
    save_settings,
    to_issue,
)
from reporting.actions.annual_letterhead import LetterheadOvertaken, save_letterhead
from reporting.actions.annual_texts import (
    MOST_TEXT,
    SuggestionChanged,
    TextOvertaken,
    back_to_generated,
    save_text,
    suggestion_mark,
)
from reporting.documents.assembling import assemble, parts_of
from reporting.documents.content import Document
from reporting.documents.kept import from_json
from reporting.enums import AnnualState
from reporting.letterheads import LetterheadWords
from reporting.letterheads import from_json as words_from_json
from reporting.models import AnnualReport, AnnualText, Letterhead
from tests.annual import BEGUN, ISSUED, begun, issued, send_villages
from tests.papers import build_duties, open_duty
from tests.world import World, at, build_plan, build_round, send_up
from units.enums import Role
from units.models import LogEntry

LATER = at(19)


def second_writer(world: World) -> None:
    world.person("vhxh-x2", "xa-x", Role.COMMUNE_COORDINATOR, full_name="Phạm Thị Mới")


def words_of(report: AnnualReport) -> LetterheadWords:
    return words_from_json(report.letterhead)


def write_text(
    world: World, report: AnnualReport, text: str, by: str = "vhxh-x", base: int = 0, **more: object
):  # type: ignore[no-untyped-def]
    said = {"section": "direction", "is_public": False, "at": BEGUN} | more
    return save_text(report=report, text=text, base_version=base, by=world.people[by], **said)  # type: ignore[arg-type]


def text_of(document: Document) -> str:
    return "\n".join(
        paragraph.text
        for section in document.sections
        for part in (section, *section.parts)
        for paragraph in part.paragraphs
    )


# --- Beginning


def test_begun_twice_is_one_draft(world: World) -> None:
    send_villages(world)
    first = begun(world)
    second_writer(world)
    assert begun(world, by="vhxh-x2", when=LATER).pk == first.pk
    assert (first.edition, first.state, first.is_official) == (1, AnnualState.DRAFT, True)
    assert (first.begun_by, first.taken_at) == (world.people["vhxh-x"], BEGUN)
    assert AnnualReport.objects.count() == 1
    assert LogEntry.objects.filter(act="bắt đầu soạn báo cáo năm").count() == 1


def test_its_letterhead_is_a_copy(world: World) -> None:
    send_villages(world)
    report = begun(world)
    assert words_of(report).issuer == ("ỦY BAN NHÂN DÂN", "XÃ XUÂN")
    save_letterhead(
        unit=world.units["xa-x"],
        words=replace(words_of(report), signer="Lê Văn Ký"),
        base_version=0,
        by=world.people["vhxh-x"],
        at=LATER,
    )
    report.refresh_from_db()
    assert words_of(report).signer == ""
    # Begun from now on a report has it.
    build_round(world, 2023)
    assert words_of(begun(world, year=2023, when=LATER)).signer == "Lê Văn Ký"


@pytest.mark.parametrize(
    "who", ["vhxh-y", "huyen-a", "tinh", "lanh-dao-x", "truong-thon-1", "vhxh-cu", "quan-tri"]
)
def test_only_who_writes_for_the_very_unit_begins(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        begun(world, by=who)
    assert not AnnualReport.objects.exists()


def test_only_on_a_plan_and_a_round_it_reports_on(world: World) -> None:
    other = build_plan(world, issuer="xa-y", key="ke-hoach-y")
    x = {"unit": world.units["xa-x"], "by": world.people["vhxh-x"], "at": BEGUN}
    with pytest.raises(Refused, match="không lập báo cáo theo kế hoạch này"):
        begin_report(plan=other, round_=world.rounds[2024], **x)  # type: ignore[arg-type]
    # With a plan of its own it reports on that one.
    own = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    with pytest.raises(Refused, match="không lập báo cáo theo kế hoạch này"):
        begin_report(plan=world.plan, round_=world.rounds[2024], **x)  # type: ignore[arg-type]
    assert begin_report(plan=own, round_=world.rounds[2024], **x).plan == own  # type: ignore[arg-type]


def test_so_ket_is_written_by_who_owes_it_and_by_the_issuer(world: World) -> None:
    build_duties(world)
    review = open_duty(world).round
    for unit, by in (("xa-x", "vhxh-x"), ("tinh", "tinh")):
        report = begin_report(
            unit=world.units[unit], plan=world.plan, round_=review, by=world.people[by], at=BEGUN
        )
        assert report.round.kind == "mid_term"
    with pytest.raises(Refused):
        begin_report(
            unit=world.units["huyen-a"], plan=world.plan, round_=review, by=world.people["huyen-a"], at=BEGUN
        )


# --- Words


def test_every_version_stays_and_the_last_counts(world: World) -> None:
    send_villages(world)
    report = begun(world)
    assert write_text(world, report, "Xã đã họp 2 lần.").version == 1
    assert write_text(world, report, "Xã đã họp 3 lần.", base=1).version == 2
    assert "Xã đã họp 3 lần." in text_of(assemble(report, now=LATER))
    assert list(report.texts.values_list("version", "text")) == [
        (1, "Xã đã họp 2 lần."),
        (2, "Xã đã họp 3 lần."),
    ]


def test_the_same_words_again_are_no_version(world: World) -> None:
    send_villages(world)
    report = begun(world)
    write_text(world, report, "Một dòng.\r\nHai dòng.")
    assert write_text(world, report, "Một dòng.\nHai dòng.\n", base=0).version == 1
    # What follows from the figures needs no row.
    results = next(part for part in parts_of(report) if part.code == "results")
    assert results.generated
    assert write_text(world, report, results.generated, section="results") is None
    assert report.texts.count() == 1


def test_of_two_writers_neither_is_lost(world: World) -> None:
    send_villages(world)
    second_writer(world)
    report = begun(world)
    write_text(world, report, "Lời của một người.")
    with pytest.raises(TextOvertaken) as refusal:
        write_text(world, report, "Lời của người kia.", by="vhxh-x2")
    assert refusal.value.theirs.text == refusal.value.standing == "Lời của một người."
    assert "Vhxh-X đã lưu lời khác" in str(refusal.value)
    # Having seen it, she decides.
    assert write_text(world, report, "Cả hai.", by="vhxh-x2", base=1).version == 2
    with pytest.raises(Refused, match="cũ hơn báo cáo"):
        write_text(world, report, "Từ tương lai.", base=9)


def test_a_suggestion_that_an_old_page_still_shows_is_nobodys_words(world: World) -> None:
    # The page sends every box. What stood in one before somebody took new figures was typed by nobody.
    send_villages(world)
    report = begun(world)
    shown = next(part for part in parts_of(report) if part.code == "goal-1").generated
    assert "14/180" in shown
    send_up(world, "thon-3")
    offer = offer_of(report, official=True, now=LATER)
    refresh_figures(report=report, official=True, seen=offer.seen, by=world.people["vhxh-x"], at=LATER)
    sent = {"section": "goal-1", "suggested": suggestion_mark(shown)}
    assert write_text(world, report, shown, **sent) is None
    assert not report.texts.exists()
    # Words put into it stand on figures that are gone: a person looks again, and may keep them then.
    with pytest.raises(SuggestionChanged):
        write_text(world, report, f"{shown}\nCả xã cùng làm.", **sent)
    assert not report.texts.exists()
    report.refresh_from_db()
    now = next(part for part in parts_of(report) if part.code == "goal-1").generated
    sent["suggested"] = suggestion_mark(now)
    kept = write_text(world, report, f"{now}\nCả xã cùng làm.", **sent)
    assert kept is not None
    assert (kept.version, kept.is_generated) == (1, False)


def test_what_goes_to_everybody_has_been_looked_at_too(world: World) -> None:
    send_villages(world)
    report = begun(world)
    write_text(world, report, "Xã đã họp 2 lần.")
    seen = to_issue(report, now=ISSUED).seen
    second_writer(world)
    write_text(world, report, "Xã đã họp 2 lần.", by="vhxh-x2", base=1, is_public=True)
    with pytest.raises(Refused, match=WORDS_CHANGED):
        issue(report=report, seen=seen, by=world.people["vhxh-x"], at=ISSUED)
    assert issued(world, report).is_issued


def test_back_to_what_follows_from_the_figures(world: World) -> None:
    send_villages(world)
    report = begun(world)
    generated = next(part for part in parts_of(report) if part.code == "results").generated
    write_text(world, report, "Lời riêng.", section="results", is_public=True)
    back = back_to_generated(
        report=report, section="results", base_version=1, by=world.people["vhxh-x"], at=LATER
    )
    assert back is not None
    assert (back.version, back.is_generated, back.text) == (2, True, "")
    part = next(part for part in parts_of(report) if part.code == "results")
    assert (part.text, part.is_touched, part.version) == (generated, False, 2)
    # Safe to repeat, and the words are still there.
    again = back_to_generated(
        report=report, section="results", base_version=2, by=world.people["vhxh-x"], at=LATER
    )
    assert again == back
    # Words saved a moment ago by the same hand are no surprise; those of somebody else are.
    second_writer(world)
    write_text(world, report, "Lời khác.", section="results", base=2)
    going = {"report": report, "section": "results", "base_version": 2, "at": LATER}
    with pytest.raises(TextOvertaken):
        back_to_generated(by=world.people["vhxh-x2"], **going)  # type: ignore[arg-type]
    assert back_to_generated(by=world.people["vhxh-x"], **going).version == 4  # type: ignore[arg-type,union-attr]
    assert AnnualText.objects.filter(text="Lời riêng.").exists()


def test_what_no_section_takes(world: World) -> None:
    send_villages(world)
    report = begun(world)
    with pytest.raises(Refused, match="không có phần đó"):
        write_text(world, report, "x", section="khong-co")
    with pytest.raises(Refused, match="không có phần đó"):
        write_text(world, report, "x", section="annex-results")
    with pytest.raises(Refused, match=r"nhiều nhất 20\.000 ký tự; phần này có 20\.001"):
        write_text(world, report, "x" * (MOST_TEXT + 1))
    with pytest.raises(NotYours):
        write_text(world, report, "x", by="vhxh-y")
    assert not report.texts.exists()


# --- Head fields and parts


def test_settings_are_saved_once_and_two_never_overwrite_each_other(world: World) -> None:
    send_villages(world)
    second_writer(world)
    report = begun(world)
    x, other = world.people["vhxh-x"], world.people["vhxh-x2"]
    more = {"report": report, "switches": report.switches | {"next": False}, "at": LATER}
    mine, hers = (replace(words_of(report), number=number) for number in ("12", "13"))
    saved = save_settings(letterhead=mine, base_version=1, by=x, **more)  # type: ignore[arg-type]
    assert (saved.version, words_of(saved).number, saved.switches["next"]) == (2, "12", False)
    assert save_settings(letterhead=mine, base_version=1, by=x, **more).version == 2  # type: ignore[arg-type]
    with pytest.raises(SettingsOvertaken, match="Vhxh-X đã lưu"):
        save_settings(letterhead=hers, base_version=1, by=other, **more)  # type: ignore[arg-type]
    codes = [section.code for section in assemble(saved, now=LATER).sections]
    assert "next" not in codes
    assert "results" in codes


def test_a_units_letterhead_and_two_who_change_it(world: World) -> None:
    second_writer(world)
    send_villages(world)
    words = words_of(begun(world))
    keep = {"unit": world.units["xa-x"], "at": LATER}
    x, other = world.people["vhxh-x"], world.people["vhxh-x2"]
    mine, hers = replace(words, place="An Xuân"), replace(words, place="Xuân An")
    assert save_letterhead(words=mine, base_version=0, by=x, **keep).version == 1  # type: ignore[arg-type]
    assert save_letterhead(words=mine, base_version=0, by=x, **keep).version == 1  # type: ignore[arg-type]
    with pytest.raises(LetterheadOvertaken):
        save_letterhead(words=hers, base_version=0, by=other, **keep)  # type: ignore[arg-type]
    assert save_letterhead(words=hers, base_version=1, by=other, **keep).version == 2  # type: ignore[arg-type]
    for who in ("vhxh-y", "huyen-a", "lanh-dao-x"):
        with pytest.raises(NotYours):
            save_letterhead(words=mine, base_version=2, by=world.people[who], **keep)  # type: ignore[arg-type]
    assert Letterhead.objects.get().place == "Xuân An"
    assert LogEntry.objects.filter(act="sửa thể thức báo cáo của đơn vị").count() == 2


# --- Figures: offered, never put in


def accept_village_3(world: World) -> None:
    send_up(world, "thon-3")


def test_new_figures_are_offered_and_taken_only_as_they_were_seen(world: World) -> None:
    send_villages(world)
    report = begun(world)
    before = report.tables
    accept_village_3(world)
    offer = offer_of(report, official=True, now=LATER)
    # 14 of 180 children, then 20 of 300.
    said = {(change.what, change.old, change.new) for change in offer.changes if "HCDB" in change.where}
    assert ("Kết quả", "7,8% (14/180)", "6,7% (20/300)") in said
    report.refresh_from_db()
    assert report.tables == before
    taking = {"report": report, "official": True, "by": world.people["vhxh-x"], "at": LATER}
    with pytest.raises(Refused, match="vừa thay đổi thêm"):
        refresh_figures(seen="khac", **taking)  # type: ignore[arg-type]
    assert refresh_figures(seen=offer.seen, **taking) == list(offer.changes)  # type: ignore[arg-type]
    report.refresh_from_db()
    assert report.tables != before
    assert report.taken_at == LATER
    # Safe to repeat: there is nothing more to take.
    assert refresh_figures(seen=offer.seen, **taking) == []  # type: ignore[arg-type]


def test_words_stay_when_figures_are_taken(world: World) -> None:
    send_villages(world)
    report = begun(world)
    write_text(world, report, "Lời riêng về kết quả.", section="results")
    accept_village_3(world)
    offer = offer_of(report, official=True, now=LATER)
    refresh_figures(report=report, official=True, seen=offer.seen, by=world.people["vhxh-x"], at=LATER)
    report.refresh_from_db()
    part = next(part for part in parts_of(report) if part.code == "results")
    assert part.text == "Lời riêng về kết quả."
    assert part.generated != part.text


def test_provisional_figures_are_chosen_and_say_so(world: World) -> None:
    send_villages(world)
    report = begun(world)
    offer = offer_of(report, official=False, now=LATER)
    refresh_figures(report=report, official=False, seen=offer.seen, by=world.people["vhxh-x"], at=LATER)
    report.refresh_from_db()
    assert report.is_official is False
    assert assemble(report, now=LATER).stamp.edition.startswith("Tạm tính")


# --- Issuing


def test_nothing_accepted_nothing_issued(world: World) -> None:
    report = begun(world)
    found = to_issue(report, now=ISSUED)
    assert list(found.refusals) == [NOTHING_ACCEPTED]
    with pytest.raises(Refused, match="Chưa có báo cáo nào được duyệt"):
        issued(world, report)
    report.refresh_from_db()
    assert not report.is_issued


def test_issued_it_is_frozen_for_readers_and_for_the_public(world: World) -> None:
    send_villages(world)
    report = begun(world)
    write_text(world, report, "Xã đã họp 2 lần.")
    out = issued(world, report)
    assert out.state == AnnualState.ISSUED
    assert (out.issued_by, out.issued_at) == (world.people["vhxh-x"], ISSUED)
    assert len(out.digest) == 64
    document = from_json(out.content)
    assert "Xã đã họp 2 lần." in text_of(document)
    assert not document.is_draft
    # Nobody has read those words for the public.
    public = from_json(out.public_content)
    assert public.stamp.is_public
    assert "Xã đã họp 2 lần." not in text_of(public)
    # Figures that change below change nothing in it.
    accept_village_3(world)
    assert assemble(out, now=at(20, month=12)) == document
    entry = LogEntry.objects.get(act="phát hành báo cáo năm, bản 1")
    assert (entry.by, entry.unit) == (world.people["vhxh-x"], world.units["xa-x"])
    # Pressed twice it is issued once.
    assert issue(report=out, seen="", by=world.people["vhxh-x"], at=LATER).issued_at == ISSUED


def test_what_was_not_looked_at_is_not_issued(world: World) -> None:
    send_villages(world)
    report = begun(world)
    x = world.people["vhxh-x"]
    seen = to_issue(report, now=ISSUED).seen
    write_text(world, report, "Sau khi đã xem.", at=ISSUED)
    with pytest.raises(Refused, match=WORDS_CHANGED[:20]):
        issue(report=report, seen=seen, by=x, at=ISSUED)
    seen = to_issue(report, now=ISSUED).seen
    accept_village_3(world)
    with pytest.raises(Refused, match=LOOK_FIRST[:20]):
        issue(report=report, seen=seen, by=x, at=ISSUED)
    # Having seen the new figures, one may still issue with the old ones.
    out = issued(world, report)
    assert out.tables == report.tables


@pytest.mark.parametrize("who", ["vhxh-y", "huyen-a", "lanh-dao-x"])
def test_only_who_writes_it_issues_it(world: World, who: str) -> None:
    send_villages(world)
    report = begun(world)
    with pytest.raises(NotYours):
        issued(world, report, by=who)


def test_an_issued_edition_is_never_written_again(world: World) -> None:
    """Through every act, and past them all in the database itself."""
    send_villages(world)
    out = issued(world, begun(world))
    row = AnnualReport.objects.filter(pk=out.pk).values().get()
    x = world.people["vhxh-x"]
    with pytest.raises(Refused, match=ISSUED_STANDS[:20]):
        write_text(world, out, "Thêm một câu.")
    with pytest.raises(Refused, match=ISSUED_STANDS[:20]):
        back_to_generated(report=out, section="results", base_version=0, by=x, at=LATER)
    with pytest.raises(Refused, match=ISSUED_STANDS[:20]):
        save_settings(
            report=out,
            letterhead=replace(words_of(out), number="1"),
            switches=out.switches,
            base_version=out.version,
            by=x,
            at=LATER,
        )
    with pytest.raises(Refused, match=ISSUED_STANDS[:20]):
        refresh_figures(report=out, official=False, seen="", by=x, at=LATER)
    for change in ({"digest": "0" * 64}, {"content": {}}, {"state": AnnualState.DRAFT}, {"saved_at": LATER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AnnualReport.objects.filter(pk=out.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualReport.objects.filter(pk=out.pk)._raw_delete("default")
    begin_amended(report=out, reason="Sai số", by=x, at=LATER)
    assert AnnualReport.objects.filter(pk=out.pk).values().get() == row


# --- The next edition


def test_an_amended_edition_begins_where_the_issued_one_stood(world: World) -> None:
    send_villages(world)
    report = begun(world)
    write_text(world, report, "Xã đã họp 2 lần.", is_public=True)
    out = issued(world, report)
    accept_village_3(world)
    x = world.people["vhxh-x"]
    amended = begin_amended(report=out, reason=" Thôn 3 được duyệt sau. ", by=x, at=LATER)
    assert (amended.edition, amended.amended_because) == (2, "Thôn 3 được duyệt sau.")
    assert amended.tables == out.tables
    document = assemble(amended, now=LATER)
    assert "Xã đã họp 2 lần." in text_of(document)
    assert "Thôn 3 được duyệt sau" in document.amends
    assert "18/11/2024" in document.amends
    # Once begun it is the one that goes on.
    assert begin_amended(report=out, reason="Lý do khác", by=x, at=LATER).pk == amended.pk
    assert begun(world).pk == amended.pk
    second = issued(world, amended, when=at(20))
    assert second.is_issued
    assert from_json(out.content).amends == ""
    with pytest.raises(Refused, match="Đã có bản 2"):
        begin_amended(report=out, reason="Lần nữa", by=x, at=at(21))


@pytest.mark.parametrize(("reason", "words"), [("  ", "Ghi vì sao"), ("x" * 501, "nhiều nhất 500")])
def test_an_amended_edition_says_why(world: World, reason: str, words: str) -> None:
    send_villages(world)
    out = issued(world, begun(world))
    with pytest.raises(Refused, match=words):
        begin_amended(report=out, reason=reason, by=world.people["vhxh-x"], at=LATER)
    with pytest.raises(NotYours):
        begin_amended(report=out, reason="Sai số", by=world.people["huyen-a"], at=LATER)
    assert AnnualReport.objects.count() == 1
