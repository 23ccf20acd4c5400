"""What does the browser send, and what stands in the cells afterwards? Two people, and forged forms."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from reporting.actions import save_answers
from reporting.answers import Change, Control
from reporting.enums import FigureState
from reporting.incoming.judging import read_incoming
from reporting.incoming.layout import Asked
from tests.kinds import build_kinds, leave_the_rest, say
from tests.world import NOW, World, at, build_round

OF_Y = reverse("reporting:entry", args=["2024-nam", "xa-y"])
OF_VILLAGE_1 = reverse("reporting:entry", args=["2024-nam", "thon-1"])
SignIn = Callable[[World, str], Client]


def playgrounds(world: World) -> tuple[int | None, int | None]:
    figure = world.figure("xa-y", "san-choi")
    return figure.value, figure.answered


def test_my_k_of_n_comes_back_whole_from_a_conflict(world: World, sign_in: SignIn) -> None:
    """The page was opened before somebody else said 4 of 7; the person says 5 of 6 and insists."""
    client = sign_in(world, "vhxh-y")
    world.enter("xa-y", "vhxh-y", san_choi=(4, 7))
    typed = {"so-san-choi": "5", "tren-san-choi": "6"}
    shown = client.post(OF_Y, typed | {"phien-ban-san-choi": "0"})
    assert shown.status_code == 422
    page = shown.context["page"]
    (cell,) = [cell for cell in page.cells if cell.code == "san-choi"]
    assert "đã nhập 4/7 lúc" in cell.message
    assert "bạn nhập 5/6" in cell.message
    assert (cell.text, cell.answered_text) == ("5", "6")
    assert [choice.label for choice in cell.choices] == ["Dùng 5/6 của tôi", "Dùng 4/7"]
    mine = {"khac-san-choi": cell.choices[0].value, "tranh-san-choi": "1", "phien-ban-san-choi": "1"}
    again = {"so-san-choi": cell.text, "tren-san-choi": cell.answered_text}
    client.post(OF_Y, again | mine)
    assert playgrounds(world) == (5, 6)


def test_yes_against_no_is_said_in_words(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "truong-thon-1")
    world.enter("thon-1", "truong-thon-1", san_choi=(0, 1))
    shown = client.post(OF_VILLAGE_1, {"so-san-choi": "co", "phien-ban-san-choi": "0"})
    (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "san-choi"]
    assert "đã nhập Không lúc" in cell.message
    assert "bạn nhập Có." in cell.message
    chosen = {"khac-san-choi": cell.choices[0].value, "tranh-san-choi": "1", "phien-ban-san-choi": "1"}
    client.post(OF_VILLAGE_1, {"so-san-choi": "co"} | chosen)
    figure = world.figure("thon-1", "san-choi")
    assert (figure.value, figure.answered) == (1, 1)


@pytest.mark.parametrize(
    "forged",
    [
        {"khac-tre-em": "so:abc"},
        {"khac-tre-em": "so:"},
        {"khac-tre-em": "so:5", "so-tre-em": ""},
        {"khac-tre-em": "unread"},
        {"khac-tre-em": "entered"},
        {"so-tre-em": "5", "phien-ban-tre-em": "7"},
        {"so-tre-em": "5\u200b" + "\u200b" * 300},
        {"so-tre-em": "9" * 5000},
        {"so-tre-em": "٣"},
        {"so-tre-em": "1000000000000001"},
        {"so-tre-em": "a\x00b\x07"},
    ],
)
def test_a_forged_answer_is_no_error_of_the_server(
    world: World, sign_in: SignIn, forged: dict[str, str]
) -> None:
    client = sign_in(world, "truong-thon-1")
    answer = client.post(OF_VILLAGE_1, {"phien-ban-tre-em": "0"} | forged)
    assert answer.status_code in (302, 422)
    figure = world.figure("thon-1", "tre-em")
    assert figure.state in (FigureState.EMPTY, FigureState.UNREAD, FigureState.ENTERED)
    assert figure.value in (None, 5)


@pytest.mark.parametrize("whole", ["2147483648", "1000000000000000"])
def test_more_units_than_there_can_be_are_asked_about(world: World, sign_in: SignIn, whole: str) -> None:
    client = sign_in(world, "vhxh-y")
    typed = {"so-san-choi": "5", "tren-san-choi": whole, "phien-ban-san-choi": "0"}
    shown = client.post(OF_Y, typed)
    assert shown.status_code == 422
    (cell,) = [cell for cell in shown.context["page"].cells if cell.code == "san-choi"]
    assert (cell.text, cell.answered_text) == ("5", whole)
    assert "quá lớn" in cell.message
    assert playgrounds(world) == (None, None)


def test_invisible_signs_do_not_make_a_number_too_long(world: World, sign_in: SignIn) -> None:
    long = "\u200b" * 190
    typed = {"so-san-choi": f"5{long}", "tren-san-choi": f"6{long}", "phien-ban-san-choi": "0"}
    assert sign_in(world, "vhxh-y").post(OF_Y, typed).status_code == 302
    assert playgrounds(world) == (5, 6)
    assert len(world.figure("xa-y", "san-choi").raw) <= 200


OF_X = reverse("reporting:entry", args=["2024-nam", "xa-x"])


class TestKinds:
    """A commune's own form with money, levels, a state and a text."""

    @pytest.fixture
    def kinds(self, db: None) -> World:
        return build_kinds(2023, 2024)

    def test_a_form_filled_and_read_again(self, kinds: World, sign_in: SignIn) -> None:
        client = sign_in(kinds, "vhxh-x")
        typed = {
            "so-tien-quy": "12,5 triệu",
            "so-muc-do": "2",
            "so-giu-muc-do": "0",
            "so-tinh-trang": "1",
            "chu-tinh-trang": "đã khởi công",
            "so-danh-gia": "Câu một.\r\nCâu hai.",
        }
        codes = [name.removeprefix("so-") for name in typed if name.startswith("so-")]
        answer = client.post(OF_X, typed | {f"phien-ban-{code}": "0" for code in codes})
        assert answer.status_code == 302
        figures = {code: kinds.figure("xa-x", code) for code in codes}
        assert {code: (figure.value, figure.text) for code, figure in figures.items()} == {
            "tien-quy": (12_500_000, ""),
            "muc-do": (2, ""),
            "giu-muc-do": (0, ""),
            "tinh-trang": (1, "đã khởi công"),
            "danh-gia": (None, "Câu một.\nCâu hai."),
        }
        page = client.get(OF_X).content.decode()
        assert 'value="12.500.000"' in page
        assert "Câu một.\nCâu hai.</textarea>" in page
        assert 'value="đã khởi công"' in page
        # Sent again unchanged, as a browser does: no new version.
        again = {f"phien-ban-{code}": "1" for code in codes} | typed | {"so-tien-quy": "12.500.000"}
        client.post(OF_X, again)
        assert {kinds.figure("xa-x", code).version for code in codes} == {1}

    def test_wrong_input_stays_where_it_was_typed(self, kinds: World, sign_in: SignIn) -> None:
        client = sign_in(kinds, "vhxh-x")
        wrong = {"so-tien-quy": "nhiều", "so-muc-do": "4", "so-danh-gia": "a" * 2001}
        versions = {f"phien-ban-{name.removeprefix('so-')}": "0" for name in wrong}
        shown = client.post(OF_X, wrong | versions)
        assert shown.status_code == 422
        cells = {cell.code: cell for cell in shown.context["page"].cells}
        assert cells["tien-quy"].text == "nhiều"
        assert "ví dụ 12.500.000 hoặc 12,5 triệu" in cells["tien-quy"].message
        assert "chọn Mức độ I, II, III hoặc Chưa đạt" in cells["muc-do"].message
        assert cells["danh-gia"].text == "a" * 2001
        assert "nhiều nhất 2.000" in cells["danh-gia"].message
        assert kinds.figure("xa-x", "muc-do").state == FigureState.EMPTY

    def test_two_people_two_texts(self, kinds: World, sign_in: SignIn) -> None:
        client = sign_in(kinds, "vhxh-x")
        say(kinds, "xa-x", danh_gia="Của người kia.", muc_do=3)
        typed = {"so-danh-gia": "Của tôi.", "so-muc-do": "2"}
        shown = client.post(OF_X, typed | {"phien-ban-danh-gia": "0", "phien-ban-muc-do": "0"})
        cells = {cell.code: cell for cell in shown.context["page"].cells}
        assert [choice.label for choice in cells["danh-gia"].choices] == [
            "Dùng “Của tôi.” của tôi",
            "Dùng “Của người kia.”",
        ]
        assert [choice.label for choice in cells["muc-do"].choices] == [
            "Dùng Mức độ II của tôi",
            "Dùng Mức độ III",
        ]
        for code in ("danh-gia", "muc-do"):
            chosen = {f"khac-{code}": cells[code].choices[0].value, f"tranh-{code}": "1"}
            client.post(OF_X, {f"so-{code}": typed[f"so-{code}"], f"phien-ban-{code}": "1"} | chosen)
        assert kinds.figure("xa-x", "danh-gia").text == "Của tôi."
        assert kinds.figure("xa-x", "muc-do").value == 2

    @pytest.mark.parametrize(
        ("route", "who"),
        [("reporting:check", "vhxh-x"), ("reporting:receipt", "vhxh-x"), ("reporting:review", "huyen-a")],
    )
    def test_read_only_pages_say_it_in_the_same_words(
        self, kinds: World, sign_in: SignIn, route: str, who: str
    ) -> None:
        say(kinds, "xa-x", 2023, muc_do=3, danh_gia="Năm ngoái.")
        say(kinds, "xa-x", tien_quy=12_500_000, muc_do=2, tinh_trang=(1, "đã khởi công"))
        say(kinds, "xa-x", giu_muc_do=FigureState.NOT_COLLECTED, danh_gia="Năm <nay>.")
        leave_the_rest(kinds, "xa-x")
        if route != "reporting:check":
            kinds.hand_in("xa-x", "vhxh-x", reason="thiếu thôn")
        address = reverse(route, args=["2024-nam", "xa-x"])
        page = sign_in(kinds, who).get(address, {"xem": "tat-ca"}).content.decode()
        for words in (
            "12.500.000 đồng",
            "Mức độ II",
            "Mức độ III",
            "Đang thực hiện: đã khởi công",
            "Chưa thu thập được",
            "Năm &lt;nay&gt;.",
        ):
            assert words in page, words

    def test_last_years_sentences_are_at_hand(self, kinds: World, sign_in: SignIn) -> None:
        say(kinds, "xa-x", 2023, danh_gia="Năm ngoái đã viết thế này.")
        page = sign_in(kinds, "vhxh-x").get(OF_X).content.decode()
        assert "Năm trước đã viết" in page
        assert "Năm ngoái đã viết thế này." in page
        assert "Không ghi tên trẻ em." in page


def test_a_figure_has_one_box_however_the_rows_are_ordered(world: World, sign_in: SignIn) -> None:
    """The figure of 1.1 is what 1.2 is a part of. Drawn in both rows, one box would undo the other."""
    component = world.components["1.1"]
    component.position = 90
    component.save()
    said = sign_in(world, "truong-thon-1").get(OF_VILLAGE_1)
    assert said.content.decode().count('name="so-hoan-canh"') == 1
    rows = {row.label: row for group in said.context["page"].groups for row in group.rows}
    assert [list(rows), rows["1.2"].denominator, rows["1.2"].denominator_from] == [
        ["1.2", "1.1", "2", "4"],
        None,
        "dòng 1.1",
    ]


def test_a_form_sent_back_unread_changes_no_reason(world: World, sign_in: SignIn) -> None:
    """A reason came on two lines out of Excel. Its box holds one, and a page sent as it was is no change."""
    cell = Asked("tao-hon", "Số cuộc tảo hôn", Control.NUMBER)
    answer = read_incoming(cell, "chưa thu thập được: chưa có\nsổ  nào").answer
    assert answer is not None and answer.reason == "chưa có sổ nào"
    item_id = world.items["tao-hon"].pk
    report, by = world.report("xa-y"), world.people["vhxh-y"]
    save_answers(report=report, changes=[Change(item_id, 0, answer)], by=by, at=NOW)
    client = sign_in(world, "vhxh-y")
    box = re.search('name="ly-do-tao-hon" value="([^"]*)"', client.get(OF_Y).content.decode())
    assert box is not None
    same = {"so-tao-hon": "", "khac-tao-hon": "not_collected", "ly-do-tao-hon": box[1]}
    client.post(OF_Y, same | {"phien-ban-tao-hon": "1"})
    assert world.figure("xa-y", "tao-hon").version == 1


def test_last_years_count_stands_there_although_others_give_the_base(world: World, sign_in: SignIn) -> None:
    """The station counted 7 injured children in 2023; how many children there were, the villages said."""
    build_round(world, 2023)
    world.enter("tram", "y-te", 2023, at(15, year=2023), bi_thuong=7)
    address = reverse("reporting:entry", args=["2024-nam", "tram"])

    def last_year() -> tuple[str, str]:
        page = sign_in(world, "y-te").get(address).context["page"]
        (row,) = [row for group in page.groups for row in group.rows]
        return row.last_year.words, row.last_year.parts

    assert last_year() == ("7", "")
    world.enter("tram", "y-te", 2023, at(15, year=2023), bi_thuong=FigureState.NOT_COLLECTED)
    assert last_year() == ("—", "")
