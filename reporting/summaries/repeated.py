"""What is read anew for every report, and need not be while many reports go through in one go?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """While it lasts, functions marked `read_once` answer the same question from memory.

    For whoever writes hundreds of reports in one transaction that leaves plans, catalogue and places alone.
    """
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_once(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Outside `reading_once` the function is what it was. Its arguments can be hashed, its answer is never
    changed by anybody."""

    @wraps(function)
    def remembering(*arguments: Any) -> Answer:
        kept = _kept.get()
        if kept is None:
            return function(*arguments)
        question = (function, arguments)
        if question not in kept:
            kept[question] = function(*arguments)
        answer: Answer = kept[question]
        return answer

    return remembering
