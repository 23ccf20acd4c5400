"""What did a keeper type on the page of goals? As many lines as there are goals, and some empty ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from childplan.vietnamese import nfc
from plans.actions.goals import GoalWish
from plans.models import Plan

EMPTY_LINES = 3
MOST_LINES = 60
LONGEST_NAME, LONGEST_WORDS, HIGHEST_NUMBER = 120, 4_000, 99


@dataclass
class GoalLine:
    """One line as typed. `key` names its fields: “3” the goal that has number 3, “moi-1” a new one."""

    key: str
    number: str = ""
    name: str = ""
    words: str = ""
    is_removed: bool = False
    error: str = ""

    @property
    def is_new(self) -> bool:
        return self.key.startswith("moi-")

    @property
    def is_blank(self) -> bool:
        return self.is_new and not (self.name or self.words)


@dataclass(frozen=True)
class GoalError:
    """A line of the error summary."""

    field_id: str
    message: str
    is_here: bool = True


class GoalsForm:
    """The lines of the page and what is wrong with them."""

    def __init__(self, lines: list[GoalLine]) -> None:
        self.lines = lines
        self.errors: list[GoalError] = []

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """As stored, and empty lines with the next numbers."""
        goals = list(plan.goals.order_by("number"))
        lines = [GoalLine(str(goal.number), str(goal.number), goal.name, goal.words) for goal in goals]
        following = max((goal.number for goal in goals), default=0) + 1
        lines += [GoalLine(f"moi-{place + 1}", str(following + place)) for place in range(EMPTY_LINES)]
        return cls(lines)

    @classmethod
    def posted(cls, said: QueryDict) -> Self:
        """As sent, checked."""
        keys = [key for key in dict.fromkeys(said.getlist("dong")) if _is_key(key)]
        form = cls([_line(said, key) for key in keys[:MOST_LINES]])
        form._check()
        return form

    def _check(self) -> None:
        for line in self.lines:
            if line.is_blank or line.is_removed:
                continue
            if not _is_number(line.number):
                self._say(line, "so", f"Số của mục tiêu: ghi số từ 1 đến {HIGHEST_NUMBER}.")
            elif not line.name:
                self._say(line, "ten", f"Mục tiêu {line.number}: ghi tên gọn.")
            elif len(line.name) > LONGEST_NAME:
                self._say(line, "ten", f"Mục tiêu {line.number}: tên gọn dài nhất {LONGEST_NAME} ký tự.")
            elif not line.words:
                self._say(line, "loi", f"Mục tiêu {line.number}: chép nguyên văn từ văn bản.")
            elif len(line.words) > LONGEST_WORDS:
                self._say(line, "loi", f"Mục tiêu {line.number}: nguyên văn dài nhất {LONGEST_WORDS} ký tự.")

    def _say(self, line: GoalLine, field: str, message: str) -> None:
        line.error = message
        self.errors.append(GoalError(f"{field}-{line.key}", message))

    def refuse(self, message: str) -> None:
        """What the act had to say."""
        self.errors.append(GoalError("", message))

    def wishes(self) -> list[GoalWish]:
        """When there are no errors."""
        return [
            GoalWish(
                was=None if line.is_new else int(line.key),
                number=int(line.number) if line.number.isdigit() else 0,
                name=line.name,
                words=line.words,
                is_removed=line.is_removed,
            )
            for line in self.lines
            if not line.is_blank and not (line.is_new and line.is_removed)
        ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_NUMBER


def _is_key(key: str) -> bool:
    number = key.removeprefix("moi-")
    return number.isascii() and number.isdigit() and len(number) <= 5


def _line(said: QueryDict, key: str) -> GoalLine:
    return GoalLine(
        key=key,
        number=said.get(f"so-{key}", "").strip(),
        name=" ".join(nfc(said.get(f"ten-{key}", "")).split()),
        words="\n".join(nfc(said.get(f"loi-{key}", "")).strip().splitlines()),
        is_removed=f"bo-{key}" in said,
    )
