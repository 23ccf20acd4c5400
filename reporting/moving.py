"""Which kinds of data come in and go out as CSV, who may, and how is a file brought in whole or not at all?

The one door for commands and screens: `bring_in` and `taken_out`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Exists, OuterRef

from indicators.actions.bulk_items import ITEM_COLUMNS, OPTIONAL_ITEM_COLUMNS, import_items, item_values
from indicators.models import DataItem
from reporting.actions.bulk_figures import MOVERS, import_figures
from reporting.enums import WITH_FIGURES, BulkKind
from reporting.exports.bulk_figures import figure_rows
from reporting.incoming.csv_figures import FIGURE_COLUMNS, OPTIONAL_FIGURE_COLUMNS
from reporting.models import Figure, Round
from units import log
from units.actions.bulk_successions import SUCCESSION_COLUMNS, import_successions
from units.actions.bulk_units import UNIT_COLUMNS, import_units, reach_of
from units.bulk import Bringing, Tally, Told
from units.csv_files import BadFile, Line
from units.csv_streams import read_stream, written
from units.enums import LogKind, Role
from units.exports.bulk import succession_rows, unit_rows
from units.models import Unit, User
from units.roles import Verb, roles_that_may

KEEPERS = [role for role in roles_that_may(Verb.MOVE_DATA) if role not in MOVERS]
"""Quản trị: moves what everybody may see, and no figure."""


@dataclass(frozen=True)
class Kind:
    """One kind of data. brings, takes: roles that may bring it in, and take it out."""

    columns: Sequence[str]
    optional: Sequence[str]
    brings: Sequence[Role]
    takes: Sequence[Role]
    about: str


_BOTH = roles_that_may(Verb.MOVE_DATA)
KINDS: dict[BulkKind, Kind] = {
    BulkKind.UNITS: Kind(
        UNIT_COLUMNS, (), _BOTH, _BOTH, "tên, loại, mã, nơi thuộc về, từ ngày nào đến ngày nào"
    ),
    BulkKind.SUCCESSIONS: Kind(
        SUCCESSION_COLUMNS, ("note",), KEEPERS, _BOTH, "đơn vị cũ nào vào đơn vị mới nào, theo văn bản nào"
    ),
    BulkKind.ITEMS: Kind(
        ITEM_COLUMNS, OPTIONAL_ITEM_COLUMNS, KEEPERS, _BOTH, "mã, tên, ai nhập, loại và thời gian của số liệu"
    ),
    BulkKind.FIGURES: Kind(
        FIGURE_COLUMNS, OPTIONAL_FIGURE_COLUMNS, MOVERS, MOVERS, "từng ô: đơn vị, kỳ, số liệu, giá trị"
    ),
}


# --- In


def bring_in(
    kind: BulkKind,
    file: BinaryIO,
    name: str,
    *,
    by: User | None,
    at: datetime,
    address: str | None = None,
    dry_run: bool = False,
    seen: str = "",
    most_lines: int | None = None,
    also: Callable[[Told], None] | None = None,
) -> Tally:
    """Every line told; written only if none is refused and this is no dry run, all or nothing.

    by: nobody for what comes from the server's own command line, which figures never do. seen: the mark of a
    preview. most_lines: a longer file is not read. also: gets every line told. Raises BadFile where it is no
    such file, Overtaken where the rows are no longer those of the preview.
    """
    tally = Tally(also=also)
    bringing = Bringing(by=by, at=at, tally=tally, file_name=name, address=address)
    lines = read_stream(file, name, KINDS[kind].columns, KINDS[kind].optional)
    if most_lines is not None:
        lines = _not_more(lines, most_lines, name)
    with transaction.atomic():
        _take(kind, lines, bringing, writes=not dry_run)
        if dry_run or not tally.is_whole:
            transaction.set_rollback(True)
            return tally
        bringing.check_mark(seen)
        log.write(
            LogKind.IMPORT,
            f"đưa vào {kind.label.lower()} từ tệp CSV",
            at=at,
            by=by,
            address=address,
            unit=first_place(by, at),
            subject=name,
            after=tally.words,
        )
    return tally


def _take(kind: BulkKind, lines: Iterable[Line], bringing: Bringing, *, writes: bool) -> None:
    match kind:
        case BulkKind.UNITS:
            import_units(lines, bringing, writes=writes)
        case BulkKind.SUCCESSIONS:
            import_successions(lines, bringing, reach_of(bringing.by, bringing.at), writes=writes)
        case BulkKind.ITEMS:
            import_items(lines, bringing, _in_use, writes=writes)
        case BulkKind.FIGURES:
            import_figures(lines, bringing, writes=writes)


def _in_use(item_ids: Collection[int]) -> set[int]:
    """Of the items those that somebody was asked for."""
    has_cells = Exists(Figure.objects.filter(item=OuterRef("pk")))
    return set(DataItem.objects.filter(has_cells, pk__in=item_ids).values_list("pk", flat=True))


def _not_more(lines: Iterator[Line], most: int, name: str) -> Iterator[Line]:
    for count, line in enumerate(lines, start=1):
        if count > most:
            raise BadFile(
                f"Tệp {name} có hơn {most} dòng. Chia tệp, hoặc nhờ người giữ máy chủ chạy lệnh import_data."
            )
        yield line


def first_place(by: User | None, at: datetime) -> Unit | None:
    """Whose affair it was: the place of the first post that moves data."""
    if by is None:
        return None
    posts = by.postings.as_of(at.date()).with_role(*roles_that_may(Verb.MOVE_DATA)).select_related("unit")
    post = posts.order_by("id").first()
    return post.unit if post is not None else None


# --- Out


def taken_out(kind: BulkKind, rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file in pieces."""
    return written(KINDS[kind].columns, rows)


def rows_of(
    kind: BulkKind,
    *,
    units: Sequence[Unit] | None,
    today: date,
    within: Sequence[Unit] | None = None,
    day: date | None = None,
    round_: Round | None = None,
    items: Collection[str] = (),
    only_accepted: bool = False,
) -> Iterator[Sequence[object]]:
    """The lines of a kind, one at a time. units: they and everything below them; None is everything.

    day: of units only what stood then; within, round_, items, only_accepted: of figures (`figure_rows`).
    """
    match kind:
        case BulkKind.FIGURES:
            every = Round.objects.filter(kind__in=WITH_FIGURES).order_by("year", "kind")
            rounds = [round_] if round_ is not None else list(every)
            return figure_rows(rounds, units, today, within=within, items=items, only_accepted=only_accepted)
        case BulkKind.ITEMS:
            found = (
                DataItem.objects.offered()
                .select_related("contained_in", "owner")
                .order_by("position", "code")
            )
            return (item_values(item) for item in found.iterator(chunk_size=500))
        case BulkKind.SUCCESSIONS:
            return succession_rows(None if units is None else Unit.objects.reached(*units, today=today))
    if units is None:
        return unit_rows(None, day)
    if day is not None:
        return unit_rows(Unit.objects.under(*units, day=day), day)
    return unit_rows(Unit.objects.reached(*units, today=today))


def log_taken(
    kind: BulkKind,
    *,
    by: User | None,
    at: datetime,
    unit: Unit | None,
    subject: str,
    address: str | None = None,
    code: str = "",
) -> None:
    """Who took data away, and when, is itself in the log."""
    log.write(
        LogKind.EXPORT,
        f"lấy {kind.label.lower()} ra tệp CSV",
        at=at,
        by=by,
        address=address,
        unit=unit,
        subject=subject,
        after=f"mã tệp {code}" if code else "",
    )
