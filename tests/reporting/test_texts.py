"""Are texts listed whole, from the right units, and does what was handed up stay as it read?"""

from __future__ import annotations

import pytest

from reporting import actions
from reporting.enums import FigureState
from reporting.models import TotalText
from reporting.texts import Statement, official_texts, provisional_texts, snapshot_texts
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import NOW, World
from units.enums import Level
from units.models import Placement


@pytest.fixture
def kinds(db: None) -> World:
    return build_kinds()


def listed(world: World, found: list[Statement], item: str = "danh-gia") -> dict[str, str]:
    keys = {unit.pk: key for key, unit in world.units.items()}
    return {keys[said.unit_id]: said.text for said in found if said.item_id == world.items[item].pk}


def up(world: World, unit: str, by: str, to: str) -> None:
    leave_the_rest(world, unit)
    actions.submit(report=world.report(unit), by=world.people[by], at=NOW, reason="thiếu")
    world.take(unit, to)


def test_everything_entered_is_provisional(kinds: World) -> None:
    say(kinds, "xa-x", danh_gia="Xã X làm tốt.")
    say(kinds, "thi-tran-z", danh_gia="Z còn thiếu kinh phí.")
    tree, round_ = kinds.units, kinds.rounds[2024]
    assert listed(kinds, provisional_texts(tree["tinh"], round_)) == {
        "xa-x": "Xã X làm tốt.",
        "thi-tran-z": "Z còn thiếu kinh phí.",
    }
    assert listed(kinds, provisional_texts(tree["huyen-a"], round_)) == {"xa-x": "Xã X làm tốt."}
    # Its own words are a place's official words; nobody above has accepted them.
    assert listed(kinds, official_texts(tree["xa-x"], round_)) == {"xa-x": "Xã X làm tốt."}
    assert official_texts(tree["huyen-a"], round_) == []


def test_only_the_last_word_of_a_cell_is_listed(kinds: World) -> None:
    say(kinds, "xa-x", danh_gia="Bản nháp.")
    say(kinds, "xa-x", danh_gia="Bản cuối.")
    round_ = kinds.rounds[2024]
    assert listed(kinds, provisional_texts(kinds.units["tinh"], round_)) == {"xa-x": "Bản cuối."}
    say(kinds, "xa-x", danh_gia=FigureState.NOT_COLLECTED)
    assert provisional_texts(kinds.units["tinh"], round_) == []


def test_words_beside_a_state_are_listed_and_numbers_are_not(kinds: World) -> None:
    say(kinds, "xa-x", tinh_trang=(1, "khởi công tháng 9"), muc_do=2, tien_quy=5)
    say(kinds, "xa-y", tinh_trang=2)
    found = provisional_texts(kinds.units["tinh"], kinds.rounds[2024])
    assert listed(kinds, found, "tinh-trang") == {"xa-x": "khởi công tháng 9"}
    assert len(found) == 1


def test_what_was_handed_up_stays_as_it_read(kinds: World) -> None:
    """Y's words go to the district and from there to the province; then Y writes others."""
    round_, tree = kinds.rounds[2024], kinds.units
    say(kinds, "xa-y", danh_gia="Lời đầu.")
    up(kinds, "xa-y", "vhxh-y", "huyen-a")
    assert listed(kinds, official_texts(tree["huyen-a"], round_)) == {"xa-y": "Lời đầu."}
    kinds.hand_in("huyen-a", "huyen-a", reason="xã X chưa gửi")

    actions.undo_acceptance(report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW, reason="sửa")
    actions.start_check(report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW)
    actions.send_back(report=kinds.report("xa-y"), by=kinds.people["huyen-a"], at=NOW, reason="viết lại")
    say(kinds, "xa-y", danh_gia="Lời sau.")

    assert listed(kinds, snapshot_texts(kinds.report("huyen-a"))) == {"xa-y": "Lời đầu."}
    assert official_texts(tree["huyen-a"], round_) == []
    assert listed(kinds, provisional_texts(tree["huyen-a"], round_)) == {"xa-y": "Lời sau."}
    up(kinds, "xa-y", "vhxh-y", "huyen-a")
    assert listed(kinds, official_texts(tree["huyen-a"], round_)) == {"xa-y": "Lời sau."}
    # Still the snapshot: only the district's next submission hands up the new words.
    assert listed(kinds, snapshot_texts(kinds.report("huyen-a"))) == {"xa-y": "Lời đầu."}
    kinds.take("huyen-a", "tinh")
    assert listed(kinds, official_texts(tree["tinh"], round_)) == {"xa-y": "Lời đầu."}


def test_a_new_submission_is_a_new_edition(kinds: World) -> None:
    say(kinds, "xa-x", danh_gia="Lần một.")
    leave_the_rest(kinds, "xa-x")
    kinds.hand_in("xa-x", "vhxh-x", reason="thôn chưa gửi")
    actions.recall(report=kinds.report("xa-x"), by=kinds.people["vhxh-x"], at=NOW)
    say(kinds, "xa-x", danh_gia="Lần hai.")
    kinds.hand_in("xa-x", "vhxh-x", reason="thôn chưa gửi")
    assert [(row.edition, row.change.text) for row in TotalText.objects.order_by("edition")] == [
        (1, "Lần một."),
        (2, "Lần hai."),
    ]
    assert [said.text for said in snapshot_texts(kinds.report("xa-x"))] == ["Lần hai."]


def test_an_agencys_words_are_official_once_accepted(kinds: World) -> None:
    """The police's text is restricted; who may see totals at all is asked before any list is made."""
    say(kinds, "cong-an", ghi_kin="Đã phối hợp xử lý.", xam_hai=0)
    round_ = kinds.rounds[2024]
    assert official_texts(kinds.units["xa-x"], round_) == []
    kinds.hand_in("cong-an", "cong-an")
    kinds.take("cong-an", "vhxh-x")
    found = official_texts(kinds.units["xa-x"], round_)
    assert listed(kinds, found, "ghi-kin") == {"cong-an": "Đã phối hợp xử lý."}


def test_a_country_lists_what_its_communes_handed_in(kinds: World) -> None:
    nation = kinds.unit("viet-nam", Level.COUNTRY, name="Việt Nam")
    Placement.objects.filter(unit=kinds.units["tinh"]).update(parent=nation)
    say(kinds, "xa-x", danh_gia="Chưa nộp.")
    say(kinds, "xa-y", danh_gia="Lời đầu.")
    up(kinds, "xa-y", "vhxh-y", "huyen-a")
    assert listed(kinds, provisional_texts(nation, kinds.rounds[2024])) == {"xa-y": "Lời đầu."}
