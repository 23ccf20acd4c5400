"""How does a frozen value become plain JSON and come back the same?

Only what differs from the default is written, so that a report of forty rows stays small. Keys that nobody
knows any more are left aside, and a field that was not there yet takes its default: what was kept years ago
still opens (tested with files that say more and less than today's).
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def to_plain(value: Any) -> Any:
    """Dataclasses as objects, sequences as lists; decimals and fractions as text, so that no digit is lost.

    Raises TypeError for anything else, a row of the database among it: what is kept names no row.
    """
    if value is None or (isinstance(value, bool | int) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: to_plain(own)
            for one in fields(value)
            if one.init and (own := getattr(value, one.name)) != _default(one)
        }
    if isinstance(value, list | tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(one) for key, one in value.items()}
    raise TypeError(f"{type(value).__name__} is no plain value")


def from_plain(wanted: type[Value], plain: Any) -> Value:
    """The other way round, by the annotations of the dataclass. Raises ValueError or TypeError for what it
    cannot be."""
    return cast(Value, _read(wanted, plain))


_ABSENT: Any = object()


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else _ABSENT


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


def _read(wanted: Any, plain: Any) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(wanted), plain)
    if origin in (list, tuple):
        return _several(wanted, plain)
    if origin is not None and issubclass(origin, Mapping):
        of = get_args(wanted)[1]
        return {key: _read(of, one) for key, one in plain.items()}
    if is_dataclass(wanted):
        return _whole(cast(type, wanted), plain)
    if wanted in (Decimal, Fraction) or (isinstance(wanted, type) and issubclass(wanted, Enum)):
        return wanted(plain)
    if not isinstance(plain, wanted):
        raise TypeError(f"{plain!r} is no {wanted.__name__}")
    return plain


def _one_of(kinds: tuple[Any, ...], plain: Any) -> Any:
    """None, a whole number beside a decimal, or the one kind there is."""
    if plain is None:
        return None
    if int in kinds and isinstance(plain, int):
        return plain
    others = [kind for kind in kinds if kind not in (type(None), int)]
    return _read(others[0] if others else int, plain)


def _several(wanted: Any, plain: Any) -> Any:
    kinds = get_args(wanted)
    if get_origin(wanted) is list:
        return [_read(kinds[0], one) for one in plain]
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], one) for one in plain)
    return tuple(_read(kind, one) for kind, one in zip(kinds, plain, strict=True))


def _whole(wanted: type, plain: Mapping[str, Any]) -> Any:
    hints = _hints(wanted)
    said = {}
    for one in fields(wanted):
        if not one.init:
            continue
        if one.name in plain:
            said[one.name] = _read(hints[one.name], plain[one.name])
        elif _default(one) is _ABSENT:
            said[one.name] = _nothing(hints[one.name])
    return wanted(**said)


def _nothing(wanted: Any) -> Any:
    """Of a field that an older file does not have and that has no default: the empty one of its kind."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType) and type(None) in get_args(wanted):
        return None
    kind = origin or wanted
    if kind in (str, int, bool, list, tuple, dict):
        return kind()
    raise ValueError(f"nothing is said of its {kind.__name__}")
