"""Does a report begin and end as the decree has it, for every kind of unit, before anybody has said more?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reporting.letterheads import (
    LetterheadWords,
    Writer,
    as_fields,
    as_json,
    dated,
    default_words,
    from_fields,
    from_json,
    initials,
    lines_of,
    place_words,
    signature_choices,
)
from units.enums import AgencyKind, Level

AN_SON = Writer(
    full_name="xã An Sơn",
    name="An Sơn",
    kind="xã",
    level=Level.COMMUNE,
    above="huyện Văn Quan",
    above_name="Văn Quan",
    above_level=Level.DISTRICT,
    through="Phòng Lao động - Thương binh và Xã hội",
)


def test_a_commune_signs_through_its_committee():
    assert default_words(AN_SON) == LetterheadWords(
        superior="",
        issuer=("ỦY BAN NHÂN DÂN", "XÃ AN SƠN"),
        symbol="BC-UBND",
        place="An Sơn",
        addressed_to=("Ủy ban nhân dân huyện Văn Quan (qua Phòng Lao động - Thương binh và Xã hội)",),
        recipients=("Như trên", "TT Đảng ủy, HĐND xã", "Lưu: VT, VHXH"),
        signature=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    )


def test_a_division_stands_under_the_committee_of_its_place():
    words = default_words(
        Writer(
            full_name="Phòng Lao động - Thương binh và Xã hội",
            name="Phòng Lao động - Thương binh và Xã hội",
            kind="",
            level=Level.AGENCY,
            agency_kind=AgencyKind.LABOUR_DIVISION,
            above="huyện Tân Yên",
            above_name="Tân Yên",
            above_level=Level.DISTRICT,
        )
    )
    assert words.superior == "UBND HUYỆN TÂN YÊN"
    assert words.issuer == ("PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",)
    assert words.symbol == "BC-PLĐTBXH"
    assert words.place == "Tân Yên"
    assert words.signature == ("TRƯỞNG PHÒNG",)


@pytest.mark.parametrize(
    ("kind", "name", "head"),
    [
        (AgencyKind.HEALTH_STATION, "Trạm Y tế", "TRƯỞNG TRẠM"),
        (AgencyKind.KINDERGARTEN, "Trường Mầm non", "HIỆU TRƯỞNG"),
        (AgencyKind.POLICE, "Công an xã", "TRƯỞNG CÔNG AN XÃ"),
        (AgencyKind.LABOUR_DEPARTMENT, "Sở Lao động - Thương binh và Xã hội", "GIÁM ĐỐC"),
        ("", "Phòng Văn hóa - Xã hội", "TRƯỞNG PHÒNG"),
    ],
)
def test_an_office_is_signed_for_by_its_head(kind: str, name: str, head: str):
    writer = replace(AN_SON, full_name=name, name=name, level=Level.AGENCY, agency_kind=kind)
    assert default_words(writer).signature == (head,)


@pytest.mark.parametrize(
    ("level", "kind", "leaders", "kept"),
    [
        (Level.COMMUNE, "phường", "TT Đảng ủy, HĐND phường", "Lưu: VT, VHXH"),
        (Level.DISTRICT, "huyện", "TT Huyện ủy, HĐND huyện", "Lưu: VT, LĐTBXH"),
        (Level.DISTRICT, "thị xã", "TT Thị ủy, HĐND thị xã", "Lưu: VT, LĐTBXH"),
        (Level.DISTRICT, "thành phố", "TT Thành ủy, HĐND thành phố", "Lưu: VT, LĐTBXH"),
        (Level.PROVINCE, "tỉnh", "TT Tỉnh ủy, HĐND tỉnh", "Lưu: VT"),
        (Level.PROVINCE, "thành phố", "TT Thành ủy, HĐND thành phố", "Lưu: VT"),
    ],
)
def test_who_leads_at_the_place_is_told(level: Level, kind: str, leaders: str, kept: str):
    recipients = default_words(replace(AN_SON, kind=kind, level=level)).recipients
    assert recipients == ("Như trên", leaders, kept)


def test_a_report_to_nobody_names_nobody_as_above():
    alone = default_words(replace(AN_SON, above="", above_level="", through=""))
    assert alone.addressed_to == ()
    assert alone.recipients == ("TT Đảng ủy, HĐND xã", "Lưu: VT, VHXH")


def test_a_province_reports_to_the_ministry():
    province = Writer(
        "tỉnh Thử", "Thử", "tỉnh", Level.PROVINCE, "", "Việt Nam", "Việt Nam", Level.COUNTRY, "Bộ Y tế"
    )
    assert default_words(province).addressed_to == ("Bộ Y tế",)


def test_a_village_writes_under_its_commune():
    village = replace(AN_SON, full_name="Thôn 1", name="Thôn 1", level=Level.VILLAGE, above="xã An Sơn")
    words = default_words(village)
    assert words.superior == "UBND XÃ AN SƠN"
    assert words.signature == ("TRƯỞNG THÔN",)


@pytest.mark.parametrize(
    ("name", "full_name", "place"),
    [
        ("An Sơn", "xã An Sơn", "An Sơn"),
        ("5", "phường 5", "Phường 5"),
        ("30 tháng 4", "phường 30 tháng 4", "Phường 30 tháng 4"),
        ("Hồ Chí Minh", "thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Lê Lợi", "phường Lê Lợi", "Phường Lê Lợi"),
        ("(chưa rõ tên)", "xã (chưa rõ tên)", "…………"),
        ("", "", "…………"),
    ],
)
def test_a_place_named_by_number_or_person_is_written_in_full(name: str, full_name: str, place: str):
    assert place_words(name, full_name) == place


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Sở Tư pháp", "STP"),
        ("Phòng Lao động - Thương binh và Xã hội", "PLĐTBXH"),
        ("Phòng Văn hóa - Xã hội", "PVHXH"),
        ("Trạm Y tế", "TYT"),
    ],
)
def test_a_symbol_is_made_of_the_first_letters(name: str, letters: str):
    assert initials(name) == letters


def test_a_deputy_signs_for_the_head():
    head, deputy = signature_choices(default_words(AN_SON))
    assert head == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert deputy == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signature_choices(replace(default_words(AN_SON), signature=deputy)) == [head, deputy]
    assert signature_choices(replace(default_words(AN_SON), signature=())) == []


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 12, 5), "ngày 05 tháng 12 năm 2024"),
        (date(2024, 6, 29), "ngày 29 tháng 6 năm 2024"),
        (date(2025, 1, 9), "ngày 09 tháng 01 năm 2025"),
        (date(2025, 2, 10), "ngày 10 tháng 02 năm 2025"),
        (None, "ngày\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0tháng 12 năm 2024"),
    ],
)
def test_days_are_written_as_the_decree_does(day: date | None, words: str):
    assert dated(day, date(2024, 12, 3)) == words


def test_typed_lines_lose_the_marks_that_drawers_put():
    assert lines_of("- Như trên;\n\n  Sở Y tế ;\n- Lưu: VT, VHXH.") == (
        "Như trên",
        "Sở Y tế",
        "Lưu: VT, VHXH",
    )
    assert lines_of(" \n") == ()


def test_what_is_typed_comes_back_as_it_was():
    class Row:
        def __init__(self, **fields: str) -> None:
            self.__dict__ |= fields

    words = replace(
        default_words(AN_SON), signature=("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), signer="A"
    )
    assert from_fields(Row(**as_fields(words))) == words  # type: ignore[arg-type]


def test_a_report_keeps_its_letterhead_and_opens_older_and_newer_ones():
    words = replace(default_words(AN_SON), day=date(2024, 12, 5), number="15", subject="Kết quả", signer="A")
    assert from_json(as_json(words)) == words
    assert from_json({}) == LetterheadWords("", (), "", "", (), (), ())
    assert from_json(as_json(words) | {"seal": "x"}) == words
