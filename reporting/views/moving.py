"""Đưa dữ liệu vào, lấy ra: CSV files in, looked at first and written whole or not at all, and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from childplan import clock
from childplan.lockout import client_address
from childplan.vietnamese import moment
from indicators.models import DataItem
from reporting.actions.bulk_figures import places_moved
from reporting.actions.exporting import code_address, end_stream, record_export
from reporting.bulk_files import MOST_LINES, drop_file, keep_file, take_file
from reporting.bulk_forms import BringForm, TakeForm
from reporting.documents.digests import RowDigest
from reporting.enums import WITH_FIGURES, BulkKind, ExportFormat, ExportKind, IntakeState
from reporting.file_names import file_name
from reporting.models import BulkFile, Export, Round
from reporting.moving import KINDS, bring_in, log_taken, rows_of, taken_out
from reporting.summaries.exports import called, window_of
from reporting.views.handing_out import site_of
from units.bulk import Told
from units.csv_files import BadFile
from units.csv_streams import NUMBER, WHY, refused_row, remark_lines, written
from units.enums import Level
from units.models import Unit, User
from units.refusals import Overtaken, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb, roles_that_may
from units.summaries.places import PlaceName, children_on, names_on, roots_on

MARK = "da-xem"
ACCEPTED = "da-duyet"
NEWEST = 10
MIME = "text/csv; charset=utf-8"


def _mover(request: HttpRequest) -> tuple[SignedInRequest, set[str]]:
    """403 unless some post held today moves data; the roles of all posts."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.MOVE_DATA)
    roles = signed_in.user.postings.as_of(clock.today()).values_list("role", flat=True)
    return signed_in, set(roles)


def _kinds(roles: set[str], way: str) -> list[BulkKind]:
    return [kind for kind, about in KINDS.items() if roles & set(getattr(about, way))]


def _check(kind: BulkKind, roles: set[str], way: str) -> None:
    if kind not in _kinds(roles, way):
        names = ", ".join(role.label for role in getattr(KINDS[kind], way))
        raise PermissionDenied(f"{kind.label}: việc này dành cho: {names}.")


@require_http_methods(["GET", "POST"])
def bulk_data(request: HttpRequest) -> HttpResponse:
    """Both ways on one page; on POST a file is kept and looked at."""
    signed_in, roles = _mover(request)
    kinds = _kinds(roles, "brings")
    if request.method != "POST":
        return _show(signed_in, roles, BringForm(kinds=kinds))
    form = BringForm(request.POST, request.FILES, kinds=kinds)
    if form.is_valid():
        kind = BulkKind(form.cleaned_data["loai"])
        file: UploadedFile[bytes] = form.cleaned_data["tep"]
        try:
            kept = keep_file(kind, file.read(), file.name or "", by=signed_in.user, at=clock.now())
        except BadFile as bad:
            form.add_error("tep", str(bad))
        else:
            return redirect("reporting:bulk_file", kept.pk)
    return _show(signed_in, roles, form, status=422)


def _show(request: SignedInRequest, roles: set[str], form: BringForm, status: int = 200) -> HttpResponse:
    takes = _kinds(roles, "takes")
    said = {
        "form": form,
        "columns": [(kind.label, KINDS[kind].columns) for kind in _kinds(roles, "brings")],
        "of_figures": _take_form(request, BulkKind.FIGURES) if BulkKind.FIGURES in takes else None,
        "of_units": _take_form(request, BulkKind.UNITS),
        "files": request.user.bulk_files.all()[:NEWEST],
        "waiting": IntakeState.WAITING,
    }
    return render(request, "reporting/bulk_data.html", said, status=status)


# --- A file that waits


def _file(request: SignedInRequest, roles: set[str], number: int) -> BulkFile:
    """Only the own ones: a file may hold what not everybody may see. 403 where the role lacks the kind."""
    kept: BulkFile = get_object_or_404(BulkFile, pk=number, by=request.user)
    _check(BulkKind(kept.kind), roles, "brings")
    return kept


@require_GET
def bulk_file(request: HttpRequest, number: int) -> HttpResponse:
    """What the file would do; after the decision the same address says what became of it."""
    signed_in, roles = _mover(request)
    kept = _file(signed_in, roles, number)
    said = {"file": kept, "kind": BulkKind(kept.kind), "read_at": moment(kept.at)}
    if kept.state != IntakeState.WAITING:
        return render(request, "reporting/bulk_file.html", said | {"state": IntakeState(kept.state)})
    try:
        tally = bring_in(
            BulkKind(kept.kind),
            BytesIO(kept.content),
            kept.file_name,
            **who(signed_in),
            dry_run=True,
            most_lines=MOST_LINES,
        )
    except BadFile as bad:
        return render(request, "reporting/bulk_file.html", said | {"refusal": str(bad)}, status=422)
    return render(request, "reporting/bulk_file.html", said | {"tally": tally})


@require_POST
def bulk_take(request: HttpRequest, number: int) -> HttpResponse:
    """Đưa vào: as the preview showed it, or not at all."""
    signed_in, roles = _mover(request)
    kept = _file(signed_in, roles, number)
    try:
        tally = take_file(kept, seen=request.POST.get(MARK, "") or "-", **who(signed_in))
    except (Overtaken, Refused, BadFile) as refusal:
        messages.error(request, str(refusal))
        return redirect("reporting:bulk_file", number)
    messages.success(request, f"Đã đưa vào: {tally.words}.")
    return redirect("reporting:bulk_file", number)


@require_POST
def bulk_drop(request: HttpRequest, number: int) -> HttpResponse:
    signed_in, roles = _mover(request)
    kept = _file(signed_in, roles, number)
    drop_file(kept, at=clock.now())
    messages.info(request, f"Đã bỏ tệp {kept.file_name}, chưa ghi gì.")
    return redirect("reporting:bulk_data")


@require_GET
def bulk_refused(request: HttpRequest, number: int) -> HttpResponseBase:
    """The refused lines as they were, with the reason behind: put right, they go in again."""
    signed_in, roles = _mover(request)
    kept = _file(signed_in, roles, number)
    if kept.state != IntakeState.WAITING:
        messages.info(request, "Tệp này đã quyết định rồi; nội dung không còn giữ.")
        return redirect("reporting:bulk_file", number)
    rows: list[list[object]] = []
    columns = KINDS[BulkKind(kept.kind)].columns

    def keep(told: Told) -> None:
        if told.why:
            rows.append(refused_row(told.line.number, told.line.values, columns, told.why))

    try:
        bring_in(
            BulkKind(kept.kind),
            BytesIO(kept.content),
            kept.file_name,
            **who(signed_in),
            dry_run=True,
            most_lines=MOST_LINES,
            also=keep,
        )
    except BadFile:
        return redirect("reporting:bulk_file", number)  # where it is said why
    return _csv(written([NUMBER, *columns, WHY], rows), f"can-sua-{kept.kind}-{kept.pk}")


# --- Out


@require_GET
def bulk_out(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The file as it is asked for, line by line, so that its size does not matter."""
    signed_in, roles = _mover(request)
    if kind not in BulkKind.values:
        raise Http404("Không có loại dữ liệu này.")
    found = BulkKind(kind)
    _check(found, roles, "takes")
    now = clock.now()
    if found not in (BulkKind.FIGURES, BulkKind.UNITS):
        roots = None
        chosen: dict[str, object] = {}
    else:
        form = _take_form(signed_in, found, bound=True)
        if not form.is_valid():
            kinds = _kinds(roles, "brings")
            messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
            return _show(signed_in, roles, BringForm(kinds=kinds), status=422)
        chosen = form.cleaned_data
        roots = _roots(signed_in.user, found, str(chosen.get("noi", "")))
    round_ = Round.objects.filter(key=chosen.get("ky") or "").first()
    item = str(chosen.get("so_lieu") or "")
    rows = rows_of(
        found,
        units=roots,
        within=_tops(signed_in.user, found) if found == BulkKind.FIGURES else None,
        today=now.date(),
        day=chosen.get("ngay"),  # type: ignore[arg-type]
        round_=round_,
        items=[item] if item else (),
        only_accepted=chosen.get("ban") == ACCEPTED,
    )
    words = [str(value) for value in chosen.values() if value]
    place = roots[0] if roots else None
    export = record_export(
        kind=ExportKind.BULK,
        format=ExportFormat.CSV,
        unit=place,
        round_=round_,
        title=", ".join([f"Dữ liệu theo dòng: {found.label.lower()}", *words]),
        window=window_of(round_) if round_ is not None else "",
        edition=_edition(found, chosen),
        address=reverse("reporting:bulk_data"),
        by=signed_in.user,
        at=now,
    )
    log_taken(
        found,
        by=signed_in.user,
        at=now,
        unit=place,
        subject=", ".join(words),
        address=client_address(request),
        code=export.code,
    )
    name = "-".join([found.value, *words, f"{now:%Y-%m-%d}"])
    place_name = called(place, now.date()) if place is not None else "cả nước"
    return _csv(_stamped(export, found, rows, name, place_name, site_of(request)), name)


def _edition(kind: BulkKind, chosen: Mapping[str, object]) -> str:
    if kind != BulkKind.FIGURES:
        return ""
    return "Chỉ báo cáo đã duyệt" if chosen.get("ban") == ACCEPTED else "Mọi số đã nhập"


def _stamped(
    export: Export, kind: BulkKind, rows: Iterator[Sequence[object]], name: str, place: str, site: str
) -> Iterator[str]:
    """The lines, and under the last one what file this is; only there its digest is known. A download that
    breaks off has no such lines, and its row says so."""
    digest = RowDigest()

    def counted() -> Iterator[Sequence[object]]:
        for row in rows:
            digest.add(row)
            yield row

    is_whole = False
    try:
        yield from taken_out(kind, counted())
        facts = [
            ("Đơn vị", place),
            ("Số liệu từ–đến", export.window),
            ("Loại số liệu", export.edition),
            ("Lập lúc", f"{moment(export.asked_at)} – {export.by.full_name}"),
            ("Mã tệp", export.code),
            ("Mã nội dung", digest.text),
            ("Địa chỉ trang", code_address(export.code, site)),
        ]
        yield remark_lines(f"{fact}: {text}" for fact, text in facts if text)
        is_whole = True
    finally:
        end_stream(export, digest=digest.text if is_whole else "", file_name=f"{name}.csv")


def _csv(pieces: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=MIME)
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, ExportFormat.CSV)}"'
    return response


def _take_form(request: SignedInRequest, kind: BulkKind, *, bound: bool = False) -> TakeForm:
    of_figures = kind == BulkKind.FIGURES
    places, has_all = _places(request.user, kind)
    return TakeForm(
        request.GET if bound else None,
        places=places,
        has_all=has_all,
        rounds=list(Round.objects.filter(kind__in=WITH_FIGURES)) if of_figures else (),
        items=list(DataItem.objects.offered()) if of_figures else (),
        of_figures=of_figures,
        auto_id=f"ra-{kind.value}-%s",
    )


def _tops(user: User, kind: BulkKind) -> list[Unit]:
    if kind == BulkKind.FIGURES:
        return list(places_moved(user, clock.today()))
    posts = user.postings.as_of(clock.today()).with_role(*roles_that_may(Verb.MOVE_DATA))
    return list(Unit.objects.filter(postings__in=posts).distinct())


def _places(user: User, kind: BulkKind) -> tuple[list[PlaceName], bool]:
    """The own places and those right below them; of the whole country its provinces."""
    today = clock.today()
    tops = _tops(user, kind)
    has_all = any(top.level == Level.COUNTRY for top in tops)
    own = [top for top in tops if top.level != Level.COUNTRY]
    names = names_on(today, [top.pk for top in own])
    found = [place for place in roots_on(today) if place.unit_id not in names] if has_all else []
    for top in own:
        if top.pk in names:
            found += [names[top.pk], *(child for child in children_on(today, top))]
    return found, has_all


def _roots(user: User, kind: BulkKind, key: str) -> list[Unit] | None:
    """The units whose data is taken out; None for the whole country."""
    if key:
        return list(Unit.objects.filter(key=key))
    tops = _tops(user, kind)
    return None if any(top.level == Level.COUNTRY for top in tops) else tops
