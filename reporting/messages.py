"""What is said to a unit whose report has not come? One wording: by hand, by the ladder, by mail, for Zalo.

Pure: names, a fact of time and an address in, words out. No figure ever stands in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from childplan.vietnamese import short_date, weekday_date
from reporting.deadlines import SOON, Timeliness, Timing

UNIT, DAY, LINK = "[đơn vị]", "[hạn]", "[đường dẫn]"
"""Places in a text that is written once and sent to many: each unit reads its own name, day and address."""

LONGEST_TYPED = 600
"""Characters of a text before its places are filled in; what is sent fits into a row of 1,000."""


@dataclass(frozen=True)
class Chased:
    """One report that is waited for. `is_returned`: its day is the one for the correction."""

    unit_name: str
    fact: Timeliness
    address: str
    is_returned: bool = False


def notice_template(round_name: str) -> str:
    """The text of a notice as whoever reminds finds it, with its places still open.

    Notices and letters lead to the report by themselves.
    """
    return f"{UNIT} chưa nộp báo cáo {lowered(round_name)}, {DAY}."


def reminder_template(round_name: str) -> str:
    """The same for a text that leaves the product, with the address."""
    return f"{notice_template(round_name)} Nhập và nộp tại: {LINK}"


def reminder_text(round_name: str, chased: Chased) -> str:
    """“Thôn 4 chưa nộp báo cáo năm 2024, quá hạn 2 ngày (hạn hết ngày 20/11/2024). Nhập và nộp tại: …”"""
    return filled(reminder_template(round_name), chased)


def see_comments(number: int) -> str:
    """The reason of a return where the reviewer wrote nothing but comments on cells."""
    return f"Xem {number} góp ý ở ô số liệu."


def filled(template: str, chased: Chased) -> str:
    """The text with the unit's own name, day and address in its places."""
    text = template.replace(UNIT, chased.unit_name).replace(DAY, day_words(chased))
    text = text.replace(LINK, chased.address).strip()
    return text[:1].upper() + text[1:]


def reminder_title(round_name: str, chased: Chased) -> str:
    """“Nhắc nộp báo cáo năm 2024 của thôn 4: quá hạn 2 ngày”."""
    deed = "sửa và nộp lại" if chased.is_returned else "nộp"
    return f"Nhắc {deed} báo cáo {lowered(round_name)} của {chased.unit_name}: {lowered(chased.fact.text)}"


def day_words(chased: Chased) -> str:
    """“quá hạn 2 ngày (hạn hết ngày 20/11/2024)”; what was returned names the day for its correction."""
    fact = chased.fact
    if fact.on is None:
        return "chưa ấn định hạn"
    name = "hạn sửa" if chased.is_returned else "hạn"
    if fact.timing == Timing.DUE_TODAY:
        return f"{name} là hết hôm nay, {weekday_date(fact.on)}"
    day = (
        weekday_date(fact.on) if fact.days <= SOON and fact.timing != Timing.OVERDUE else short_date(fact.on)
    )
    return f"{lowered(fact.text)} ({name} hết ngày {day})"


def group_text(place_name: str, round_name: str, late: Sequence[Chased], address: str) -> str:
    """One text for the Zalo group of a place: who is waited for, since when, and where to go.

    The address is one that everybody starts from: each person finds the own report there.
    """
    lines = [f"{_capital(place_name)}: chưa có báo cáo {lowered(round_name)} của {len(late)} đơn vị:"]
    lines += [f"- {_capital(chased.unit_name)}: {day_words(chased)}" for chased in late]
    lines.append(f"Nhập và nộp tại: {address}")
    return "\n".join(lines)


def lowered(words: str) -> str:
    """Words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
