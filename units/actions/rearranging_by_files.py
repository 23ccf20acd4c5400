"""Sắp xếp đơn vị theo tệp: a whole reform from its files, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from units.actions.rearranging import schedule
from units.models import Reorganisation, User
from units.rearrangement_files import (
    BadFiles,
    kinds_of,
    kinds_rearrangement,
    read_files,
    rearrangement_of,
)
from units.summaries.rearranging import Foreseen, foreseen, tree_before


@dataclass(frozen=True)
class ByFiles:
    """What the files did, or would do. told: the rearrangement itself; rows: it, and after it the changes of
    kind on later days."""

    told: Foreseen
    rows: list[Reorganisation]


@transaction.atomic
def rearrange_by_files(
    *,
    contents: Mapping[str, bytes],
    decision: str,
    by: User | None,
    at: datetime,
    address: str | None = None,
    seen: str = "",
    tells: bool = True,
) -> ByFiles:
    """Read, complete, check and write the files (`rearrangement_files`, by name).

    seen: `Foreseen.mark` of a preview. tells: whether apps above say what it concerns. Raises BadFiles with a
    sentence for each line that is wrong, NotYours, Overtaken, Refused; nothing is written then.
    """
    told = foresee_files(contents, decision, tells=tells)
    if told.faults and not _is_scheduled(told):
        raise BadFiles(told.faults)
    said = told.rearrangement
    rows = [schedule(rearrangement=said, by=by, at=at, address=address, seen=seen)]
    for kinds in kinds_of(read_files(contents)):
        tree = tree_before(kinds.day, kinds.keys)
        rows.append(schedule(rearrangement=kinds_rearrangement(kinds, tree), by=by, at=at, address=address))
    return ByFiles(told, rows)


def foresee_files(contents: Mapping[str, bytes], decision: str, *, tells: bool = True) -> Foreseen:
    """What the files would do, and every line that is wrong; writes nothing. Raises BadFiles where they
    cannot be read."""
    files = read_files(contents)
    said = rearrangement_of(files, tree_before(files.day), decision)
    return foreseen(said, tree_before(files.day, new=said.new), tells=tells)


def _is_scheduled(told: Foreseen) -> bool:
    """Then the act says so itself, in one sentence instead of one for each unit."""
    said = told.rearrangement
    return Reorganisation.objects.filter(
        takes_effect_on=said.day, summary=said.summary, decision=said.decision, cancelled_at__isnull=True
    ).exists()
