"""Is Theo dõi nộp as prompt for 1,500 communes as for 15? The whole page, against bare SQL for the same rows.

Three provinces in one round, each commune with nine villages and six agencies. The floor is the same server
(same middleware, same sign-in) reading the reports the page speaks of: those of all communes, and those below
the hundred communes it shows; it does nothing else with them.
The page must ask the database as often for the largest province as for the smallest.
`./run bench matrix`, or `python -m benchmarks.matrix`.
"""

import sys
import types
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.ratios import Comparison, run, sql
from tools.speech import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

    from reporting.models import Round
    from tests.world import World
    from units.models import Unit

SIZES = (15, 150, 1500)
VILLAGES = 9
CELLS = 4
LIMIT = 150
BROWSER = "django.contrib.auth.backends.ModelBackend"
SAME_ROWS = """
    SELECT id, unit_id, state, first_submitted_at, submitted_at, accepted_at, correct_by_on
    FROM reporting_report
    WHERE round_id = %s AND unit_id IN (
        SELECT unit_id FROM units_placement WHERE parent_id = %s
        UNION ALL
        SELECT unit_id FROM units_placement WHERE parent_id IN (
            SELECT unit_id FROM (
                SELECT unit_id FROM units_placement WHERE parent_id = %s ORDER BY name_sort LIMIT 100
            ) AS shown
        )
    )
"""


def comparisons() -> list[Comparison]:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from tests.world import World, build_catalogue, build_people, build_places, build_plan, build_round
    from units.enums import Role

    settings.ALLOWED_HOSTS = ["testserver"]
    _serve_floor()
    world = World()
    build_places(world)
    build_people(world)
    build_catalogue(world)
    build_plan(world)
    round_ = build_round(world, 2024)
    found, counts = [], []
    for size in SIZES:
        place = _province(world, round_, size)
        person = world.person(f"so-{size}", place.key, Role.PROVINCE_OFFICER)
        client = Client()
        client.force_login(person, backend=BROWSER)
        address = reverse("reporting:tracking", args=[round_.key, place.key])
        counts.append(_queries(client, address))
        found.append(
            Comparison(
                f"trang theo dõi {size} xã / đọc các dòng",
                _opener(client, address),
                _opener(client, f"/san/{round_.pk}/{place.pk}/"),
                LIMIT,
                rounds=7,
            )
        )
    say(f"Số câu hỏi tới cơ sở dữ liệu: {', '.join(map(str, counts))}")
    assert len(set(counts)) == 1, "the page asks more often for more communes"
    return found


def _serve_floor() -> None:
    """The product's own addresses, and one that reads the same rows for whoever is signed in."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import include, path

    def floor(request: "HttpRequest", round_id: int, place_id: int) -> "HttpResponse":
        assert request.user.is_authenticated
        return HttpResponse(str(len(sql(SAME_ROWS, round_id, place_id, place_id))))

    module = types.ModuleType("benchmarks.floor_urls")
    module.__dict__["urlpatterns"] = [
        path("san/<int:round_id>/<int:place_id>/", floor),
        path("", include("childplan.urls")),
    ]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__


def _opener(client: "Client", address: str) -> Callable[[], object]:
    def page() -> None:
        assert client.get(address).status_code == 200

    return page


def _queries(client: "Client", address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200
    say(f"{address}: {len(page.content) // 1024} kB")
    return len(asked)


def _province(world: "World", round_: "Round", size: int) -> "Unit":
    """So many communes with their units, reports in every state and a few cells each."""
    from reporting.models import Figure, Report
    from units.enums import AgencyKind, Level
    from units.models import Placement, Unit

    kinds = [
        *(AgencyKind.HEALTH_STATION, AgencyKind.POLICE, AgencyKind.KINDERGARTEN, AgencyKind.PRIMARY_SCHOOL),
        *(AgencyKind.JUSTICE, AgencyKind.CULTURE),
    ]
    place = world.unit(f"tinh-{size}", Level.PROVINCE, name=f"Tỉnh {size}", kind="tỉnh")
    communes = Unit.objects.bulk_create(
        Unit(key=f"xa-{size}-{number}", level=Level.COMMUNE) for number in range(size)
    )
    below = Unit.objects.bulk_create(
        unit
        for commune in communes
        for unit in (
            *(Unit(key=f"{commune.key}-thon-{number}", level=Level.VILLAGE) for number in range(VILLAGES)),
            *(Unit(key=f"{commune.key}-{kind}", level=Level.AGENCY, agency_kind=kind) for kind in kinds),
        )
    )
    each = VILLAGES + len(kinds)
    Placement.objects.bulk_create(
        [
            *(Placement(unit=one, parent=place, name=one.key, kind="xã") for one in communes),
            *(
                Placement(unit=one, parent=communes[position // each], name=one.key, kind="")
                for position, one in enumerate(below)
            ),
        ],
        batch_size=2000,
    )
    reports = Report.objects.bulk_create(
        (_report(world, round_, one, position) for position, one in enumerate([*communes, *below])),
        batch_size=2000,
    )
    items = list(world.items.values())[:CELLS]
    Figure.objects.bulk_create(
        (Figure(report=report, item=item) for report in reports for item in items), batch_size=5000
    )
    return place


def _report(world: "World", round_: "Round", unit: "Unit", position: int) -> object:
    from reporting.enums import ReportState
    from reporting.models import Report
    from tests.world import NOW

    state = list(ReportState)[position % 4]
    person = world.people["tinh"]
    handed = state != ReportState.DRAFT
    at = NOW - timedelta(days=position % 9)
    return Report(
        round=round_,
        unit=unit,
        state=state,
        submissions=int(handed),
        first_submitted_at=at if handed else None,
        submitted_at=at if handed else None,
        submitted_by=person if handed else None,
        accepted_at=NOW if state == ReportState.ACCEPTED else None,
        accepted_by=person if state == ReportState.ACCEPTED else None,
        correct_by_on=NOW.date() if state == ReportState.RETURNED else None,
    )


if __name__ == "__main__":
    sys.exit(run(comparisons))
