"""How do the catalogue and the plan files get into the database?

Loading twice changes nothing; a changed file changes the rows it speaks of, matched by code, number, label.

Items, measures, goals, Chỉ tiêu and components are never removed, because figures and people point at them.
Targets, assignments, tasks and deadlines follow the file: one that quotes the document and is no longer in
the file goes. What people entered themselves quotes no document and stays, and so does a reading that the
owner has confirmed. A plan without a document is a reference that nobody enters into: all is the file's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError

from indicators.catalogue_files import Catalogue, ItemRow, MeasureRow, read_catalogue
from indicators.enums import Method
from indicators.load_report import LoadReport, drop, put
from indicators.models import Component, DataItem, Indicator, Measure, Responsibility, Target
from indicators.plan_files import (
    SELF,
    ComponentRow,
    IndicatorRow,
    PlanFile,
    TargetRow,
    read_plan,
)
from indicators.source_files import FileProblem
from plans.models import Deadline, Goal, Plan, Task
from plans.quotations import one_line
from units.enums import AgencyKind, Level
from units.models import Unit
from units.summaries.places import units_below_by_kind

ITEMS_FILE, MEASURES_FILE = "items.csv", "measures.csv"
NATIONAL_PROGRAMME = "qd23.toml"


@transaction.atomic
def load_everything(folder: Path, *, at: datetime | None = None) -> LoadReport:
    """The catalogue in `catalogue/`, then every plan file in `plans/`; at a BadFile nothing at all. `at`: the
    moment for the log, now if not given."""
    report = LoadReport(at=at) if at is not None else LoadReport()
    load_catalogue(read_catalogue(folder / "catalogue"), report)
    for file in plans_above_first([read_plan(path) for path in sorted((folder / "plans").glob("*.toml"))]):
        load_plan(file, report)
    return report


@transaction.atomic
def load_shared(folder: Path, *, at: datetime | None = None) -> LoadReport:
    """What every portal has alike: the catalogue and the national programme. A portal's own plans are entered
    in it; those of `plans/` are a demonstration's. Raises BadFile and writes nothing then."""
    report = LoadReport(at=at) if at is not None else LoadReport()
    load_catalogue(read_catalogue(folder / "catalogue"), report)
    load_plan(read_plan(folder / "plans" / NATIONAL_PROGRAMME), report)
    return report


def plans_above_first(files: list[PlanFile]) -> list[PlanFile]:
    """The same files, each after the plan it stands under. Raises FileProblem where they go in a circle."""
    by_key = {file.key: file for file in files}
    above = {file.key: [file.above] if file.above in by_key else [] for file in files}
    try:
        return [by_key[key] for key in TopologicalSorter(above).static_order()]
    except CycleError as error:
        raise FileProblem(
            file=by_key[error.args[1][0]].file,
            place="phần đầu",
            problem=f"các kế hoạch {', '.join(error.args[1][:-1])} đứng dưới nhau.",
            remedy="sửa “above”: chỉ ghi kế hoạch cấp trên.",
        ) from None


# --- The catalogue


@transaction.atomic
def load_catalogue(catalogue: Catalogue, report: LoadReport) -> None:
    items = {item.code: item for item in DataItem.objects.all()}
    report.owner, report.is_first = None, not items
    for position, item_row in wholes_first(catalogue.items):
        items[item_row.code] = put(
            report,
            DataItem,
            items.get(item_row.code),
            file=ITEMS_FILE,
            name=item_row.code,
            values=_item_values(item_row, position, items),
        )
    measures = {measure.code: measure for measure in Measure.objects.all()}
    for position, measure_row in enumerate(catalogue.measures, start=1):
        measures[measure_row.code] = put(
            report,
            Measure,
            measures.get(measure_row.code),
            file=MEASURES_FILE,
            name=measure_row.code,
            values=_measure_values(measure_row, position, items),
        )
    of_all = [code for code, item in items.items() if item.owner_id is None]
    _tell_of_others(report, "số liệu", of_all, {row.code for row in catalogue.items}, ITEMS_FILE)
    of_all = [code for code, measure in measures.items() if measure.owner_id is None]
    _tell_of_others(report, "chỉ tiêu chuẩn", of_all, {row.code for row in catalogue.measures}, MEASURES_FILE)
    _close_log(report, DataItem, "nạp danh mục số liệu", "danh mục")


def wholes_first(rows: Sequence[ItemRow]) -> list[tuple[int, ItemRow]]:
    """Every item with its place in the file, each after the one that contains it."""
    whole_of = {row.code: row.contained_in for row in rows}

    def depth(code: str) -> int:
        return 0 if not code else 1 + depth(whole_of[code])

    return sorted(enumerate(rows, start=1), key=lambda numbered: (depth(numbered[1].code), numbered[0]))


def _item_values(row: ItemRow, position: int, items: Mapping[str, DataItem]) -> dict[str, Any]:
    values = vars(row) | {"check_source": row.check_source or "", "position": position}
    whole = values.pop("contained_in")
    return values | {"contained_in_id": items[whole].pk if whole else None}


def _measure_values(row: MeasureRow, position: int, items: Mapping[str, DataItem]) -> dict[str, Any]:
    values = vars(row) | {"area": row.area or "", "position": position}
    numerator, denominator = values.pop("numerator"), values.pop("denominator")
    return values | {
        "numerator_id": items[numerator].pk,
        "denominator_id": items[denominator].pk if denominator else None,
    }


def _tell_of_others(
    report: LoadReport, what: str, stored: Iterable[str], in_file: set[str], file: str
) -> None:
    for code in sorted(set(stored) - in_file):
        report.say(f"Giữ {what} {code}: có trong hệ thống, không có trong {file}.")


# --- A plan


@dataclass
class _Loading:
    """One plan on its way in: the file, the row it became, and what its parts need to find."""

    file: PlanFile
    plan: Plan
    report: LoadReport
    items: Mapping[str, DataItem]
    measures: Mapping[str, Measure]

    def quotes_document(self, words: str) -> bool:
        """Was the row taken from the signed document? What people enter themselves has no such words."""
        if not self.file.document_text:
            return True
        return bool(words) and one_line(words) in one_line(self.file.document_text)

    def problem(self, place: str, problem: str, remedy: str) -> FileProblem:
        return FileProblem(file=self.file.file, place=place, problem=problem, remedy=remedy)


@transaction.atomic
def load_plan(file: PlanFile, report: LoadReport) -> Plan | None:
    """The plan with all its parts, or None (said in the report) while its issuer is not on the system."""
    issuer = Unit.objects.filter(key=file.issuer).first()
    if issuer is None:
        report.say(f"Chưa nạp kế hoạch {file.key}: hệ thống chưa có đơn vị “{file.issuer}”.")
        return None
    stored: Plan | None = Plan.objects.filter(key=file.key).first()
    report.owner, report.is_first = issuer, stored is None
    plan = put(
        report,
        Plan,
        stored,
        file=file.file,
        name=file.key,
        values=_plan_values(file, issuer, _plan_above(file, report)),
    )
    loading = _Loading(
        file=file,
        plan=plan,
        report=report,
        items={item.code: item for item in DataItem.objects.all()},
        measures={measure.code: measure for measure in Measure.objects.all()},
    )
    indicators = _load_indicators(loading, _load_goals(loading))
    units = _units_by_word(file, issuer)
    _load_responsibilities(loading, indicators, issuer, units)
    _load_tasks(loading, units)
    _load_deadlines(loading)
    _close_log(report, Plan, "nạp kế hoạch", plan.short_title)
    return plan


def _close_log(report: LoadReport, model: type[Model], act: str, name: str) -> None:
    """Write what the log has to tell: one row for what came whole, else one for each change."""
    if report.is_first:
        report.is_first = False
        report.note(model, act, name)
    report.write_log()
    report.owner = None


def _plan_above(file: PlanFile, report: LoadReport) -> Plan | None:
    if not file.above:
        return None
    above: Plan | None = Plan.objects.filter(key=file.above).first()
    if above is None:
        report.say(
            f"Kế hoạch {file.key}: chưa nối với kế hoạch cấp trên “{file.above}”, chưa có trên hệ thống."
        )
    return above


def _plan_values(file: PlanFile, issuer: Unit, above: Plan | None) -> dict[str, Any]:
    own = vars(file) | {
        "issuer_id": issuer.pk,
        "above_id": above.pk if above else None,
        "notes": list(file.notes),
    }
    for part in ("file", "issuer", "above", "goals", "indicators", "responsibilities", "tasks", "deadlines"):
        own.pop(part)
    return own


def _load_goals(loading: _Loading) -> dict[int, Goal]:
    goals = {goal.number: goal for goal in loading.plan.goals.all()}
    for row in loading.file.goals:
        goals[row.number] = put(
            loading.report,
            Goal,
            goals.get(row.number),
            file=loading.file.file,
            name=f"{loading.file.key}/{row.number}",
            values=vars(row) | {"plan_id": loading.plan.pk},
        )
    return goals


def _load_indicators(loading: _Loading, goals: Mapping[int, Goal]) -> dict[str, Indicator]:
    indicators = {
        indicator.number: indicator
        for indicator in loading.plan.indicators.prefetch_related("components__targets")
    }
    numbers = {row.number for row in loading.file.indicators}
    _tell_of_others(loading.report, "chỉ tiêu", indicators, numbers, loading.file.file)
    for position, row in enumerate(loading.file.indicators, start=1):
        existing = indicators.get(row.number)
        stored = list(existing.components.all()) if existing else []
        indicator = indicators[row.number] = put(
            loading.report,
            Indicator,
            existing,
            file=loading.file.file,
            name=f"{loading.file.key}/{row.number}",
            values={
                "plan_id": loading.plan.pk,
                "goal_id": goals[row.goal].pk,
                "number": row.number,
                "short_name": row.short_name,
                "official_text": row.words,
                "position": position,
            },
        )
        _load_components(loading, indicator, row, stored)
    return indicators


def _load_components(
    loading: _Loading, indicator: Indicator, row: IndicatorRow, stored: list[Component]
) -> None:
    by_label = {component.label: component for component in stored}
    labels = {component.label for component in row.components}
    _tell_of_others(loading.report, "nội dung đo", by_label, labels, loading.file.file)
    for position, component_row in enumerate(row.components, start=1):
        existing = by_label.get(component_row.label)
        targets = list(existing.targets.all()) if existing else []
        component = put(
            loading.report,
            Component,
            existing,
            file=loading.file.file,
            name=f"{loading.file.key}/{component_row.label}",
            values=_component_values(loading, indicator, component_row, position),
        )
        _load_targets(loading, component, component_row.targets, targets)


def _component_values(
    loading: _Loading, indicator: Indicator, row: ComponentRow, position: int
) -> dict[str, Any]:
    place = f"nội dung {row.label}"
    if row.measure not in loading.measures:
        raise loading.problem(
            place, f"không có chỉ tiêu chuẩn “{row.measure}”.", f"sửa mã hoặc thêm vào {MEASURES_FILE}."
        )
    if row.base and loading.measures[row.measure].method == Method.RATE_GIVEN:
        raise loading.problem(
            place,
            "tỷ lệ cho sẵn không tính lại trên cơ số khác.",
            f"bỏ base hoặc sửa base ở {MEASURES_FILE}.",
        )
    for code in filter(None, (row.numerator, row.denominator)):
        if code not in loading.items:
            raise loading.problem(place, f"không có số liệu “{code}”.", f"sửa mã hoặc thêm vào {ITEMS_FILE}.")
    return {
        "indicator_id": indicator.pk,
        "label": row.label,
        "measure_id": loading.measures[row.measure].pk,
        "short_name": row.short_name,
        "words": row.words,
        "own_base": row.base,
        "own_numerator_id": loading.items[row.numerator].pk if row.numerator else None,
        "own_denominator_id": loading.items[row.denominator].pk if row.denominator else None,
        "position": position,
        "note": row.note,
    }


def _load_targets(
    loading: _Loading, component: Component, rows: Iterable[TargetRow], stored: Iterable[Target]
) -> None:
    left = {(target.first_year, target.last_year): target for target in stored}
    for row in rows:
        existing = left.pop((row.first_year, row.last_year), None)
        name = f"{loading.file.key}/{component.label}/{row.first_year or 'mọi năm'}"
        values = vars(row) | {"component_id": component.pk, "flag": row.flag or ""}
        if existing is not None and existing.confirmed_at is not None:
            if any(getattr(existing, key) != value for key, value in values.items()):
                loading.report.say(f"Giữ mốc chỉ tiêu {name}: cách đọc đã được xác nhận, khác với tệp.")
            continue
        put(loading.report, Target, existing, file=loading.file.file, name=name, values=values)
    for target in left.values():
        if target.confirmed_at is None and loading.quotes_document(target.words):
            drop(
                loading.report,
                target,
                f"{loading.file.key}/{component.label}/{target.first_year or 'mọi năm'}",
            )


# --- Who answers, who does what, and by when


def _load_responsibilities(
    loading: _Loading,
    indicators: Mapping[str, Indicator],
    issuer: Unit,
    units: Mapping[str, list[Unit]],
) -> None:
    left = {
        (row.indicator_id, row.unit_id): row
        for row in Responsibility.objects.filter(indicator__plan=loading.plan).select_related(
            "indicator", "unit"
        )
    }
    missing: dict[str, list[str]] = {}
    for row in loading.file.responsibilities:
        indicator = indicators[row.number]
        if not units[row.unit]:
            missing.setdefault(row.unit, []).append(row.number)
        for unit in units[row.unit]:
            put(
                loading.report,
                Responsibility,
                left.pop((indicator.pk, unit.pk), None),
                file=loading.file.file,
                name=f"{loading.file.key}/{row.number} {unit.key}",
                values={
                    "indicator_id": indicator.pk,
                    "unit_id": unit.pk,
                    "part": row.part,
                    "words": row.words,
                },
            )
    for word, numbers in missing.items():
        loading.report.say(
            f"Kế hoạch {loading.file.key}: dưới {issuer.key} chưa có đơn vị loại {_kind_label(word)} để giao "
            f"chỉ tiêu {', '.join(numbers)}; thêm đơn vị rồi nạp lại."
        )
    for responsibility in left.values():
        if loading.quotes_document(responsibility.words):
            number, key = responsibility.indicator.number, responsibility.unit.key
            drop(loading.report, responsibility, f"{loading.file.key}/{number} {key}")


def _kind_label(word: str) -> str:
    return f"“{(AgencyKind if word in AgencyKind.values else Level)(word).label}” ({word})"


def _units_by_word(file: PlanFile, issuer: Unit) -> dict[str, list[Unit]]:
    """The units each word of the file means: the issuer itself, or units directly below it in plan years."""
    words = {row.unit for row in file.responsibilities} | {word for row in file.tasks for word in row.units}
    below = units_below_by_kind(issuer, date(file.first_year, 1, 1), date(file.last_year, 12, 31))
    return {word: below.get(word, []) for word in words} | {SELF: [issuer]}


def _load_tasks(loading: _Loading, units: Mapping[str, list[Unit]]) -> None:
    left = {task.position: task for task in loading.plan.tasks.prefetch_related("units")}
    for position, row in enumerate(loading.file.tasks, start=1):
        existing = left.pop(position, None)
        held = {unit.pk: unit.key for unit in existing.units.all()} if existing else {}
        meant = {unit.pk: unit.key for word in row.units for unit in units[word]}
        name = f"{loading.file.key}/{position}"
        task = put(
            loading.report,
            Task,
            existing,
            file=loading.file.file,
            name=name,
            values={
                "plan_id": loading.plan.pk,
                "position": position,
                "unit_words": row.unit_words,
                "words": row.words,
            },
        )
        if held != meant:
            task.units.set(meant)
            if existing:
                shown = ", ".join(sorted(meant.values())) or "trống"
                loading.report.say(f"Sửa nhiệm vụ {name}, đơn vị được giao: {shown}.")
                told_before = ", ".join(sorted(held.values()))
                loading.report.note(
                    Responsibility, "sửa nhiệm vụ, đơn vị được giao", name, told_before, shown
                )
                loading.report.changed["nhiệm vụ"] += 1
    for task in left.values():
        if loading.quotes_document(task.words):
            name = f"{loading.file.key}/{task.position}"
            try:
                with transaction.atomic():
                    drop(loading.report, task, name)
            except ProtectedError:
                loading.report.say(f"Giữ nhiệm vụ {name}: không còn trong tệp nhưng đã có kết quả.")


def _load_deadlines(loading: _Loading) -> None:
    left = {deadline.position: deadline for deadline in loading.plan.deadlines.all()}
    for position, row in enumerate(loading.file.deadlines, start=1):
        put(
            loading.report,
            Deadline,
            left.pop(position, None),
            file=loading.file.file,
            name=f"{loading.file.key}/{position}",
            values=vars(row)
            | {
                "plan_id": loading.plan.pk,
                "position": position,
                "reporter_kind": row.reporter_kind or "",
            },
        )
    for deadline in left.values():
        if loading.quotes_document(deadline.words):
            drop(loading.report, deadline, f"{loading.file.key}/{deadline.position}")
