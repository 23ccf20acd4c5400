"""Forms written by hand, for the rules of what comes in: two base figures and four lines."""

from reporting.answers import Answer, Control
from reporting.enums import FigureState
from reporting.incoming.judging import Standing
from reporting.incoming.layout import Asked, Layout, Line

LIVE_BIRTHS = Asked("tre-de-song", "Trẻ đẻ sống", Control.NUMBER, "trẻ")
UNDER_5 = Asked("tre-duoi-5", "Trẻ em dưới 5 tuổi", Control.NUMBER, "trẻ em")
DEATHS = Asked("tu-vong", "Tử vong sơ sinh", Control.NUMBER, "trẻ")
STUNTED = Asked("thap-coi", "Trẻ thấp còi", Control.NUMBER, "trẻ em")
HELPED = Asked("duoc-giup", "Trẻ được trợ giúp", Control.NUMBER, "trẻ em")
IN_NEED = Asked("hoan-canh", "Trẻ có hoàn cảnh đặc biệt", Control.NUMBER, "trẻ em")
LEVEL = Asked("muc-do", "Mức độ phổ cập", Control.LEVEL)

LAYOUT = Layout(
    lines=[
        Line("Trẻ đẻ sống", LIVE_BIRTHS),
        Line("Trẻ em dưới 5 tuổi", UNDER_5),
        Line("Tỷ suất tử vong sơ sinh", DEATHS, "3.1", whole="số liệu nền"),
        Line("Suy dinh dưỡng thể thấp còi", STUNTED, "4.2", whole="số liệu nền"),
        Line("Được chăm sóc, trợ giúp", HELPED, "6.2", second=IN_NEED),
        Line("Phổ cập giáo dục", LEVEL, "9"),
    ],
    pairs={"tu-vong": "tre-de-song", "thap-coi": "tre-duoi-5", "duoc-giup": "hoan-canh"},
)
CODES = [asked.code for asked in LAYOUT.cells()]


def number(value: int) -> Answer:
    return Answer(FigureState.ENTERED, value=value, raw=str(value))


def standing(**answers: Answer) -> dict[str, Standing]:
    """Every cell of LAYOUT, empty and at version 0 but for the answers given (at version 1)."""
    found = dict.fromkeys(CODES, Standing(Answer(FigureState.EMPTY), 0))
    for name, answer in answers.items():
        found[name.replace("_", "-")] = Standing(answer, 1, "Lê Thị Hoa")
    return found
