"""What may this person ask for, and what was asked? From the lists of the form to the values of an export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from childplan.vietnamese import moment, short_date
from plans.models import Plan
from reporting.enums import WITH_FIGURES, AnnualState, ExportFormat, ExportKind
from reporting.export_forms import EVERY_ROUND, PUBLIC, About, Choices
from reporting.jobs.rights import may_have
from reporting.models import AnnualReport, Export, Report, Round
from reporting.permissions import totals_seen_on, with_totals_seen_on
from reporting.summaries.exports import called, edition_words, window_of
from reporting.summaries.looks import PROVISIONAL
from reporting.totals import PLACES
from units.models import Unit, User
from units.permissions import may_anywhere
from units.roles import Verb, roles_that_may
from units.summaries.places import children_on, name_with_place_on, names_on

MOST_REPORTS = 100
ALL_ROUNDS = "Mọi kỳ"


@dataclass(frozen=True)
class Asked:
    """An export to be made: what `record_export` and `start_export` take, and what says how large it is."""

    values: dict[str, Any]
    options: dict[str, Any]
    unit: Unit | None = None
    rounds: list[Round] = field(default_factory=list)


# --- What the lists of the form offer


def offered(about: About, user: User, today: date, wanted: str = "") -> dict[str, Choices]:
    """Choices by field. wanted: key of a unit that the address names, which may lie deeper than the list."""
    found: dict[str, Choices] = {}
    if "ke_hoach" in about.fields:
        found["ke_hoach"] = _plans(user, today)
    if "noi" in about.fields:
        found["noi"] = _places(user, today, wanted)
    if "ky" in about.fields:
        found["ky"] = _rounds(about)
    if "bao_cao" in about.fields:
        found["bao_cao"] = _reports(user, today)
    return found


def _own_places(user: User, today: date) -> list[Unit]:
    posts = user.postings.as_of(today).with_role(*roles_that_may(Verb.SEE_TOTALS))
    return list(Unit.objects.filter(postings__in=posts, level__in=PLACES).distinct().order_by("pk"))


def _places(user: User, today: date, wanted: str) -> Choices:
    """The own places and those right below them, as in the tree of today; and the one that is wanted."""
    found: dict[str, str] = {}
    for top in _own_places(user, today):
        named = names_on(today, [top.pk]).get(top.pk)
        below = [child for child in children_on(today, top) if child.level in PLACES]
        for place in ([named] if named is not None else []) + below:
            found.setdefault(place.key, place.full_name[:1].upper() + place.full_name[1:])
    if wanted and wanted not in found:
        unit = Unit.objects.filter(key=wanted, level__in=PLACES).first()
        if unit is not None and totals_seen_on(user, [unit.pk], today, today):
            found[unit.key] = name_with_place_on(today, unit) or unit.key
    return list(found.items())


def _plans(user: User, today: date) -> Choices:
    plans = list(Plan.objects.signed().collecting().select_related("issuer").order_by("first_year", "pk"))
    seen = totals_seen_on(user, {plan.issuer_id for plan in plans}, today, today)
    return [(plan.key, plan.short_title) for plan in plans if plan.issuer_id in seen]


def _rounds(about: About) -> Choices:
    rounds = Round.objects.select_related("plan").order_by("-data_to", "kind", "pk")
    if about.kind != ExportKind.TRACKING:
        rounds = rounds.filter(kind__in=WITH_FIGURES)
    every = [(EVERY_ROUND, ALL_ROUNDS)] if about.kind == ExportKind.FLAT else []
    return [*((round_.key, _name(round_)) for round_ in rounds), *every]


def _name(round_: Round) -> str:
    return f"{round_.name} – {round_.plan.short_title}" if round_.plan else round_.name


def _reports(user: User, today: date) -> Choices:
    seen = with_totals_seen_on(user, today, today)
    issued = AnnualReport.objects.filter(state=AnnualState.ISSUED, unit__in=seen.values("pk"))
    rows = issued.select_related("unit", "round", "plan").defer("content", "public_content", "tables")
    latest = list(rows.order_by("-issued_at", "-pk")[:MOST_REPORTS])
    names = names_on(today, {report.unit_id for report in latest})
    return [
        (str(report.pk), _report_name(report, names[report.unit_id].full_name))
        for report in latest
        if report.unit_id in names
    ]


def _report_name(report: AnnualReport, unit_name: str) -> str:
    return f"{report.round.name} – {report.plan.short_title} – {unit_name}, bản {report.edition}"


# --- What was asked


def asked_of(about: About, said: dict[str, str], user: User, now: datetime) -> Asked | None:
    """The export that the form describes; None where the person may not have it, or there is no such
    thing."""
    found = _asked(about, said, user, now)
    if found is None:
        return None
    values = found.values | {
        "kind": about.kind,
        "format": ExportFormat(said["dinh_dang"]),
        "by": user,
        "at": now,
    }
    probe = Export(
        kind=about.kind,
        unit=values.get("unit"),
        round=values.get("round_"),
        plan=values.get("plan"),
        report=values.get("report"),
        by=user,
    )
    if not may_have(user, probe, now.date()):
        return None
    return Asked(values, found.options, found.unit, found.rounds)


def _asked(about: About, said: dict[str, str], user: User, now: datetime) -> Asked | None:
    match about.kind:
        case ExportKind.LOG:
            return _log(user, now)
        case ExportKind.ANNUAL:
            return _annual(said)
        case ExportKind.RESULTS:
            return _results(said)
    return _of_a_place(about, said, now.date())


def _log(user: User, now: datetime) -> Asked | None:
    if not may_anywhere(user, Verb.READ_LOG, now.date()):
        return None
    posts = user.postings.as_of(now.date()).with_role(*roles_that_may(Verb.READ_LOG)).select_related("unit")
    post = posts.order_by("pk").first()
    unit = post.unit if post is not None else None
    title = f"Nhật ký đến {moment(now)}"
    return Asked({"unit": unit, "title": title, "address": reverse("reporting:log")}, {}, unit)


def _annual(said: dict[str, str]) -> Asked | None:
    issued = AnnualReport.objects.filter(state=AnnualState.ISSUED).select_related("unit", "round", "plan")
    report = issued.filter(pk=said["bao_cao"]).first()
    if report is None:
        return None
    name = called(report.unit, report.round.data_to)
    args = [report.round.key, report.unit.key, report.plan.key, report.edition]
    values = {
        "unit": report.unit,
        "round_": report.round,
        "plan": report.plan,
        "report": report,
        "title": f"Báo cáo {_report_name(report, name)}",
        "window": window_of(report.round),
        "edition": f"Đã phát hành, bản {report.edition}",
        "is_public": _is_public(said),
        "address": reverse("reporting:annual_report", args=args),
    }
    return Asked(values, {}, report.unit, [report.round])


def _results(said: dict[str, str]) -> Asked | None:
    plan = Plan.objects.signed().collecting().select_related("issuer").filter(key=said["ke_hoach"]).first()
    round_ = Round.objects.filter(key=said["ky"], kind__in=WITH_FIGURES).first()
    if plan is None or round_ is None or not _was_asked(plan.issuer, round_):
        return None
    page = reverse("reporting:annual_table", args=[plan.key, round_.key])
    values = {
        "unit": plan.issuer,
        "round_": round_,
        "plan": plan,
        "title": f"Biểu kết quả – {plan.short_title} – {round_.name}",
        "window": window_of(round_),
        "edition": _edition(said),
        "is_public": _is_public(said),
        "address": f"{page}{_edition_query(said)}",
    }
    return Asked(values, {"official": _official(said)}, plan.issuer, [round_])


def _of_a_place(about: About, said: dict[str, str], today: date) -> Asked | None:
    unit = Unit.objects.filter(key=said["noi"], level__in=PLACES).first()
    if unit is None:
        return None
    if said["ky"] == EVERY_ROUND:
        rounds = list(
            Round.objects.filter(kind__in=WITH_FIGURES, reports__unit=unit)
            .distinct()
            .order_by("data_to", "pk")
        )
    else:
        rounds = list(Round.objects.filter(key=said["ky"]))
    rounds = [round_ for round_ in rounds if _was_asked(unit, round_)]
    if not rounds:
        return None
    round_ = rounds[0] if said["ky"] != EVERY_ROUND else None
    newest = max(rounds, key=lambda each: each.data_to)
    oldest = min(rounds, key=lambda each: each.data_from)
    route = "reporting:tracking" if about.kind == ExportKind.TRACKING else "reporting:rollup"
    has_edition = "so" in about.fields
    when = round_.name if round_ is not None else ALL_ROUNDS.lower()
    page = reverse(route, args=[newest.key, unit.key])
    values = {
        "unit": unit,
        "round_": round_,
        "title": f"{about.label} – {called(unit, newest.data_to)} – {when}",
        "window": f"{short_date(oldest.data_from)}–{short_date(newest.data_to)}",
        "edition": _edition(said) if has_edition else "",
        "is_public": _is_public(said),
        "address": f"{page}{_edition_query(said)}" if has_edition else page,
    }
    options = {"official": _official(said), "rounds": [each.key for each in rounds]}
    return Asked(values, options, unit, rounds)


def _was_asked(unit: Unit, round_: Round) -> bool:
    """Does the round know the place at all? Its own report, or one below it."""
    below = Unit.objects.under(unit, day=round_.data_to)
    return Report.objects.filter(Q(unit=unit) | Q(unit__in=below.values("pk")), round=round_).exists()


def _official(said: dict[str, str]) -> bool:
    return said.get("so") != PROVISIONAL


def _is_public(said: dict[str, str]) -> bool:
    return said.get("ban") == PUBLIC


def _edition(said: dict[str, str]) -> str:
    return edition_words(_official(said))


def _edition_query(said: dict[str, str]) -> str:
    return "" if _official(said) else f"?so={PROVISIONAL}"
