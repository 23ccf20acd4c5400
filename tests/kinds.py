"""The small world with one item of every kind that is no count: money, a level, a state, a text.

All are asked of the communes: X and Y in district A, Z in district B. One more text is restricted and asked
of the police (directly in Y and Z). Levels: the plan wants at least II of every commune. States: all done.
On wish also two given rates: clean water, a share asked of every commune, and deaths, asked of the
province alone.
"""

from __future__ import annotations

from decimal import Decimal

from indicators.enums import Better, ItemKind, Method, Nature, Operator, Source, Window
from indicators.models import Component, DataItem, Indicator, Measure, Target
from indicators.rates import to_millionths
from plans.models import Plan
from reporting import actions
from reporting.answers import Answer, Change
from reporting.enums import FigureState
from tests.world import (
    NOW,
    World,
    build_catalogue,
    build_people,
    build_places,
    build_plan,
    build_round,
)
from units.enums import Area, Level, Role

# code, kind, method, source, operator and value of the target, restricted
KINDS = (
    ("tien-quy", ItemKind.MONEY, Method.MONEY, Source.COMMUNE, Operator.NARRATIVE, None, False),
    ("muc-do", ItemKind.LEVEL, Method.LEVEL, Source.COMMUNE, Operator.AT_LEAST, "2", False),
    ("giu-muc-do", ItemKind.LEVEL, Method.LEVEL, Source.COMMUNE, Operator.MAINTAIN, None, False),
    ("tinh-trang", ItemKind.STATE, Method.STATE, Source.COMMUNE, Operator.DONE, None, False),
    ("danh-gia", ItemKind.TEXT, Method.TEXT, Source.COMMUNE, Operator.NARRATIVE, None, False),
    ("ghi-kin", ItemKind.TEXT, Method.TEXT, Source.POLICE, Operator.NARRATIVE, None, True),
)
# code, base, share, source, operator and value of the target, better
RATES = (
    ("nuoc-sach", 100, True, Source.COMMUNE, Operator.AT_LEAST, "95", Better.HIGHER),
    ("tu-vong", 1000, False, Source.PROVINCE, Operator.AT_MOST, "4.3", Better.LOWER),
)
WHY = "chỉ có tỷ lệ"
PEOPLE = {"xa-x": "vhxh-x", "xa-y": "vhxh-y", "thi-tran-z": "vhxh-z", "cong-an": "cong-an"}


def add_kinds(world: World, plan: Plan) -> None:
    """Items, measures and components of every other kind, on the plan of the small world."""
    goal = plan.goals.get()
    for position, (code, kind, method, source, operator, value, restricted) in enumerate(KINDS):
        number = str(11 + position)
        item = world.items[code] = DataItem.objects.create(
            code=code,
            name=code,
            short_name=f"Ô {code}",
            kind=kind,
            unit_word="đồng" if kind == ItemKind.MONEY else "",
            source=source,
            nature=Nature.FLOW,
            window=Window.ROUND,
            is_restricted=restricted,
            suppress_public=restricted,
            position=50 + position,
        )
        measure = Measure.objects.create(
            code=code.upper(),
            goal=1,
            name=code,
            short_name=code,
            method=method,
            numerator=item,
            base=1,
            better=Better.HIGHER,
            decimals=0,
            position=50 + position,
        )
        indicator = Indicator.objects.create(
            plan=plan,
            goal=goal,
            number=number,
            short_name=f"Chỉ tiêu {code}",
            official_text=f"Nguyên văn {code}",
            position=11 + position,
        )
        component = world.components[number] = Component.objects.create(
            indicator=indicator,
            label=number,
            measure=measure,
            short_name=f"Nội dung {code}",
            words=f"Nguyên văn {code}",
            position=50 + position,
        )
        Target.objects.create(
            component=component,
            operator=operator,
            value=Decimal(value) if value else None,
            words=f"Nguyên văn {code}",
        )


def add_rates(world: World, plan: Plan) -> None:
    """Components 17 and 18: rates that were given without counts."""
    for position, (code, base, share, source, operator, value, better) in enumerate(RATES, start=60):
        number = str(position - 43)
        item = world.items[code] = DataItem.objects.create(
            code=code,
            name=code,
            short_name=f"Tỷ lệ {code}",
            kind=ItemKind.RATE,
            unit_word="%" if base == 100 else "‰",
            source=source,
            nature=Nature.FLOW,
            window=Window.ROUND,
            position=position,
        )
        measure = Measure.objects.create(
            code=code.upper(),
            goal=1,
            name=code,
            short_name=code,
            method=Method.RATE_GIVEN,
            numerator=item,
            base=base,
            is_share=share,
            better=better,
            position=position,
        )
        indicator = Indicator.objects.create(
            plan=plan,
            goal=plan.goals.get(),
            number=number,
            short_name=f"Chỉ tiêu {code}",
            official_text=f"Nguyên văn {code}",
            position=position,
        )
        component = world.components[number] = Component.objects.create(
            indicator=indicator,
            label=number,
            measure=measure,
            short_name=f"Nội dung {code}",
            words=f"Nguyên văn {code}",
            position=position,
        )
        Target.objects.create(
            component=component, operator=operator, value=Decimal(value), words=f"Nguyên văn {code}"
        )


def build_kinds(*years: int, communes: int = 0, rates: bool = False) -> World:
    """The small world with every kind of item, its rounds open; `communes`: so many more in district B;
    `rates`: with the two given rates."""
    world = World()
    build_places(world)
    build_people(world)
    for number in range(communes):
        key = f"xa-them-{number}"
        world.unit(key, Level.COMMUNE, "huyen-b", name=f"Thêm {number}", kind="xã", area=Area.RURAL)
        world.person(key, key, Role.COMMUNE_COORDINATOR)
    build_catalogue(world)
    plan = build_plan(world)
    add_kinds(world, plan)
    if rates:
        add_rates(world, plan)
    for year in years or (2024,):
        build_round(world, year)
    return world


Said = int | str | tuple[int, str] | FigureState | Decimal | tuple[Decimal, str]


def say(world: World, unit: str, year: int = 2024, **answers: Said) -> None:
    """Answers by item code with _ for -: a value, a text, a value with words, "chưa thu thập được", or a rate
    as a decimal, with its reason if not the usual one."""
    report = world.report(unit, year)
    changes = []
    for name, said in answers.items():
        code = name.replace("_", "-")
        version = world.figure(unit, code, year).version
        changes.append(Change(world.items[code].pk, version, _answer(said)))
    actions.save_answers(report=report, changes=changes, by=world.people[PEOPLE.get(unit, unit)], at=NOW)


def _answer(said: Said) -> Answer:
    if isinstance(said, Decimal):
        said = (said, WHY)
    if isinstance(said, tuple) and isinstance(said[0], Decimal):
        return Answer(FigureState.ENTERED, value=to_millionths(said[0]), reason=said[1])
    if isinstance(said, FigureState):
        return Answer(said, reason="chưa có sổ")
    if isinstance(said, str):
        return Answer(FigureState.ENTERED, text=said)
    if isinstance(said, tuple):
        return Answer(FigureState.ENTERED, value=said[0], text=said[1])
    return Answer(FigureState.ENTERED, value=said)


def leave_the_rest(world: World, unit: str, year: int = 2024) -> None:
    """Whatever is still empty on the form could not be collected."""
    empty = world.report(unit, year).figures.filter(state=FigureState.EMPTY)
    codes = list(empty.values_list("item__code", flat=True))
    say(world, unit, year, **{code.replace("-", "_"): FigureState.NOT_COLLECTED for code in codes})
