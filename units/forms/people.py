"""What did somebody type about a person, a post or a hand-over? Sentences where it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from childplan.vietnamese import tidied
from units.actions.people import About, Post
from units.enums import Role
from units.forms.account import clean_phone
from units.forms.days import DAYS
from units.models import Unit, User
from units.people_lists import MOST_TYPED, TOO_LONG, is_name
from units.usernames import LONGEST, RESERVED, USERNAME

PLAIN_WORDS = (
    "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, và dấu chấm hay gạch ở giữa, ví dụ: hung.thon-1."
)


def _day_field(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        validators=DAYS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=hint,
        error_messages={
            "required": f"{label}: ghi ngày/tháng/năm, ví dụ 25/11/2024.",
            "invalid": f"{label}: ghi ngày/tháng/năm, ví dụ 25/11/2024.",
        },
    )


class AboutForm(forms.Form):
    """Who somebody is."""

    use_required_attribute = False

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Ghi họ và tên.", "max_length": "Họ và tên dài quá 120 ký tự."},
    )
    phone = forms.CharField(
        label="Điện thoại",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="Đăng nhập được bằng số này nếu không ai khác dùng chung.",
        error_messages={"max_length": "Điện thoại dài quá 30 ký tự."},
    )
    title = forms.CharField(
        label="Chức danh",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Chức danh dài quá 120 ký tự."},
    )

    def clean_full_name(self) -> str:
        name = tidied(self.cleaned_data["full_name"])
        if self.cleaned_data["full_name"] and not is_name(name):
            raise ValidationError("Họ và tên phải có chữ.")
        return name

    def clean_title(self) -> str:
        return tidied(self.cleaned_data["title"])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def about(self) -> About:
        said = self.cleaned_data
        return About(said["full_name"], said["title"], said["phone"])


class _UsernameField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Tên đăng nhập",
            required=False,
            max_length=LONGEST,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
            ),
            help_text="Để trống: tự đặt theo tên và đơn vị, ví dụ hung.thon-1.",
            error_messages={"max_length": f"Tên đăng nhập dài quá {LONGEST} ký tự."},
        )

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        if name and (not USERNAME.fullmatch(name) or name in RESERVED):
            raise ValidationError(PLAIN_WORDS)
        return name


class _RoleForm(forms.Form):
    """A role out of those that the keeper gives on the unit; with only one, nobody is asked."""

    use_required_attribute = False
    role = forms.ChoiceField(label="Vai trò", error_messages={"required": "Chọn vai trò."})

    def __init__(self, *args: Any, roles: Sequence[Role], **more: Any) -> None:
        super().__init__(*args, **more)
        self.roles = list(roles)
        field = self.fields["role"]
        field.choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        if len(roles) == 1:
            field.required = False
            field.widget = forms.HiddenInput()

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"] or self.roles[0])


class PostForm(_RoleForm):
    """One post on a unit that the page names."""

    starts_on = _day_field("Từ ngày")
    ends_on = _day_field("Đến hết ngày", required=False, hint="Để trống nếu chưa định ngày kết thúc.")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Đến hết ngày: không sớm hơn ngày đầu.")
        return said

    def post(self, unit: Unit) -> Post:
        return Post(unit, self.chosen_role(), self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])


class PersonForm(PostForm, AboutForm):
    """Somebody new, with a first post."""

    username = _UsernameField()
    field_order = ["full_name", "phone", "title", "role", "starts_on", "ends_on", "username"]


class PostingForm(_RoleForm):
    """What becomes of a post that is held: another last day, or another role from a day on."""

    first_day = _day_field(
        "Vai trò mới từ ngày", required=False, hint="Chỉ khi đổi vai trò; vai trò cũ hết ngày hôm trước."
    )
    ends_on = _day_field(
        "Đến hết ngày", required=False, hint="Hôm sau không vào được nữa. Để trống: chưa định."
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if len(self.roles) == 1:
            del self.fields["first_day"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        is_other = "first_day" in self.fields and said.get("role") != self.initial.get("role")
        if is_other and not said.get("first_day") and "first_day" not in self.errors:
            self.add_error("first_day", "Vai trò mới từ ngày: ghi ngày/tháng/năm.")
        return said


class HandOverForm(AboutForm):
    """Who takes the post over, and from which day: somebody who has an account, or somebody new."""

    to = forms.ChoiceField(label="Người nhận đã có tài khoản", required=False)
    username = _UsernameField()
    first_day = _day_field("Người mới nhận từ ngày", hint="Người cũ còn vào được đến hết ngày hôm trước.")
    field_order = ["first_day", "to", "full_name", "phone", "title", "username"]

    def __init__(self, *args: Any, people: Sequence[User], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "Người mới (ghi bên dưới)"),
            *((str(person.pk), f"{person.full_name} ({person.username})") for person in people),
        ]
        self.fields["full_name"].required = False

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "to" in self.errors:
            return said
        if bool(said.get("to")) == bool(said.get("full_name")):
            self.add_error("full_name", "Chọn một người đã có tài khoản, hoặc ghi họ và tên người mới.")
        return said

    def first(self) -> date:
        day: date = self.cleaned_data["first_day"]
        return day


class ManyForm(forms.Form):
    """A list of people, pasted from Excel or as a file."""

    use_required_attribute = False
    text = forms.CharField(
        label="hoặc dán bảng từ Excel",
        required=False,
        strip=False,
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        error_messages={"max_length": TOO_LONG},
    )
    file = forms.FileField(label="Tệp Excel (.xlsx)", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("text") or "").strip() and not said.get("file") and not self.errors:
            self.add_error("text", "Dán danh sách hoặc chọn tệp Excel.")
        return said
