"""Do places and people come from files whole, once, and with a plain word where a file is wrong?"""

from datetime import date, datetime
from pathlib import Path

import pytest

from childplan import clock
from units.csv_files import BadFile
from units.loading import PEOPLE_HEADER, PLACE_HEADER, Loaded, load_people, load_places
from units.models import LogEntry, Placement, Posting, Unit, User

pytestmark = pytest.mark.django_db

PLACES = [
    "xa-mot,commune,,Một,xã,00001,rural,huyen,,,",
    "huyen,district,,Huyện Đông,huyện,001,,,,,",
    "xa-mot-thon-1,village,,Thôn 1,thôn,,,xa-mot,,,",
    "xa-mot-tram,agency,health_station,Trạm Y tế,trạm y tế,,,xa-mot,,,",
]
PEOPLE = [
    "thon1,Nguyễn Văn Ổi,Trưởng thôn,0900 000 001,xa-mot-thon-1,village_head,2021-01-01,",
    "vhxh,Trần Thị Bé,,,xa-mot,commune_coordinator,,2024-11-14",
    "vhxh,Trần Thị Bé,,,xa-mot-tram,unit_reporter,2024-11-15,",
]


@pytest.fixture
def write(tmp_path):
    """Write a file with its header and lines; gives its path."""

    def write_file(header: str, lines: list[str], name: str = "tep.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def places(write):
    return load_places(write(PLACE_HEADER, PLACES))


def test_units_and_placements_are_made_in_any_order_of_lines(places):
    assert places == Loaded(added=8, changed=0)
    village = Placement.objects.get(unit__key="xa-mot-thon-1")
    assert village.parent.key == "xa-mot"
    assert (village.full_name, village.starts_on, village.ends_on) == ("Thôn 1", None, None)
    commune = Placement.objects.get(unit__key="xa-mot")
    assert (commune.full_name, commune.code, commune.area) == ("xã Một", "00001", "rural")
    assert commune.parent.level == "district"
    assert Unit.objects.get(key="xa-mot-tram").agency_kind == "health_station"


def test_loaded_names_can_be_searched_and_sorted(places):
    assert list(Placement.objects.named("huyen dong").values_list("unit__key", flat=True)) == ["huyen"]
    assert not Placement.objects.filter(name_sort="").exists()


def test_places_twice_change_nothing(places, write):
    before = list(Placement.objects.order_by("pk").values_list())
    assert load_places(write(PLACE_HEADER, PLACES)) == Loaded()
    assert list(Placement.objects.order_by("pk").values_list()) == before


def test_the_file_puts_a_name_right_and_leaves_the_rest(places, write):
    assert load_places(write(PLACE_HEADER, ["xa-mot,commune,,Mốt,xã,00001,rural,huyen,,,"])) == Loaded(
        changed=1
    )
    commune = Placement.objects.get(unit__key="xa-mot")
    assert (commune.name, commune.name_folded) == ("Mốt", "mot")
    assert Unit.objects.count() == 4


def test_a_unit_may_have_several_spans(write):
    load_places(
        write(
            PLACE_HEADER,
            ["thanh,province,,Cũ,tỉnh,,,,,2024-12-31,", "thanh,province,,Mới,thành phố,,,,2025-01-01,,"],
        )
    )
    assert Unit.objects.count() == 1
    assert [spot.full_name for spot in Placement.objects.as_of(date(2024, 12, 31))] == ["tỉnh Cũ"]
    assert [spot.full_name for spot in Placement.objects.as_of(date(2025, 1, 1))] == ["thành phố Mới"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",commune,,Hai,xã,,,,,,", "thiếu “key”"),
        ("xa-hai,,,Hai,xã,,,,,,", "thiếu “level”"),
        ("xa-hai,commune,,,xã,,,,,,", "thiếu “name”"),
        ("xa-hai,ward,,Hai,xã,,,,,,", "“level” là “ward”"),
        ("xa-hai,commune,,Hai,xã,,hills,,,,", "“area” là “hills”"),
        ("xa-hai,commune,police,Hai,xã,,,,,,", "agency_kind"),
        ("xa-hai,agency,,Hai,,,,,,,", "agency_kind"),
        ("xa-hai,commune,,Hai,xã,,,vang-mat,,,", "không có đơn vị cấp trên “vang-mat”"),
        ("xa-hai,commune,,Hai,xã,,,xa-hai,,,", "cấp trên của chính nó"),
        ("xa-hai,commune,,Hai,xã,,,,15/11/2024,,", "viết ngày dạng 2024-11-15"),
        ("xa-hai,commune,,Hai,xã,,,,2024-11-15,2024-11-14,", "ends_on trước starts_on"),
        ("xa-mot,commune,,Một,xã,,,,,,", "trùng với một dòng ở trên"),
        ("xa-mot,village,,Một,thôn,,,,,,", "không đổi được"),
        ("xa-hai,commune,,Hai", "có 4 ô, cần 11"),
        ('xa-hai,commune,,"Hai"x,xã,,,,,,', "dấu ngoặc kép"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_written(write, line, words):
    with pytest.raises(BadFile) as refusal:
        load_places(write(PLACE_HEADER, [*PLACES, line], name="noi.csv"))
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("Tệp noi.csv, dòng 6:")
    assert not Unit.objects.exists()


def test_a_wrong_header_is_refused(write):
    with pytest.raises(BadFile, match="dòng 1: các cột phải là key,level"):
        load_places(write("key,name", []))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(BadFile, match=r"Không mở được tệp vang\.csv"):
        load_places(tmp_path / "vang.csv")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "cu.csv"
    path.write_bytes((PLACE_HEADER + "\nxa,commune,,Hữu,xã,,,,,,\n").encode("utf-16"))
    with pytest.raises(BadFile, match="UTF-8"):
        load_places(path)


def test_decomposed_letters_are_composed(write):
    load_places(write(PLACE_HEADER, ["xa,commune,,Tân Ye\u0302n,xã,,,,,,"]))
    assert Placement.objects.get().name == "Tân Y\u00ean"


def test_a_unit_moves_by_ending_one_span_and_beginning_the_next(places, write):
    moved = [
        "xa-mot-thon-1,village,,Thôn 1,thôn,,,xa-mot,,2025-06-30,",
        "xa-mot-thon-1,village,,Thôn Một,thôn,,,huyen,2025-07-01,,",
    ]
    assert load_places(write(PLACE_HEADER, moved)) == Loaded(added=1, changed=1)
    spots = Placement.objects.filter(unit__key="xa-mot-thon-1").order_by("pk")
    assert [(spot.name, spot.parent.key) for spot in spots] == [("Thôn 1", "xa-mot"), ("Thôn Một", "huyen")]


@pytest.mark.parametrize(
    "lines",
    [
        ["tinh,province,,Cũ,tỉnh,,,,,2024-12-31,", "tinh,province,,Mới,tỉnh,,,,2024-12-31,,"],
        ["tinh,province,,Cũ,tỉnh,,,,,,", "tinh,province,,Mới,tỉnh,,,,2025-01-01,2025-01-02,"],
        # The village stands open from always to always.
        ["tinh,province,,Cũ,tỉnh,,,,,,", "xa-mot-thon-1,village,,Thôn 1,thôn,,,xa-mot,2025-07-01,,"],
    ],
)
def test_two_spans_of_a_unit_that_share_a_day_are_refused_in_words(places, write, lines):
    before = Placement.objects.count()
    with pytest.raises(BadFile, match=r"Tệp tep\.csv, dòng 3: .*trùng ngày"):
        load_places(write(PLACE_HEADER, lines))
    assert Placement.objects.count() == before


def test_people_come_with_their_postings(places, write):
    loaded = load_people(write(PEOPLE_HEADER, PEOPLE), password="chi-de-thu-1")
    assert loaded == Loaded(added=5)
    village_head = User.objects.get(username="thon1")
    assert (village_head.full_name, village_head.title, village_head.phone) == (
        "Nguyễn Văn Ổi",
        "Trưởng thôn",
        "0900 000 001",
    )
    assert village_head.name_folded == "nguyen van oi"
    assert village_head.check_password("chi-de-thu-1")
    held = Posting.objects.filter(user__username="vhxh").order_by("ends_on", "starts_on")
    assert {(posting.unit.key, posting.role, posting.starts_on, posting.ends_on) for posting in held} == {
        ("xa-mot", "commune_coordinator", None, date(2024, 11, 14)),
        ("xa-mot-tram", "unit_reporter", date(2024, 11, 15), None),
    }


def test_people_twice_change_nothing_and_keep_their_passwords(places, write):
    path = write(PEOPLE_HEADER, PEOPLE)
    load_people(path, password="chi-de-thu-1")
    before = list(User.objects.order_by("pk").values_list())
    assert load_people(path, password="mot-mat-khau-khac") == Loaded()
    assert list(User.objects.order_by("pk").values_list()) == before
    assert Posting.objects.count() == 3


def test_the_file_ends_a_posting(places, write):
    load_people(write(PEOPLE_HEADER, PEOPLE), password="chi-de-thu-1")
    ended = PEOPLE[0] + "2024-12-31"
    assert load_people(write(PEOPLE_HEADER, [ended]), password="x") == Loaded(changed=1)
    assert Posting.objects.get(user__username="thon1").ends_on == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",Lê Văn Tư,,,xa-mot,leader,,", "thiếu “username”"),
        ("tu,,,,xa-mot,leader,,", "thiếu “full_name”"),
        ("tu,Lê Văn Tư,,,xa-ba,leader,,", "không có đơn vị “xa-ba”"),
        ("tu,Lê Văn Tư,,,xa-mot,,,", "thiếu “role”"),
        ("tu,Lê Văn Tư,,,xa-mot,chief,,", "“role” là “chief”"),
        ("tu,Lê Văn Tư,,,xa-mot,village_head,,", "chỉ giao được ở cấp village, không ở cấp commune"),
        ("thon1,Lê Văn Tư,,,xa-mot,leader,,", "ở dòng trên có họ tên, chức danh hoặc điện thoại khác"),
        (PEOPLE[0], "trùng với một dòng ở trên"),
    ],
)
def test_a_wrong_person_is_named_and_nobody_is_written(places, write, line, words):
    with pytest.raises(BadFile) as refusal:
        load_people(write(PEOPLE_HEADER, [*PEOPLE, line], name="nguoi.csv"), password="chi-de-thu-1")
    assert words in str(refusal.value)
    assert str(refusal.value).startswith("Tệp nguoi.csv, dòng 5:")
    assert not User.objects.exists()


def test_the_log_tells_of_every_account_and_post(places, write):
    when = datetime(2024, 11, 15, 9, tzinfo=clock.VIET_NAM)
    load_people(write(PEOPLE_HEADER, PEOPLE), password="chi-de-thu-1", at=when)
    told = LogEntry.objects.order_by("id")
    assert [(row.kind, row.act, row.subject, row.before, row.after, row.unit.key) for row in told] == [
        ("person", "tạo tài khoản", "Nguyễn Văn Ổi (thon1)", "", "", "xa-mot-thon-1"),
        ("person", "tạo tài khoản", "Trần Thị Bé (vhxh)", "", "", "xa-mot"),
        (
            *("person", "giao vai trò", "Nguyễn Văn Ổi (thon1)", ""),
            *("Trưởng thôn, từ 01/01/2021", "xa-mot-thon-1"),
        ),
        (
            *("person", "giao vai trò", "Trần Thị Bé (vhxh)", ""),
            *("Công chức Văn hóa - Xã hội, đến hết 14/11/2024", "xa-mot"),
        ),
        (
            *("person", "giao vai trò", "Trần Thị Bé (vhxh)", ""),
            *("Đầu mối đơn vị, từ 15/11/2024", "xa-mot-tram"),
        ),
    ]
    assert {(row.at, row.by) for row in told} == {(when, None)}


def test_the_log_tells_what_changed_and_no_telephone_number(places, write):
    load_people(write(PEOPLE_HEADER, PEOPLE), password="chi-de-thu-1")
    before = LogEntry.objects.count()
    changed = "thon1,Nguyễn Văn Ổi,Phó thôn,0911,xa-mot-thon-1,village_head,2021-01-01,2024-12-31"
    load_people(write(PEOPLE_HEADER, [changed]), password="x")
    told = LogEntry.objects.order_by("id")[before:]
    assert [(row.act, row.before, row.after) for row in told] == [
        ("sửa tài khoản, chức danh", "Trưởng thôn", "Phó thôn"),
        ("sửa tài khoản, điện thoại", "", ""),
        (
            "sửa thời hạn vai trò Trưởng thôn",
            "từ 01/01/2021",
            "từ 01/01/2021 đến hết 31/12/2024",
        ),
    ]
    load_people(write(PEOPLE_HEADER, [changed]), password="x")
    assert LogEntry.objects.count() == before + 3


@pytest.mark.parametrize("username", ["a/b", "them", "Hùng", "0912345678", "a" * 61])
def test_a_user_name_that_no_address_can_carry_is_refused(places, write, username):
    people = write(PEOPLE_HEADER, [f"{username},Trần Văn Hùng,,,xa-mot-thon-1,village_head,,"])
    with pytest.raises(BadFile, match=r"dòng 2: .*không làm tên đăng nhập được"):
        load_people(people, password="mat-khau-thu")
