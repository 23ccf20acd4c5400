"""Vướng mắc: a unit tells the unit above what it cannot solve alone, on any day; the unit above answers and
may draw it into the annual report of a year."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from childplan.clock import VIET_NAM
from indicators.models import Indicator
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.enums import NoticeKind
from reporting.models import Difficulty, DifficultyAnswer
from reporting.notices import people_of, put
from reporting.permissions import acts_for, checks_there
from units.enums import LogKind
from units.log import write
from units.models import Placement, Unit, User
from units.permissions import holds
from units.roles import Verb
from units.summaries.lineage import actors_for, names_then


def place_above(unit: Unit, today: date) -> Unit | None:
    """The unit directly above today; None for the top unit on the system, above it nobody ever read a word.

    Above a unit that is gone stands what acts today for the unit it was under.
    """
    spots = Placement.objects.filter(unit=unit, parent__isnull=False).order_by("id")
    # Where it stands, or stood last.
    spot = max(spots, key=lambda spot: (spot.holds_on(today), spot.ends_on or date.max), default=None)
    if spot is None or spot.parent_id is None:
        return None
    acting = actors_for([spot.parent_id], today, today).get(spot.parent_id)
    return Unit.objects.get(pk=acting) if acting is not None and checks_there([acting]) else None


def side_of(user: User, difficulty: Difficulty, today: date) -> Unit | None:
    """For which unit the person speaks here: the one above, the one that has the difficulty, or none. For a
    unit that is gone whoever acts for it speaks."""
    above = place_above(difficulty.unit, today)
    if above is not None and holds(user, Verb.REVIEW, today, above.pk):
        return above
    speaks = acts_for(user, Verb.ENTER, difficulty.unit_id, today, today)
    return difficulty.unit if speaks else None


@transaction.atomic
def report_difficulty(
    *,
    unit: Unit,
    by: User,
    at: datetime,
    text: str,
    proposal: str = "",
    indicator: Indicator | None = None,
) -> Difficulty:
    """Number it, keep it, tell those who check for the unit above.

    Safe to repeat: the same words of the same person on the same day are the same difficulty. Raises NotYours
    or Refused.
    """
    today = calendar_day(at)
    if not holds(by, Verb.ENTER, today, unit.pk):
        raise NotYours("Chỉ người của chính đơn vị mới báo vướng mắc của đơn vị.")
    above = place_above(unit, today)
    if above is None:
        raise Refused("Đơn vị cao nhất trên hệ thống không có cấp trên để báo vướng mắc.")
    if not text.strip():
        raise Refused("Ghi vướng mắc là gì.")
    # Numbers of one unit come one after the other.
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    same: Difficulty | None = unit.difficulties.filter(
        by=by, text=text.strip(), at__gte=datetime.combine(today, time(), VIET_NAM)
    ).first()
    if same is not None:
        return same
    last = unit.difficulties.aggregate(last=Max("number"))["last"] or 0
    kept: Difficulty = Difficulty.objects.create(
        unit=unit,
        number=last + 1,
        indicator=indicator,
        text=text.strip(),
        proposal=proposal.strip(),
        by=by,
        at=at,
    )
    _tell(kept, above, Verb.REVIEW, f"{_name(unit, today)} báo vướng mắc số {kept.number}", by, at)
    return kept


@transaction.atomic
def answer_difficulty(
    *, difficulty: Difficulty, by: User, at: datetime, text: str, settles: bool = False
) -> DifficultyAnswer:
    """Speak for the unit above, or for the unit itself; the other side is told.

    Only the unit above says that it is settled; a word of the unit after that opens it again. Safe to
    repeat. Raises NotYours or Refused.
    """
    today = calendar_day(at)
    difficulty = _held(difficulty)
    unit = side_of(by, difficulty, today)
    if unit is None:
        raise NotYours("Chỉ đơn vị có vướng mắc và đơn vị cấp trên trực tiếp mới trả lời ở đây.")
    is_above = unit.pk != difficulty.unit_id
    if settles and not is_above:
        raise NotYours("Chỉ đơn vị cấp trên ghi nhận “đã giải quyết”.")
    if not text.strip():
        raise Refused("Ghi nội dung trả lời.")
    last: DifficultyAnswer | None = difficulty.answers.order_by("-id").first()
    if last is not None and (last.by_id, last.text, last.settles) == (by.pk, text.strip(), settles):
        return last
    answer: DifficultyAnswer = DifficultyAnswer.objects.create(
        difficulty=difficulty, text=text.strip(), settles=settles, unit=unit, by=by, at=at
    )
    number = difficulty.number
    if is_above:
        words = "đã được giải quyết" if settles else "có trả lời"
        _tell(difficulty, difficulty.unit, Verb.ENTER, f"Vướng mắc số {number} {words}", by, at)
    else:
        above = place_above(difficulty.unit, today)
        title = f"{_name(difficulty.unit, today)} viết thêm về vướng mắc số {number}"
        if above is not None:
            _tell(difficulty, above, Verb.REVIEW, title, by, at)
    return answer


@transaction.atomic
def draw(
    *, difficulty: Difficulty, year: int | None, by: User, at: datetime, address: str | None = None
) -> bool:
    """Put it into the annual report of a year, or take it out again (None). True when that changed something.

    Raises NotYours.
    """
    today = calendar_day(at)
    difficulty = _held(difficulty)
    side = side_of(by, difficulty, today)
    if side is None or side.pk == difficulty.unit_id:
        raise NotYours("Chỉ đơn vị cấp trên trực tiếp đưa vướng mắc vào báo cáo năm.")
    if difficulty.report_year == year:
        return False
    write(
        LogKind.ROUND,
        "đưa vướng mắc vào báo cáo năm" if year else "rút vướng mắc khỏi báo cáo năm",
        at=at,
        by=by,
        address=address,
        unit=side,
        subject=f"vướng mắc số {difficulty.number} của {_name(difficulty.unit, today)}",
        before=str(difficulty.report_year or ""),
        after=str(year or ""),
    )
    difficulty.report_year, difficulty.drawn_by = year, by if year else None
    difficulty.save(update_fields=["report_year", "drawn_by"])
    return True


def _held(difficulty: Difficulty) -> Difficulty:
    found: Difficulty = (
        Difficulty.objects.select_for_update(of=("self",)).select_related("unit").get(pk=difficulty.pk)
    )
    return found


def _tell(difficulty: Difficulty, unit: Unit, verb: Verb, title: str, by: User, at: datetime) -> None:
    today = calendar_day(at)
    acting = actors_for([unit.pk], today, today).get(unit.pk, unit.pk)
    put(
        people_of(acting, verb, at, but=by),
        unit_id=acting,
        kind=NoticeKind.DIFFICULTY,
        title=title[:1].upper() + title[1:],
        at=at,
        address=reverse("reporting:difficulty", args=[difficulty.unit.key, difficulty.number]),
    )


def _name(unit: Unit, today: date) -> str:
    place = names_then(today, [unit.pk]).get(unit.pk)
    return place.full_name if place is not None else unit.key
