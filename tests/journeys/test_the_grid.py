"""The entry page with its script: typing, moving, saving, losing the line, two people, pasting.

The form is the one of a commune that types for the whole place (53 cells, nothing entered yet).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Served, Visitor

FORM = "/bao-cao/2024-nam/dai-hoa/nhap/"
COORDINATOR = "vhxh.daihoa"
SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")


def opens_form(visitor: Visitor) -> None:
    visitor.signs_in(COORDINATOR)
    visitor.goes_to(FORM)
    visitor.page.wait_for_selector(".has-script")


def types(visitor: Visitor, code: str, text: str, key: str = "Tab") -> None:
    visitor.page.focus(f"#so-{code}")
    visitor.page.keyboard.type(text)
    visitor.page.keyboard.press(key)


def waits_until_saved(visitor: Visitor) -> None:
    """Nothing waits to be sent any more, and the foot says so."""
    visitor.page.wait_for_function("() => sessionStorage.length === 0")
    visitor.page.wait_for_function(
        "() => document.querySelector('[data-save-state]').textContent.startsWith('Đã lưu')"
    )


def waits_for(visitor: Visitor, words: str) -> None:
    visitor.page.wait_for_function("(words) => document.body.innerText.includes(words)", arg=words)


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.id || document.activeElement.value"))


def stored(data_dir: Path, code: str) -> tuple[Any, ...]:
    """What the database holds of the form's cell: state, value, text as typed, version."""
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        found: tuple[Any, ...] = connection.execute(
            "SELECT f.state, f.value, f.raw, f.version FROM reporting_figure f"
            " JOIN reporting_report r ON r.id = f.report_id JOIN units_unit u ON u.id = r.unit_id"
            " JOIN reporting_round d ON d.id = r.round_id JOIN indicators_dataitem i ON i.id = f.item_id"
            " WHERE u.key = 'dai-hoa' AND d.key = '2024-nam' AND i.code = ?",
            [code],
        ).fetchone()
    return found


def test_a_row_answers_at_once_and_keeps_what_was_typed(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        page.focus("#so-tre-duoi-5-can-do")
        page.keyboard.type("1234")
        assert page.input_value("#so-tre-duoi-5-can-do") == "1234"  # nothing moves while typing
        page.keyboard.press("Tab")
        assert page.input_value("#so-tre-duoi-5-can-do") == "1.234"
        with page.expect_response(lambda answer: answer.url.endswith("/nhap/")):
            types(visitor, "suy-dinh-duong-nhe-can", "14")
            # 14 of 1.234 before the server has said a word
            assert page.inner_text('tr[data-row="4.1"] td.result') == "1,1%"
            assert page.inner_text('tr[data-row="4.1"] [data-whole]') == "1.234"
        waits_until_saved(visitor)
        assert page.inner_text('tr[data-row="4.1"] td.result') == "1,1%"
        assert stored(data_dir, "tre-duoi-5-can-do") == ("entered", 1234, "1.234", 1)
        assert stored(data_dir, "suy-dinh-duong-nhe-can") == ("entered", 14, "14", 1)
        assert "2/53 ô" in page.inner_text("[data-progress]")
        assert page.inner_text("[data-report-state]").strip() == "Đang nhập 2/53 ô"
        page.reload()
        assert page.input_value("#so-tre-duoi-5-can-do") == "1.234"
        assert SAVED.match(page.inner_text("[data-save-state]").strip())


def test_what_is_wrong_is_said_at_once_kept_and_answered(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        types(visitor, "tre-den-8", "abc")
        assert "Trẻ em đến 8 tuổi phải là số, ví dụ 57" in page.inner_text("#loi-nhan-tre-den-8")
        types(visitor, "tre-duoi-5", "1,234")
        page.get_by_label("Đúng", exact=True).click()
        waits_until_saved(visitor)
        assert stored(data_dir, "tre-den-8") == ("unread", None, "abc", 1)
        waits_for(visitor, "1.234")
        page.wait_for_function("() => !document.querySelector('#loi-nhan-tre-duoi-5 .strip-ambiguous')")
        assert stored(data_dir, "tre-duoi-5")[:2] == ("entered", 1234)
        types(visitor, "tre-duoi-1", "58")
        types(visitor, "tiem-du-duoi-1", "61")
        page.wait_for_selector("#loi-nhan-tiem-du-duoi-1 .strip-error")
        said = page.inner_text("#loi-nhan-tiem-du-duoi-1")
        assert (
            said.strip() == "Trẻ dưới 1 tuổi tiêm đủ 8 loại (61) không được lớn hơn trẻ em dưới 1 tuổi (58)"
        )
        assert page.get_attribute("#so-tiem-du-duoi-1", "aria-invalid") == "true"
        assert "loi-nhan-tiem-du-duoi-1" in (
            page.get_attribute("#so-tiem-du-duoi-1", "aria-describedby") or ""
        )
        assert page.inner_text('tr[data-row="5.1"] td.result').startswith("—")
        page.reload()
        assert page.input_value("#so-tre-den-8") == "abc"
        # Put right, the words go.
        types(visitor, "tiem-du-duoi-1", "57")
        page.wait_for_function("() => !document.querySelector('#loi-nhan-tiem-du-duoi-1 .strip-error')")
        assert page.inner_text('tr[data-row="5.1"] td.result').strip() == "98,3%"


def test_the_keyboard_moves_like_a_spreadsheet(visit: Callable[..., Any]) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page, press = visitor.page, visitor.page.keyboard.press
        page.focus("#so-tre-em")
        press("Control+End")
        last = focused(visitor)
        press("Control+Home")
        assert focused(visitor) == "so-tre-em"
        page.keyboard.type("1530")
        press("Enter")
        second = focused(visitor)
        assert second == "so-nguoi-5-17"
        page.keyboard.type("99")
        press("Escape")
        assert page.input_value(f"#{second}") == ""
        press("Shift+Enter")
        assert focused(visitor) == "so-tre-em"
        # Everything is selected on arrival, so typing replaces and the arrow moves at once.
        assert page.evaluate("getSelection().toString()") == "1.530"
        press("ArrowRight")
        assert focused(visitor) == second
        press("Tab")
        assert focused(visitor) == "so-tre-den-8"
        press("F8")
        assert focused(visitor) == "so-tre-tu-7"
        press("Shift+F8")
        press("Shift+F8")
        assert focused(visitor) == second
        page.focus("#so-tre-em")
        press("Shift+F8")
        assert focused(visitor) == last or page.evaluate("document.activeElement.type") == "radio"
        page.focus(f"#{last}")
        press("Enter")
        assert focused(visitor) == "check"
        page.focus("#so-tre-em")
        press("Alt+ArrowDown")
        assert focused(visitor) == "khac-tre-em"
        press("Control+s")
        waits_until_saved(visitor)
        press("F1")
        assert page.locator("#keys-help").is_visible()


@pytest.mark.parametrize("phone", [False, True])
def test_the_focus_is_never_hidden(visit: Callable[..., Any], phone: bool) -> None:
    with visit(phone=phone) as visitor:
        opens_form(visitor)
        hidden = visitor.page.evaluate(
            """() => {
              const hidden = [];
              const foot = document.querySelector("[data-entry-foot]");
              for (const box of document.querySelectorAll("#report-form input[type=text][name^=so-]")) {
                box.focus();
                const seen = box.getBoundingClientRect();
                const under = document.elementFromPoint(seen.left + seen.width / 2, seen.top + 2);
                const above = document.elementFromPoint(seen.left + seen.width / 2, seen.bottom - 2);
                if (under !== box || above !== box || seen.bottom > foot.getBoundingClientRect().top) {
                  hidden.push(box.id);
                }
              }
              return hidden;
            }"""
        )
        assert hidden == []


def test_a_lost_line_loses_nothing(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        visitor.context.set_offline(True)
        types(visitor, "tre-em", "1530")
        types(visitor, "tre-duoi-5", "480")
        types(visitor, "tre-duoi-5-can-do", "470")
        types(visitor, "suy-dinh-duong-nhe-can", "47")
        waits_for(visitor, "Chưa lưu được 4 ô")
        assert page.inner_text('tr[data-row="4.1"] td.result') == "10,0%"
        assert stored(data_dir, "tre-em") == ("empty", None, "", 0)
        visitor.context.set_offline(False)
        page.get_by_role("button", name="Thử lại ngay").click()
        waits_until_saved(visitor)
        assert [
            stored(data_dir, code)[1::2] for code in ("tre-em", "tre-duoi-5", "suy-dinh-duong-nhe-can")
        ] == [
            (1530, 1),
            (480, 1),
            (47, 1),
        ]
        # Saves get lost again, and the page is loaded anew: what waited goes out by itself, once.
        page.route(
            "**/nhap/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
        )
        types(visitor, "tre-em", "1531")
        waits_for(visitor, "Chưa lưu được 1 ô")
        page.unroute("**/nhap/")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        page.wait_for_function("() => sessionStorage.length === 0")
        waits_until_saved(visitor)
        assert page.input_value("#so-tre-em") == "1.531"
        assert stored(data_dir, "tre-em")[1::2] == (1531, 2)
        visitor.complaints = [line for line in visitor.complaints if "net::ERR_" not in line]


def test_a_sign_in_that_ran_out_loses_nothing(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        visitor.context.clear_cookies(name="minhhoa_sessionid")
        types(visitor, "tre-em", "1530")
        waits_for(visitor, "Phiên đăng nhập đã hết. 1 ô giữ lại trên máy này.")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("link", name="Đăng nhập lại").click()
        page.get_by_label("Tên đăng nhập").fill(COORDINATOR)
        page.get_by_label("Mật khẩu").fill("minhhoa-2024")
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_selector(".has-script")
        waits_until_saved(visitor)
        assert page.input_value("#so-tre-em") == "1.530"
        assert stored(data_dir, "tre-em")[:2] == ("entered", 1530)


def test_two_people_settle_a_conflict_knowingly(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as first, visit() as second:
        opens_form(first)
        opens_form(second)
        types(first, "tre-em", "212")
        waits_until_saved(first)
        types(second, "tre-em", "215")
        waits_for(second, "ở đây bạn nhập 215. Chọn một.")
        assert stored(data_dir, "tre-em")[1] == 212
        second.page.get_by_label("Dùng 215 của tôi").click()
        waits_until_saved(second)
        second.page.wait_for_function("() => !document.querySelector('#loi-nhan-tre-em .strip-ambiguous')")
        assert stored(data_dir, "tre-em")[1] == 215
        # The same figure from two sides is no conflict.
        types(first, "tre-duoi-1", "58")
        waits_until_saved(first)
        types(second, "tre-duoi-1", "58")
        waits_until_saved(second)
        assert not second.page.locator("#loi-nhan-tre-duoi-1 .strip-ambiguous").count()


def test_a_neighbour_changed_by_somebody_else_is_not_overwritten(
    visit: Callable[..., Any], data_dir: Path
) -> None:
    """The server's answer to one box of a row brings the other along; its figure was never seen here."""
    with visit() as first, visit() as second:
        opens_form(first)
        opens_form(second)
        types(second, "tre-gap-thien-tai", "40")
        waits_until_saved(second)
        with first.page.expect_response(lambda answer: answer.url.endswith("/nhap/")):
            types(first, "tre-gap-thien-tai-duoc-cuu-tro", "30")
        waits_until_saved(first)
        assert focused(first) == "so-tre-gap-thien-tai"
        first.page.keyboard.type("50")
        first.page.keyboard.press("Tab")
        waits_for(first, "ở đây bạn nhập 50. Chọn một.")
        assert stored(data_dir, "tre-gap-thien-tai")[1] == 40
        # Going on in the same row answers nothing; both figures go on standing there.
        types(first, "tre-gap-thien-tai-duoc-cuu-tro", "31")
        waits_until_saved(first)
        assert first.page.input_value("#so-tre-gap-thien-tai") == "50"
        first.page.get_by_label("Dùng 50 của tôi").click()
        waits_until_saved(first)
        assert stored(data_dir, "tre-gap-thien-tai")[1] == 50
        assert not first.page.locator("[name=tranh-tre-gap-thien-tai]").count()


def test_a_page_instead_of_an_answer_is_no_answer(visit: Callable[..., Any], data_dir: Path) -> None:
    """The sign-in of a public network stands between: the figure goes out again when it is gone."""
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        page.route("**/nhap/", lambda route: route.fulfill(status=200, body="<p>Wi-Fi</p>"), times=1)
        types(visitor, "tre-em", "1530")
        page.get_by_role("button", name="Thử lại ngay").click()
        waits_until_saved(visitor)
        assert stored(data_dir, "tre-em")[1] == 1530


def test_two_rows_with_one_number_are_two_rows(visit: Callable[..., Any], data_dir: Path) -> None:
    """Two plans number their lines alike; a result stands in its own row, and a block asks which is meant."""
    with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
        connection.execute("UPDATE indicators_component SET label = '4.1' WHERE label = '3.1'")
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        results = 'tr[data-row="4.1"] td.result'
        assert page.locator(results).count() == 2
        types(visitor, "tre-duoi-5-can-do", "1000")
        types(visitor, "suy-dinh-duong-nhe-can", "14")
        waits_until_saved(visitor)
        assert [words.strip() for words in page.locator(results).all_inner_texts()] == ["—", "1,4%"]
        page.focus("#so-tre-em")
        page.evaluate(PASTE, "4.1\t0\n4.2\t19")
        page.wait_for_url("**/dua-vao/**")
        assert "Mã 4.1 có ở 2 kế hoạch, không rõ là dòng nào." in page.inner_text("main")
        assert stored(data_dir, "tu-vong-so-sinh")[0] == "empty"


PASTE = """
(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}
"""


def test_a_clean_block_is_pasted_and_taken_back(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        page.focus("#so-tre-em")
        page.evaluate(PASTE, "Mã\tTử số\n4.1\t14\n3.1\t0\n4.2\t19\n")
        waits_for(visitor, "Đã dán 3 ô.")
        waits_until_saved(visitor)
        values = [
            stored(data_dir, code)[1]
            for code in ("tu-vong-so-sinh", "suy-dinh-duong-nhe-can", "suy-dinh-duong-thap-coi")
        ]
        assert values == [0, 14, 19]
        page.get_by_role("button", name="Hoàn tác").click()
        waits_for(visitor, "Đã hoàn tác 3 ô.")
        page.wait_for_function("() => sessionStorage.length === 0")
        assert [stored(data_dir, code)[0] for code in ("tu-vong-so-sinh", "suy-dinh-duong-nhe-can")] == [
            "empty",
            "empty",
        ]
        # A column falls into the boxes below the one it is pasted into.
        page.focus("#so-suy-dinh-duong-nhe-can")
        page.evaluate(PASTE, "14\n19\n3")
        waits_for(visitor, "Đã dán 3 ô.")
        assert [
            page.input_value(f"#so-{code}") for code in ("suy-dinh-duong-nhe-can", "suy-dinh-duong-thap-coi")
        ] == ["14", "19"]


def test_taking_back_a_block_leaves_what_was_changed_since(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        page.focus("#so-tre-em")
        page.evaluate(PASTE, "4.1\t14\n4.2\t19")
        waits_for(visitor, "Đã dán 2 ô.")
        page.focus("#so-suy-dinh-duong-thap-coi")
        page.keyboard.type("20")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Hoàn tác").click()
        waits_for(visitor, "Đã hoàn tác 1 ô.")
        page.wait_for_function("() => sessionStorage.length === 0")
        assert stored(data_dir, "suy-dinh-duong-nhe-can")[0] == "empty"
        assert stored(data_dir, "suy-dinh-duong-thap-coi")[1] == 20


def test_a_block_over_figures_is_looked_at_first(visit: Callable[..., Any], data_dir: Path) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        for code, text in (("suy-dinh-duong-nhe-can", "14"), ("suy-dinh-duong-thap-coi", "19")):
            types(visitor, code, text)
        waits_until_saved(visitor)
        page.focus("#so-tre-em")
        page.evaluate(PASTE, "4.1\t15\n4.2\t28\n3.1\t0\n4.3\tba")
        page.wait_for_url("**/dua-vao/**")
        head = page.inner_text(".context-tools")
        assert [words in head for words in ("1 ô mới", "2 ô thay đổi", "1 ô lỗi")] == [True] * 3, head
        assert [stored(data_dir, code)[1] for code in ("suy-dinh-duong-nhe-can", "tu-vong-so-sinh")] == [
            14,
            None,
        ]
        page.get_by_role("row", name=re.compile("nhẹ cân")).get_by_role("checkbox").check()
        page.get_by_role("button", name="Nhận các ô đã đánh dấu").click()
        page.wait_for_load_state()
        codes = ("suy-dinh-duong-nhe-can", "suy-dinh-duong-thap-coi", "tu-vong-so-sinh", "thua-can-beo-phi")
        assert [stored(data_dir, code)[1] for code in codes] == [15, 19, 0, None]


def test_what_was_called_saved_outlives_a_power_cut(
    visit: Callable[..., Any], served: Served, data_dir: Path
) -> None:
    """Figure after figure, while the server is killed twice and started again."""
    codes = ["tre-em", "nguoi-5-17", "tre-den-8", "tre-tu-7", "tre-tu-11", "tre-de-song", "tre-duoi-5"]
    with visit() as visitor:
        opens_form(visitor)
        for number, code in enumerate(codes):
            types(visitor, code, str(500 + number))
            if number in (2, 5):
                waiting = visitor.page.evaluate("() => Object.values(sessionStorage).join()")
                served.kill()
                called_saved = [code for code in codes[: number + 1] if f"so-{code}" not in waiting]
                assert [stored(data_dir, code)[0] for code in called_saved] == ["entered"] * len(called_saved)
                served.start()
        # What was not yet called saved goes out again by itself, and stands there once.
        visitor.page.wait_for_function("() => sessionStorage.length === 0", timeout=30_000)
        found = [stored(data_dir, code) for code in codes]
        assert [(value, version) for _, value, _, version in found] == [(500 + n, 1) for n in range(7)]
        with sqlite3.connect(next(data_dir.glob("*.sqlite3"))) as connection:
            twice = connection.execute(
                "SELECT COUNT(*) FROM reporting_figurechange GROUP BY figure_id, version HAVING COUNT(*) > 1"
            ).fetchall()
        assert twice == []
        visitor.complaints = [line for line in visitor.complaints if "net::ERR_" not in line]


def test_a_whole_form_by_keyboard(visit: Callable[..., Any], data_dir: Path) -> None:
    """Digits, Enter and Tab; nothing else is needed between the first box and the check page."""
    with visit() as visitor:
        opens_form(visitor)
        page, press = visitor.page, visitor.page.keyboard.press
        page.focus("#so-tre-em")
        for _ in range(60):
            if focused(visitor) == "check":
                break
            if page.evaluate("document.activeElement.matches('input[type=text]')"):
                page.keyboard.type("3")
            press("Enter")
        assert focused(visitor) == "check"
        press("Enter")
        page.wait_for_url("**/kiem-tra-nop/")
        assert stored(data_dir, "tre-em")[:2] == ("entered", 3)
        assert stored(data_dir, "suy-dinh-duong-nhe-can")[:2] == ("entered", 3)


def test_the_page_is_light(visit: Callable[..., Any]) -> None:
    """34 rows in at most 120 kB, scripts 60 and style 40 kB as they travel; at least seven rows in sight."""
    with visit() as visitor:
        sizes: dict[str, int] = {}

        def note(answer: Any) -> None:
            kind = answer.url.split("?")[0].rpartition(".")[2]
            if kind in ("js", "css") and "/static/" in answer.url:
                sizes[kind] = sizes.get(kind, 0) + answer.request.sizes()["responseBodySize"]

        visitor.page.on("response", note)
        opens_form(visitor)
        page = visitor.page
        rows = page.locator("tr[data-row]").count()
        page_bytes = len(page.request.get(page.url).body())
        assert page_bytes / rows <= 120 * 1024 / 34, (page_bytes, rows)
        assert 0 < sizes["js"] <= 60 * 1024 and 0 < sizes["css"] <= 40 * 1024, sizes
        page.locator('tr[data-row="4.1"]').evaluate("row => row.scrollIntoView({ block: 'center' })")
        in_sight = page.evaluate(
            """() => {
              const top = document.querySelector("thead").getBoundingClientRect().bottom;
              const bottom = document.querySelector("[data-entry-foot]").getBoundingClientRect().top;
              return [...document.querySelectorAll("tr[data-row]")].filter((row) => {
                const seen = row.getBoundingClientRect();
                return seen.top >= top && seen.bottom <= bottom;
              }).length;
            }"""
        )
        assert in_sight >= 7


def test_last_year_s_recognition_is_confirmed_with_one_press(
    visit: Callable[..., Any], data_dir: Path
) -> None:
    """It stands in the cell at once and is saved like any other choice; then the other answer is chosen."""
    code = "xa-phu-hop-tre-em"
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        strip = page.locator(f"#loi-nhan-{code}")
        assert "Năm 2023: Có. Vẫn như vậy?" in strip.inner_text()
        assert stored(data_dir, code)[0] == "empty"
        strip.get_by_text("Vẫn đúng").click()
        assert page.is_checked(f"#so-{code}")
        waits_until_saved(visitor)
        assert stored(data_dir, code)[:2] == ("entered", 1)
        page.wait_for_function(f"() => !document.querySelector('#loi-nhan-{code} .strip-ambiguous')")
        page.locator(f'[data-cell="{code}"] label', has_text="Không").first.click()
        waits_until_saved(visitor)
        page.wait_for_timeout(600)
        waits_until_saved(visitor)
        assert stored(data_dir, code)[1::2] == (0, 2)
        page.reload()
        assert not page.get_by_text("Vẫn như vậy?").count()


def test_what_is_behind_a_cell_opens_beside_it(visit: Callable[..., Any]) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        types(visitor, "suy-dinh-duong-nhe-can", "14")
        waits_until_saved(visitor)
        page.focus("#so-suy-dinh-duong-nhe-can")
        page.keyboard.press("Control+Enter")
        drawer = page.locator("#cell-details")
        drawer.get_by_text("Nhật ký của ô").wait_for()
        said = drawer.inner_text()
        assert "Nguyên văn, Chương trình hành động vì trẻ em Tân Yên 2021–2030" in said
        assert "— → 14" in said
        assert "Năm 2023" in said
        page.keyboard.press("Escape")
        assert not drawer.is_visible()
        assert focused(visitor) == "so-suy-dinh-duong-nhe-can"


@pytest.mark.parametrize("size", [{"width": 683, "height": 312}, {"width": 320, "height": 640}])
def test_twice_the_size_and_a_narrow_window_lose_nothing(visit: Callable[..., Any], size: Any) -> None:
    """A browser at 200% gives a page half the width: 1366 becomes 683."""
    with visit() as visitor:
        visitor.page.set_viewport_size(size)
        opens_form(visitor)
        assert visitor.fits()
        cut = visitor.page.evaluate(
            """() => [...document.querySelectorAll("#report-form tbody > tr > *, .base-field")]
              .filter((part) => part.offsetParent && part.scrollWidth > part.clientWidth + 2)
              .map((part) => part.innerText.slice(0, 40))"""
        )
        assert cut == []


def test_a_report_that_is_gone_says_so_and_stops_asking(visit: Callable[..., Any]) -> None:
    with visit() as visitor:
        opens_form(visitor)
        page = visitor.page
        asked: list[str] = []

        def gone(route: Any) -> None:
            asked.append(route.request.method)
            route.fulfill(status=404, body="") if route.request.method == "POST" else route.continue_()

        page.route("**/nhap/", gone)
        types(visitor, "tre-em", "1530")
        waits_for(visitor, "Báo cáo này không còn mở cho bạn.")
        types(visitor, "tre-duoi-5", "480")
        page.wait_for_timeout(1000)
        assert asked == ["POST"]
        visitor.complaints = [line for line in visitor.complaints if "status of 404" not in line]
