"""How does somebody sign in? Vietnamese words for every refusal."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from units.phones import username_of


class SignInForm(AuthenticationForm):
    """Đăng nhập. Pasting and password managers are welcome; nothing is asked twice."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng.",
        "inactive": "Tài khoản này đã ngừng dùng. Liên hệ công chức Văn hóa - Xã hội của xã.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        username, password = self.fields["username"], self.fields["password"]
        username.label = "Tên đăng nhập hoặc số điện thoại"
        username.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )
        username.error_messages["required"] = "Nhập tên đăng nhập hoặc số điện thoại."
        password.label = "Mật khẩu"
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        password.error_messages["required"] = "Nhập mật khẩu."

    def clean(self) -> dict[str, Any]:
        """A number becomes the user name of whoever has it: tries are counted for the account, however it is
        called."""
        if self.cleaned_data.get("username"):
            self.cleaned_data["username"] = username_of(self.cleaned_data["username"])
        return super().clean()
