"""How do tests bring a CSV file in and take one out?"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from reporting.enums import BulkKind
from reporting.moving import bring_in, rows_of, taken_out
from tests.world import NOW, TODAY, World
from units.bulk import Outcome, Tally

HEADS = {
    BulkKind.UNITS: "key,level,agency_kind,name,kind,code,area,parent,starts_on,ends_on,note",
    BulkKind.SUCCESSIONS: "predecessor,successor,on,share,decision,note",
    BulkKind.FIGURES: "unit,round,item,value,answered,state,text,reason,version",
}


def bring(
    world: World, kind: BulkKind, text: str, *, by: str | None = "tinh", head: str | None = None, **more: Any
) -> Tally:
    """The lines brought in under the kind's own head; `by`: of the world, None from the server."""
    whole = text if head == "" else f"{HEADS[kind] if head is None else head}\n{text}"
    person = world.people[by] if by is not None else None
    return bring_in(kind, BytesIO(whole.encode()), "tệp.csv", by=person, at=more.pop("at", NOW), **more)


def take_out(kind: BulkKind, **more: Any) -> str:
    options = {"units": None, "today": TODAY} | more
    return "".join(taken_out(kind, rows_of(kind, **options)))


def counts(tally: Tally) -> tuple[int, int, int, int]:
    """New, changed, equal, refused."""
    new, changed, equal, refused = (tally.counts[outcome] for outcome in Outcome)
    return new, changed, equal, refused


def why(tally: Tally) -> dict[int, str]:
    """By line of the file why it was refused."""
    return {told.line.number: told.why for told in tally.refused}
