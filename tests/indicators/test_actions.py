"""Who may confirm the reading of a flagged target, once, and what stays as it was?"""

from __future__ import annotations

import pytest

from indicators.actions.readings import confirm_reading
from indicators.enums import Flag, Operator
from indicators.models import Target
from tests.world import NOW, World, at, build_plan
from units.enums import LogKind
from units.models import LogEntry
from units.refusals import NotYours, Refused


@pytest.fixture
def flagged(world: World) -> Target:
    """A target of commune X that the system reads its own way."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    target: Target = Target.objects.get(component__indicator__plan=plan, component__label="2")
    target.flag = Flag.LOCAL_BASE
    target.save()
    return target


def test_the_owner_confirms_once(world: World, flagged: Target) -> None:
    before = Target.objects.filter(pk=flagged.pk).values(
        "words", "reading", "flag", "operator", "value", "second_value"
    )[0]
    assert confirm_reading(target=flagged, by=world.people["vhxh-x"], at=NOW) is True
    flagged.refresh_from_db()
    assert (flagged.confirmed_by, flagged.confirmed_at) == (world.people["vhxh-x"], NOW)
    after = Target.objects.filter(pk=flagged.pk).values(*before)[0]
    assert after == before


def test_a_second_time_changes_nothing(world: World, flagged: Target) -> None:
    confirm_reading(target=flagged, by=world.people["vhxh-x"], at=NOW)
    stale = Target.objects.get(pk=flagged.pk)
    stale.confirmed_at = None  # as another process saw it before
    assert confirm_reading(target=stale, by=world.people["vhxh-x"], at=at(16)) is False
    flagged.refresh_from_db()
    assert flagged.confirmed_at == NOW


@pytest.mark.parametrize(
    "who", ["lanh-dao-x", "y-te", "truong-thon-1", "vhxh-y", "huyen-a", "tinh", "quan-tri", "vhxh-cu"]
)
def test_nobody_else_confirms(world: World, flagged: Target, who: str) -> None:
    with pytest.raises(NotYours, match="Chỉ nơi ban hành"):
        confirm_reading(target=flagged, by=world.people[who], at=NOW)
    flagged.refresh_from_db()
    assert flagged.confirmed_at is None


def test_a_clear_target_has_nothing_to_confirm(world: World, flagged: Target) -> None:
    clear = Target.objects.get(component__indicator__plan__key="ke-hoach-x", component__label="3")
    with pytest.raises(Refused, match="đã rõ"):
        confirm_reading(target=clear, by=world.people["vhxh-x"], at=NOW)


def test_what_cannot_be_read_goes_on_waiting(world: World, flagged: Target) -> None:
    flagged.operator = Operator.UNREADABLE
    flagged.save()
    with pytest.raises(Refused, match="hiểu được hai cách"):
        confirm_reading(target=flagged, by=world.people["vhxh-x"], at=NOW)
    flagged.refresh_from_db()
    assert flagged.confirmed_at is None


def test_the_log_tells_the_words_and_how_they_are_read(world: World, flagged: Target) -> None:
    flagged.reading = "không quá 100 trên 10.000 trẻ em"
    flagged.save()
    confirm_reading(target=flagged, by=world.people["vhxh-x"], at=NOW, address="10.0.0.3")
    confirm_reading(target=flagged, by=world.people["vhxh-x"], at=at(16))
    row = LogEntry.objects.get(kind=LogKind.TARGET)
    assert (row.act, row.subject, row.before, row.after) == (
        "xác nhận cách đọc",
        "2 Nội dung TNTT – Chương trình tỉnh Thử",
        "Nguyên văn 2",
        "không quá 100 trên 10.000 trẻ em",
    )
    assert (row.by, row.at, row.unit, row.address) == (
        *(world.people["vhxh-x"], NOW),
        *(world.units["xa-x"], "10.0.0.3"),
    )
