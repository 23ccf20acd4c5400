"""Does a wrong catalogue file say which file, which line and what to do?"""

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue_files import ITEM_HEADER, MEASURE_HEADER, read_catalogue
from indicators.enums import Better, ItemKind, Method, Nature, Source, Window
from indicators.source_files import FileProblem
from units.csv_files import BadFile

CHILDREN = "tre-em,Tổng số trẻ em,Trẻ em,count,trẻ em,village,,stock,round,,1,0,0,0,,,"
HURT = "tre-bi-nan,Số trẻ bị nạn,Trẻ bị nạn,count,trẻ em,health_station,village,flow,round,,0,0,0,0,,,ghi chú"
FIT = "xa-tot,Xã tốt,Xã tốt,yes_no,,commune,,stock,day,31-12,0,0,0,1,,,"
RATE = (
    'M2-11-TNTT,2,"Trẻ bị nạn, mọi loại",Trẻ bị nạn,ratio,tre-bi-nan,tre-em,'
    "100000,1,lower,,1,I-0208,Chia.,,,,"
)
SHARE = "X1-XA,1,Xã tốt,Xã tốt,share_yes,xa-tot,,100,0,higher,,1,,Đếm.,,,,"

GIVEN = "nuoc-sach,Nước sạch,Nước sạch,rate,{unit},commune,{check},stock,round,,{base},0,0,0,,,"
OF_GIVEN = "X9-NS,2,Nước sạch,Nước sạch,rate_given,nuoc-sach,,{base},1,higher,,1,,Hỏi.,,,,"

Writer = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Writer:
    """Write both files from their lines; whatever is not given is the small catalogue above."""

    def write(
        items: tuple[str, ...] = (CHILDREN, HURT, FIT),
        measures: tuple[str, ...] = (RATE, SHARE),
        item_header: str = ITEM_HEADER,
    ) -> Path:
        (tmp_path / "items.csv").write_text("\n".join([item_header, *items]) + "\n", encoding="utf-8")
        (tmp_path / "measures.csv").write_text(
            "\n".join([MEASURE_HEADER, *measures]) + "\n", encoding="utf-8"
        )
        return tmp_path

    return write


def test_a_line_becomes_a_row(folder: Writer):
    catalogue = read_catalogue(folder())
    children, hurt, fit = catalogue.items
    assert (children.code, children.kind, children.source) == ("tre-em", ItemKind.COUNT, Source.VILLAGE)
    assert children.is_base
    assert children.check_source is None
    assert (hurt.source, hurt.check_source, hurt.nature) == (
        Source.HEALTH_STATION,
        Source.VILLAGE,
        Nature.FLOW,
    )
    assert (fit.window, fit.window_day, fit.stands_until_changed) == (Window.DAY, "31-12", True)
    rate, share = catalogue.measures
    assert (rate.name, rate.numerator, rate.denominator) == ("Trẻ bị nạn, mọi loại", "tre-bi-nan", "tre-em")
    assert (rate.base, rate.is_share, rate.better, rate.tt13) == (100_000, True, Better.LOWER, "I-0208")
    assert (share.method, share.denominator, share.area) == (Method.SHARE_YES, "", None)


def test_what_contains_what_and_when_to_ask(folder: Writer):
    small = CHILDREN.replace("tre-em,", "tre-nho,", 1).replace("1,0,0,0,,,", "1,0,0,0,tre-em,25,")
    rate = RATE.replace("Chia.,,,,", "Chia.,30,2,1,")
    catalogue = read_catalogue(folder(items=(small, CHILDREN, HURT, FIT), measures=(rate, SHARE)))
    assert (catalogue.items[0].contained_in, catalogue.items[0].warn_percent) == ("tre-em", 25)
    assert (catalogue.items[1].contained_in, catalogue.items[1].warn_percent) == ("", None)
    asked = catalogue.measures[0]
    assert (asked.warn_percent, asked.warn_cases, asked.warn_few_cases) == (30, 2, 1)
    assert catalogue.measures[1].warn_percent is None


def test_nothing_contains_itself(folder: Writer):
    a = CHILDREN.replace("tre-em,", "a,", 1).replace("1,0,0,0,,,", "1,0,0,0,b,,")
    b = CHILDREN.replace("tre-em,", "b,", 1).replace("1,0,0,0,,,", "1,0,0,0,a,,")
    with pytest.raises(FileProblem, match="contained_in đi thành vòng"):
        read_catalogue(folder(items=(a, b)))


@pytest.mark.parametrize(
    ("whole", "problem"),
    [("khong-co", "không có số liệu “khong-co”"), ("xa-tot", "contained_in chỉ dùng cho số lượng")],
)
def test_what_contains_an_item_is_a_count_of_the_list(folder: Writer, whole: str, problem: str):
    small = CHILDREN.replace("tre-em,", "tre-nho,", 1).replace("1,0,0,0,,,", f"1,0,0,0,{whole},,")
    with pytest.raises(FileProblem, match=problem):
        read_catalogue(folder(items=(small, CHILDREN, HURT, FIT)))


def test_decomposed_letters_and_a_byte_order_mark_are_taken(folder: Writer):
    path = folder() / "items.csv"
    decomposed = path.read_text(encoding="utf-8").replace("Trẻ em", "Tre\u0309 em")
    path.write_text("\ufeff" + decomposed, encoding="utf-8")
    assert read_catalogue(path.parent).items[0].short_name == "Trẻ em"


@pytest.mark.parametrize(
    ("line", "problem", "remedy"),
    [
        (
            CHILDREN.replace("village", "xom"),
            "“source” là “xom”, hệ thống không biết.",
            "chọn một trong: village",
        ),
        (CHILDREN.replace(",village,", ",,"), "thiếu “source”.", "chọn một trong: village"),
        (CHILDREN.replace("tre-em,", "Trẻ em,", 1), "mã “Trẻ em” viết sai.", "không dấu"),
        (CHILDREN.replace("Trẻ em,count", "T" * 61 + ",count"), "“short_name” dài 61 ký tự.", "60 ký tự"),
        (CHILDREN.replace("1,0,0,0", "x,0,0,0"), "“is_base” là “x”.", "điền 1 (có) hoặc 0 (không)"),
        (CHILDREN.replace("1,0,0,0", "1,1,0,0"), "hạn chế xem mà không ẩn", "đặt suppress_public là 1."),
        (CHILDREN.replace("village,,", "village,village,"), "trùng với nguồn", "chọn nguồn khác"),
        (CHILDREN.replace("round,,", "day,,"), "window và window_day không khớp.", "window_day như 31-12"),
        (CHILDREN.replace("round,,", "round,31-12,"), "window và window_day không khớp.", "để trống"),
        (
            CHILDREN.replace("round,,", "day,31-13,"),
            "window và window_day không khớp.",
            "window_day như 31-12",
        ),
    ],
)
def test_a_wrong_item_names_file_line_and_remedy(folder: Writer, line: str, problem: str, remedy: str):
    with pytest.raises(FileProblem) as caught:
        read_catalogue(folder(items=(HURT, line)))
    assert caught.value.file == "items.csv"
    assert caught.value.place.startswith("dòng 3")
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert str(caught.value).startswith("Tệp items.csv, dòng 3")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (RATE.replace("tre-em", "tre-nao"), "không có số liệu “tre-nao” trong items.csv."),
        (RATE.replace("tre-bi-nan", "tre-nao"), "không có số liệu “tre-nao” trong items.csv."),
        (RATE.replace(",tre-em,", ",,"), "mẫu số không khớp cách tính."),
        (SHARE.replace("xa-tot,,", "xa-tot,tre-em,"), "mẫu số không khớp cách tính."),
        (SHARE.replace(",xa-tot,", ",tre-em,"), "cách tính “share_yes” không dùng được số liệu “tre-em”."),
        (RATE.replace("100000", "0"), "base là 0."),
        (RATE.replace("100000", "trăm"), "“base” là “trăm”."),
        (RATE.replace("lower", "down"), "“better” là “down”, hệ thống không biết."),
        (RATE.replace(",Chia.", ","), "thiếu “definition”."),
    ],
)
def test_a_wrong_measure_names_file_line_and_problem(folder: Writer, line: str, problem: str):
    with pytest.raises(FileProblem) as caught:
        read_catalogue(folder(measures=(line,)))
    assert (caught.value.file, caught.value.place[:6]) == ("measures.csv", "dòng 2")
    assert caught.value.problem == problem


def test_a_code_stands_once(folder: Writer):
    with pytest.raises(FileProblem, match=r"dòng 3 \(tre-em\): mã “tre-em” đã có"):
        read_catalogue(folder(items=(CHILDREN, CHILDREN)))


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((CHILDREN + ",thừa",), r"Tệp items.csv, dòng 2: có 18 ô, cần 17"),
        (("tre-em",), r"Tệp items.csv, dòng 2: có 1 ô, cần 17"),
        ((CHILDREN.replace("Trẻ em", '"Trẻ" em'),), r"Tệp items.csv, dòng 2: dấu ngoặc kép không khớp"),
    ],
)
def test_a_line_that_is_no_line_is_a_sentence(folder: Writer, items: tuple[str, ...], sentence: str):
    with pytest.raises(BadFile, match=sentence):
        read_catalogue(folder(items=items))


def test_columns_in_another_order_are_refused(folder: Writer):
    with pytest.raises(BadFile, match=r"Tệp items.csv, dòng 1: các cột phải là code,name"):
        read_catalogue(folder(item_header=ITEM_HEADER.replace("code,name", "name,code")))


def test_a_missing_file_is_a_sentence(folder: Writer):
    path = folder()
    (path / "measures.csv").unlink()
    with pytest.raises(BadFile, match=r"Không mở được tệp measures.csv"):
        read_catalogue(path)


def test_a_rate_is_asked_in_the_base_of_its_measure(folder: Writer):
    item = GIVEN.format(unit="%", check="", base=0)
    catalogue = read_catalogue(folder(items=(item,), measures=(OF_GIVEN.format(base=100),)))
    assert (catalogue.items[0].kind, catalogue.measures[0].method) == (ItemKind.RATE, Method.RATE_GIVEN)
    with pytest.raises(BadFile, match="đơn vị tính “‰” như base"):
        read_catalogue(folder(items=(item,), measures=(OF_GIVEN.format(base=1000),)))


@pytest.mark.parametrize(("check", "base"), [("village", 0), ("", 1)])
def test_a_rate_is_neither_a_base_nor_checked(folder: Writer, check: str, base: int):
    item = GIVEN.format(unit="%", check=check, base=base)
    with pytest.raises(BadFile, match="tỷ lệ cho sẵn không làm số liệu nền"):
        read_catalogue(folder(items=(item,), measures=()))
