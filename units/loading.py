"""How do places and people come from files into the tables? Safe to repeat, all or nothing.

Two CSV files: places, one line per placement, and people, one line per posting. Keys and user names say who
is who. What a file says of them replaces what stood; what it does not mention stays.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from childplan import clock
from units.csv_files import Line, read_lines
from units.enums import AgencyKind, Area, Level, Role
from units.models import Placement, Posting, Unit, User
from units.people_log import PeopleLog
from units.roles import LEVELS
from units.usernames import LONGEST, RESERVED, USERNAME

PLACE_HEADER = "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note"
COUNTRY_FILES = ("country.csv", "provinces.csv", "districts.csv", "communes.csv")
PEOPLE_HEADER = "username,full_name,title,phone,unit,role,starts_on,ends_on"

Row = TypeVar("Row", bound=models.Model)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Loaded:
    """How many rows were new and how many changed; 0 and 0 when everything stood already."""

    added: int = 0
    changed: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.added + other.added, self.changed + other.changed)


# --- Places


@transaction.atomic
def load_places(*paths: Path) -> Loaded:
    """Units by key, placements by unit and first day. Raises BadFile and writes nothing then.

    Several files count as one. A unit keeps its level and kind for ever: a file that says otherwise is
    refused.
    """
    lines = [line for path in paths for line in read_lines(path, PLACE_HEADER)]
    units = {unit.key: unit for unit in Unit.objects.all()}
    new: list[Unit] = []
    for line in lines:
        key = line.needed("key")
        if key not in units:
            units[key] = unit_of(line)
            new.append(units[key])
        check_identity(line, units[key])
    Unit.objects.bulk_create(new)
    # Placements come after all units: a place may stand above its parent in the file.
    spots = _placements(lines, units)
    wanted = {(spot.unit_id, spot.starts_on): spot for spot in spots}
    before = {(spot.unit_id, spot.starts_on): spot for spot in Placement.objects.all()}
    for at, spot in wanted.items():
        if spot.ends_on is None and at in before and before[at].ended_by_id is not None:
            # The files know nothing of a reorganisation; what it ended does not begin to stand again.
            spot.ends_on = before[at].ends_on
    _check_spans(lines, spots, (before | wanted).values())
    columns = ["parent_id", "name", "kind", "code", "area", "ends_on", "note"]
    return Loaded(added=len(new)) + _write(Placement, wanted, before, columns)


def load_country(folder: Path) -> Loaded:
    """The country, all provinces, districts and communes, from `fixtures/units`. Raises BadFile."""
    return load_places(*(folder / name for name in COUNTRY_FILES))


def unit_of(line: Line) -> Unit:
    line.needed("level")
    level, agency_kind = line.choice("level", Level), line.choice("agency_kind", AgencyKind)
    if (level == Level.AGENCY) != bool(agency_kind):
        raise line.refused("agency_kind chỉ có, và phải có, khi level là agency.")
    return Unit(key=line.text("key"), level=level, agency_kind=agency_kind)


def check_identity(line: Line, unit: Unit) -> None:
    if (unit.level, unit.agency_kind) != (line.text("level"), line.text("agency_kind")):
        raise line.refused(
            f"đơn vị “{unit.key}” đã có cấp “{unit.level}” và loại “{unit.agency_kind}”, không đổi được; "
            "đơn vị khác thì dùng mã riêng khác."
        )


def _placements(lines: Sequence[Line], units: Mapping[str, Unit]) -> list[Placement]:
    seen: set[tuple[Hashable, ...]] = set()
    return [placement_of(line, units, seen) for line in lines]


def placement_of(line: Line, units: Mapping[str, Unit], seen: set[tuple[Hashable, ...]]) -> Placement:
    """The span of a line, not yet written. units: by key, its own and its parent's; seen: units with the
    first days of the lines before. Raises BadFile."""
    parent = line.text("parent")
    if parent and parent not in units:
        raise line.refused(f"không có đơn vị cấp trên “{parent}”; hãy sửa mã hoặc thêm dòng của nó.")
    if parent == line.text("key"):
        raise line.refused("một đơn vị không thể là cấp trên của chính nó.")
    starts_on, ends_on = line.span()
    check_once(line, seen, line.text("key"), starts_on)
    return Placement(
        unit=units[line.text("key")],
        parent=units.get(parent),
        name=line.needed("name"),
        kind=line.text("kind"),
        code=line.text("code"),
        area=line.choice("area", Area),
        starts_on=starts_on,
        ends_on=ends_on,
        note=line.text("note"),
    )


def _check_spans(lines: Sequence[Line], spots: Sequence[Placement], after: Iterable[Placement]) -> None:
    """A unit stands in one place a day: among the lines, and beside what stands already and stays."""
    by_unit: dict[int, list[Placement]] = {}
    for spot in after:
        by_unit.setdefault(spot.unit_id, []).append(spot)
    last_line = {spot.unit_id: line for line, spot in zip(lines, spots, strict=True)}
    for unit_id, line in last_line.items():
        check_apart(line, by_unit[unit_id])


def check_apart(line: Line, spots: Iterable[Placement]) -> None:
    """The spans of one unit share no day. Raises BadFile, at the last line of the unit."""
    spans = sorted((spot.starts_on or date.min, spot.ends_on or date.max) for spot in spots)
    if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
        raise line.refused(
            f"các khoảng thời gian của “{line.text('key')}” trùng ngày; hãy ghi ends_on của khoảng trước."
        )


# --- People


@transaction.atomic
def load_people(path: Path, *, password: str, at: datetime | None = None) -> Loaded:
    """Users by user name, postings by user, unit, role and first day. Raises BadFile.

    New users all get the password, hashed once: only for accounts whose password is no secret. Users who are
    there keep theirs. Every account and post that this makes or changes stands in the log, at the moment
    `at` (now).
    """
    lines = list(read_lines(path, PEOPLE_HEADER))
    wanted: dict[str, User] = {}
    for line in lines:
        user = _user(line)
        first = wanted.setdefault(user.username, user)
        if (user.full_name, user.title, user.phone) != (first.full_name, first.title, first.phone):
            raise line.refused(f"“{user.username}” ở dòng trên có họ tên, chức danh hoặc điện thoại khác.")
    before = {user.username: user for user in User.objects.all()}
    log = PeopleLog(at or clock.now(), before)
    if wanted.keys() - before.keys():
        hashed = make_password(password)
        for user in wanted.values():
            user.password = hashed
    log.accounts(wanted.values())
    people = _write(User, wanted, before, ["full_name", "title", "phone"])
    postings = _load_postings(lines, log)
    log.write()
    return people + postings


def _user(line: Line) -> User:
    username = line.needed("username")
    if not USERNAME.fullmatch(username) or len(username) > LONGEST or username in RESERVED:
        raise line.refused(
            f"“{username}” không làm tên đăng nhập được; dùng chữ thường không dấu, chữ số, dấu chấm, gạch."
        )
    return User(
        username=username,
        full_name=line.needed("full_name"),
        title=line.text("title"),
        phone=line.text("phone"),
    )


def _load_postings(lines: Sequence[Line], log: PeopleLog) -> Loaded:
    users = {user.username: user for user in User.objects.all()}
    units = {unit.key: unit for unit in Unit.objects.all()}
    wanted: dict[tuple[Hashable, ...], Posting] = {}
    seen: set[tuple[Hashable, ...]] = set()
    for line in lines:
        posting = _posting(line, users, units)
        check_once(line, seen, *_same_posting(posting))
        wanted[_same_posting(posting)] = posting
    before = {_same_posting(posting): posting for posting in Posting.objects.all()}
    for key, posting in wanted.items():
        log.posting(posting, before.get(key))
    return _write(Posting, wanted, before, ["ends_on"])


def _same_posting(posting: Posting) -> tuple[Hashable, ...]:
    return (posting.user_id, posting.unit_id, posting.role, posting.starts_on)


def _posting(line: Line, users: Mapping[str, User], units: Mapping[str, Unit]) -> Posting:
    unit = units.get(line.needed("unit"))
    if unit is None:
        raise line.refused(f"không có đơn vị “{line.text('unit')}”; hãy sửa mã hoặc nạp đơn vị trước.")
    line.needed("role")
    role = Role(line.choice("role", Role))
    if unit.level not in LEVELS[role]:
        levels = ", ".join(sorted(level.value for level in LEVELS[role]))
        raise line.refused(f"vai trò “{role}” chỉ giao được ở cấp {levels}, không ở cấp {unit.level}.")
    starts_on, ends_on = line.span()
    user = users[line.text("username")]
    return Posting(user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on)


# --- Writing


def check_once(line: Line, seen: set[tuple[Hashable, ...]], *key: Hashable) -> None:
    if key in seen:
        raise line.refused("trùng với một dòng ở trên; hãy bỏ một dòng.")
    seen.add(key)


def _write(
    model: type[Row], wanted: Mapping[Key, Row], before: Mapping[Key, Row], columns: Sequence[str]
) -> Loaded:
    """Put the columns right on the rows that are there, and add those that are not.

    In this order: a span ends before the next one of the same unit begins.
    """
    changed = 0
    for key, row in wanted.items():
        if key in before and any(getattr(row, name) != getattr(before[key], name) for name in columns):
            for name in columns:
                setattr(before[key], name, getattr(row, name))
            before[key].save()
            changed += 1
    new = [row for key, row in wanted.items() if key not in before]
    model._default_manager.bulk_create(new)
    return Loaded(len(new), changed)
