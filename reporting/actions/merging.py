"""Gộp số liệu, nối chỉ tiêu: two names for one thing become one, and no figure is lost by it.

A cell keeps everything that hangs on it (its log, comments, explanations) and only changes what it is a cell
of. Sums that were handed up stay as they were; they take the name along. From then on places that used the
one and places that used the other add up together. What cannot be put together is refused with its place and
round; see `summaries.merging` for what agrees with what.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from indicators.models import Component, DataItem, Measure
from reporting.actions.refusals import NotYours, Refused
from reporting.deadlines import calendar_day
from reporting.models import Figure, Intake, Settlement, Total
from reporting.summaries.merging import (
    Clash,
    Merging,
    Tying,
    double_reports,
    double_sums,
    merging,
    tying,
    untouched,
)
from units import log
from units.enums import LogKind
from units.models import Unit, User
from units.permissions import kept_units
from units.refusals import Overtaken
from units.roles import Verb

CHANGED = "Số liệu hoặc kế hoạch đã thay đổi từ khi bạn xem trước. Xem lại rồi làm."


def keeps_catalogue_of(user: User, owner: Unit | None, at: datetime) -> bool:
    """May the person merge what the place thought of? The catalogue itself is nobody's to merge."""
    kept = kept_units(user, Verb.KEEP_CATALOGUE, calendar_day(at))
    return owner is not None and kept.filter(pk=owner.pk).exists()


@transaction.atomic
def merge_item(
    *, item: DataItem, into: DataItem, by: User, at: datetime, seen: str = "", address: str | None = None
) -> Merging:
    """Every figure of the item becomes one of the other; see the module.

    A form that has both keeps the cell that somebody touched; where both were touched nothing is merged.
    `seen`: the mark of the preview. Raises NotYours, Overtaken or Refused.
    """
    item, into = _held_items(item, into)
    if not keeps_catalogue_of(by, item.owner, at):
        raise NotYours("Số liệu riêng do người quản lý danh mục của nơi đó gộp.")
    found = merging(item, into, calendar_day(at))
    _check(found, seen, found.mark)
    _merge(found)
    log.write(
        LogKind.PLAN,
        "gộp số liệu",
        at=at,
        by=by,
        address=address,
        unit=item.owner,
        subject=f"{item.name} → {into.name}",
        before=f"{item.code}: {_counts(found)}",
        after=(
            f"{into.code}: chuyển {found.moved} ô, bỏ {found.dropped + found.dropped_there} ô chưa ai nhập"
        ),
    )
    return found


@transaction.atomic
def tie_measure(
    *,
    measure: Measure,
    into: Measure,
    by: User,
    at: datetime,
    seen: str = "",
    address: str | None = None,
) -> Tying:
    """Nối vào chỉ tiêu chuẩn: the items of an own measure are merged into the canonical one's, and whatever
    used it uses that one. A component keeps its own base where the two differ, so no target changes its
    meaning. Raises NotYours, Overtaken or Refused."""
    rows = Measure.objects.select_for_update(of=("self",)).select_related(
        "owner", "numerator__owner", "denominator__owner"
    )
    held = {row.pk: row for row in rows.filter(pk__in=[measure.pk, into.pk]).order_by("pk")}
    measure, into = held[measure.pk], held[into.pk]
    if not keeps_catalogue_of(by, measure.owner, at):
        raise NotYours("Chỉ tiêu riêng do người quản lý danh mục của nơi đó nối.")
    found = tying(measure, into, calendar_day(at))
    _check(found, seen, found.mark)
    for merge in found.merges:
        if not keeps_catalogue_of(by, merge.item.owner, at):
            raise NotYours("Số liệu riêng do người quản lý danh mục của nơi đó gộp.")
        _held_items(merge.item, merge.into)
        _merge(merge)
    components = Component.objects.filter(measure=measure)
    if measure.base != into.base:
        components.filter(own_base=None).update(own_base=measure.base)
    components.update(measure=into)
    Measure.objects.filter(merged_into=measure).update(merged_into=into)
    Measure.objects.filter(pk=measure.pk).update(merged_into=into)
    log.write(
        LogKind.PLAN,
        "nối vào chỉ tiêu chuẩn",
        at=at,
        by=by,
        address=address,
        unit=measure.owner,
        subject=f"{measure.name} → {into.name}",
        before=f"{measure.code}: {found.components} nội dung đo",
        after="; ".join(
            [
                f"{into.code}: {found.components} nội dung đo, {found.keeps_base} giữ cách tính riêng",
                *(f"{merge.item.code} → {merge.into.code}: {_counts(merge)}" for merge in found.merges),
            ]
        ),
    )
    return found


def _held_items(item: DataItem, into: DataItem) -> tuple[DataItem, DataItem]:
    rows = DataItem.objects.select_for_update(of=("self",)).select_related("owner").order_by("pk")
    held = {row.pk: row for row in rows.filter(pk__in=[item.pk, into.pk])}
    return held[item.pk], held[into.pk]


def _check(found: Merging | Tying, seen: str, mark: str) -> None:
    merges = [found] if isinstance(found, Merging) else found.merges
    differences = [*found.differences, *(each for merge in merges for each in merge.differences)]
    if differences:
        raise Refused(" ".join(dict.fromkeys(differences)))
    clashes = [clash for merge in merges for clash in merge.clashes]
    if clashes:
        raise Refused(" ".join(clash_words(clash) for clash in clashes))
    if seen and seen != mark:
        raise Overtaken(CHANGED)


def clash_words(clash: Clash) -> str:
    """What has to be settled before, and by whom."""
    if clash.is_sum:
        return (
            f"Báo cáo {clash.round_name.lower()} của {clash.unit_name} đã nộp lên tổng của cả hai số liệu; "
            "mở lại báo cáo đó trước."
        )
    if clash.is_twice:
        return (
            f"Kỳ {clash.round_name.lower()}: {clash.unit_name} nhập một số liệu, đơn vị bên dưới nhập số "
            "liệu kia; gộp lại thì tổng cộng hai lần."
        )
    return f"Báo cáo {clash.round_name.lower()} của {clash.unit_name} đã có câu trả lời ở cả hai số liệu."


def _counts(found: Merging) -> str:
    years = f", các năm {found.years[0]}–{found.years[-1]}" if found.years else ""
    return (
        f"{found.cells} ô của {found.reports} báo cáo, {found.units} đơn vị{years}; "
        f"{found.changes} lần ghi; {found.sums} tổng đã nộp; {len(found.plans)} kế hoạch"
    )


def _merge(found: Merging) -> None:
    item, into = found.item, found.into
    # The name first: stored sums may only follow an item that was merged.
    DataItem.objects.filter(merged_into=item).update(merged_into=into)
    DataItem.objects.filter(pk=item.pk).update(merged_into=into)
    _merge_figures(item, into)
    Settlement.objects.filter(item=item).update(item=into)
    Total.objects.filter(item=item).exclude(pk__in=double_sums(item, into).values("pk")).update(item=into)
    _merge_plans(item, into)


def _merge_figures(item: DataItem, into: DataItem) -> None:
    reports = list(Figure.objects.filter(item=item).order_by("report_id").values_list("report_id", flat=True))
    # Nobody types into either cell meanwhile.
    list(
        Figure.objects.select_for_update(of=("self",))
        .filter(report__in=reports, item__in=[item, into])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    both = set(double_reports(item, into).values_list("pk", flat=True))
    mine = set(untouched(item).filter(report__in=both).values_list("pk", "report_id"))
    dropped = {report_id for _, report_id in mine}
    _rename_in_intakes(reports, dropped, item, into)
    Figure.objects.filter(pk__in=[pk for pk, _ in mine]).delete()
    theirs = list(untouched(into).filter(report__in=both - dropped).values_list("pk", flat=True))
    Figure.objects.filter(pk__in=theirs).delete()
    if double_reports(item, into).exists():
        raise Overtaken(CHANGED)
    Figure.objects.filter(item=item).update(item=into)


def _rename_in_intakes(reports: list[int], dropped: set[int], item: DataItem, into: DataItem) -> None:
    """Files and blocks that were read name cells by the codes of their items."""
    for intake in Intake.objects.filter(report__in=reports):
        stays = intake.report_id in dropped
        intake.cells = [
            cell | {"code": into.code} if cell.get("code") == item.code and not stays else cell
            for cell in intake.cells
        ]
        for known in (intake.versions, intake.taken):
            version = known.pop(item.code, None)
            if version is not None and not stays:
                known[into.code] = version
        intake.save(update_fields=["cells", "versions", "taken"])


def _merge_plans(item: DataItem, into: DataItem) -> None:
    """Whatever is made of the item is made of the other one."""
    for name in ("numerator", "denominator"):
        Measure.objects.filter(**{name: item}).update(**{name: into})
        Component.objects.filter(**{f"own_{name}": item}).update(**{f"own_{name}": into})
    DataItem.objects.filter(contained_in=item).exclude(pk=into.pk).update(contained_in=into)
    # A component that now counts what its measure counts is no variant any more.
    Component.objects.filter(
        Q(own_denominator=None) | Q(own_denominator=F("measure__denominator")),
        own_numerator=F("measure__numerator"),
    ).filter(Q(own_numerator=into) | Q(own_denominator=into)).update(own_numerator=None, own_denominator=None)
