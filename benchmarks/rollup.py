"""Does a province add up as fast as its database can, and is a commune's page as fast in a nation?

A made-up nation of any number of provinces, each of 10 districts, 100 communes, 200 agencies and 3,000
villages with 40 figures a year; 34 of them are 112,575 units and 4.2 million figures. Every time is held
against bare SQL that adds up the same rows in the same database by item and area, and does nothing else.
`./run bench rollup`, `./run bench rollup --provinces 34`, or `python -m benchmarks.rollup`; with DATABASE_URL
on PostgreSQL. What was measured is in `docs/performance.md`.
"""

import argparse
import logging
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.ratios import Comparison, run, sql
from tools.speech import say

if TYPE_CHECKING:
    from reporting.models import Round
    from units.models import Unit

DISTRICTS, COMMUNES, VILLAGES, AGENCIES = 10, 10, 30, 2
"""Districts of a province, communes of a district, villages and agencies of a commune."""
ITEMS = {"village": 40, "agency": 10, "commune": 8}
"""How many figures a unit of the level is asked for."""
YEAR = 2024
BROWSER = "django.contrib.auth.backends.ModelBackend"
BARE = """
    WITH RECURSIVE tree(unit_id) AS (
        SELECT unit_id FROM units_placement WHERE unit_id = %s
        UNION ALL
        SELECT p.unit_id FROM tree JOIN units_placement p ON p.parent_id = tree.unit_id
    )
    SELECT f.item_id, r.area, SUM(f.value), COUNT(*), SUM(f.answered)
    FROM tree CROSS JOIN reporting_report r CROSS JOIN reporting_figure f
    WHERE r.unit_id = tree.unit_id AND r.round_id = %s AND f.report_id = r.id AND NOT f.is_check
    GROUP BY f.item_id, r.area
"""
BARE_HANDED_UP = """
    WITH RECURSIVE tree(unit_id) AS (
        SELECT unit_id FROM units_placement WHERE unit_id = %s
        UNION ALL
        SELECT p.unit_id FROM tree JOIN units_placement p ON p.parent_id = tree.unit_id
        JOIN units_unit u ON u.id = p.unit_id AND u.level NOT IN ('village', 'agency')
    )
    SELECT t.item_id, t.area, SUM(t.value), SUM(t.answered), SUM(t.asked) FROM tree
    JOIN reporting_report r ON r.unit_id = tree.unit_id AND r.round_id = %s
    JOIN units_unit u ON u.id = r.unit_id AND u.level = 'commune'
    JOIN reporting_total t ON t.report_id = r.id AND t.edition = r.submissions
    GROUP BY t.item_id, t.area
"""


@dataclass
class Nation:
    country: "Unit"
    province: "Unit"
    district: "Unit"
    commune: "Unit"
    round_: "Round"


def comparisons(provinces: int) -> list[Comparison]:
    from django.conf import settings
    from django.db import connection

    from reporting.kept import keep_sums
    from reporting.totals import official_totals, provisional_totals
    from reporting.totals_below import totals_of_children
    from units.enums import Role

    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.INFO)  # every sign-in would say so
    nation = build(provinces)
    round_ = nation.round_
    found = []

    # PostgreSQL adds up bare rows by hashing whole tables, in half the time that SQLite takes; the rest costs
    # as much on both. 1.5 is a promise, every other limit is about twice what was measured.
    is_sqlite = connection.vendor == "sqlite"

    def against(
        name: str,
        unit: "Unit",
        ours: Callable[[], object],
        *limits: float,
        prepare: Callable[[], object] | None = None,
    ) -> None:
        limit = limits[0] if is_sqlite else limits[1]
        found.append(Comparison(name, ours, lambda: bare(unit, round_), limit, rounds=7, prepare=prepare))

    province, district, commune = nation.province, nation.district, nation.commune
    provisional = page(province, Role.PROVINCE_OFFICER, round_)

    def sums() -> object:
        return provisional_totals(province, round_)

    def by_district() -> object:
        return totals_of_children(province, round_, official=False)

    def keep() -> None:
        for _ in keep_sums(round_):
            pass

    def change() -> None:
        """Since the sums were kept, a cell in one commune of ten."""
        keep()
        touch_every_tenth(province, round_)

    against("tỉnh, tạm tính, chưa giữ: cộng", province, sums, 2, 3, prepare=forget)
    against("tỉnh, tạm tính, chưa giữ: cả trang", province, provisional, 3.5, 6)
    against("tỉnh, tạm tính: cộng", province, sums, 0.5, 1, prepare=keep)
    against("tỉnh, tạm tính: cả trang", province, provisional, 1.5, 1.5)
    against("tỉnh, chính thức: cộng", province, lambda: official_totals(province, round_), 0.5, 1.2)
    against("tỉnh, chính thức: cả trang", province, page(province, None, round_, ""), 1.5, 1.5)
    against("tỉnh, từng huyện, tạm tính", province, by_district, 0.6, 1.4)
    against("tỉnh, 1/10 xã đã sửa: cộng", province, sums, 0.7, 1.5, prepare=change)
    against("tỉnh, 1/10 xã đã sửa: cả trang", province, provisional, 1.5, 2)
    against("huyện, tạm tính: cả trang", district, page(district, Role.DISTRICT_OFFICER, round_), 20, 30)
    against("xã, tạm tính: cả trang", commune, page(commune, Role.COMMUNE_COORDINATOR, round_), 160, 160)
    against("xã, chính thức: cả trang", commune, page(commune, None, round_, ""), 160, 160)
    country = nation.country
    found.append(
        Comparison(
            "cả nước theo tỉnh, từ số xã đã nộp",
            lambda: totals_of_children(country, round_, official=False),
            lambda: sql(BARE_HANDED_UP, country.pk, round_.pk),
            6.2 if is_sqlite else 8,
            rounds=5,
        )
    )
    return found


def forget() -> None:
    from reporting.models import KeptSums

    KeptSums.objects.all().delete()


def touch_every_tenth(place: "Unit", round_: "Round") -> None:
    """In one commune of ten somebody writes a cell."""
    from reporting.models import Figure
    from units.models import Unit

    below = Unit.objects.down_to_communes(place, day=round_.data_to).filter(level="commune").order_by("pk")
    for commune in list(below)[::10]:
        cell = Figure.objects.filter(report__round=round_, report__unit=commune).order_by("pk").last()
        assert cell is not None and cell.value is not None
        Figure.objects.filter(pk=cell.pk).update(value=cell.value + 1)


def bare(unit: "Unit", round_: "Round") -> None:
    assert sql(BARE, unit.pk, round_.pk)


def page(
    unit: "Unit", role: str | None, round_: "Round", edition: str = "?so=tam-tinh"
) -> Callable[[], object]:
    """Opens the roll-up of a place as somebody who is posted there, and says what that takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from units.models import Posting, User

    user, is_new = User.objects.get_or_create(username=f"can-bo-{unit.pk}", full_name="Cán bộ")
    if is_new and role is not None:
        Posting.objects.create(user=user, unit=unit, role=role)
    client = Client()
    client.force_login(user, backend=BROWSER)
    address = reverse("reporting:rollup", args=[round_.key, unit.key]) + edition

    def open_page() -> None:
        assert client.get(address).status_code == 200

    open_page()
    with CaptureQueriesContext(connection) as asked:
        open_page()
    queries = len(asked)
    tracemalloc.start()
    open_page()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    say(f"{address}: {queries} câu hỏi, {peak // 1024} kB bộ nhớ")
    return open_page


# --- A nation from nothing, by the database itself


def build(provinces: int) -> Nation:
    from reporting.enums import RoundKind
    from reporting.models import Figure, Round
    from units.models import Unit

    start = time.perf_counter()
    country = place_units(provinces)
    add_catalogue(Unit.objects.get(key="tinh-0"))
    rounds = [
        Round.objects.create(
            key=f"{year}-nam",
            kind=RoundKind.YEAR,
            year=year,
            data_from=date(year - 1, 12, 15),
            data_to=date(year, 12, 14),
        )
        for year in (YEAR - 1, YEAR)
    ]
    fill(rounds)
    nation = Nation(
        country=country,
        province=Unit.objects.get(key="tinh-0"),
        district=Unit.objects.get(key="tinh-0-huyen-3"),
        commune=Unit.objects.get(key="tinh-0-huyen-3-xa-4"),
        round_=rounds[-1],
    )
    spent = time.perf_counter() - start
    cells = Figure.objects.filter(report__round=nation.round_).count()
    say(f"{provinces} tỉnh: {Unit.objects.count()} đơn vị, {cells} ô năm nay, dựng trong {spent:.0f} giây")
    return nation


def place_units(provinces: int) -> "Unit":
    from units.enums import Area, Level
    from units.models import Placement, Unit

    def below(places: "Iterable[Unit]", word: str, count: int, level: Level, **more: str) -> "list[Unit]":
        rows = [
            (place, Unit(key=f"{place.key}-{word}-{number}", level=level, **more))
            for place in places
            for number in range(count)
        ]
        made = Unit.objects.bulk_create((unit for _, unit in rows), batch_size=5000)
        Placement.objects.bulk_create(
            (
                Placement(
                    unit=unit,
                    parent=place,
                    name=f"{word} {number}",
                    kind=word,
                    area=(Area.URBAN if number % 4 == 0 else Area.RURAL) if level == Level.COMMUNE else "",
                )
                for number, ((place, _), unit) in enumerate(zip(rows, made, strict=True))
            ),
            batch_size=5000,
        )
        return made

    country = Unit.objects.create(key="ca-nuoc", level=Level.COUNTRY)
    Placement.objects.create(unit=country, name="Việt Nam", kind="")
    tops = Unit.objects.bulk_create(
        Unit(key=f"tinh-{number}", level=Level.PROVINCE) for number in range(provinces)
    )
    Placement.objects.bulk_create(
        Placement(unit=unit, parent=country, name=unit.key, kind="tỉnh") for unit in tops
    )
    for top in tops:
        communes = below(below([top], "huyen", DISTRICTS, Level.DISTRICT), "xa", COMMUNES, Level.COMMUNE)
        below(communes, "thon", VILLAGES, Level.VILLAGE)
        below(communes, "tram", AGENCIES, Level.AGENCY, agency_kind="health_station")
    return country


def add_catalogue(issuer: "Unit") -> None:
    """Forty figures of villages in pairs of part and whole, ten of agencies and eight of communes; a plan of
    one province with a component for each pair, three falls from year to year and one level."""
    from indicators.enums import Better, ItemKind, Method, Nature, Operator, Source, Window
    from indicators.models import Component, DataItem, Indicator, Measure, Target
    from plans.enums import PlanKind
    from plans.models import Goal, Plan

    sources = {"village": Source.VILLAGE, "agency": Source.HEALTH_STATION, "commune": Source.COMMUNE}
    plan = Plan.objects.create(
        key="ke-hoach",
        issuer=issuer,
        kind=PlanKind.PLAN,
        title="Kế hoạch",
        short_title="Kế hoạch",
        first_year=YEAR - 4,
        last_year=YEAR + 6,
    )
    goal = Goal.objects.create(plan=plan, number=1, name="Mục tiêu", words="Mục tiêu")
    position = 0
    for level, count in ITEMS.items():
        items = [
            DataItem.objects.create(
                code=f"{level}-{number}",
                name=f"Số {level} {number}",
                short_name=f"Số {level} {number}",
                kind=ItemKind.LEVEL if (level, number) == ("commune", 0) else ItemKind.COUNT,
                source=sources[level],
                nature=Nature.FLOW,
                window=Window.ROUND,
                position=1000 * len(level) + number,
            )
            for number in range(count)
        ]
        for number in range(0, count, 2):
            position += 1
            numerator, denominator = items[number], items[number + 1]
            method = Method.RATIO
            if numerator.kind == ItemKind.LEVEL:
                method = Method.LEVEL
            elif number == 2:
                method = Method.YEAR_ON_YEAR
            measure = Measure.objects.create(
                code=f"DO-{position}",
                goal=1,
                name=f"Đo {position}",
                short_name=f"Đo {position}",
                method=method,
                numerator=numerator,
                denominator=denominator if method == Method.RATIO else None,
                better=Better.HIGHER,
                position=position,
            )
            indicator = Indicator.objects.create(
                plan=plan,
                goal=goal,
                number=str(position),
                short_name=f"Chỉ tiêu {position}",
                official_text=f"Chỉ tiêu {position}",
                position=position,
            )
            component = Component.objects.create(
                indicator=indicator,
                label=str(position),
                measure=measure,
                short_name=f"Nội dung {position}",
                words=f"Nội dung {position}",
                position=1,
            )
            target = "2" if method == Method.LEVEL else "50"
            Target.objects.create(component=component, operator=Operator.AT_LEAST, value=target, words=target)


def fill(rounds: "Iterable[Round]") -> None:
    """Reports of every unit and their cells; all accepted last year. This year one commune in ten has not
    handed in, every district has; what was handed up is what the cells come to."""
    from django.db import connection

    last, now = rounds
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO units_user (username, full_name, password, title, phone, email, wants_mail,"
            " is_active, must_choose_password, code_hash, name_folded, name_sort)"
            " VALUES ('nguoi-lap', 'Người lập', '', '', '', '', %s, %s, %s, '', '', '')",
            [False, True, False],
        )
        cursor.execute("SELECT id FROM units_user WHERE username = 'nguoi-lap'")
        (person,) = cursor.fetchone()
        for round_ in (last, now):
            cursor.execute(
                REPORTS.format(is_open="FALSE" if round_ is last else IS_OPEN),
                [round_.pk, person, person],
            )
            only = LAST_YEAR if round_ is last else "TRUE"
            cursor.execute(FIGURES.format(only=only), [False, round_.pk])
        cursor.execute(HAND_UP_COMMUNES, [now.pk])
        cursor.execute(HAND_UP_DISTRICTS, [now.pk])
        if connection.vendor == "postgresql":
            # A server does so by itself; of SQLite nobody asks it.
            cursor.execute("ANALYZE")


IS_OPEN = "(u.level IN ('country', 'province') OR (u.level = 'commune' AND u.id %% 10 = 0))"
LAST_YEAR = "(i.code IN ('village-2', 'agency-2') OR i.source = 'commune')"
REPORTS = """
    INSERT INTO reporting_report (round_id, unit_id, area, state, submissions, first_submitted_at,
        submitted_at, submitted_by_id, accepted_at, accepted_by_id, waived_reason)
    SELECT %s, u.id, COALESCE(NULLIF(p.area, ''), q.area, ''),
        CASE WHEN {is_open} THEN 'draft' ELSE 'accepted' END,
        CASE WHEN {is_open} THEN 0 ELSE 1 END,
        CASE WHEN NOT {is_open} THEN CURRENT_TIMESTAMP END,
        CASE WHEN NOT {is_open} THEN CURRENT_TIMESTAMP END,
        CASE WHEN NOT {is_open} THEN CAST(%s AS integer) END,
        CASE WHEN NOT {is_open} THEN CURRENT_TIMESTAMP END,
        CASE WHEN NOT {is_open} THEN CAST(%s AS integer) END, ''
    FROM units_unit u JOIN units_placement p ON p.unit_id = u.id
    LEFT JOIN units_placement q ON q.unit_id = p.parent_id
    ORDER BY u.id
"""
FIGURES = """
    INSERT INTO reporting_figure (report_id, item_id, is_check, state, value, text, raw, reason, version)
    SELECT r.id, i.id, %s, CASE WHEN (r.id + i.id) %% 50 = 0 THEN 'no_cases' ELSE 'entered' END,
        CASE WHEN (r.id + i.id) %% 50 = 0 THEN 0
            WHEN i.kind = 'level' THEN r.id %% 4 ELSE 10 + (r.id * 31 + i.id * 17) %% 90 END,
        '', '', '', 1
    FROM reporting_report r JOIN units_unit u ON u.id = r.unit_id
    JOIN indicators_dataitem i ON i.source = CASE u.level WHEN 'agency' THEN 'health_station' ELSE u.level END
    WHERE r.round_id = %s AND {only}
    ORDER BY r.id, i.id
"""
NOTHING_MATCHED = "0, 0, 0"
STEPS = ", ".join(
    f"SUM(CASE WHEN i.kind = 'level' AND f.value = {step} THEN 1 ELSE 0 END)" for step in range(4)
)
# “CROSS JOIN” keeps SQLite to the order that is written; without it the time grows with the square.
HAND_UP_COMMUNES = f"""
    INSERT INTO reporting_total (report_id, edition, item_id, area, value, yes_answered, asked, answered,
        no_cases, not_collected, matched_units, matched_value, matched_previous, step_0, step_1, step_2,
        step_3, fell)
    SELECT top.id, 1, f.item_id, top.area, SUM(f.value), 0, COUNT(*), COUNT(*),
        SUM(CASE WHEN f.state = 'no_cases' THEN 1 ELSE 0 END), 0, {NOTHING_MATCHED}, {STEPS}, 0
    FROM reporting_report top CROSS JOIN units_unit u CROSS JOIN units_placement p
    CROSS JOIN reporting_report r CROSS JOIN reporting_figure f CROSS JOIN indicators_dataitem i
    WHERE top.round_id = %s AND top.submissions = 1 AND u.id = top.unit_id AND u.level = 'commune'
        AND (p.parent_id = u.id OR p.unit_id = u.id)
        AND r.unit_id = p.unit_id AND r.round_id = top.round_id AND f.report_id = r.id AND i.id = f.item_id
    GROUP BY top.id, f.item_id, top.area
"""  # noqa: S608
HAND_UP_DISTRICTS = f"""
    INSERT INTO reporting_total (report_id, edition, item_id, area, value, yes_answered, asked, answered,
        no_cases, not_collected, matched_units, matched_value, matched_previous, step_0, step_1, step_2,
        step_3, fell)
    SELECT top.id, 1, t.item_id, t.area, SUM(t.value), 0, SUM(t.asked), SUM(t.answered), SUM(t.no_cases), 0,
        {NOTHING_MATCHED}, SUM(t.step_0), SUM(t.step_1), SUM(t.step_2), SUM(t.step_3), 0
    FROM reporting_report top
    JOIN units_unit u ON u.id = top.unit_id AND u.level = 'district'
    JOIN units_placement p ON p.parent_id = u.id
    JOIN reporting_report r ON r.unit_id = p.unit_id AND r.round_id = top.round_id
    JOIN reporting_total t ON t.report_id = r.id AND t.edition = r.submissions
    WHERE top.round_id = %s GROUP BY top.id, t.item_id, t.area
"""  # noqa: S608


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./run bench rollup")
    parser.add_argument("--provinces", type=int, default=1)
    size = parser.parse_args().provinces
    code = run(lambda: comparisons(size), on_disk=True)
    say(f"Bộ nhớ nhiều nhất của cả lần đo: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    sys.exit(code)
