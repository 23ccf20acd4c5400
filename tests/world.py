"""The small world of the tests: figures that can be added in the head, and a cast with one line of life each.

The province has two districts. District A has commune X (three villages, a health station, a police post)
and commune Y, which answers directly. District B has the town Z, which answers directly.
The province's plan asks: injured per 10,000 children (station; villages as a check), children in special
circumstances and of them helped (villages), abused children (police, restricted), villages with a playground
(yes/no), child marriages against last year (commune), overweight in rural and in urban places (commune).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from childplan.clock import VIET_NAM
from indicators.enums import Better, ItemKind, Method, Nature, Operator, Part, Source, Window
from indicators.models import Component, DataItem, Indicator, Measure, Responsibility, Target
from plans.enums import DutyKind, PlanKind
from plans.models import Deadline, Goal, Plan
from reporting import actions
from reporting.answers import Answer, Change
from reporting.enums import FigureState, RoundKind, Side
from reporting.models import Figure, Report, Round
from reporting.summaries.differences import differences_of
from units.enums import AgencyKind, Area, Level, Role
from units.models import Placement, Posting, Unit, User

TODAY = date(2024, 11, 15)
YESTERDAY = date(2024, 11, 14)


def at(day: int, hour: int = 9, *, month: int = 11, year: int = 2024) -> datetime:
    """A moment in Viet Nam."""
    return datetime(year, month, day, hour, tzinfo=VIET_NAM)


NOW = at(15)


@dataclass
class World:
    """Everything by the name the tests call it."""

    units: dict[str, Unit] = field(default_factory=dict)
    items: dict[str, DataItem] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    components: dict[str, Component] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    plan: Plan = None  # type: ignore[assignment]

    def unit(
        self,
        key: str,
        level: Level,
        parent: str | None = None,
        *,
        name: str = "",
        kind: str = "",
        agency: str = "",
        area: str = "",
    ) -> Unit:
        unit = Unit.objects.create(key=key, level=level, agency_kind=agency)
        Placement.objects.create(
            unit=unit,
            parent=self.units[parent] if parent else None,
            name=name or key,
            kind=kind,
            area=area,
        )
        self.units[key] = unit
        return unit

    def person(
        self, username: str, unit: str, role: Role, *, ends_on: date | None = None, **fields: Any
    ) -> User:
        user = User.objects.create_user(
            username=username, password="mat-khau-thu", full_name=fields.get("full_name", username.title())
        )
        Posting.objects.create(user=user, unit=self.units[unit], role=role, ends_on=ends_on)
        self.people[username] = user
        return user

    def report(self, unit: str, year: int = 2024) -> Report:
        return Report.objects.select_related("round", "unit").get(
            unit=self.units[unit], round=self.rounds[year]
        )

    def figure(self, unit: str, item: str, year: int = 2024) -> Figure:
        return Figure.objects.get(report=self.report(unit, year), item=self.items[item])

    def enter(
        self,
        unit: str,
        by: str,
        year: int = 2024,
        when: datetime = NOW,
        **answers: int | FigureState | tuple[int, int],
    ) -> None:
        """Answers by item code with _ for -: a number, a state, or (yes, answered)."""
        report = self.report(unit, year)
        changes = []
        for name, said in answers.items():
            item = self.items[name.replace("_", "-")]
            version = self.figure(unit, item.code, year).version
            changes.append(Change(item.pk, version, as_answer(said)))
        actions.save_answers(report=report, changes=changes, by=self.people[by], at=when)

    def hand_in(self, unit: str, by: str, year: int = 2024, when: datetime = NOW, reason: str = "") -> Report:
        actions.submit(report=self.report(unit, year), by=self.people[by], at=when, reason=reason)
        return self.report(unit, year)

    def take(self, unit: str, by: str, year: int = 2024, when: datetime = NOW) -> Report:
        """Start the check and accept."""
        report = self.report(unit, year)
        actions.start_check(report=report, by=self.people[by], at=when)
        actions.accept(report=report, by=self.people[by], at=when)
        return self.report(unit, year)


def settle_all(
    world: World, unit: str, by: str, uses: Side = Side.SOURCE, *, year: int = 2024, when: datetime = NOW
) -> None:
    """Every difference between two sums of the place is settled for one side."""
    report = world.report(unit, year)
    for difference in differences_of(report):
        actions.settle(
            report=report,
            item=world.items[difference.pair.code],
            uses=uses,
            reason="đã đối chiếu sổ",
            seen=difference.mark,
            by=world.people[by],
            at=when,
        )


def as_answer(said: int | FigureState | tuple[int, int]) -> Answer:
    if isinstance(said, FigureState):
        reason = "chưa có sổ" if said == FigureState.NOT_COLLECTED else ""
        return Answer(said, value=0 if said == FigureState.NO_CASES else None, reason=reason)
    if isinstance(said, tuple):
        return Answer(FigureState.ENTERED, value=said[0], answered=said[1], raw=str(said[0]))
    return Answer(FigureState.ENTERED, value=said, raw=str(said))


def build_places(world: World) -> None:
    world.unit("tinh", Level.PROVINCE, name="Thử", kind="tỉnh")
    world.unit("huyen-a", Level.DISTRICT, "tinh", name="An", kind="huyện")
    world.unit("huyen-b", Level.DISTRICT, "tinh", name="Bình", kind="huyện")
    world.unit("xa-x", Level.COMMUNE, "huyen-a", name="Xuân", kind="xã", area=Area.RURAL)
    world.unit("xa-y", Level.COMMUNE, "huyen-a", name="Yên", kind="xã", area=Area.RURAL)
    world.unit("thi-tran-z", Level.COMMUNE, "huyen-b", name="Đức", kind="thị trấn", area=Area.URBAN)
    for number in (1, 2, 3):
        world.unit(f"thon-{number}", Level.VILLAGE, "xa-x", name=f"Thôn {number}", kind="thôn")
    world.unit("tram", Level.AGENCY, "xa-x", name="Trạm Y tế", agency=AgencyKind.HEALTH_STATION)
    world.unit("cong-an", Level.AGENCY, "xa-x", name="Công an xã", agency=AgencyKind.POLICE)


def build_people(world: World) -> None:
    world.person("truong-thon-1", "thon-1", Role.VILLAGE_HEAD)
    world.person("truong-thon-2", "thon-2", Role.VILLAGE_HEAD)
    world.person("truong-thon-3", "thon-3", Role.VILLAGE_HEAD)
    world.person("y-te", "tram", Role.UNIT_REPORTER)
    world.person("cong-an", "cong-an", Role.UNIT_REPORTER)
    world.person("vhxh-x", "xa-x", Role.COMMUNE_COORDINATOR)
    world.person("vhxh-y", "xa-y", Role.COMMUNE_COORDINATOR)
    world.person("vhxh-z", "thi-tran-z", Role.COMMUNE_COORDINATOR)
    world.person("lanh-dao-x", "xa-x", Role.LEADER)
    world.person("huyen-a", "huyen-a", Role.DISTRICT_OFFICER)
    world.person("huyen-b", "huyen-b", Role.DISTRICT_OFFICER)
    world.person("tinh", "tinh", Role.PROVINCE_OFFICER)
    world.person("quan-tri", "tinh", Role.ADMIN)
    # Held the coordinator's post until yesterday, and sees nothing today.
    world.person("vhxh-cu", "xa-x", Role.COMMUNE_COORDINATOR, ends_on=YESTERDAY)
    User.objects.create_user(username="nguoi-ngoai", password="mat-khau-thu", full_name="Người Ngoài")
    world.people["nguoi-ngoai"] = User.objects.get(username="nguoi-ngoai")


ITEMS: tuple[tuple[str, str, Source, Source | None, dict[str, Any]], ...] = (
    ("tre-em", "tổng số trẻ em", Source.VILLAGE, None, {"is_base": True}),
    ("hoan-canh", "trẻ em có hoàn cảnh đặc biệt", Source.VILLAGE, None, {}),
    ("duoc-giup", "trẻ em có hoàn cảnh đặc biệt được trợ giúp", Source.VILLAGE, None, {}),
    ("bi-thuong", "trẻ em bị tai nạn thương tích", Source.HEALTH_STATION, Source.VILLAGE, {}),
    (
        "xam-hai",
        "trẻ em bị xâm hại",
        Source.POLICE,
        None,
        {"is_restricted": True, "suppress_public": True},
    ),
    ("san-choi", "thôn có điểm vui chơi", Source.VILLAGE, None, {"kind": ItemKind.YES_NO}),
    ("tao-hon", "cuộc tảo hôn", Source.COMMUNE, None, {}),
    ("can-do", "trẻ em dưới 5 tuổi được cân đo", Source.COMMUNE, None, {}),
    ("beo-phi", "trẻ em dưới 5 tuổi béo phì", Source.COMMUNE, None, {}),
)

MEASURES: tuple[tuple[str, Method, str, str | None, int, Better, str], ...] = (
    ("HCDB", Method.RATIO, "hoan-canh", "tre-em", 100, Better.LOWER, ""),
    ("TG", Method.RATIO, "duoc-giup", "hoan-canh", 100, Better.HIGHER, ""),
    ("TNTT", Method.RATIO, "bi-thuong", "tre-em", 100_000, Better.LOWER, ""),
    ("XH", Method.RATIO, "xam-hai", "tre-em", 100, Better.LOWER, ""),
    ("VC", Method.SHARE_YES, "san-choi", None, 100, Better.HIGHER, ""),
    ("TH", Method.YEAR_ON_YEAR, "tao-hon", None, 100, Better.HIGHER, ""),
    ("BP-NT", Method.RATIO, "beo-phi", "can-do", 100, Better.LOWER, Area.RURAL),
    ("BP-TT", Method.RATIO, "beo-phi", "can-do", 100, Better.LOWER, Area.URBAN),
)

# number, label, measure, own base, operator, value, second value, first year, last year
COMPONENTS: tuple[
    tuple[str, str, str, int | None, Operator, str | None, str | None, int | None, int | None], ...
] = (
    ("1", "1.1", "HCDB", None, Operator.LESS_THAN, "10", None, None, None),
    ("1", "1.2", "TG", None, Operator.AT_LEAST, "95", None, 2025, 2025),
    ("2", "2", "TNTT", 10_000, Operator.AT_MOST, "100", None, None, None),
    ("3", "3", "XH", None, Operator.AT_MOST, "0", None, None, None),
    ("4", "4", "VC", None, Operator.AT_LEAST, "60", None, None, None),
    ("5", "5", "TH", None, Operator.BAND, "2", "3", None, None),
    ("6", "6.1", "BP-NT", None, Operator.LESS_THAN, "5", None, None, None),
    ("6", "6.2", "BP-TT", None, Operator.LESS_THAN, "10", None, None, None),
)


def build_catalogue(world: World) -> None:
    for position, (code, name, source, check, more) in enumerate(ITEMS):
        world.items[code] = DataItem.objects.create(
            code=code,
            name=name.capitalize(),
            short_name=f"Số {name}"[:60],
            source=source,
            check_source=check or "",
            nature=Nature.FLOW,
            window=Window.ROUND,
            position=position,
            **({"kind": ItemKind.COUNT} | more),
        )
    for position, (code, method, numerator, denominator, base, better, area) in enumerate(MEASURES):
        world.measures[code] = Measure.objects.create(
            code=code,
            goal=1,
            name=code,
            short_name=code,
            method=method,
            numerator=world.items[numerator],
            denominator=world.items[denominator] if denominator else None,
            base=base,
            is_share=method == Method.RATIO,
            better=better,
            area=area,
            position=position,
        )


def build_plan(world: World, issuer: str = "tinh", key: str = "ke-hoach-tinh") -> Plan:
    plan = Plan.objects.create(
        key=key,
        issuer=world.units[issuer],
        kind=PlanKind.PROGRAMME,
        title="Chương trình hành động vì trẻ em tỉnh Thử",
        short_title="Chương trình tỉnh Thử",
        first_year=2021,
        last_year=2030,
    )
    goal = Goal.objects.create(plan=plan, number=1, name="Bảo vệ trẻ em", words="Mục tiêu 1")
    indicators: dict[str, Indicator] = {}
    for position, row in enumerate(COMPONENTS):
        number, label, measure, base, operator, value, second, first, last = row
        if number not in indicators:
            indicators[number] = Indicator.objects.create(
                plan=plan,
                goal=goal,
                number=number,
                short_name=f"Chỉ tiêu {number}",
                official_text=f"Nguyên văn chỉ tiêu {number}",
                position=int(number),
            )
        component = Component.objects.create(
            indicator=indicators[number],
            label=label,
            measure=world.measures[measure],
            short_name=f"Nội dung {measure}",
            words=f"Nguyên văn {label}",
            own_base=base,
            position=position,
        )
        Target.objects.create(
            component=component,
            operator=operator,
            value=Decimal(value) if value else None,
            second_value=Decimal(second) if second else None,
            first_year=first,
            last_year=last,
            words=f"Nguyên văn {label}",
        )
        world.components[label] = component
    Responsibility.objects.create(
        indicator=indicators["1"], unit=world.units[issuer], part=Part.LEAD, words="chủ trì"
    )
    Deadline.objects.create(
        plan=plan,
        position=1,
        duty=DutyKind.YEAR,
        reporter_level=Level.VILLAGE,
        day=20,
        month=11,
        words="trước ngày 20/11",
    )
    Deadline.objects.create(
        plan=plan,
        position=2,
        duty=DutyKind.YEAR,
        reporter_level=Level.COMMUNE,
        day=5,
        month=12,
        words="trước ngày 05/12",
    )
    if world.plan is None:
        world.plan = plan
    return plan


def build_round(world: World, year: int) -> Round:
    round_ = Round.objects.create(
        key=f"{year}-nam",
        kind=RoundKind.YEAR,
        year=year,
        data_from=date(year - 1, 12, 15),
        data_to=date(year, 12, 14),
    )
    world.rounds[year] = round_
    actions.open_round(round_=round_, unit=world.units["tinh"], by=world.people["tinh"], at=at(1, year=year))
    return round_


def build_world() -> World:
    """The whole small world with the round of 2024 open."""
    world = World()
    build_places(world)
    build_people(world)
    build_catalogue(world)
    build_plan(world)
    build_round(world, 2024)
    return world


def fill_2023(world: World) -> None:
    """Last year only what this year is held against: child marriages of X (4) and Y (0), accepted; Z entered
    9 and never sent it. Of the rest nothing could be collected."""
    build_round(world, 2023)
    when = at(15, year=2023)
    for unit, who, marriages in (("xa-x", "vhxh-x", 4), ("xa-y", "vhxh-y", 0)):
        others = world.report(unit, 2023).figures.exclude(item__code="tao-hon")
        nothing = {
            code.replace("-", "_"): FigureState.NOT_COLLECTED
            for code in others.values_list("item__code", flat=True)
        }
        world.enter(unit, who, 2023, when, **{"tao_hon": marriages, **nothing})
        world.hand_in(unit, who, 2023, when, reason="các thôn chưa có sổ")
        world.take(unit, "huyen-a", 2023, when)
    world.enter("thi-tran-z", "vhxh-z", 2023, when, tao_hon=9)


def fill_villages(world: World) -> None:
    """Commune X's units: 300 children, 20 in special circumstances, 16 of them helped, 3 injured."""
    world.enter(
        "thon-1", "truong-thon-1", tre_em=100, hoan_canh=10, duoc_giup=9, bi_thuong=1, san_choi=(1, 1)
    )
    world.enter("thon-2", "truong-thon-2", tre_em=80, hoan_canh=4, duoc_giup=4, bi_thuong=0, san_choi=(0, 1))
    world.enter("thon-3", "truong-thon-3", tre_em=120, hoan_canh=6, duoc_giup=3, bi_thuong=2, san_choi=(1, 1))
    world.enter("tram", "y-te", bi_thuong=3)
    world.enter("cong-an", "cong-an", xam_hai=0)


def fill_places(world: World) -> None:
    """Own and direct cells of the three communes."""
    world.enter("xa-x", "vhxh-x", tao_hon=2, can_do=50, beo_phi=2)
    world.enter(
        "xa-y",
        "vhxh-y",
        tre_em=200,
        hoan_canh=30,
        duoc_giup=30,
        bi_thuong=5,
        xam_hai=1,
        san_choi=(3, 4),
        tao_hon=0,
        can_do=40,
        beo_phi=3,
    )
    world.enter(
        "thi-tran-z",
        "vhxh-z",
        tre_em=100,
        hoan_canh=1,
        duoc_giup=1,
        bi_thuong=0,
        xam_hai=0,
        san_choi=(2, 2),
        tao_hon=1,
        can_do=20,
        beo_phi=3,
    )


SENDERS = {
    "thon-1": "truong-thon-1",
    "thon-2": "truong-thon-2",
    "thon-3": "truong-thon-3",
    "tram": "y-te",
    "cong-an": "cong-an",
    "xa-x": "vhxh-x",
    "xa-y": "vhxh-y",
    "thi-tran-z": "vhxh-z",
    "huyen-a": "huyen-a",
    "huyen-b": "huyen-b",
    "tinh": "tinh",
}
CHECKERS = {
    **dict.fromkeys(("thon-1", "thon-2", "thon-3", "tram", "cong-an"), "vhxh-x"),
    **dict.fromkeys(("xa-x", "xa-y"), "huyen-a"),
    "thi-tran-z": "huyen-b",
    **dict.fromkeys(("huyen-a", "huyen-b", "tinh"), "tinh"),
}


def send_up(world: World, *units: str, year: int = 2024) -> None:
    """Hand in and accept, in the order given."""
    when = at(16, year=year)
    for unit in units:
        world.hand_in(unit, SENDERS[unit], year, when)
        world.take(unit, CHECKERS[unit], year, when)


def whole_year(world: World) -> None:
    """Everything of 2024 entered and accepted up to the province."""
    fill_villages(world)
    fill_places(world)
    send_up(world, *SENDERS)
