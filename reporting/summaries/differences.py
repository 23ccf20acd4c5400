"""Where do two kinds of unit of one place count the same thing apart, and which of the two sums does it use?

The source's sum is the one that is added up, until the place settles otherwise with a reason. A choice holds
while both sums are what they were when it was made; when one of them moves, the difference is open again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from childplan.vietnamese import moment
from indicators.numbers import format_number
from reporting.answers import DASH, shown
from reporting.checks import Problem
from reporting.enums import FigureState, Side
from reporting.models import Figure, Report, Settlement
from reporting.querysets import ANSWERED
from reporting.summaries.cells import answer_of, control_of
from reporting.summaries.explaining import compared_at
from reporting.warning_rules import Compared
from units.enums import Level
from units.marks import mark_of
from units.models import Placement
from units.summaries.places import names_on

Choices = Mapping[int, Settlement]
"""By item which sum a place uses."""


@dataclass(frozen=True)
class Difference:
    """Two whole sums of one item at one place that are not the same, and the last choice between them."""

    report_id: int
    pair: Compared
    latest: Settlement | None = None

    @property
    def is_settled(self) -> bool:
        return self.latest is not None and holds(self.latest, self.pair)

    @property
    def message(self) -> str:
        return self.pair.message

    @property
    def wish(self) -> str:
        """What keeps the place's report from going up."""
        return f"Chọn số dùng cho “{self.pair.name}”: {self.pair.message}"

    @property
    def problem(self) -> Problem:
        """E11: open until somebody chooses."""
        return Problem(self.pair.item_id, "E11", self.wish)

    @property
    def chosen(self) -> str:
        """“Dùng số của Trạm Y tế (4): sổ khám bệnh đầy đủ hơn”; "" while it is open."""
        return chosen_words(self.latest, self.pair) if self.latest is not None and self.is_settled else ""

    @property
    def chosen_by(self) -> str:
        if self.latest is None or not self.is_settled:
            return ""
        return f"{self.latest.by.full_name}, {moment(self.latest.at)}"

    @property
    def is_open_again(self) -> bool:
        """Somebody had chosen, and then a sum moved."""
        return self.latest is not None and not self.is_settled

    @property
    def mark(self) -> str:
        """What a page showed of it; a choice holds for this and for nothing later."""
        return mark_of(
            self.pair.source_value, self.pair.check_value, self.latest.pk if self.latest is not None else 0
        )


def holds(choice: Settlement, pair: Compared) -> bool:
    """Are both sums still those between which was chosen?"""
    return (choice.source_value, choice.check_value) == (pair.source_value, pair.check_value)


def side_words(side: str, pair: Compared) -> str:
    """“số của Trạm Y tế”, “số các thôn cộng lại”."""
    if side == Side.CHECK:
        return f"số {pair.check_word[:1].lower()}{pair.check_word[1:]} cộng lại"
    return f"số của {pair.source_word}"


def chosen_words(choice: Settlement, pair: Compared) -> str:
    value = choice.check_value if choice.uses == Side.CHECK else choice.source_value
    return f"Dùng {side_words(choice.uses, pair)} ({format_number(value)}): {choice.reason}"


def differences(
    reports: Sequence[Report], known: Mapping[int, Sequence[tuple[Compared, int]]] | None = None
) -> dict[int, list[Difference]]:
    """The differences on the communes' own reports, by report id, settled or not; two queries.

    `known`: what was compared, by report id, where the caller has read it already; then one query.
    """
    communes = [report for report in reports if report.unit.level == Level.COMMUNE]
    if known is None:
        places = compared_at(
            {report.unit_id for report in communes}, {report.round_id for report in communes}
        )
        known = {report.pk: places.get((report.round_id, report.unit_id), []) for report in communes}
    latest = choices_at({report.unit_id for report in communes}, {report.round_id for report in communes})
    return {
        report.pk: [
            Difference(report.pk, pair, latest.get((report.round_id, report.unit_id), {}).get(pair.item_id))
            for pair, _ in known.get(report.pk, ())
            if pair.is_whole and pair.source_value != pair.check_value
        ]
        for report in communes
    }


def differences_of(report: Report) -> list[Difference]:
    """Those of one place; two queries."""
    return differences([report]).get(report.pk, [])


def choices_at(
    place_ids: Collection[int], round_ids: Collection[int]
) -> dict[tuple[int, int], dict[int, Settlement]]:
    """The last choice for each item, by round and place; one query."""
    rows = Settlement.objects.filter(report__unit__in=list(place_ids), report__round__in=list(round_ids))
    found: dict[tuple[int, int], dict[int, Settlement]] = defaultdict(dict)
    for row in rows.select_related("by", "report").order_by("id"):
        found[row.report.round_id, row.report.unit_id][row.item_id] = row
    return dict(found)


# --- The page on which it is settled


@dataclass(frozen=True)
class WrittenCell:
    """What one unit wrote, and who wrote it when."""

    unit_name: str
    unit_key: str
    answer: str
    written: str
    is_answered: bool


@dataclass(frozen=True)
class SideOf:
    """One of the two sums: whose, how much, and made of what."""

    key: str
    heading: str
    choice: str
    total: str
    cells: list[WrittenCell] = field(default_factory=list)


@dataclass(frozen=True)
class ChoiceLine:
    """A choice that was made; both sums as they stood then stay in it."""

    when: str
    who: str
    sums: str
    words: str
    stands: bool


@dataclass(frozen=True)
class SettlePage:
    """One item of one place that two kinds of unit count."""

    item_id: int
    item_code: str
    item_name: str
    is_restricted: bool
    sides: list[SideOf]
    difference: Difference | None  # None: nothing to choose now
    nothing: str  # why there is nothing to choose
    history: list[ChoiceLine]


def settle_page(report: Report, item_code: str) -> SettlePage | None:
    """Both sums with who wrote what, and every earlier choice; a fixed number of queries. None where no two
    kinds of unit count the item there."""
    figures = list(_cells(report, item_code))
    if report.unit.level != Level.COMMUNE or {figure.is_check for figure in figures} != {True, False}:
        return None
    item = figures[0].item
    compared = compared_at([report.unit_id], [report.round_id]).get((report.round_id, report.unit_id), [])
    known = next((pair for pair, _ in compared if pair.item_id == item.pk), None)
    pair = known or _unequal(figures)
    found = differences([report], {report.pk: compared})[report.pk]
    difference = next((each for each in found if each.pair.item_id == item.pk), None)
    names = names_on(report.round.data_to, [figure.report.unit_id for figure in figures])
    cells: dict[bool, list[tuple[str, WrittenCell]]] = {False: [], True: []}
    for figure in figures:
        place = names.get(figure.report.unit_id)
        name = place.full_name if place else figure.report.unit.key
        cells[figure.is_check].append((place.sort if place else "", _written(figure, name)))
    rows = Settlement.objects.filter(report=report, item=item).select_related("by").order_by("-id")
    return SettlePage(
        item_id=item.pk,
        item_code=item.code,
        item_name=item.short_name,
        is_restricted=item.is_restricted,
        sides=[
            _side(Side.SOURCE, pair.source_word, pair, pair.source_value, cells[False]),
            _side(Side.CHECK, pair.check_word, pair, pair.check_value, cells[True]),
        ],
        difference=difference,
        nothing=_nothing(known) if difference is None else "",
        history=[
            ChoiceLine(
                when=moment(row.at),
                who=row.by.full_name,
                sums=replace(pair, source_value=row.source_value, check_value=row.check_value).message,
                words=chosen_words(row, pair),
                stands=difference is not None and difference.latest == row and difference.is_settled,
            )
            for row in rows
        ],
    )


def _cells(report: Report, item_code: str) -> list[Figure]:
    children = Placement.objects.as_of(report.round.data_to).filter(parent=report.unit_id)
    figures = Figure.objects.filter(
        report__round=report.round_id, report__unit__in=children.values("unit_id"), item__code=item_code
    )
    return list(figures.select_related("item", "entered_by", "report__unit", "report__round").order_by("pk"))


def _unequal(figures: Sequence[Figure]) -> Compared:
    """Sums that cannot be compared yet, to show what there is."""
    item = figures[0].item
    sums = {
        is_check: sum(
            figure.value or 0
            for figure in figures
            if figure.is_check == is_check and figure.state in ANSWERED
        )
        for is_check in (False, True)
    }
    return Compared(
        item_id=item.pk,
        name=item.short_name,
        source_word=item.get_source_display(),
        source_value=sums[False],
        check_word=f"Các {item.get_check_source_display().lower()}",
        check_value=sums[True],
        is_whole=False,
    )


def _nothing(pair: Compared | None) -> str:
    if pair is not None and pair.is_whole:
        return "Hai bên ghi bằng nhau nên không phải chọn."
    return "Chưa so được: còn đơn vị chưa có câu trả lời. Đủ cả hai bên mới chọn số dùng."


def _side(
    side: Side, word: str, pair: Compared, total: int, cells: Sequence[tuple[str, WrittenCell]]
) -> SideOf:
    return SideOf(
        key=side.value,
        heading=word,
        choice=f"Dùng {side_words(side, pair)}: {format_number(total)}",
        total=format_number(total),
        cells=[cell for _, cell in sorted(cells, key=lambda entry: entry[0])],
    )


def _written(figure: Figure, name: str) -> WrittenCell:
    answered = figure.state != FigureState.EMPTY
    return WrittenCell(
        unit_name=name,
        unit_key=figure.report.unit.key,
        answer=shown(control_of(figure, figure.report), answer_of(figure)) if answered else DASH,
        written=(
            f"{figure.entered_by.full_name}, {moment(figure.entered_at)}"
            if figure.entered_by is not None and figure.entered_at is not None
            else ""
        ),
        is_answered=answered,
    )
