"""How does somebody keep the own account? Vietnamese words for every refusal."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from units.models import User
from units.phones import PHONE


def clean_phone(text: str) -> str:
    """With single spaces, or empty. Raises ValidationError."""
    phone = " ".join(text.split())
    if phone and not PHONE.fullmatch(phone):
        raise ValidationError("Điện thoại chỉ gồm chữ số, ví dụ: 0912 345 678.")
    return phone


class ContactForm(forms.Form):
    """Where the person is reached. Nothing is asked for: both lines may stay empty."""

    use_required_attribute = False

    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": "Điện thoại dài quá 30 ký tự."},
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Để trống thì chỉ nhận thông báo trong phần mềm.",
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
        ),
        error_messages={
            "invalid": "Thư điện tử chưa đúng, ví dụ: hoa.le@example.vn.",
            "max_length": "Thư điện tử dài quá 254 ký tự.",
        },
    )
    wants_mail = forms.BooleanField(
        label="Nhận thư nhắc việc",
        required=False,
        help_text="Mỗi ngày nhiều nhất một thư, chỉ khi có việc đang chờ.",
    )

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


TOO_WEAK = {
    "password_too_short": "Mật khẩu mới cần ít nhất 10 ký tự.",
    "password_too_common": "Mật khẩu mới quá dễ đoán: nhiều người dùng nó.",
    "password_too_similar": "Mật khẩu mới quá giống tên, tên đăng nhập hoặc số điện thoại.",
    "password_entirely_numeric": "Mật khẩu mới không được chỉ gồm chữ số.",
}
"""Django's Vietnamese knows some of its own refusals and not others."""


if TYPE_CHECKING:
    _SetPasswordForm = SetPasswordForm[User]
else:
    _SetPasswordForm = SetPasswordForm  # subscriptable for the type checker only


class _NewPassword:
    """The two boxes of a new password: Django's rules, in our words."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    add_error: Callable[..., None]

    def put_in_words(self, boxes: Sequence[tuple[str, str, str]]) -> None:
        for name, label, missing in boxes:
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.error_messages["required"] = missing
            field.widget.attrs.pop("autofocus", None)
        self.fields["new_password1"].help_text = "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên."

    def validate_password_for_user(self, user: Any, password_field_name: str = "") -> None:
        """Said beside the box in which the new one was first typed."""
        password = self.cleaned_data.get("new_password2")
        if not password:
            return
        try:
            validate_password(password, user)
        except ValidationError as weak:
            self.add_error(
                "new_password1", [TOO_WEAK.get(one.code or "", one.message) for one in weak.error_list]
            )


NEW_BOXES = (
    ("new_password1", "Mật khẩu mới", "Nhập mật khẩu mới."),
    ("new_password2", "Nhập lại mật khẩu mới", "Nhập lại mật khẩu mới."),
)
DIFFERENT = "Hai lần nhập mật khẩu mới khác nhau."


class OwnPasswordForm(_NewPassword, PasswordChangeForm):
    """Đổi mật khẩu: whoever knows the old one."""

    use_required_attribute = False
    error_messages = {
        "password_incorrect": "Mật khẩu đang dùng chưa đúng.",
        "password_mismatch": DIFFERENT,
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.put_in_words(
            [("old_password", "Mật khẩu đang dùng", "Nhập mật khẩu đang dùng."), *NEW_BOXES],
        )


class FirstPasswordForm(_NewPassword, _SetPasswordForm):
    """Đặt mật khẩu: whoever came in with a code, or with a password that was given."""

    use_required_attribute = False
    error_messages = {"password_mismatch": DIFFERENT}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.put_in_words(NEW_BOXES)
