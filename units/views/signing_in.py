"""How does a person come in and go out?"""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from childplan import clock
from units.backends import EXPIRED
from units.forms.signing_in import SignInForm
from units.models import User

CODE_IS_OVER = (
    "Mã một lần này đã hết hạn. Gọi người đã cấp mã để xin mã mới: "
    "công chức Văn hóa - Xã hội của xã, hoặc quản trị."
)
LOCKED_OUT = "Nhập sai quá nhiều lần. Đợi 1 phút rồi thử lại."


class SignIn(LoginView):
    """Đăng nhập; after five wrong passwords a minute's wait, said in words."""

    template_name = "units/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """When somebody was last here is said by our clock, also in a demonstration that stands still."""
        answer = super().form_valid(form)
        User.objects.filter(pk=form.get_user().pk).update(last_login=clock.now())
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        if getattr(self.request, "axes_locked_out", False):
            form.errors.clear()
            form.add_error(None, LOCKED_OUT)
        elif getattr(self.request, EXPIRED, False):
            form.errors.clear()
            form.add_error(None, CODE_IS_OVER)
        elif form.non_field_errors() and form.cleaned_data.get("username"):
            left = self._attempts_left()
            if left:
                form.errors.clear()
                form.add_error(None, f"Tên đăng nhập hoặc mật khẩu chưa đúng. Còn {left} lần thử.")
        return super().form_invalid(form)

    def _attempts_left(self) -> int:
        failures = getattr(self.request, "axes_failures_since_start", None)
        return max(0, settings.AXES_FAILURE_LIMIT - failures) if failures else 0


class SignOut(LogoutView):
    """Đăng xuất, by a button (POST) only."""

    http_method_names = ["post", "options"]
