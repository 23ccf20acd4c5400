"""What does a person keep of the own account?"""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from childplan import clock
from childplan.lockout import client_address
from childplan.vietnamese import moment
from units.actions.account import change_contact, change_password
from units.forms.account import ContactForm, OwnPasswordForm
from units.requests import SignedInRequest
from units.summaries.people import own_posts


def account(request: HttpRequest) -> HttpResponse:
    """Tài khoản: the own phone, address for letters, and password (each a form of its own)."""
    signed_in = cast(SignedInRequest, request)
    if request.method != "POST":
        return _show_account(signed_in)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _show_account(signed_in, contact=form)
    changed = change_contact(
        user=signed_in.user, **form.cleaned_data, at=clock.now(), address=client_address(request)
    )
    messages.success(request, "Đã lưu." if changed else "Không có gì thay đổi.")
    return redirect("units:account")


@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Whoever knows the old password sets a new one, and stays signed in here only."""
    signed_in = cast(SignedInRequest, request)
    form = OwnPasswordForm(signed_in.user, request.POST)
    if not form.is_valid():
        return _show_account(signed_in, password=form)
    user = signed_in.user
    change_password(
        user=user,
        password=form.cleaned_data["new_password1"],
        at=clock.now(),
        address=client_address(request),
    )
    update_session_auth_hash(request, user)
    messages.success(request, "Đã đổi mật khẩu. Máy khác đang đăng nhập phải đăng nhập lại.")
    return redirect("units:account")


def _show_account(
    request: SignedInRequest, contact: ContactForm | None = None, password: OwnPasswordForm | None = None
) -> HttpResponse:
    user = request.user
    kept = {"phone": user.phone, "email": user.email, "wants_mail": user.wants_mail}
    form = contact or password  # the one that was sent and refused, if any
    said = {
        "person": user,
        "contact": contact or ContactForm(initial=kept),
        "password": password or OwnPasswordForm(user),
        "form": form,
        "posts": own_posts(user, clock.today()),
        "last_login": moment(user.last_login) if user.last_login else "",
    }
    return render(request, "units/account.html", said, status=422 if form else 200)
