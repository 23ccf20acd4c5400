"""Is a list of units read as the person meant it, however it was typed, pasted or kept in Excel?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.enums import AgencyKind, Level
from units.kinds import NO_MARKS, SEVERAL_SCHOOLS, UnitKind, kind_label, kinds_below, renamed
from units.unit_lists import (
    MOST_UNITS,
    NO_NAME,
    NOT_A_NAME,
    TOO_LONG,
    ListRefused,
    ReadLine,
    as_text,
    kind_by_code,
    read_list,
    same_name,
)


def read(text: str, level: Level = Level.COMMUNE) -> list[tuple[str, str]]:
    """Names and codes of kinds."""
    return [(line.name, line.kind.code if line.kind else "") for line in read_list(text, level)]


def one(text: str, level: Level = Level.COMMUNE) -> ReadLine:
    [line] = read_list(text, level)
    return line


# --- The kind in front of a name


@pytest.mark.parametrize(
    ("typed", "name", "kind"),
    [
        ("Thôn Đức Sơn", "Thôn Đức Sơn", "thon"),
        ("thôn  tân lập", "Thôn Tân Lập", "thon"),
        ("thôn Tân Lập", "Thôn Tân Lập", "thon"),
        ("THÔN ĐỨC SƠN", "Thôn Đức Sơn", "thon"),
        ("THÔN II", "Thôn II", "thon"),
        ("THÔN 3A", "Thôn 3A", "thon"),
        ("1. Thôn Một", "Thôn Một", "thon"),
        ("2) Thôn Hai", "Thôn Hai", "thon"),
        ("(3) Thôn Ba", "Thôn Ba", "thon"),
        ("- Thôn Tư", "Thôn Tư", "thon"),
        ("• Thôn Năm;", "Thôn Năm", "thon"),
        ("12 Thôn Chợ", "Thôn Chợ", "thon"),
        ("Thôn: Bình An.", "Thôn Bình An", "thon"),
        ("“Xóm Đồng”", "Xóm Đồng", "xom"),
        ("Tho\u0302n Đu\u031bc", "Thôn Đưc", "thon"),  # decomposed, as a Mac copies it
        ("\ufeffThôn\u00a0Một", "Thôn Một", "thon"),
        ("Tổ dân phố 3", "Tổ dân phố 3", "to-dan-pho"),
        ("Tổ dân phố số 3", "Tổ dân phố 3", "to-dan-pho"),
        ("TDP 4", "Tổ dân phố 4", "to-dan-pho"),
        ("TDP số 5", "Tổ dân phố 5", "to-dan-pho"),
        ("TDP6", "Tổ dân phố 6", "to-dan-pho"),
        ("Tổ 7", "Tổ 7", "to"),
        ("KP 8", "Khu phố 8", "khu-pho"),
        ("Khu phố 09", "Khu phố 09", "khu-pho"),
        ("Khu 5", "Khu 5", "khu"),
        ("Khối 5", "Khối 5", "khoi"),
        ("Khối phố 5", "Khối phố 5", "khoi-pho"),
        ("Bản Nà Lầu", "Bản Nà Lầu", "ban"),
        ("Ấp Chiến Lược", "Ấp Chiến Lược", "ap"),
        ("Buôn Ma Thuột", "Buôn Ma Thuột", "buon"),
        ("Làng Chuồn", "Làng Chuồn", "lang"),
        ("Tiểu khu 2", "Tiểu khu 2", "tieu-khu"),
    ],
)
def test_a_village_is_known_by_the_word_before_its_name(typed: str, name: str, kind: str) -> None:
    line = one(typed)
    assert (line.name, line.kind and line.kind.code, line.doubt) == (name, kind, "")
    assert line.kind is not None and line.kind.level == Level.VILLAGE


@pytest.mark.parametrize(
    ("typed", "name", "kind"),
    [
        ("Trường Mầm non Hoa Mai", "Trường Mầm non Hoa Mai", "kindergarten"),
        ("TRƯỜNG MẦM NON HOA MAI", "Trường Mầm non Hoa Mai", "kindergarten"),
        ("Trường Mẫu giáo Sao Mai", "Trường Mẫu giáo Sao Mai", "kindergarten"),
        ("MN Hoa Sen", "MN Hoa Sen", "kindergarten"),
        ("Trường Tiểu học Kim Đồng", "Trường Tiểu học Kim Đồng", "primary_school"),
        ("Trường TH Kim Đồng", "Trường TH Kim Đồng", "primary_school"),
        ("Trường THCS Lê Lợi", "Trường THCS Lê Lợi", "lower_secondary_school"),
        ("trường trung học cơ sở Lê Lợi", "Trường trung học cơ sở Lê Lợi", "lower_secondary_school"),
        ("Trạm Y tế", "Trạm Y tế", "health_station"),
        ("Trạm y tế xã An Sơn", "Trạm y tế xã An Sơn", "health_station"),
        ("TYT xã", "TYT xã", "health_station"),
        ("Công an", "Công an", "police"),
        ("Ban Công an xã", "Ban Công an xã", "police"),
        ("Tư pháp - Hộ tịch", "Tư pháp - Hộ tịch", "justice"),
        ("Công chức Văn hóa - Thể thao", "Công chức Văn hóa - Thể thao", "culture"),
        ("Tài chính - Kế toán", "Tài chính - Kế toán", "finance"),
        ("Văn phòng - Thống kê", "Văn phòng - Thống kê", "office"),
        ("VP-TK", "VP-TK", "office"),
        ("MTTQ xã", "MTTQ xã", "mass_organisation"),
        ("Mặt trận, đoàn thể", "Mặt trận, đoàn thể", "mass_organisation"),
        ("Hội Liên hiệp Phụ nữ xã", "Hội Liên hiệp Phụ nữ xã", "mass_organisation"),
        ("Đoàn TNCS HCM", "Đoàn TNCS HCM", "mass_organisation"),
    ],
)
def test_an_agency_is_known_by_its_words(typed: str, name: str, kind: str) -> None:
    line = one(typed)
    assert (line.name, line.kind and line.kind.code) == (name, kind)


@pytest.mark.parametrize(
    "typed",
    ["Đức Sơn", "Tô Hiệu", "Bàn Cờ", "Thôn", "3", "Văn hóa - Xã hội", "Trường THPT Văn Quan", "xã An Sơn"],
)
def test_what_the_words_do_not_say_is_left_to_a_person(typed: str) -> None:
    assert one(typed).kind is None


@pytest.mark.parametrize(
    "typed", ["Trường TH&THCS Lê Lợi", "Trường Tiểu học và THCS An Sơn", "Trường liên cấp A"]
)
def test_a_school_of_several_kinds_is_left_to_a_person_and_says_why(typed: str) -> None:
    line = one(typed)
    assert (line.kind, line.doubt) == (None, SEVERAL_SCHOOLS)


def test_without_marks_the_kind_is_a_guess_that_says_so() -> None:
    line = one("ban mai")
    assert (line.name, line.kind and line.kind.word, line.doubt) == ("Bản Mai", "bản", NO_MARKS)
    # Chosen otherwise, the whole of what was typed is the name.
    assert line.name_as(UnitKind(Level.VILLAGE, "thôn")) == "Thôn Ban Mai"


def test_another_kind_takes_the_word_of_the_first_away() -> None:
    assert one("TDP 4").name_as(UnitKind(Level.VILLAGE, "khu phố")) == "Khu phố 4"
    assert one("Đức Sơn").name_as(UnitKind(Level.VILLAGE, "thôn")) == "Thôn Đức Sơn"
    assert one("3").name_as(UnitKind(Level.VILLAGE, "tổ dân phố")) == "Tổ dân phố 3"
    assert one("Thôn Đoàn").name_as(UnitKind(Level.AGENCY, agency_kind="mass_organisation")) == "Thôn Đoàn"


def test_places_are_called_by_their_bare_name_unless_it_is_a_number() -> None:
    assert read("xã An Sơn\nPhường 5\nTT Văn Quan\nphường 06", Level.DISTRICT) == [
        ("An Sơn", "xa"),
        ("Phường 5", "phuong"),
        ("Văn Quan", "thi-tran"),
        ("Phường 06", "phuong"),
    ]
    assert read("Huyện Văn Quan\nthành phố Lạng Sơn\nSở Y tế\nxã Lộc Bình", Level.PROVINCE) == [
        ("Văn Quan", "huyen"),
        ("Lạng Sơn", "thanh-pho"),
        ("Sở Y tế", "health_department"),
        ("Lộc Bình", "xa"),
    ]
    assert read("Thôn 1\nTrạm Y tế", Level.DISTRICT) == [("Thôn 1", ""), ("Trạm Y tế", "")]


# --- Lines, columns and heads


def test_empty_lines_and_line_ends_of_every_system() -> None:
    assert read("Thôn 1\r\n\r\n  \r\nThôn 2\rThôn 3\n") == [
        ("Thôn 1", "thon"),
        ("Thôn 2", "thon"),
        ("Thôn 3", "thon"),
    ]
    assert read("") == read(" \n\t\n") == []


def test_several_names_on_a_line_are_divided_only_if_each_says_its_kind() -> None:
    assert [name for name, _ in read("Thôn 1; Thôn 2, Thôn 3")] == ["Thôn 1", "Thôn 2", "Thôn 3"]
    assert read("Thôn Đức, Sơn") == [("Thôn Đức, Sơn", "thon")]


def test_a_table_with_a_head_is_read_by_its_head() -> None:
    assert read("STT\tTên thôn\tSố hộ\n1\tĐức Sơn\t120\n2\tThôn Bản Làn\t99\n\tTổng cộng\t219") == [
        ("Thôn Đức Sơn", "thon"),
        ("Thôn Bản Làn", "thon"),
    ]
    titled = (
        "UBND XÃ AN SƠN\nDANH SÁCH ĐƠN VỊ\nTT\tTên đơn vị\tLoại\n"
        "1\tĐức Sơn\tthôn\n2\tHoa Mai\tTrường mầm non\n3\tLạ\tkhác"
    )
    assert read(titled) == [("Thôn Đức Sơn", "thon"), ("Hoa Mai", "kindergarten"), ("Lạ", "")]
    assert read("Tên thôn\nĐức\n2") == [("Thôn Đức", "thon"), ("Thôn 2", "thon")]


def test_a_table_without_a_head_is_read_by_what_the_cells_say() -> None:
    assert read("1\tThôn A\t5\n2\tThôn B\t7") == [("Thôn A", "thon"), ("Thôn B", "thon")]
    assert read("Thôn\tĐức Sơn\nThôn\tAn") == [("Thôn Đức Sơn", "thon"), ("Thôn An", "thon")]
    assert read("Đức Sơn\tThôn\nHoa Mai\ttrường MN") == [
        ("Thôn Đức Sơn", "thon"),
        ("Hoa Mai", "kindergarten"),
    ]
    assert read("Thôn A\tNguyễn Văn B\t0900 000 001") == [("Thôn A", "thon")]
    assert read("Danh sách thôn\nThôn 1\nThôn 2") == [("Thôn 1", "thon"), ("Thôn 2", "thon")]


def test_what_was_typed_and_a_table_after_it_are_read_each_by_itself() -> None:
    assert read("Trạm Y tế\n\nSTT\tTên thôn\n1\tĐức Sơn\n\n2\tAn") == [
        ("Trạm Y tế", "health_station"),
        ("Thôn Đức Sơn", "thon"),
        ("Thôn An", "thon"),  # a blank line within the table
    ]


def test_nothing_of_a_table_is_left_out_without_a_word() -> None:
    lines = read_list("STT\tTên thôn\n1\tĐức Sơn\n2\t\tchưa rõ\n\nTrạm Y tế", Level.COMMUNE)
    assert [(line.name, line.problem) for line in lines] == [
        ("Thôn Đức Sơn", ""),
        ("2 · chưa rõ", NO_NAME),
        ("Trạm Y tế", ""),
    ]
    # A column says the kind: nothing to doubt about “ban”.
    [mai] = read_list("Tên thôn\nban mai", Level.COMMUNE)
    assert (mai.name, mai.kind and mai.kind.word, mai.doubt) == ("Thôn Ban Mai", "thôn", "")


def test_a_first_line_that_is_a_unit_is_never_taken_for_a_title() -> None:
    assert [name for name, _ in read("Thôn 1\nĐơn vị\nThôn 2")] == ["Thôn 1", "Đơn vị", "Thôn 2"]


def test_the_same_name_twice_says_which_line_has_it() -> None:
    lines = read_list("Thôn 1\nThôn 2\nthon 01\nTHÔN 1", Level.COMMUNE)
    assert [line.twin for line in lines] == [0, 0, 1, 1]


def test_ticked_agencies_come_first_and_count_as_lines() -> None:
    station = UnitKind(Level.AGENCY, agency_kind=AgencyKind.HEALTH_STATION)
    lines = read_list("Trạm y tế\nThôn 1", Level.COMMUNE, [("Trạm Y tế", station)])
    assert [(line.number, line.name, line.twin) for line in lines] == [
        (1, "Trạm Y tế", 0),
        (2, "Trạm y tế", 1),
        (3, "Thôn 1", 0),
    ]


def test_a_name_that_is_none_or_too_long_is_a_problem() -> None:
    assert one("!!!").problem == NOT_A_NAME
    assert one("Thôn " + "a" * 116).problem == TOO_LONG
    assert one("Thôn " + "a" * 115).problem == ""


def test_a_list_has_an_end() -> None:
    many = "\n".join(f"Thôn {number}" for number in range(MOST_UNITS))
    assert len(read_list(many, Level.COMMUNE)) == 300
    with pytest.raises(ListRefused, match="hơn 300 dòng"):
        read_list(f"{many}\nThôn nữa", Level.COMMUNE)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Thôn 01", "thon 1"),
        ("thôn  1", "thon 1"),
        ("Thôn số 1", "thon 1"),
        ("Thôn-1", "thon 1"),
        ("Thôn Hóa", "thon hoa"),
        ("Thôn Hoá", "thon hoa"),
        ("Sở Y tế", "so y te"),
        ("Thôn 0", "thon 0"),
    ],
)
def test_names_that_are_one(name: str, key: str) -> None:
    assert same_name(name) == key


def test_rows_of_a_sheet_are_lines_as_excel_pastes_them() -> None:
    assert as_text([["STT", "Tên"], ["1", "Thôn\tA"]]) == "STT\tTên\n1\tThôn A"


@given(st.text(max_size=200))
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    for line in read_list(text, Level.COMMUNE):
        assert line.number >= 1
        if not line.problem:
            assert 0 < len(line.name) <= 120


# --- Kinds


def test_a_code_names_one_kind_of_its_place() -> None:
    for level in Level:
        codes = [kind.code for kind in kinds_below(level)]
        assert len(codes) == len(set(codes))
        for kind in kinds_below(level):
            assert kind_by_code(kind.code, level) == kind
    assert kind_by_code("thon", Level.DISTRICT) is None
    assert list(kinds_below(Level.VILLAGE)) == list(kinds_below(Level.AGENCY)) == []
    assert kind_label("village") == "Thôn, tổ dân phố"
    assert kind_label("police") == "Công an xã"


@pytest.mark.parametrize(
    ("typed", "level", "kind", "stored"),
    [
        ("Tổ dân phố 3", Level.VILLAGE, "thôn", ("Tổ dân phố 3", "tổ dân phố")),
        ("TDP 3", Level.VILLAGE, "thôn", ("Tổ dân phố 3", "tổ dân phố")),
        ("Ban Mai", Level.VILLAGE, "thôn", ("Thôn Ban Mai", "thôn")),
        ("thôn Ban Mai", Level.VILLAGE, "thôn", ("Thôn Ban Mai", "thôn")),
        ("Phường An Sơn", Level.COMMUNE, "xã", ("An Sơn", "phường")),
        ("An Sơn", Level.COMMUNE, "xã", ("An Sơn", "xã")),
        ("Phường 5", Level.COMMUNE, "phường", ("Phường 5", "phường")),
        ("Trường Mầm non B", Level.AGENCY, "trường mầm non", ("Trường Mầm non B", "trường mầm non")),
        ("hội A", Level.AGENCY, "", ("Hội A", "")),
    ],
)
def test_a_new_name_brings_its_kind(typed: str, level: Level, kind: str, stored: tuple[str, str]) -> None:
    assert renamed(typed, level, kind) == stored
