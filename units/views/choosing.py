"""Who may I be here? The first own password, and the unit that is acted for."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from childplan import clock
from childplan.lockout import client_address
from units.acting import SESSION_KEY, postings_today
from units.actions.people import choose_own_password
from units.forms.account import FirstPasswordForm
from units.refusals import Overtaken
from units.requests import SignedInRequest


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Đặt mật khẩu của bạn: whoever came in with a code; everybody else changes it on Tài khoản."""
    user = cast(SignedInRequest, request).user
    if not user.must_choose_password:
        return redirect("units:account")
    if request.method != "POST":
        return render(
            request, "units/choose_password.html", {"form": FirstPasswordForm(user), "person": user}
        )
    form = FirstPasswordForm(user, request.POST)
    if not form.is_valid():
        said = {"form": form, "person": user}
        return render(request, "units/choose_password.html", said, status=422)
    try:
        held = choose_own_password(
            user=user,
            password=form.cleaned_data["new_password1"],
            at=clock.now(),
            address=client_address(request),
        )
    except Overtaken as refusal:
        logout(request)
        messages.error(request, str(refusal))
        return redirect("units:login")
    update_session_auth_hash(request, held)
    messages.success(request, "Đã đặt mật khẩu. Từ lần sau dùng mật khẩu này; mã một lần không còn tác dụng.")
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if is_ours else "home")


@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Đổi đơn vị: one of the own posts of today is acted for from now on, in this session."""
    user = cast(SignedInRequest, request).user
    wanted = request.POST.get("phan-cong", "")
    held = {str(posting.pk): posting.pk for posting in postings_today(user, clock.today())}
    if wanted not in held:
        raise Http404("Không có phân công này trong các phân công hôm nay của bạn.")
    request.session[SESSION_KEY] = held[wanted]
    return redirect("home")
