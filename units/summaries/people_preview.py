"""Whom would a list of people bring in: on which unit, in which role, and what is wrong on which line?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from units.enums import Role
from units.keeping import Keeper, not_over, usual_role
from units.models import Posting, Unit, User
from units.people_lists import SaidPerson, is_name, mended_phone
from units.phones import PHONE, plain, written_plainly
from units.summaries.places import Lineage, name_from
from units.unit_lists import same_name
from units.usernames import base_of, proposed

LONGEST = 120


@dataclass(frozen=True)
class PreviewLine:
    """One person who would be created. `problem`: why not; `note`: what to look at first."""

    number: int
    name: str
    phone: str
    title: str
    unit: Unit | None
    unit_name: str
    role: Role | None
    username: str
    problem: str = ""
    note: str = ""

    @property
    def role_name(self) -> str:
        return self.role.label if self.role is not None else ""


@dataclass(frozen=True)
class PlacedUnits:
    """The units of a place by what people call them."""

    by_name: dict[str, list[Unit]]
    names: dict[int, str]
    """As seen from the place: “Thôn 1”, or “Thôn 1, xã Xuân” where there are several communes."""
    short: dict[int, str]


def placed_units(place: Unit, keeper: Keeper) -> PlacedUnits:
    """The place and all below it today; two queries."""
    units = list(Unit.objects.under(place, day=keeper.today).order_by("pk"))
    lineage = Lineage(units)
    by_name: dict[str, list[Unit]] = defaultdict(list)
    names, short = {}, {}
    for unit in units:
        chain = lineage.chain_on(keeper.today, unit.pk)
        if not chain:
            continue
        names[unit.pk], short[unit.pk] = name_from(chain, [place.pk]), chain[-1].full_name
        for word in {same_name(names[unit.pk]), same_name(short[unit.pk]), same_name(unit.key)}:
            by_name[word].append(unit)
    return PlacedUnits(by_name, names, short)


def preview(said: list[SaidPerson], place: Unit, place_name: str, keeper: Keeper) -> list[PreviewLine]:
    """Every line with what would come of it; a fixed number of queries and one for each kind of user name."""
    units = placed_units(place, keeper)
    there = _people_there(units, keeper)
    phones = _known_phones(said, keeper)
    taken: set[str] = set()
    seen: dict[tuple[str, int], int] = {}
    asked: set[str] = set()
    lines = []
    for person in said:
        unit, problem = _unit(person, units, place_name)
        role, wrong_role = _role(person, unit, keeper)
        problem = " ".join(filter(None, [_own_problem(person), problem, wrong_role]))
        name = person.name
        phone = mended_phone(person.phone)
        if not problem and unit is not None:
            spot = (same_name(name), unit.pk)
            if spot in there:
                problem = f"{name} đã có phân công ở đơn vị này."
            elif spot in seen:
                problem = f"Trùng với dòng {seen[spot]}."
            seen.setdefault(spot, person.number)
        username = ""
        if not problem and unit is not None:
            base = base_of(name, units.short[unit.pk])
            if base not in asked:
                asked.add(base)
                taken.update(
                    User.objects.filter(username__startswith=base).values_list("username", flat=True)
                )
            username = proposed(name, units.short[unit.pk], taken)
            taken.add(username)
        holder = phones.get(plain(phone), "") if phone else ""
        lines.append(
            PreviewLine(
                number=person.number,
                name=name,
                phone=phone,
                title=person.title,
                unit=unit,
                unit_name=units.names[unit.pk] if unit is not None else person.unit,
                role=role,
                username=username,
                problem=problem,
                note=f"Số này đã có ở tài khoản {holder}." if holder and not problem else "",
            )
        )
    return lines


def _own_problem(person: SaidPerson) -> str:
    if not person.name:
        return "Chưa ghi họ và tên."
    if not is_name(person.name):
        return "Họ và tên phải có chữ."
    if len(person.name) > LONGEST or len(person.title) > LONGEST:
        return f"Họ tên hoặc chức danh dài quá {LONGEST} ký tự."
    phone = mended_phone(person.phone)
    if phone and (not PHONE.fullmatch(phone) or len(phone) > 30):
        return "Điện thoại chỉ gồm chữ số, ví dụ: 0912 345 678."
    return ""


def _unit(person: SaidPerson, units: PlacedUnits, place_name: str) -> tuple[Unit | None, str]:
    if not person.unit:
        return None, "Chưa ghi đơn vị."
    found = units.by_name.get(same_name(person.unit), [])
    if len(found) == 1:
        return found[0], ""
    if not found:
        return None, f"Không có đơn vị “{person.unit}” ở {place_name}."
    names = "; ".join(units.names[unit.pk] for unit in found[:3])
    return None, f"Có {len(found)} đơn vị tên “{person.unit}”: ghi cả tên xã ({names})."


def _role(person: SaidPerson, unit: Unit | None, keeper: Keeper) -> tuple[Role | None, str]:
    if unit is None:
        return None, ""
    given = keeper.roles_on(unit)
    if not person.role:
        return (usual_role(unit), "") if usual_role(unit) in given else (None, "Chưa ghi vai trò.")
    wanted = same_name(person.role)
    role = next((role for role in given if same_name(role.label) == wanted), None)
    if role is not None:
        return role, ""
    return None, f"Vai trò ở đơn vị này: {', '.join(role.label for role in given) or 'không có'}."


def _people_there(units: PlacedUnits, keeper: Keeper) -> set[tuple[str, int]]:
    """Who holds or will hold a post on which unit."""
    held = Posting.objects.filter(not_over(keeper.today), unit__in=list(units.names))
    return {(same_name(name), unit_id) for name, unit_id in held.values_list("user__full_name", "unit_id")}


def _known_phones(said: list[SaidPerson], keeper: Keeper) -> dict[str, str]:
    """Numbers of the list that somebody whom the keeper sees has already."""
    numbers = {plain(mended_phone(person.phone)) for person in said} - {""}
    if not numbers:
        return {}
    known = keeper.people().filter(is_active=True).annotate(written=written_plainly())
    rows = known.filter(written__in=numbers).values_list("written", "full_name", "username")
    return {number: f"{name} ({username})" for number, name, username in rows}
