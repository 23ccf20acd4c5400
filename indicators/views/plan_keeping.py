"""Screen 16 for keepers: entering a plan, the facts of its head, and the way from draft to the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from childplan import clock
from indicators.actions.copying import copy_plan
from indicators.actions.drafts import delete_draft
from indicators.forms.plans import FROM_TABLE, AmendmentForm, EndForm, FactsForm, NewPlanForm
from indicators.summaries.plan_keeping import (
    above_choices,
    issuer_choices,
    issuer_of,
    plans_to_copy,
    plans_to_stand_under,
)
from indicators.summaries.plans import plan_head, visible_plans
from indicators.views.keeping import FormPage, act, address, kept, save_form, show_form
from plans.actions.documents import keep_file
from plans.actions.facts import (
    PlanFacts,
    change_facts,
    create_plan,
    facts_mark,
    proposed_short_title,
    take_off_note,
)
from plans.actions.interpolation import switch_interpolation
from plans.actions.states import (
    back_to_draft,
    begin_amendment,
    close_amendment,
    drop_amendment,
    end_plan,
    put_in_force,
    resume_plan,
)
from plans.enums import PlanKind
from plans.kept_files import FileRefused, check_size
from plans.models import Plan
from plans.permissions import issuers_kept_by, may_keep
from units.models import Unit
from units.refusals import NotYours, Refused
from units.requests import SignedInRequest, require, who
from units.roles import Verb

NOT_SEEN = "Giữ kế hoạch đã chọn, nay là bản nháp của nơi khác"

# --- A new plan


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """The head of a new plan and what it starts from. `?thay=`: the plan that it will replace; `?chep=`: the
    plan that it starts from."""
    signed_in = cast(SignedInRequest, request)
    require(signed_in, Verb.KEEP_PLANS)
    today = clock.today()
    issuers = {unit.key: unit for unit in issuers_kept_by(signed_in.user, today).order_by("key")}
    replaced = _replaced(signed_in, request.GET.get("thay", "") or request.POST.get("thay", ""))
    if replaced is not None:
        issuers = {replaced.issuer.key: replaced.issuer}
    above = plans_to_stand_under(issuers.values(), signed_in.user, today)
    choices = {
        "issuers": issuer_choices(issuers.values(), today),
        "sources": plans_to_copy(signed_in.user, today),
        "above": above_choices(above),
    }
    if request.method != "POST":
        form = NewPlanForm(initial=_proposal(request, replaced, choices, above), **choices)
        return _show_new(signed_in, form, replaced)
    form = NewPlanForm(request.POST, **choices)
    if not form.is_valid():
        return _show_new(signed_in, form, replaced, status=422)
    return _create(signed_in, form, issuers[form.cleaned_data["issuer"]], replaced)


def _replaced(request: SignedInRequest, key: str) -> Plan | None:
    """The plan to be replaced; 404 where the person does not see it, 403 where somebody else keeps it."""
    if not key:
        return None
    visible = visible_plans(request.user, clock.today()).select_related("issuer")
    plan: Plan = get_object_or_404(visible, key=key)
    if not may_keep(request.user, plan, clock.today()):
        raise PermissionDenied("Chỉ nơi ban hành thay kế hoạch của mình.")
    return plan


def _proposal(
    request: HttpRequest, replaced: Plan | None, choices: dict[str, Any], above: Sequence[Plan]
) -> dict[str, Any]:
    """What a new plan most often says: the years after the old one; the only plan there is of a unit above,
    if it asks for figures. The country's is compared with anyway, and is cited only if the person says so."""
    source = request.GET.get("chep", "") or (replaced.key if replaced is not None else "")
    said: dict[str, Any] = {"collects": True, "kind": PlanKind.PLAN}
    if any(key == source for key, _ in choices["sources"]):
        said["source"] = source
    collecting = [plan.key for plan in above if plan.collects]
    if len(collecting) == 1:
        said["above"] = collecting[0]
    if replaced is not None:
        said |= {
            "kind": replaced.kind,
            "first_year": replaced.last_year + 1,
            "last_year": replaced.last_year + 1 + replaced.last_year - replaced.first_year,
        }
    return said


def _show_new(
    request: SignedInRequest, form: NewPlanForm, replaced: Plan | None, status: int = 200
) -> HttpResponse:
    return render(request, "indicators/plan_new.html", {"form": form, "replaced": replaced}, status=status)


def _create(request: SignedInRequest, form: NewPlanForm, issuer: Unit, replaced: Plan | None) -> HttpResponse:
    """The draft, filled from its source; what did not come along stands among its notes."""
    today, key = clock.today(), form.cleaned_data["source"]
    is_table = key == FROM_TABLE
    source = visible_plans(request.user, today).get(key=key) if key and not is_table else None
    name = dict(issuer_choices([issuer], today))[issuer.key].removeprefix("UBND ")
    try:
        # One act: where the copy is refused no empty draft stays, and a second click waits for the first.
        with transaction.atomic():
            facts = _facts(request, form, name)
            plan = create_plan(issuer=issuer, facts=facts, today=today, replaces=replaced, **who(request))
            if source is not None and not plan.goals.exists():
                copy_plan(source=source, plan=plan, **who(request))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _show_new(request, form, replaced, status=422)
    said = f"Đã lập bản nháp, sao chép từ {source.short_title}." if source else "Đã lập bản nháp."
    messages.success(request, said)
    return redirect("indicators:plan_import" if is_table else "indicators:plan", plan.key)


def _facts(
    request: SignedInRequest, form: FactsForm, issuer_name: str, standing: Plan | None = None
) -> PlanFacts:
    """After `is_valid`. `standing`: the plan above that is named already; it may stay though it went back to
    a draft and is its own keepers' alone again."""
    said = form.cleaned_data
    kind, first, last = PlanKind(said["kind"]), said["first_year"], said["last_year"]
    years = str(first) if first == last else f"{first}–{last}"
    title = " ".join(said["title"].split())
    above = None
    if standing is not None and said["above"] == standing.key:
        above = standing
    elif said["above"]:
        above = visible_plans(request.user, clock.today()).get(key=said["above"])
    return PlanFacts(
        kind=kind,
        title=title,
        short_title=said["short_title"] or proposed_short_title(kind, title, issuer_name, years),
        number=said["number"],
        signed_on=said["signed_on"],
        date_words=said["date_words"],
        first_year=first,
        last_year=last,
        above=above,
        above_words=said["above_words"],
        collects=said["collects"],
    )


# --- The facts of one that is there


@require_http_methods(["GET", "POST"])
def plan_facts(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)
    above = plans_to_stand_under([plan.issuer], signed_in.user, clock.today(), but=plan)
    choices = above_choices(above)
    if plan.above is not None and plan.above not in above:
        is_seen = visible_plans(signed_in.user, clock.today()).filter(pk=plan.above.pk).exists()
        choices.append((plan.above.key, plan.above.short_title if is_seen else NOT_SEEN))

    def stored() -> FactsForm:
        return FactsForm(initial=_facts_as_stored(Plan.objects.get(pk=plan.pk)), above=choices)

    page = FormPage(
        heading="Thông tin văn bản", submit="Lưu thông tin", stored=stored, back=address("plan", plan)
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = FactsForm(request.POST, above=choices)

    def save() -> str:
        name = issuer_of(plan, clock.today()).removeprefix("UBND ")
        facts = _facts(signed_in, form, name, plan.above)
        changed = change_facts(plan=plan, facts=facts, mark=form.cleaned_data["mark"], **who(signed_in))
        return f"Đã sửa {', '.join(changed)}." if changed else "Không có gì thay đổi."

    return save_form(signed_in, plan, page, form, save)


def _facts_as_stored(plan: Plan) -> dict[str, Any]:
    return {
        "mark": facts_mark(plan),
        "kind": plan.kind,
        "title": plan.title,
        "short_title": plan.short_title,
        "number": plan.number,
        "signed_on": plan.signed_on,
        "date_words": plan.date_words,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "above": plan.above.key if plan.above is not None else "",
        "above_words": plan.above_words,
        "collects": plan.collects,
    }


@require_POST
def plan_note_off(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Bỏ ghi chú: it has been seen to."""
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        is_gone = take_off_note(plan=plan, words=request.POST.get("ghi-chu", ""), **who(signed_in))
        return "Đã bỏ ghi chú." if is_gone else "Ghi chú này đã được bỏ từ trước."

    return act(signed_in, plan, do)


@require_POST
def plan_interpolation(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Nội suy giữa hai mốc: on or off."""
    signed_in, plan = kept(request, plan_key)
    is_on = request.POST.get("noi-suy") == "co"

    def do() -> str:
        is_new = switch_interpolation(plan=plan, is_on=is_on, **who(signed_in))
        now = "Giữa hai mốc nay nội suy mức từng năm" if is_on else "Giữa hai mốc nay không đặt mức nào"
        return f"{now}." if is_new else f"{now}, như trước."

    return act(signed_in, plan, do)


# --- From draft to the end


@require_POST
def plan_in_force(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        is_new = put_in_force(plan=plan, **who(signed_in))
        return "Kế hoạch đã được đưa vào áp dụng." if is_new else "Kế hoạch đang áp dụng từ trước."

    return act(signed_in, plan, do)


@require_POST
def plan_to_draft(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        back_to_draft(plan=plan, **who(signed_in))
        return "Kế hoạch là bản nháp: sửa tự do rồi đưa vào áp dụng lại."

    return act(signed_in, plan, do)


@require_http_methods(["GET", "POST"])
def plan_amend(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Sửa đổi theo văn bản: which document, from which year, and its file if there is one."""
    signed_in, plan = kept(request, plan_key)

    def stored() -> AmendmentForm:
        this_year = clock.today().year
        return AmendmentForm(initial={"from_year": min(max(this_year, plan.first_year), plan.last_year)})

    page = FormPage(
        heading="Sửa đổi theo văn bản",
        submit="Bắt đầu sửa đổi",
        stored=stored,
        back=address("plan", plan),
        needs_open=False,
        lead="Kế hoạch mở ra để sửa. Mỗi thay đổi được ghi vào nhật ký kèm số văn bản này; phiếu đã mở chỉ "
        "nhận thay đổi khi bấm “Cập nhật mẫu”.",
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = AmendmentForm(request.POST, request.FILES)

    def save() -> str:
        said, file = form.cleaned_data, form.cleaned_data["file"]
        if file is not None:
            check_size(file.name or "", file.size or 0)
        amendment = begin_amendment(
            plan=plan,
            number=said["number"],
            signed_on=said["signed_on"],
            title=said["title"],
            from_year=said["from_year"],
            **who(signed_in),
        )
        done = f"Đang sửa đổi theo {amendment}."
        if file is None:
            return done
        try:
            keep_file(plan=plan, name=file.name or "", content=file.read(), **who(signed_in))
        except FileRefused as refusal:
            return f"{done} {refusal}"
        return done

    return save_form(signed_in, plan, page, form, save)


@require_POST
def plan_amend_close(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        closed = close_amendment(plan=plan, **who(signed_in))
        return f"Đã kết thúc sửa đổi theo {closed}." if closed else "Không có sửa đổi nào đang mở."

    return act(signed_in, plan, do)


@require_POST
def plan_amend_drop(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Bỏ văn bản này: opened by mistake, and nothing was changed by it yet."""
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        is_gone = drop_amendment(plan=plan, **who(signed_in))
        return "Đã bỏ văn bản sửa đổi; kế hoạch như cũ." if is_gone else "Không có sửa đổi nào đang mở."

    return act(signed_in, plan, do)


@require_POST
def plan_resume(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Áp dụng lại what was ended by mistake."""
    signed_in, plan = kept(request, plan_key)

    def do() -> str:
        is_back = resume_plan(plan=plan, **who(signed_in))
        return "Kế hoạch lại đang áp dụng." if is_back else "Kế hoạch không ở trạng thái đã chấm dứt."

    return act(signed_in, plan, do)


@require_http_methods(["GET", "POST"])
def plan_end(request: HttpRequest, plan_key: str) -> HttpResponse:
    signed_in, plan = kept(request, plan_key)

    def stored() -> EndForm:
        this_year = clock.today().year
        return EndForm(initial={"until_year": min(max(this_year, plan.first_year), plan.last_year)})

    page = FormPage(
        heading="Chấm dứt kế hoạch",
        submit="Chấm dứt kế hoạch",
        stored=stored,
        back=address("plan", plan),
        needs_open=False,
        lead="Không sửa, không hỏi theo kế hoạch này nữa. Lấy lại được cho đến khi có kế hoạch khác thay.",
    )
    if request.method != "POST":
        return show_form(signed_in, plan, page, stored())
    form = EndForm(request.POST)

    def save() -> str:
        said = form.cleaned_data
        end_plan(
            plan=plan,
            until_year=said["until_year"],
            number=said["number"],
            signed_on=said["signed_on"],
            reason=said["reason"],
            **who(signed_in),
        )
        return f"Kế hoạch đã chấm dứt, áp dụng đến hết năm {said['until_year']}."

    return save_form(signed_in, plan, page, form, save)


@require_http_methods(["GET", "POST"])
def plan_delete(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Xoá bản nháp: asked once more, because nothing brings it back."""
    signed_in, plan = kept(request, plan_key)
    if request.method != "POST":
        head = plan_head(plan, signed_in.user, clock.today())
        return render(request, "indicators/plan_delete.html", {"head": head, "here": ""})
    try:
        delete_draft(plan=plan, **who(signed_in))
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("indicators:plan", plan.key)
    messages.success(request, f"Đã xoá bản nháp {plan.short_title}.")
    return redirect("indicators:plan_list")
