"""Screen 11, Theo dõi nộp: who has sent, who has not, unit by unit and in five figures.

The two rates and the five figures speak of the reports one level down, those this place collects itself: of
a commune its villages and agencies, of a district its communes. What lies deeper stands in the cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from childplan.vietnamese import moment
from reporting.chips import Chip
from reporting.enums import WITH_FIGURES, ReportState, RoundKind
from reporting.models import Round
from reporting.summaries.desks import KeyFigure
from reporting.summaries.standings import (
    Contact,
    Details,
    Line,
    Watch,
    contacts_of,
    lines_below,
    no_longer_owed,
    watch,
)
from reporting.summaries.tracking_cells import (
    NOTHING_OWED,
    Below,
    Cell,
    Column,
    Links,
    by_round,
    own_cell,
    watches,
)
from reporting.summaries.tracking_page import (
    Choice,
    Detail,
    PickLink,
    RowGroup,
    Tracking,
    TrackingRow,
)
from reporting.tracking import Pick, Tally, tally
from units.enums import Level
from units.models import Unit
from units.summaries.lineage import Ending
from units.summaries.places import PlaceName

PAGE = 100
"""Rows of a page. A district has some forty communes at most, so it is one page to look over and to print; a
province without districts has two. The house's fifty would cut places for nothing, and three hundred rows of
twenty columns would weigh on an old machine."""
MOST_ROUNDS = 6

NOUNS = {Level.COMMUNE.value: "xã", Level.DISTRICT.value: "huyện", Level.PROVINCE.value: "tỉnh"}
HEADS = {
    Level.COMMUNE.value: "Xã, phường, thị trấn",
    Level.DISTRICT.value: "Huyện, thành phố",
    Level.PROVINCE.value: "Tỉnh, thành phố",
}
GROUP_WORDS = {
    "overdue": "Quá hạn",
    "due_today": "Hạn hôm nay",
    "returned": "Bị trả lại",
    "not_started": "Chưa nhập",
    "in_progress": "Đang nhập",
    "ready_to_submit": "Nhập đủ, chưa nộp",
    "submitted": "Đã nộp",
    "under_review": "Đang kiểm tra",
    "accepted": "Đã duyệt",
    "waived": "Chấp nhận thiếu",
    "locked": "Đã chốt",
}
"""Codes of chips, most urgent first, and what a card on a phone calls them together."""
GONE_NAMED = 8
"""Of units that owe nothing any more so many are called by name."""


@dataclass(frozen=True)
class Offers:
    """What the reader may do for a unit that is missing."""

    chase: bool = False
    stand_in: bool = False


def tracking(
    *,
    place: Unit,
    round_: Round,
    choice: Choice,
    now: datetime,
    may_review: bool,
    may_chase: bool = False,
    may_stand_in: bool = False,
) -> Tracking:
    """The page or the file; a fixed number of queries, whatever is below the place.

    may_review: cells lead to checks. may_chase: whoever is late can be reminded from here. may_stand_in: the
    list of a commune offers to enter for a unit.
    """
    chain, days = watch(place, round_, now)
    lines = lines_below(place, round_, days)
    owed = [line for line in lines if line.standing is not None]
    counted = tally(line.standing for line in owed if line.standing is not None)
    asked = [line for line in lines if line.is_place or line.standing is not None]
    unasked = [line for line in lines if not line.is_place and line.standing is None]
    chosen = _chosen(asked, choice)
    pages = max(ceil(len(chosen) / PAGE), 1)
    shown = chosen if choice.page is None else chosen[(min(choice.page, pages) - 1) * PAGE :][:PAGE]
    is_list = not any(line.is_place for line in lines)
    links = Links(round_.key, may_review, round_.asks_figures)
    columns, rows = (
        _by_round_rows(place, shown, links, now)
        if choice.is_by_round
        else _rows(shown, round_, days, links, is_list=is_list, offers=Offers(may_chase, may_stand_in))
    )
    levels = {line.place.level for line in owed if line.is_place}
    noun = NOUNS.get(next(iter(levels), ""), "đơn vị") if len(levels) == 1 else "đơn vị"
    counted_noun = noun if all(line.is_place for line in owed) else "đơn vị"
    return Tracking(
        place_name=chain[-1].full_name if chain else str(place),
        place_key=place.key,
        round_=round_,
        row_heading=HEADS.get(next(iter(levels), ""), "Đơn vị") if len(levels) == 1 else "Đơn vị",
        own_heading=f"Báo cáo của {noun}",
        columns=columns,
        groups=_grouped(shown, rows, chain),
        tally=counted,
        figures=_figures(counted, counted_noun),
        noun=counted_noun,
        remarks=[
            *_remarks(round_, counted, counted_noun, unasked),
            *_gone_words(no_longer_owed(place, round_)),
        ],
        picks=[
            PickLink(
                pick.label,
                sum(_belongs(line, pick) for line in asked),
                choice.query(pick=pick),
                is_current=pick == choice.pick,
            )
            for pick in Pick
        ],
        choice=choice,
        pages=pages,
        made_at=moment(now),
        is_list=is_list,
        may_chase=may_chase,
    )


def _belongs(line: Line, pick: Pick) -> bool:
    return pick == Pick.ALL if line.standing is None else line.standing.belongs(pick)


def _chosen(lines: Sequence[Line], choice: Choice) -> list[Line]:
    """Places before agencies; inside, most urgent first or by name; who owes nothing comes last."""
    found = [line for line in lines if _belongs(line, choice.pick)]
    if choice.is_by_name:
        return found
    last = (9, 0)
    is_mixed = any(line.is_place for line in found)
    return sorted(
        found,
        key=lambda line: (
            is_mixed and not line.is_place,
            line.standing.urgency if line.standing else last,
        ),
    )


def _figures(counted: Tally, noun: str) -> list[KeyFigure]:
    return [
        KeyFigure(f"{counted.handed_in}/{counted.expected}", f"{noun} đã nộp ({counted.handed_in_rate})"),
        KeyFigure(f"{counted.on_time}/{counted.with_day}", f"nộp đúng hạn ({counted.on_time_rate})"),
        KeyFigure(str(counted.waiting), "chờ kiểm tra"),
        KeyFigure(str(counted.returned), "bị trả lại"),
        KeyFigure(str(counted.overdue), "quá hạn", is_alarm=counted.overdue > 0),
    ]


def _remarks(round_: Round, counted: Tally, noun: str, unasked: Sequence[Line]) -> list[str]:
    """Who has no day, and which villages and agencies owe nothing: places that owe nothing keep their row."""
    found = []
    if round_.is_rehearsal:
        found.append("Kỳ chạy thử, không có hạn.")
    elif without := counted.expected - counted.with_day:
        found.append(f"{without} {noun} chưa được ấn định hạn nên không tính vào tỷ lệ đúng hạn.")
    if unasked:
        names = ", ".join(line.place.full_name for line in unasked)
        found.append(f"Không phải nộp kỳ này: {names}.")
    return found


def _gone_words(endings: Sequence[Ending]) -> list[str]:
    """“Không còn vào ngày chốt số liệu nên không phải nộp: xã Xuân (đã vào xã Xuân Yên), huyện An.”"""
    if not endings:
        return []
    named = [f"{one.name} ({one.into_words})" if one.into else one.name for one in endings[:GONE_NAMED]]
    rest = len(endings) - len(named)
    words = ", ".join(named) + (f" và {rest} đơn vị khác" if rest else "")
    return [f"Không còn vào ngày chốt số liệu nên không phải nộp: {words}."]


def _rows(
    lines: Sequence[Line],
    round_: Round,
    days: Watch,
    links: Links,
    *,
    is_list: bool,
    offers: Offers,
) -> tuple[list[Column], list[TrackingRow]]:
    places = [] if is_list else [line for line in lines if line.is_place]
    below = Below(places, round_)
    own = [line.report for line in lines if line.report is not None]
    details = Details.of([*own, *below.reports])
    columns = below.columns()
    cells = below.cells(columns, days, details, links)
    people: Mapping[int, list[Contact]] = {}
    if is_list:
        missing = [line.place.unit_id for line in lines if line.report and line.report.is_open]
        people = contacts_of(missing, days.now.date())
    empty = [NOTHING_OWED] * len(columns)
    rows = []
    for line in lines:
        mine = own_cell(line, days, details, links)
        found = cells.get(line.place.unit_id, empty)
        detail = None
        if is_list:
            detail = _detail(line, mine, details, links, people.get(line.place.unit_id, []), offers)
        rows.append(_row(line, found, mine, _groups(columns, found), links, detail))
    return columns, rows


def _row(
    line: Line,
    cells: list[Cell],
    own: Cell,
    groups: list[tuple[Chip, str]],
    links: Links,
    detail: Detail | None = None,
) -> TrackingRow:
    address = links.place(line.place.key) if line.is_place else own.address
    name = line.place.full_name
    return TrackingRow(name[:1].upper() + name[1:], line.place.key, address, cells, own, groups, detail)


def _by_round_rows(
    place: Unit, lines: Sequence[Line], links: Links, now: datetime
) -> tuple[list[Column], list[TrackingRow]]:
    asked = Round.objects.filter(kind__in=WITH_FIGURES, reports__unit=place).distinct()
    asked = asked.exclude(kind=RoundKind.REHEARSAL)
    rounds = list(asked.order_by("-data_to", "kind")[:MOST_ROUNDS])
    each = {round_.pk: Links(round_.key, links.may_review) for round_ in rounds}
    cells = by_round(lines, rounds, each, watches(rounds, now))
    columns = [Column(round_.key, round_.name) for round_ in rounds]
    rows = [
        _row(line, found := cells[line.place.unit_id], NOTHING_OWED, _groups(columns, found), links)
        for line in lines
    ]
    return columns, rows


def _groups(columns: Sequence[Column], cells: Sequence[Cell]) -> list[tuple[Chip, str]]:
    """One line a status for a card on a phone: “Quá hạn: Công an xã, Trường học”."""
    found: dict[str, list[str]] = {}
    filled: Mapping[str, bool] = {cell.chip.code: cell.chip.is_filled for cell in cells if cell.chip}
    for column, cell in zip(columns, cells, strict=True):
        if cell.chip is not None:
            found.setdefault(cell.chip.code, []).append(column.heading)
    lines = [
        (Chip(code, words, is_filled=filled[code]), ", ".join(found[code]))
        for code, words in GROUP_WORDS.items()
        if code in found
    ]
    counts = [
        (Chip("partial" if cell.part < cell.whole else "done", cell.words), column.heading)
        for column, cell in zip(columns, cells, strict=True)
        if cell.whole
    ]
    return lines + counts


def _detail(
    line: Line, own: Cell, details: Details, links: Links, contacts: list[Contact], offers: Offers
) -> Detail | None:
    report, standing, due = line.report, line.standing, line.due
    if report is None or standing is None or due is None:
        return None
    reminded = details.reminders.get(report.pk)
    to_do = []
    if links.may_review and report.state == ReportState.SUBMITTED:
        to_do.append(("Kiểm tra", own.address))
    if offers.chase and standing.is_chased:
        to_do.append(("Đôn đốc", f"don-doc/#{line.place.key}"))
    if offers.stand_in and standing.is_awaited:
        to_do.append(("Nhập thay", links.stand_in(line.place.key)))
    return Detail(
        due=Chip(standing.fact.timing.value, standing.fact.text),
        due_on=due.sentence.removeprefix("Hạn nộp: ") if standing.fact.on and not standing.is_on_time else "",
        handed_in=moment(report.submitted_at) if report.submitted_at else "",
        reminded=f"{reminded.times} lần, lần cuối {moment(reminded.last_at)}" if reminded else "",
        to_do=to_do,
        contacts=contacts,
    )


def _grouped(
    lines: Sequence[Line], rows: Sequence[TrackingRow], chain: Sequence[PlaceName]
) -> list[RowGroup]:
    """The place's own agencies stand apart from the places below it."""
    places = [row for line, row in zip(lines, rows, strict=True) if line.is_place]
    others = [row for line, row in zip(lines, rows, strict=True) if not line.is_place]
    if not places or not others:
        return [RowGroup("", list(rows))] if rows else []
    level = NOUNS.get(chain[-1].level, "") if chain else ""
    return [RowGroup("", places), RowGroup(f"Cơ quan của {level}" if level else "Cơ quan", others)]
