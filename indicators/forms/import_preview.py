"""What does the preview of a table say of each Chỉ tiêu: clear, new, what changes, who answers?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from childplan.vietnamese import folded
from indicators.actions.importing import DutyEntry, TableEntry
from indicators.actions.indicators import GoalWish, IndicatorWish
from indicators.assessment import Bar
from indicators.enums import Method, Operator, Part
from indicators.forms.imported_indicators import Imported, MeasureBox, stored_wish
from indicators.models import Component, Measure, Responsibility
from indicators.numbers import format_number
from indicators.summaries.assignments import called
from indicators.summaries.indicator_editing import Ground
from indicators.summaries.judging import judging_words
from indicators.summaries.plans import day_of
from indicators.summaries.wording import result_unit, span_words, target_words
from plans.models import Plan
from units.enums import AgencyKind, Level
from units.models import Unit
from units.summaries.places import PlaceName, names_on

CLEAR, LOOK, OPEN, WRONG = "ro", "can-xem", "chua-hieu", "sai"
STATES = {CLEAR: "Rõ", LOOK: "Cần xem", OPEN: "Chưa hiểu", WRONG: "Phải sửa"}
_TONES = {CLEAR: "done", LOOK: "days_left", OPEN: "not_done", WRONG: "not_done"}
NEW, SAME, CHANGED = "Mới", "Không đổi", "Thay đổi"


@dataclass(frozen=True)
class PartLine:
    """One measured part. `targets`: each as written on screens; `judged`: how the report will judge it;
    `is_alone`: it is called as its Chỉ tiêu."""

    label: str
    name: str
    words: str
    measure: str
    base: str
    targets: list[str]
    judged: str
    is_alone: bool
    box: MeasureBox | None


@dataclass(frozen=True)
class PreviewLine:
    """One Chỉ tiêu. `before`, `after`: the lines that differ, of one that the plan has already."""

    place: int
    number: str
    short_name: str
    words: str
    row: int
    goal: str
    state: str
    change: str
    parts: list[PartLine]
    reasons: list[str]
    problems: list[str]
    before: list[str]
    after: list[str]
    answering: list[str]
    is_left_out: bool

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        """The colour of a chip that says the state."""
        return _TONES[self.state]

    @property
    def is_blocking(self) -> bool:
        return self.state in (OPEN, WRONG) and not self.is_left_out

    @property
    def is_same(self) -> bool:
        return self.change == SAME

    @property
    def shown_parts(self) -> list[PartLine]:
        """Of one that the plan has already only what has to be chosen; what changes is told in words."""
        if self.change == NEW or self.is_blocking:
            return self.parts
        return [part for part in self.parts if part.box is not None]


@dataclass
class Preview:
    """All of the table. `loose`: lines of no Chỉ tiêu; `duties`: who is named beyond what stands."""

    lines: list[PreviewLine] = field(default_factory=list)
    entries: list[TableEntry] = field(default_factory=list)
    duties: list[DutyEntry] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def _told(self, change: str) -> int:
        return sum(line.change == change and not line.is_left_out for line in self.lines)

    @property
    def new(self) -> int:
        return self._told(NEW)

    @property
    def changed(self) -> int:
        return self._told(CHANGED)

    @property
    def same(self) -> int:
        return self._told(SAME)

    @property
    def to_look_at(self) -> int:
        return sum(line.state == LOOK for line in self.lines if not line.is_left_out)

    @property
    def blocked(self) -> list[PreviewLine]:
        """Those that keep the whole table from being written."""
        return [line for line in self.lines if line.is_blocking]

    @property
    def to_settle(self) -> int:
        return len(self.blocked) + len(self.loose)

    @property
    def may_write(self) -> bool:
        return not self.blocked and not self.loose

    @property
    def is_nothing_new(self) -> bool:
        return self.may_write and not self.entries and not self.duties

    @property
    def count(self) -> int:
        return len(self.entries)


def preview_of(all_of: Sequence[Imported], ground: Ground, today: date) -> Preview:
    """`entries` are what is to be written: what is left out, refused or as it stands is not among them."""
    preview = Preview()
    duties = _duties(all_of, ground.plan, today)
    preview.duties = duties.entries
    by_id = {measure.pk: measure for measure in ground.measures.values()}
    goals = {goal.pk: str(goal) for goal in ground.goals}
    for place, one in enumerate(all_of, start=1):
        line = _line(place, one, ground, by_id, goals, duties.unknown.get(one.number, []))
        preview.lines.append(line)
        if one.is_left_out or one.wish is None or line.change == SAME:
            continue
        preview.entries.append(TableEntry(one.wish, one.stored, one.mark))
    return preview


def _line(
    place: int,
    one: Imported,
    ground: Ground,
    by_id: Mapping[int, Measure],
    goals: Mapping[int, str],
    unknown: list[str],
) -> PreviewLine:
    before: list[str] = []
    after: list[str] = []
    change = NEW
    if one.stored is not None:
        change = CHANGED
        if one.wish is not None:
            was = _in_words(stored_wish(one.stored, ground.from_year), one, by_id, goals)
            becomes = _in_words(one.wish, one, by_id, goals)
            before = [line for line in was if line not in becomes]
            after = [line for line in becomes if line not in was]
            change = CHANGED if before or after else SAME
    reasons = [*one.doubts, *_flags(one), *unknown] if change != SAME else list(unknown)
    has_likely = any(part.box is not None and part.box.is_likely for part in one.parts)
    state = CLEAR
    if one.problems:
        state = WRONG
    elif one.open_boxes:
        state = OPEN
    elif reasons or has_likely:
        state = LOOK
    return PreviewLine(
        place=place,
        number=one.number,
        short_name=one.typed.short_name,
        words=one.typed.words,
        row=one.cells.row,
        goal=_goal_words(one, goals),
        state=state,
        change=change,
        parts=_parts(one, ground, by_id),
        reasons=list(dict.fromkeys(reasons)),
        problems=[str(problem) for problem in one.problems],
        before=before,
        after=after,
        answering=_answering(one, unknown),
        is_left_out=one.is_left_out,
    )


def _answering(one: Imported, unknown: list[str]) -> list[str]:
    """“chủ trì: Trạm Y tế”: those who get it; who is not on the system is told among the reasons."""
    told = " ".join(unknown)
    return [
        f"{part.label.lower()}: {name}"
        for part, names in ((Part.LEAD, one.cells.leads), (Part.SUPPORT, one.cells.supports))
        for name in names
        if f"“{name}”" not in told
    ]


def _goal_words(one: Imported, goals: Mapping[int, str]) -> str:
    if one.typed.goal_name:
        return f"{one.typed.goal_name} (mục tiêu mới)"
    return goals.get(int(one.typed.goal), "") if one.typed.goal.isdecimal() else ""


def _flags(one: Imported) -> list[str]:
    """Targets that go in with their flag: the plan's page asks its owner."""
    if one.wish is None:
        return []
    count = len(one.wish.components)
    return [
        f"{_label(one.number, place, count)}: {target.flag.label.lower()}. {target.reading}".strip()
        for place, part in enumerate(one.wish.components)
        for target in part.targets
        if target.flag is not None
    ]


def _label(number: str, place: int, count: int) -> str:
    return number if count == 1 else f"{number}.{place + 1}"


def _parts(one: Imported, ground: Ground, by_id: Mapping[int, Measure]) -> list[PartLine]:
    """Told as far as it can be said already, also of a Chỉ tiêu that is not ready."""
    count = len(one.parts)
    stored = {str(part.pk): part.label for part in one.stored.components.all()} if one.stored else {}
    lines = []
    for place, part in enumerate(one.parts):
        measure = ground.measures.get(part.typed.measure)
        measured = one.checked.measured[place] if place < len(one.checked.measured) else None
        bars = list(one.checked.bars[place].values()) if place < len(one.checked.bars) else []
        base = measured.base if measured else None
        lines.append(
            PartLine(
                label=stored.get(part.typed.id) or _label(one.number, place, count),
                name=part.typed.short_name,
                words="" if part.typed.words == one.typed.words else part.typed.words,
                measure=f"{measure.code} {measure.short_name}" if measure else "",
                base=_base_words(measure, base),
                targets=[_bar_words(bar, measure, base) for bar in bars] if measure else [],
                judged=judging_words(bars, measured, ground.years) if measured and bars else "",
                is_alone=count == 1 and part.typed.short_name == one.typed.short_name,
                box=part.box,
            )
        )
    return lines


def _base_words(measure: Measure | None, base: int | None) -> str:
    if measure is None or base is None or result_unit(measure.method, base) is None or base == measure.base:
        return ""
    return f"tính trên {format_number(base)}"


def _bar_words(bar: Bar, measure: Measure, base: int | None) -> str:
    part = Component(measure=measure, own_base=base if measure.method == Method.RATIO else None)
    return f"{span_words(bar.first_year, bar.last_year)}: {target_words(bar, part)}"


def _in_words(
    wish: IndicatorWish, one: Imported, by_id: Mapping[int, Measure], goals: Mapping[int, str]
) -> list[str]:
    """Everything that is kept of a Chỉ tiêu, line by line; the same lines mean the same rows."""
    goal = wish.goal.name if isinstance(wish.goal, GoalWish) else goals.get(wish.goal, "")
    lines = [f"Tên gọn: {wish.short_name}", f"Nguyên văn: {wish.words}", f"Mục tiêu: {goal}"]
    stored = {part.pk: part.label for part in one.stored.components.all()} if one.stored else {}
    for place, part in enumerate(wish.components):
        label = stored.get(part.component_id or 0) or _label(wish.number, place, len(wish.components))
        measure = by_id[part.measure_id or 0]
        base = part.base if part.base not in (None, measure.base) else None
        on = f", tính trên {format_number(base)}" if base else ""
        lines.append(f"{label} {part.short_name}: đo bằng {measure.code} {measure.short_name}{on}")
        lines.append(f"{label} nguyên văn: {part.words}")
        if part.note:
            lines.append(f"{label} cách hiểu: {part.note}")
        for target in part.targets:
            bar = Bar(
                Operator(target.operator),
                target.value,
                target.second_value,
                target.first_year,
                target.last_year,
            )
            flag = f"; cần xem lại: {target.flag.label}" if target.flag else ""
            quoted = f"“{target.words}”" if target.words else "ngoài văn bản"
            head = f"{label}, {_bar_words(bar, measure, part.base)}"
            lines.append(f"{head} – {quoted}; {target.reading}{flag}")
    return lines


# --- Who answers


@dataclass
class _Duties:
    entries: list[DutyEntry] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)


def _duties(all_of: Sequence[Imported], plan: Plan, today: date) -> _Duties:
    """Units by the names in the table, with the Chỉ tiêu that they do not have in that part yet."""
    found = _Duties()
    named = [one for one in all_of if one.cells.leads or one.cells.supports]
    if not named:
        return found
    units = _units_by_name(plan, today)
    stands = {
        (unit_id, number): part
        for unit_id, number, part in Responsibility.objects.filter(indicator__plan=plan).values_list(
            "unit", "indicator__number", "part"
        )
    }
    asked: dict[int, dict[Part, list[str]]] = {}
    for one in named:
        for part, names in ((Part.LEAD, one.cells.leads), (Part.SUPPORT, one.cells.supports)):
            for name in names:
                unit_id = units.get(_unit_key(name))
                if unit_id is None:
                    said = f"Không có đơn vị “{name}”: chưa ghi {part.label.lower()};"
                    found.unknown.setdefault(one.number, []).append(f"{said} giao sau ở trang Phân công.")
                elif not one.is_left_out and one.wish is not None:
                    parts = asked.setdefault(unit_id, {Part.LEAD: [], Part.SUPPORT: []})
                    is_led = one.number in parts[Part.LEAD]
                    if stands.get((unit_id, one.number)) != part and not is_led:
                        parts[part].append(one.number)
    rows = Unit.objects.in_bulk(list(asked))
    found.entries = [
        DutyEntry(rows[unit_id], tuple(parts[Part.LEAD]), tuple(parts[Part.SUPPORT]))
        for unit_id, parts in asked.items()
        if parts[Part.LEAD] or parts[Part.SUPPORT]
    ]
    return found


def _units_by_name(plan: Plan, today: date) -> dict[str, int]:
    """The issuer and what stands below it, by every name under which only one of them goes."""
    day = day_of(plan, today)
    below = Unit.objects.under(plan.issuer, day=day)
    if plan.issuer.level != Level.COMMUNE:
        below = below.exclude(level=Level.VILLAGE)
    names = names_on(day, list(below.values_list("pk", flat=True)))
    found: dict[str, set[int]] = {}
    for unit_id, place in names.items():
        for name in _names_of(place, plan):
            found.setdefault(_unit_key(name), set()).add(unit_id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _names_of(place: PlaceName, plan: Plan) -> list[str]:
    names = [place.full_name, called(place)]
    if place.agency_kind:
        names.append(AgencyKind(place.agency_kind).label)
    if place.unit_id == plan.issuer_id:
        kinds = {
            Level.COMMUNE: ("xã", "phường", "thị trấn"),
            Level.DISTRICT: ("huyện",),
            Level.PROVINCE: ("tỉnh",),
        }
        names += [f"UBND {kind}" for kind in kinds.get(Level(place.level), ())]
    return names


def _unit_key(name: str) -> str:
    return folded(name).replace("uy ban nhan dan", "ubnd").strip(" .,")
