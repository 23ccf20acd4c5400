"""Sắp xếp đơn vị theo tệp: a whole reform from its files, in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from units.actions.rearranging import CHANGED, hold, is_scheduled, schedule, write
from units.models import Reorganisation, User
from units.rearrangement_files import (
    BadFiles,
    Files,
    kinds_of,
    kinds_rearrangement,
    read_files,
    rearrangement_of,
)
from units.refusals import Overtaken
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
    files = read_files(contents)
    hold(files.day - timedelta(days=1), files.keys)
    told = _foreseen(files, decision, tells=tells)
    if told.faults and not is_scheduled(told.rearrangement):
        raise BadFiles(told.faults)
    if seen and seen != told.mark:
        raise Overtaken(CHANGED)
    rows = [write(told, by=by, at=at, address=address)]
    for kinds in kinds_of(files):
        said = kinds_rearrangement(kinds, tree_before(kinds.day, kinds.keys))
        rows.append(schedule(rearrangement=said, by=by, at=at, address=address))
    return ByFiles(told, rows)


def foresee_files(contents: Mapping[str, bytes], decision: str, *, tells: bool = True) -> Foreseen:
    """What the files would do, and every line that is wrong; writes nothing. Raises BadFiles where they
    cannot be read."""
    return _foreseen(read_files(contents), decision, tells=tells)


def _foreseen(files: Files, decision: str, *, tells: bool) -> Foreseen:
    tree = tree_before(files.day)
    return foreseen(rearrangement_of(files, tree, decision), tree, tells=tells)
