"""How long does a save of the entry page take, and how does that change with the size of the form?

The floor is the same server (same middleware, same sign-in) answering a view that updates one row. The page's
bytes are printed too, and as many as travel packed. What the marks of forms cost (ADR 17) is told by writing
the same cells with their triggers and without. `./run bench entry`, or `python -m benchmarks.entry`.
"""

import gzip
import sys
import types
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.ratios import Comparison, run
from tools.speech import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

    from reporting.models import Figure, Round
    from tests.world import World

LIMITS = {13: 60, 130: 240}
"""Cells of a form, and how many times the floor a save may take there."""
YEAR = 2024
BROWSER = "django.contrib.auth.backends.ModelBackend"


def comparisons() -> list[Comparison]:
    from django.test import Client

    from tests.world import build_catalogue, build_people, build_places

    world = _world()
    build_places(world)
    build_people(world)
    build_catalogue(world)
    _serve_floor()
    client = Client()
    client.force_login(world.people["vhxh-y"], backend=BROWSER)
    found = []
    for year, (size, limit) in enumerate(LIMITS.items(), start=YEAR - 1):
        address, codes = _form(world, size, year)
        page = client.get(address)
        assert f"0/{size} ô" in page.content.decode()
        packed = len(gzip.compress(page.content, 6))
        say(f"Trang {size} ô: {len(page.content) // 1024} kB, nén còn {packed // 1024} kB")
        save, name = _saver(client, address, codes), f"lưu một ô của phiếu {size} ô / một dòng"
        found.append(Comparison(name, save, lambda: client.post("/san/"), limit, rounds=25))
    cells = _unwritten(world)
    for name, work, limit in (
        (f"mở {len(cells)} ô, có dấu / không", lambda: _open_cells(cells), 1.6),
        (f"ghi {WRITES} lần một ô, có dấu / không", lambda: _write_cells(cells), 1.9),
    ):
        found.append(
            Comparison(
                name, lambda work=work: _undone(work), lambda work=work: _unmarked(work), limit, rounds=5
            )
        )
    return found


UNITS, ITEMS, WRITES = 500, 40, 300
"""How many forms are opened at once, with how many cells each, and how many cells are written one by one."""


def _unwritten(world: "World") -> "list[Figure]":
    from indicators.models import DataItem
    from reporting.models import Figure, Report, Round
    from units.enums import Level
    from units.models import Unit

    round_ = Round.objects.order_by("-year")[0]
    units = Unit.objects.bulk_create(
        Unit(key=f"thon-moi-{number}", level=Level.VILLAGE) for number in range(UNITS)
    )
    reports = Report.objects.bulk_create(Report(round=round_, unit=unit) for unit in units)
    items = list(DataItem.objects.all()[:ITEMS])
    return [Figure(report=report, item=item) for report in reports for item in items]


def _open_cells(cells: "list[Figure]") -> None:
    from reporting.models import Figure

    Figure.objects.bulk_create([_blank(cell) for cell in cells], batch_size=1000)


def _write_cells(cells: "list[Figure]") -> None:
    """As `actions.answering` does: an insert that gives way to the row that is there."""
    from reporting.enums import FigureState
    from reporting.models import Figure

    some = [_blank(cell) for cell in cells[:WRITES]]
    Figure.objects.bulk_create(some)
    for cell in some:
        cell.state, cell.value = FigureState.ENTERED, 5
        Figure.objects.bulk_create(
            [cell], update_conflicts=True, unique_fields=["id"], update_fields=["state", "value"]
        )


def _blank(cell: "Figure") -> "Figure":
    from reporting.models import Figure

    return Figure(report_id=cell.report_id, item_id=cell.item_id)


def _undone(work: Callable[[], None]) -> None:
    from django.db import transaction

    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _unmarked(work: Callable[[], None]) -> None:
    """The same without the triggers, which come back with the rollback."""
    from django.db import connection, transaction

    from reporting.marking import marks_of_forms

    triggers = marks_of_forms()
    gone = triggers.reverse_sqlite if connection.vendor == "sqlite" else triggers.reverse_postgresql
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in gone:
                cursor.execute(statement)
        work()
        transaction.set_rollback(True)


def _world() -> "World":
    from tests.world import World

    return World()


def _serve_floor() -> None:
    """The product's own addresses, and one that updates one row for whoever is signed in."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import include, path

    from units.models import User

    def floor(request: "HttpRequest") -> "HttpResponse":
        User.objects.filter(pk=request.user.pk).update(phone="0900000000")
        return HttpResponse("")

    module = types.ModuleType("benchmarks.floor_urls")
    module.__dict__["urlpatterns"] = [path("san/", floor), path("", include("childplan.urls"))]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    settings.ALLOWED_HOSTS = ["testserver"]


def _form(world: "World", size: int, year: int) -> tuple[str, list[str]]:
    """The form of a commune that types for the whole place: one base figure, the rest numerators over it."""
    from django.urls import reverse

    from indicators.enums import Better, ItemKind, Method, Nature, Operator, Source, Window
    from indicators.models import Component, DataItem, Indicator, Measure, Target
    from plans.enums import PlanKind
    from plans.models import Goal, Plan
    from units.models import Placement

    plan = Plan.objects.create(
        key=f"phieu-{size}",
        issuer=world.units["xa-y"],
        kind=PlanKind.PLAN,
        title="Kế hoạch thử",
        short_title="Kế hoạch thử",
        first_year=year,
        last_year=year,
    )
    assert Placement.objects.filter(unit=plan.issuer).exists()
    goal = Goal.objects.create(plan=plan, number=1, name="Mục tiêu", words="Mục tiêu")
    codes = [f"so-{size}-{number}" for number in range(size)]
    items = [
        DataItem.objects.create(
            code=code,
            name=f"Số trẻ em được giúp theo cách thứ {position}",
            short_name=f"Trẻ em được giúp, cách {position}",
            kind=ItemKind.COUNT,
            source=Source.COMMUNE,
            nature=Nature.FLOW,
            window=Window.ROUND,
            is_base=position == 0,
            position=1000 + position,
        )
        for position, code in enumerate(codes)
    ]
    for position, item in enumerate(items[1:], start=1):
        measure = Measure.objects.create(
            code=f"DO-{size}-{position}",
            goal=1,
            name=item.name,
            short_name=item.short_name,
            method=Method.RATIO,
            numerator=item,
            denominator=items[0],
            better=Better.HIGHER,
            position=position,
        )
        indicator = Indicator.objects.create(
            plan=plan,
            goal=goal,
            number=str(position),
            short_name=item.short_name,
            official_text=f"Đến năm {year}, 95% trẻ em được giúp theo cách thứ {position}",
            position=position,
        )
        component = Component.objects.create(
            indicator=indicator,
            label=str(position),
            measure=measure,
            short_name=item.short_name,
            words=f"95% trẻ em được giúp theo cách thứ {position}",
            position=1,
        )
        Target.objects.create(component=component, operator=Operator.AT_LEAST, value=95, words="95%")
    round_ = _open(world, year)
    return reverse("reporting:entry", args=[round_.key, "xa-y"]), codes


def _open(world: "World", year: int) -> "Round":
    from tests.world import build_round

    return build_round(world, year)


def _saver(client: "Client", address: str, codes: list[str]) -> Callable[[], object]:
    count = 0

    def save() -> None:
        """A new figure in one cell after the other, as somebody who fills in the form."""
        nonlocal count
        code, version = codes[count % len(codes)], count // len(codes)
        count += 1
        fields = {f"so-{code}": str(count), f"phien-ban-{code}": str(version)}
        answer = client.post(address, fields, headers={"accept": "application/json"})
        assert answer.status_code == 200

    return save


if __name__ == "__main__":
    sys.exit(run(comparisons))
