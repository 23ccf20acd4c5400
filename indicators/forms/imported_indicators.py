"""What would a table of Chỉ tiêu make of a plan? Each as typed, checked, and held against what stands.

What the table leaves empty is proposed from the words as the editor does, or stays as it stands where the
plan has the Chỉ tiêu already. Nothing is ever removed by being left out of the table, but for targets: a part
whose targets the table tells has those and no others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from childplan.vietnamese import folded
from indicators.actions.indicators import (
    ComponentWish,
    GoalWish,
    IndicatorWish,
    wish_of,
)
from indicators.actions.own_measures import shortened
from indicators.amended_targets import TargetWish
from indicators.assessment import Bar
from indicators.enums import Better, Flag, Method, Operator
from indicators.forms.indicator_checks import NO_VALUE, Checked, check
from indicators.forms.proposals import is_near, read_again, short_name_of
from indicators.forms.target_values import NoValue, read_value
from indicators.forms.typed_indicators import (
    MOST_COMPONENTS,
    MOST_TARGETS,
    TypedComponent,
    TypedIndicator,
    TypedTarget,
    typed_of,
    typed_target,
)
from indicators.models import Component, Indicator, Measure
from indicators.plan_tables import (
    UNSIGNED,
    ComponentCells,
    IndicatorCells,
    PlanTable,
    RowProblem,
    TargetCells,
    read_flag,
    read_operator,
    with_signs_apart,
)
from indicators.signed_limits import Known
from indicators.signed_parts import split_parts
from indicators.signed_words import read_targets
from indicators.summaries.indicator_editing import Ground
from indicators.summaries.measures import Suggestions, choosable_measures, search_measures
from plans.models import Goal

MOST_OFFERED = 5
ONE_GOAL = "Mục tiêu chung"


@dataclass
class MeasureBox:
    """The choice of a measure that the table leaves open. `chosen` may be empty; `is_likely`: it is the one
    that the words suggest, so somebody should look."""

    name: str
    search_name: str
    search: str
    chosen: str
    offered: list[Measure] = field(default_factory=list)
    is_likely: bool = False


@dataclass
class ImportedPart:
    """One measured part on its way in: where in the table it stands and which of its targets stands where."""

    typed: TypedComponent
    row: int
    box: MeasureBox | None = None
    target_rows: list[int] = field(default_factory=list)


@dataclass
class Imported:
    """One Chỉ tiêu of the table. `stored`: the one of the plan with its number; `mark`: how that stands.
    `is_left_out`: the person wants it to wait. `doubts`: why somebody should look; `problems`: why not."""

    cells: IndicatorCells
    stored: Indicator | None
    typed: TypedIndicator
    mark: str = ""
    parts: list[ImportedPart] = field(default_factory=list)
    checked: Checked = field(default_factory=Checked)
    doubts: list[str] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    is_left_out: bool = False

    @property
    def number(self) -> str:
        return self.cells.number

    @property
    def wish(self) -> IndicatorWish | None:
        return None if self.problems else self.checked.wish

    @property
    def open_boxes(self) -> list[MeasureBox]:
        """Choices without which it cannot be kept."""
        return [part.box for part in self.parts if part.box is not None and not part.box.chosen]


def imported_from(
    table: PlanTable,
    ground: Ground,
    stored: Mapping[str, Indicator],
    said: Mapping[str, str],
    marks: Mapping[str, str],
) -> list[Imported]:
    """Every Chỉ tiêu of the table; asks the database as often for many as for one.

    `stored`: those of the plan by number, with goal, components, measures and targets; `said`: what the page
    sent: measures chosen, words to search for, Chỉ tiêu to leave out; `marks`: of the stored ones, read
    before they were, where something is to be written.
    """
    ground.measures.update(
        {one.code: one for one in choosable_measures(list(ground.owners), ground.plan.issuer_id)}
    )
    for one in stored.values():
        # A measure that was merged meanwhile goes on in the Chỉ tiêu that have it.
        ground.measures.update({part.measure.code: part.measure for part in one.components.all()})
    importer = _Importer(ground, said, marks)
    return [importer.imported(cells, stored.get(cells.number)) for cells in table.indicators]


def stored_wish(indicator: Indicator, from_year: int) -> IndicatorWish:
    """What stands, in the same form; without what ended before `from_year`, which nobody amends any more."""
    return IndicatorWish(
        goal=indicator.goal_id,
        number=indicator.number,
        short_name=indicator.short_name,
        words=indicator.official_text,
        components=tuple(
            ComponentWish(
                component_id=part.pk,
                short_name=part.short_name,
                words=part.words,
                measure_id=part.measure_id,
                base=part.own_base,
                note=part.note,
                targets=tuple(
                    wish_of(target)
                    for target in part.targets.all()
                    if target.last_year is None or target.last_year >= from_year
                ),
            )
            for part in indicator.components.all()
            if part.last_year is None or part.last_year >= from_year
        ),
    )


class _Importer:
    """Goes through the table once; what is known of all its Chỉ tiêu is known here."""

    def __init__(self, ground: Ground, said: Mapping[str, str], marks: Mapping[str, str]) -> None:
        self.ground = ground
        self.said = said
        self.marks = marks
        self.has_told_goal = False
        self._suggestions: Suggestions | None = None
        self.by_name: dict[str, list[Measure]] = {}
        for measure in ground.measures.values():
            for name in {folded(measure.name), folded(measure.short_name)}:
                self.by_name.setdefault(name, []).append(measure)

    @property
    def suggestions(self) -> Suggestions:
        """Read when the first part asks for it: a table that names its measures needs none."""
        if self._suggestions is None:
            self._suggestions = Suggestions(list(self.ground.owners), self.ground.plan.issuer_id)
        return self._suggestions

    def imported(self, cells: IndicatorCells, stored: Indicator | None) -> Imported:
        found = Imported(cells, stored, TypedIndicator(number=cells.number), problems=list(cells.problems))
        found.is_left_out = bool(self.said.get(f"bo-{cells.number}"))
        ground = replace(self.ground, fixed={})
        if stored is not None:
            found.mark = self.marks.get(cells.number, "")
            found.typed = typed_of(stored, found.mark, ground.from_year)
            found.typed.position = ""
            if ground.is_fixed:
                ground.fixed.update({part.pk: part for part in stored.components.all()})
        found.typed.words = cells.words or found.typed.words
        found.typed.short_name = cells.short_name or found.typed.short_name
        ground = self._with_goal(found, ground)
        self._parts(found, ground)
        found.typed.components = [part.typed for part in found.parts]
        found.checked = check(found.typed, ground)
        self._tell_problems(found)
        if found.checked.wish is not None and stored is not None:
            found.checked.wish = _keeping(found.checked.wish, stored_wish(stored, 0), found)
        return found

    # --- The Mục tiêu

    def _with_goal(self, found: Imported, ground: Ground) -> Ground:
        """The ground on which the Chỉ tiêu is checked: without goals where it brings a new one."""
        cells, goals = found.cells, ground.goals
        if not cells.goal and found.stored is not None:
            return ground
        known = _goal_named(cells.goal, goals)
        if not cells.goal and goals:
            known = goals[0]
            if len(goals) > 1:
                self._doubt_goal(found, f"Chưa ghi mục tiêu: đặt vào “{known}”.")
        if known is not None:
            found.typed.goal = str(known.pk)
            return ground
        if not cells.goal:
            self._doubt_goal(found, f"Chưa ghi mục tiêu: đặt vào “{ONE_GOAL}”, đổi tên sau ở trang kế hoạch.")
        found.typed.goal_name = shortened(_goal_name(cells.goal) or ONE_GOAL, 120)
        found.typed.goal_words = cells.goal_words or cells.goal
        return replace(ground, goals=[])

    def _doubt_goal(self, found: Imported, message: str) -> None:
        """Once for the table: a list without Mục tiêu has none in all its lines."""
        if not self.has_told_goal:
            found.doubts.append(message)
        self.has_told_goal = True

    # --- The parts

    def _parts(self, found: Imported, ground: Ground) -> None:
        cells = found.cells
        if found.stored is not None:
            self._beside_the_stored(found, ground)
        elif not cells.components:
            for place, words in enumerate(split_parts(found.typed.words)[:MOST_COMPONENTS]):
                part = ImportedPart(TypedComponent(words=words), cells.row)
                found.parts.append(part)
                self._choose(found, part, place)
                read_again(part.typed, found.typed, ground)
        else:
            for each in cells.components[:MOST_COMPONENTS]:
                self._add_part(found, each, ground)
        if len(cells.components) > MOST_COMPONENTS:
            message = f"chỉ tiêu {cells.number} có hơn {MOST_COMPONENTS} nội dung; tách thành nhiều chỉ tiêu."
            found.problems.append(RowProblem(cells.row, message))
        for part in found.parts:
            part.typed.short_name = part.typed.short_name or short_name_of(part.typed.words)
        if not found.typed.short_name:
            only = found.parts[0].typed.short_name if len(found.parts) == 1 else ""
            first = found.parts[0].typed.words if found.parts else found.typed.words
            found.typed.short_name = only or short_name_of(first)

    def _add_part(self, found: Imported, cells: ComponentCells, ground: Ground) -> None:
        typed = TypedComponent(
            words=cells.words or found.typed.words,
            short_name=cells.short_name,
            base=cells.base,
            note=cells.note,
        )
        part = ImportedPart(typed, cells.row)
        found.parts.append(part)
        if cells.measure:
            self._take_measure(found, part, cells)
        else:
            self._choose(found, part, len(found.parts) - 1)
        self._targets(found, part, cells, ground)

    def _beside_the_stored(self, found: Imported, ground: Ground) -> None:
        """What stands stays; what the table tells of it changes; what it tells beyond that is added."""
        assert found.stored is not None
        stored = {str(each.pk): each for each in found.stored.components.all()}
        old_words = found.stored.official_text
        has_new_words = found.typed.words != old_words
        for typed in found.typed.components:
            found.parts.append(ImportedPart(typed, found.cells.row))
            if has_new_words and typed.words == old_words:
                typed.words = found.typed.words
        if has_new_words and not found.cells.components:
            found.doubts.append(
                "Nguyên văn đổi; cách đo và mốc giữ như đang có. Sửa ở trang chỉ tiêu nếu cần."
            )
        for cells in found.cells.components:
            part = _part_told(found.parts, cells, stored)
            if part is None and not cells.is_named:
                message = f"chỉ tiêu {found.number} có nhiều nội dung; ghi ký hiệu nội dung ở dòng này."
                found.problems.append(RowProblem(cells.row, message))
            elif part is None:
                self._add_part(found, cells, ground)
            else:
                part.row = cells.row
                self._change_part(found, part, cells, stored[part.typed.id], ground)

    def _change_part(
        self, found: Imported, part: ImportedPart, cells: ComponentCells, stored: Component, ground: Ground
    ) -> None:
        typed = part.typed
        typed.words = cells.words or typed.words
        typed.short_name = cells.short_name or typed.short_name
        typed.note = cells.note or typed.note
        if cells.measure:
            self._take_measure(found, part, cells)
            if ground.is_fixed and typed.measure and typed.measure != stored.measure.code:
                message = (
                    f"cách đo của nội dung {stored.label} đã có kỳ báo cáo hỏi, không đổi được; để trống ô."
                )
                found.problems.append(RowProblem(cells.row, message))
        if cells.base:
            typed.base = cells.base
            digits = re.sub(r"[. ]", "", cells.base)
            if ground.is_fixed and digits != str(stored.base):
                message = f"cơ số của nội dung {stored.label} không đổi được; để trống ô “Tính trên”."
                found.problems.append(RowProblem(cells.row, message))
        if typed.base == str(self.ground.measures[typed.measure].base if typed.measure else 0):
            typed.base = ""
        if cells.says_targets:
            was = [typed_target(one, stored) for one in stored.targets.all()]
            self._targets(found, part, cells, ground, was)
            _doubt_dropped(found, typed, was, ground.from_year)

    # --- Measures

    def _take_measure(self, found: Imported, part: ImportedPart, cells: ComponentCells) -> None:
        """By its code, or by its name where only one is called so."""
        said = cells.measure
        known = self.ground.measures.get(said) or self.ground.measures.get(said.upper())
        named = self.by_name.get(folded(said), [])
        if known is None and len(named) == 1:
            known = named[0]
        if known is None:
            message = (
                f"không có cách đo “{said}”. Xem trang “Cách đo” của tệp mẫu, hoặc để trống để được gợi ý."
            )
            found.problems.append(RowProblem(cells.row, message))
            return
        part.typed.measure = known.code
        part.typed.short_name = part.typed.short_name or known.short_name

    def _choose(self, found: Imported, part: ImportedPart, place: int) -> None:
        """Proposed by the words, or as the person said on the page."""
        typed = part.typed
        box = MeasureBox(
            name=f"do-{found.number}-{place}",
            search_name=f"tim-{found.number}-{place}",
            search=self.said.get(f"tim-{found.number}-{place}", "")[:100],
            chosen="",
        )
        part.box = box
        owners = list(self.ground.owners)
        suggested = [choice.code for choice in self.suggestions.for_words(typed.words, MOST_OFFERED)]
        codes = suggested
        if box.search:
            sought = search_measures(
                box.search, owners=owners, issuer_id=self.ground.plan.issuer_id, limit=MOST_OFFERED
            )
            codes = [*(choice.code for choice in sought), *suggested]
        likely = self.ground.measures.get(suggested[0]) if suggested else None
        chosen = self.ground.measures.get(self.said.get(box.name, ""))
        if box.name not in self.said and likely is not None and is_near(typed.words, likely):
            chosen = likely
        box.is_likely = chosen is not None and chosen == likely
        if chosen is not None:
            codes = [chosen.code, *codes]
        box.offered = [
            self.ground.measures[code] for code in dict.fromkeys(codes) if code in self.ground.measures
        ]
        box.chosen = typed.measure = chosen.code if chosen else ""
        if chosen is not None:
            typed.short_name = typed.short_name or chosen.short_name

    # --- Targets

    def _targets(
        self,
        found: Imported,
        part: ImportedPart,
        cells: ComponentCells,
        ground: Ground,
        stored: Sequence[TypedTarget] = (),
    ) -> None:
        typed = part.typed
        if not cells.says_targets:
            base = typed.base
            read_again(typed, found.typed, ground)
            typed.base = base or typed.base
            return
        typed.targets = []
        measure = ground.measures.get(typed.measure)
        for each in cells.targets[:MOST_TARGETS]:
            target = self._target(found, each, measure, ground)
            if target is None or _is_past(target, ground.from_year, stored):
                continue
            typed.targets.append(target)
            part.target_rows.append(each.row)
        if len(cells.targets) > MOST_TARGETS:
            message = f"nội dung này có hơn {MOST_TARGETS} mốc; gộp các năm có cùng mức."
            found.problems.append(RowProblem(cells.row, message))

    def _target(
        self, found: Imported, cells: TargetCells, measure: Measure | None, ground: Ground
    ) -> TypedTarget | None:
        cells = with_signs_apart(cells)
        flag = read_flag(cells.flag) if cells.flag else None
        if cells.flag and flag is None:
            told = ", ".join(f"“{each.label}”" for each in Flag)
            found.problems.append(RowProblem(cells.row, f"cột “Cần xem lại” nhận một trong: {told}."))
        is_unsigned = folded(cells.words) == folded(UNSIGNED)
        typed = TypedTarget(
            first=cells.first,
            last=cells.last,
            value=cells.value,
            second=cells.second,
            words="" if is_unsigned else cells.words,
            reading=cells.reading,
            flag=flag or "",
            unsigned="1" if is_unsigned else "",
        )
        if cells.operator:
            operator = read_operator(cells.operator)
            if operator is None:
                message = (
                    f"không hiểu dấu “{cells.operator}”. Ghi ≥, >, ≤, <, = hoặc lời ở trang “Cách điền”."
                )
                found.problems.append(RowProblem(cells.row, message))
                return None
            typed.operator = operator
            return typed
        return self._guessed(found, typed, cells, measure, ground)

    def _guessed(
        self, found: Imported, typed: TypedTarget, cells: TargetCells, measure: Measure | None, ground: Ground
    ) -> TypedTarget | None:
        """Without a sign: words of the cell (“trên 98%”), else at least or at most as the measure goes."""
        if not cells.value:
            found.problems.append(
                RowProblem(cells.row, "mốc chưa có dấu và giá trị; ghi cả hai, hoặc để trống.")
            )
            return None
        if _is_value(cells.value, measure):
            better = Better(measure.better) if measure else Better.HIGHER
            typed.operator = Operator.AT_LEAST if better == Better.HIGHER else Operator.AT_MOST
            how = "từ mức này trở lên" if better == Better.HIGHER else "nhiều nhất mức này"
            found.doubts.append(f"Dòng {cells.row}: “{cells.value}” không có dấu, hiểu là {how}.")
            return typed
        known = Known(
            better=Better(measure.better) if measure else None,
            method=measure.method if measure else "",
            sentence=cells.value,
            is_commune=ground.is_commune,
        )
        read = read_targets(cells.value, known)
        if len(read) != 1:
            message = (
                f"không hiểu giá trị “{cells.value}”. Ghi dấu ở một cột, con số ở cột bên, ví dụ: ≥ và 98."
            )
            found.problems.append(RowProblem(cells.row, message))
            return None
        typed.operator = read[0].operator
        typed.value = "" if read[0].operator in NO_VALUE else _number_text(read[0].value)
        typed.second = _number_text(read[0].second_value)
        typed.flag = typed.flag or (read[0].flag or "")
        return typed

    # --- What is wrong, by the lines of the table

    def _tell_problems(self, found: Imported) -> None:
        told = {problem.message for problem in found.problems}
        for problem in found.checked.problems:
            place = re.match(r"c(\d+)-(?:t(\d+)-)?(.*)", problem.field_id)
            row = found.cells.row
            if place is not None:
                part = found.parts[int(place[1])]
                row = part.row
                if place[3] == "measure" and not part.typed.measure:
                    continue  # asked for on the page, or told already
                if place[2] is not None and int(place[2]) < len(part.target_rows):
                    row = part.target_rows[int(place[2])]
            message = problem.message[:1].lower() + problem.message[1:]
            if message not in told:
                found.problems.append(RowProblem(row, message))


def _goal_named(cell: str, goals: Sequence[Goal]) -> Goal | None:
    """By its number (“2”, “Mục tiêu 2. …”), its name or its words."""
    if not cell:
        return None
    said, number = folded(cell), _goal_number(cell)
    for goal in goals:
        if said in (folded(goal.name), folded(goal.words), folded(str(goal))):
            return goal
    for goal in goals:
        if number == goal.number or folded(_goal_name(cell)) == folded(goal.name):
            return goal
    return None


_GOAL_PREFIX = re.compile(
    r"(?:[IVX]+\s*[.)\-–:]\s*)?(?:(?:nhóm\s+)?mục\s+tiêu)?\s*(?:số\s*)?(\d{1,2})?\s*(?:[.:)\-–]\s*|$|\s+)",
    re.IGNORECASE,
)


def _goal_number(cell: str) -> int | None:
    found = _GOAL_PREFIX.match(cell)
    return int(found[1]) if found and found[1] else None


def _goal_name(cell: str) -> str:
    """“Mục tiêu 2. Bảo vệ trẻ em” is called “Bảo vệ trẻ em”; a bare number is called “Mục tiêu 2”."""
    found = _GOAL_PREFIX.match(cell)
    name = cell[found.end() :].strip() if found else cell
    number = _goal_number(cell)
    if not name:
        return f"Mục tiêu {number}" if number else cell
    return name[:1].upper() + name[1:]


def _part_told(
    parts: Sequence[ImportedPart], cells: ComponentCells, stored: Mapping[str, Component]
) -> ImportedPart | None:
    """The stored part that the lines mean: by label, by words; the only one where they name none."""
    those = [part for part in parts if part.typed.id]
    for part in those:
        if cells.label and stored[part.typed.id].label == cells.label:
            return part
    if cells.label and len(those) > 1:
        return None
    for part in those:
        if cells.words and folded(part.typed.words) == folded(cells.words):
            return part
    is_only = len(those) == 1 and (not cells.label or cells.label == stored[those[0].typed.id].label)
    return those[0] if is_only and not cells.words else None


def _is_past(target: TypedTarget, from_year: int, stored: Sequence[TypedTarget]) -> bool:
    """A target that ended before the amending document and is told as it stands: nobody amends it."""
    last = target.last or target.first
    if not last.isdecimal() or int(last) >= from_year:
        return False
    asked = (target.first, last, target.operator, target.value, target.second)
    return any((one.first, one.last, one.operator, one.value, one.second) == asked for one in stored)


def _doubt_dropped(
    found: Imported, typed: TypedComponent, stored: Sequence[TypedTarget], from_year: int
) -> None:
    """The table tells targets of the part, but not this one: it goes, and somebody should know."""
    told = {(one.first, one.last or one.first) for one in typed.targets}
    for one in stored:
        is_past = one.last.isdecimal() and int(one.last) < from_year
        if (one.first, one.last) not in told and not is_past:
            years = one.first if one.first == one.last else f"{one.first}–{one.last}"
            found.doubts.append(f"Bảng không nhắc mốc {years if one.first else 'mọi năm'}: mốc đó sẽ bỏ.")


def _is_value(text: str, measure: Measure | None) -> bool:
    try:
        read_value(text, measure.method if measure else Method.RATIO, "")
    except NoValue:
        return False
    return True


def _number_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


# --- What the table does not say stays


def _keeping(wish: IndicatorWish, stands: IndicatorWish, found: Imported) -> IndicatorWish:
    """Targets that ask what they asked keep their words, reading and flag where the table tells none."""
    before = {part.component_id: part for part in stands.components}
    parts = []
    for part, typed in zip(wish.components, found.parts, strict=True):
        old = before.get(part.component_id)
        if old is None:
            parts.append(part)
            continue
        bars = {_bar(target): target for target in old.targets}
        rows = [row for row in typed.typed.targets if not row.is_blank]
        targets = tuple(
            _with_words(target, bars.get(_bar(target)), row, part.words, old.words)
            for target, row in zip(part.targets, rows, strict=True)
        )
        parts.append(replace(part, targets=targets))
    return replace(wish, components=tuple(parts))


def _bar(target: TargetWish) -> Bar:
    return Bar(target.operator, target.value, target.second_value, target.first_year, target.last_year)


def _with_words(
    target: TargetWish, old: TargetWish | None, row: TypedTarget, part_words: str, old_part_words: str
) -> TargetWish:
    if old is None:
        return target
    words = target.words
    if not (row.words or row.unsigned):
        # A target that quoted the whole part quotes the part as it is worded now.
        words = part_words if old.words == old_part_words else old.words
    return replace(target, words=words, reading=row.reading or old.reading, flag=target.flag or old.flag)


def goals_wished(all_of: Sequence[Imported]) -> list[GoalWish]:
    """The Mục tiêu that would be new, in their order."""
    found = [one.wish.goal for one in all_of if one.wish is not None and isinstance(one.wish.goal, GoalWish)]
    return list(dict.fromkeys(found))
