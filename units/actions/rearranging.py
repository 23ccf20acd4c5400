"""Sắp xếp đơn vị: a rearrangement is written when it is scheduled, and taken back until its day.

Everything is written in one transaction and in bulk, as spans that end and begin on the day and name the
reorganisation, so nothing has to run on the day itself (docs/adr/0016). Taken back, every row stands as it
stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from childplan.vietnamese import moment, short_date
from units.actions.units import chosen_keys
from units.enums import Level, LogKind
from units.log import entry, write_all
from units.models import (
    DirectKind,
    LogEntry,
    Placement,
    Posting,
    Reorganisation,
    Succession,
    Unit,
    User,
)
from units.people_log import span_words, subject_of
from units.permissions import kept_units
from units.rearranging import PLACEHOLDER, Rearrangement, Tree, common_place
from units.refusals import NotYours, Overtaken, Refused
from units.roles import Verb, roles_that_may
from units.summaries.rearranging import Foreseen, foreseen, gains, in_parts, tree_before

BATCH = 2_000
"""Rows of one INSERT."""

SCHEDULED = "lên lịch sắp xếp đơn vị"
CHANGED = "Đơn vị hoặc phân công ở đây vừa thay đổi. Chưa ghi gì; xem lại bản xem trước rồi lên lịch."
MOST_SAID = 5
"""Of many faults as many as a sentence bears; the preview lists all."""
FEW = 50
"""Up to so many units each place concerned gets its log row, beyond that each province."""


@transaction.atomic
def schedule(
    *,
    rearrangement: Rearrangement,
    by: User | None,
    at: datetime,
    seen: str = "",
    address: str | None = None,
) -> Reorganisation:
    """Write the whole of it, or nothing. Raises NotYours, Overtaken, Refused.

    by: None is whoever runs the server. seen: `Foreseen.mark` of the preview; "" where nobody saw one.
    """
    keys = _scope(rearrangement)
    hold(rearrangement.eve, keys)
    # What stands is read once everything is held, and not before.
    told = foreseen(
        rearrangement, tree_before(rearrangement.day, keys if _are_few(keys) else None), tells=False
    )
    if seen and seen != told.mark and not is_scheduled(rearrangement):
        check_right(told, by, at.date())
        raise Overtaken(CHANGED)
    return write(told, by=by, at=at, address=address)


def write(told: Foreseen, *, by: User | None, at: datetime, address: str | None = None) -> Reorganisation:
    """Write what was foreseen by whoever holds its units (`hold`) in the same transaction. Raises NotYours,
    Refused."""
    standing = _standing(told.rearrangement)
    if standing is not None:
        raise Refused(
            f"Việc sắp xếp này đã được lên lịch lúc {moment(standing.scheduled_at)}, có hiệu lực từ ngày "
            f"{short_date(standing.takes_effect_on)}; không ghi lần nữa."
        )
    check_right(told, by, at.date())
    if told.faults:
        more = len(told.faults) - MOST_SAID
        tail = [f"Và {more} điều khác."] if more > 0 else []
        raise Refused(" ".join([*told.faults[:MOST_SAID], *tail]))
    told = replace(told, rearrangement=_keyed(told.rearrangement, told.tree))
    return _Writing(told, by, at, address).write()


def _scope(rearrangement: Rearrangement) -> set[str]:
    """The standing units it speaks of, and the places it puts something below."""
    above = {unit.parent for unit in rearrangement.placements() if unit.parent}
    return {key for key in rearrangement.named() | above if PLACEHOLDER not in key}


def _are_few(keys: Collection[str]) -> bool:
    """Of many units the whole country is read and held, which costs less."""
    return len(keys) <= 500


def hold(eve: date, keys: Collection[str]) -> None:
    """Two who rearrange the same provinces, or keep a place that it touches, wait for each other.

    In the order of the numbers, as every act that holds several units.
    """
    ids: set[int] = set()
    for some in in_parts(sorted(keys)):
        ids |= set(Unit.objects.filter(key__in=some).values_list("pk", flat=True))
    tops = Placement.objects.as_of(eve).filter(parent__isnull=True)
    if _are_few(keys):
        chain = Unit.objects.chain(*Unit.objects.filter(pk__in=ids), day=eve)
        tops = tops.filter(unit__in=chain.values("pk"))
    ids |= set(tops.values_list("unit_id", flat=True))
    for some_ids in in_parts(sorted(ids)):
        held = Unit.objects.select_for_update(no_key=True).filter(pk__in=some_ids)
        list(held.order_by("pk").values_list("pk"))


def is_scheduled(rearrangement: Rearrangement) -> bool:
    """Is the same on record already? Then the act says so in one sentence."""
    return _standing(rearrangement) is not None


def _standing(rearrangement: Rearrangement) -> Reorganisation | None:
    return Reorganisation.objects.filter(
        kind=rearrangement.kind,
        takes_effect_on=rearrangement.day,
        decision=rearrangement.decision.strip(),
        summary=rearrangement.summary,
        cancelled_at__isnull=True,
    ).first()


def check_right(told: Foreseen, by: User | None, today: date) -> None:
    """Quản trị of the country rearranges everything and on any day; others below their own places, from
    tomorrow on. Raises NotYours, Refused."""
    if by is None or _keeps_country(by, today):
        return
    said, tree = told.rearrangement, told.tree
    tops = [tree.name(key) for key in said.named() if key in tree and not tree[key].parent]
    if tops or any(not unit.parent for unit in said.new):
        raise NotYours("Chỉ Quản trị của cả nước sắp xếp được cấp tỉnh.")
    above = {unit.parent for unit in said.placements()} & tree.units.keys()
    kept = set(kept_units(by, Verb.REARRANGE, today).values_list("pk", flat=True))
    for key in sorted((said.named() & tree.units.keys()) | above):
        if tree[key].unit_id not in kept and not _will_be_kept(tree, key, kept, today):
            raise NotYours(f"“{tree.name(key)}” không thuộc phạm vi bạn sắp xếp.")
    if said.day <= today:
        raise Refused(
            f"Ngày có hiệu lực sớm nhất là ngày mai; ngày {short_date(said.day)} thì chỉ Quản trị của cả "
            "nước ghi được."
        )


def _will_be_kept(tree: Tree, key: str, kept: Collection[int], today: date) -> bool:
    """Of a unit that does not stand yet, made by a reorganisation to come: is the nearest place above it that
    stands today kept?"""
    chain = [tree[each].unit_id for each in tree.chain(key)]
    standing = set(Placement.objects.as_of(today).filter(unit__in=chain).values_list("unit_id", flat=True))
    return next((unit_id in kept for unit_id in chain if unit_id in standing), False)


def _keeps_country(user: User, today: date) -> bool:
    posts = user.postings.as_of(today).with_role(*roles_that_may(Verb.REARRANGE))
    return posts.filter(unit__level=Level.COUNTRY).exists()


def _keyed(said: Rearrangement, tree: Tree) -> Rearrangement:
    """Every new unit with a key of its own in place of the placeholder."""
    waiting = [unit for unit in said.new if PLACEHOLDER in unit.key]
    if not waiting:
        return said
    real: dict[str, str] = {}
    # Places before the agencies below them, whose keys begin like the place's.
    for of_agencies in (False, True):
        group = [unit for unit in waiting if (unit.level == Level.AGENCY) == of_agencies]
        wishes = [(real.get(unit.parent, unit.parent), unit.name) for unit in group]
        keys = chosen_keys(wishes, also_taken={*real.values(), *(unit.key for unit in said.new)})
        real |= {unit.key: key for unit, key in zip(group, keys, strict=True)}
    return replace(
        said,
        new=tuple(
            replace(unit, key=real.get(unit.key, unit.key), parent=real.get(unit.parent, unit.parent))
            for unit in said.new
        ),
        moves=tuple(replace(move, parent=real.get(move.parent, move.parent)) for move in said.moves),
        heirs=tuple(replace(heir, successor=real.get(heir.successor, heir.successor)) for heir in said.heirs),
    )


class _Writing:
    """One rearrangement on its way into the tables."""

    def __init__(self, told: Foreseen, by: User | None, at: datetime, address: str | None) -> None:
        self.told, self.said, self.tree = told, told.rearrangement, told.tree
        self.by, self.at, self.address = by, at, address
        self.ids = {key: unit.unit_id for key, unit in told.tree.units.items()}

    def write(self) -> Reorganisation:
        said = self.said
        self.row = Reorganisation.objects.create(
            kind=said.kind,
            place_id=self._place(),
            decision=said.decision.strip(),
            takes_effect_on=said.day,
            summary=said.summary,
            ended_before=self._ended_before(),
            scheduled_at=self.at,
            scheduled_by=self.by,
        )
        self._units()
        self._placements()
        self._successions()
        self._direct_kinds()
        self._postings()
        write_all(self._log())
        return self.row

    def _place(self) -> int:
        """The nearest place above; of provinces the country, and where it is not on the system the first."""
        key = common_place(self.tree, self.said)
        if key:
            return self.ids[key]
        country = Unit.objects.filter(level=Level.COUNTRY).order_by("pk").first()
        return country.pk if country is not None else min(self.ids[key] for key in self.said.named())

    def _ended_before(self) -> dict[str, Any]:
        """What cannot be told from the rows themselves when it is taken back (`Reorganisation`)."""
        spans = (self.tree[key] for key in self.said.named())
        day = self.said.day
        posts = [fate.posting for fate in self.told.posts]
        return {
            "placements": {str(one.span_id): one.until.isoformat() for one in spans if one.until},
            "postings": {
                str(post.pk): post.ends_on.isoformat()
                for post in posts
                if post.ends_on and not _begins(post, day)
            },
            "removed": [_kept(post) for post in posts if _begins(post, day)],
        }

    def _units(self) -> None:
        """Those that never stood, of a rearrangement that was cancelled, are taken up again."""
        keys = [unit.key for unit in self.said.new]
        for some in in_parts(keys):
            self.ids.update(Unit.objects.filter(key__in=some).values_list("key", "pk"))
        made = Unit.objects.bulk_create(
            (
                Unit(key=unit.key, level=unit.level, agency_kind=unit.agency_kind)
                for unit in self.said.new
                if unit.key not in self.ids
            ),
            batch_size=BATCH,
        )
        self.ids.update((unit.key, unit.pk) for unit in made)

    def _placements(self) -> None:
        said, tree = self.said, self.tree
        for some in in_parts(sorted(tree[key].span_id for key in said.named())):
            Placement.objects.filter(pk__in=some).update(ends_on=said.eve, ended_by=self.row)
        until = {move.key: tree[move.key].until for move in said.moves}
        Placement.objects.bulk_create(
            (
                Placement(
                    unit_id=self.ids[unit.key],
                    parent_id=self.ids[unit.parent] if unit.parent else None,
                    name=unit.name,
                    kind=unit.kind,
                    code=unit.code,
                    area=unit.area,
                    note=unit.note,
                    starts_on=said.day,
                    ends_on=until.get(unit.key),
                    begun_by=self.row,
                )
                for unit in said.placements()
            ),
            batch_size=BATCH,
        )

    def _successions(self) -> None:
        Succession.objects.bulk_create(
            (
                Succession(
                    predecessor_id=self.ids[heir.predecessor],
                    successor_id=self.ids[heir.successor],
                    starts_on=self.said.day,
                    is_whole=heir.is_whole,
                    decision=heir.decision or self.row.decision,
                    note=heir.note,
                    reorganisation=self.row,
                )
                for heir in self.said.heirs
            ),
            batch_size=BATCH,
        )

    def _direct_kinds(self) -> None:
        """What all whole predecessors typed themselves, the successor types itself."""
        chosen: dict[int, set[str]] = {}
        for place_id, kind in DirectKind.objects.values_list("place_id", "kind"):
            chosen.setdefault(place_id, set()).add(kind)
        found: dict[int, list[set[str]]] = {}
        for old, new in self.said.wholes().items():
            found.setdefault(self.ids[new], []).append(chosen.get(self.ids[old], set()))
        DirectKind.objects.bulk_create(
            (
                DirectKind(place_id=place_id, kind=kind)
                for place_id, choices in found.items()
                if all(choice == choices[0] for choice in choices)
                for kind in sorted(choices[0])
            ),
            batch_size=BATCH,
        )

    def _postings(self) -> None:
        day = self.said.day
        posts = [fate.posting for fate in self.told.posts]
        for some in in_parts([post.pk for post in posts if _begins(post, day)]):
            Posting.objects.filter(pk__in=some).delete()
        for some in in_parts([post.pk for post in posts if not _begins(post, day)]):
            Posting.objects.filter(pk__in=some).update(ends_on=self.said.eve, ended_by=self.row)
        Posting.objects.bulk_create(
            (
                Posting(
                    user_id=gain.user_id,
                    unit_id=self.ids[gain.successor],
                    role=gain.role,
                    starts_on=gain.starts_on,
                    ends_on=gain.ends_on,
                    begun_by=self.row,
                )
                for gain in gains(self._fates(), day)
            ),
            batch_size=BATCH,
        )

    def _fates(self) -> Iterable[Any]:
        """With the keys that the new units were given."""
        wholes = self.said.wholes()
        by_id = {pk: key for key, pk in self.ids.items()}
        return (
            replace(fate, successor=wholes[by_id[fate.posting.unit_id]] if fate.successor else "")
            for fate in self.told.posts
        )

    # --- The log

    def _log(self) -> list[LogEntry]:
        told = f"từ ngày {short_date(self.said.day)}"
        rows = [
            self._entry(LogKind.UNIT, SCHEDULED, unit_id, self.said.summary, after=told)
            for unit_id in sorted(self._places())
        ]
        for fate in self.told.posts:
            post, role = fate.posting, fate.posting.get_role_display()
            act = (
                "chuyển vai trò theo sắp xếp đơn vị"
                if fate.successor
                else "kết thúc vai trò theo sắp xếp đơn vị"
            )
            after = f"{role}, {fate.successor_name}, {told}" if fate.successor else ""
            before = f"{role}, {fate.unit}, {span_words(post)}"
            rows.append(
                self._entry(
                    LogKind.PERSON, act, post.unit_id, subject_of(post.user), before=before, after=after
                )
            )
        return rows

    def _places(self) -> set[int]:
        """Where it is told: above what changes, or in each province where much does."""
        said, tree = self.said, self.tree
        above = {tree[key].parent or key for key in said.named()}
        above |= {unit.parent for unit in said.placements() if unit.parent in tree}
        # What only came along is told with its place.
        ended = {end.key for end in said.ends}
        above = {key for key in above if key not in ended or not tree[key].parent}
        if len(above) > FEW:
            above = {tree.chain(key)[-1] for key in above}
        return {self.ids[key] for key in above}

    def _entry(
        self, kind: LogKind, act: str, unit_id: int, subject: str, *, before: str = "", after: str = ""
    ) -> LogEntry:
        row = entry(
            kind,
            act,
            at=self.at,
            by=self.by,
            address=self.address,
            subject=subject,
            before=before,
            after=after,
            reason=self.said.decision,
        )
        row.unit_id = unit_id
        return row


def _begins(post: Posting, day: date) -> bool:
    """Would it begin only when its unit is gone?"""
    return post.starts_on is not None and post.starts_on >= day


def _kept(post: Posting) -> Mapping[str, Any]:
    """Every column of a post, to be put back."""
    columns = ("id", "user_id", "unit_id", "role", "begun_by_id", "ended_by_id")
    days = {
        name: day.isoformat() if (day := getattr(post, name)) else None for name in ("starts_on", "ends_on")
    }
    return {**{name: getattr(post, name) for name in columns}, **days}
