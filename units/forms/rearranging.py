"""What did somebody say of a reorganisation? Units to choose, what they become, the decision and the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from units.enums import Area, Level, ReorganisationKind
from units.forms.days import DAYS
from units.kinds import renamed
from units.rearranging import Rearrangement, Stood, Tree, Wanted
from units.rearranging_builders import abolish, merge, move, rename, split
from units.unit_lists import LONGEST_NAME

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Units to choose by the place above them: its name, and keys with names."""

MOST_PARTS = 10
UNREAD = "Ghi tên có loại ở trước, ví dụ Xã Yên Phúc."


class _Decided(forms.Form):
    """What every reorganisation rests on."""

    decision = forms.CharField(
        label="Văn bản căn cứ",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Số, ngày và cơ quan ban hành. Ví dụ: Nghị quyết 1672/NQ-UBTVQH15 ngày 16/6/2025.",
        error_messages={"required": "Ghi văn bản căn cứ.", "max_length": "Căn cứ dài quá 300 ký tự."},
    )
    day = forms.DateField(
        label="Có hiệu lực từ ngày",
        validators=DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Ngày đầu tiên của đơn vị mới. Ví dụ 01/07/2025.",
        error_messages={
            "required": "Ghi ngày có hiệu lực, ví dụ 01/07/2025.",
            "invalid": "Ghi ngày/tháng/năm, ví dụ 01/07/2025.",
        },
    )
    use_required_attribute = False

    def __init__(
        self, *args: Any, level: str, groups: Groups, above: Sequence[tuple[str, str]], **options: Any
    ):
        super().__init__(*args, **options)
        self.level = level
        self.order_fields([name for name in self.fields if name not in _LAST] + list(_LAST))
        for name, choices in (("units", groups), ("unit", [("", "Chọn đơn vị"), *groups])):
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
        if "parent" in self.fields:
            self.fields["parent"].choices = [("", self.no_parent), *above]  # type: ignore[attr-defined]
        if level != Level.COMMUNE and "area" in self.fields:
            del self.fields["area"]

    no_parent = "Nơi các đơn vị cũ đang thuộc về"

    def rearrangement(self, tree: Tree) -> Rearrangement:
        """Of what was typed. Raises Refused."""
        raise NotImplementedError

    def _named(self, said: str, old: Stood | None) -> tuple[str, str]:
        return renamed(said, self.level, old.kind if old is not None else "")


_LAST = ("decision", "day")


def _units() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Đơn vị",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Đánh dấu các đơn vị.",
            "invalid_choice": "Có đơn vị không còn trong danh sách; chọn lại.",
        },
    )


def _unit(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        error_messages={"required": "Chọn đơn vị.", "invalid_choice": "Chọn đơn vị trong danh sách."},
    )


def _parent(label: str, *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        error_messages={"required": "Chọn nơi.", "invalid_choice": "Chọn nơi trong danh sách."},
    )


def _name(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Ghi cả loại ở trước tên, ví dụ Xã Yên Phúc.",
        error_messages={"required": "Ghi tên.", "max_length": f"Tên dài quá {LONGEST_NAME} ký tự."},
    )


def _code() -> forms.CharField:
    return forms.CharField(
        label="Mã hành chính",
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Mã dài quá 10 ký tự."},
    )


def _area() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Khu vực",
        choices=[("", "Chọn khu vực"), *Area.choices],
        error_messages={"required": "Chọn khu vực.", "invalid_choice": "Chọn khu vực."},
    )


class MergeForm(_Decided):
    """Several units become one."""

    units = _units()
    name = _name("Tên đơn vị mới")
    code = _code()
    area = _area()
    parent = _parent("Thuộc", required=False)

    def rearrangement(self, tree: Tree) -> Rearrangement:
        said = self.cleaned_data
        first = next((tree[key] for key in said["units"] if key in tree), None)
        name, kind = self._named(said["name"], first)
        wanted = Wanted(name, kind, said["code"], said.get("area", ""), said["parent"] or None)
        return merge(tree, day=said["day"], decision=said["decision"], units=said["units"], into=wanted)


class SplitForm(_Decided):
    """One unit becomes several; each line one of them."""

    unit = _unit("Đơn vị bị chia")
    into = forms.CharField(
        label="Các đơn vị mới, mỗi dòng một đơn vị",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Ghi cả loại; mã hành chính sau dấu chấm phẩy nếu có. Ví dụ: Xã Khe Tre; 20161.",
        error_messages={"required": "Ghi ít nhất hai đơn vị mới.", "max_length": "Danh sách dài quá."},
    )

    def clean_into(self) -> list[tuple[str, str]]:
        """Names with their codes."""
        lines = [line.strip() for line in self.cleaned_data["into"].splitlines() if line.strip()]
        found = []
        for line in lines:
            name, _, code = (part.strip() for part in line.partition(";"))
            if not name or len(name) > LONGEST_NAME or len(code) > 10:
                raise forms.ValidationError(
                    f"Dòng “{line[:60]}”: tên không quá {LONGEST_NAME} ký tự, mã không quá 10."
                )
            found.append((name, code))
        if not 2 <= len(found) <= MOST_PARTS:
            raise forms.ValidationError(f"Ghi từ 2 đến {MOST_PARTS} đơn vị mới, mỗi dòng một đơn vị.")
        return found

    def wanted(self, tree: Tree) -> list[Wanted]:
        """The new units; a village or commune has the area of the old one until somebody changes it."""
        old = _stood(tree, self.cleaned_data["unit"])
        found = []
        for said, code in self.cleaned_data["into"]:
            name, kind = self._named(said, old)
            found.append(Wanted(name, kind, code, _area_of(kind) or (old.area if old is not None else "")))
        return found

    def split(self, tree: Tree, below: Mapping[str, int]) -> Rearrangement:
        said = self.cleaned_data
        return split(
            tree,
            day=said["day"],
            decision=said["decision"],
            unit=said["unit"],
            into=self.wanted(tree),
            below=below,
        )


def _stood(tree: Tree, key: str) -> Stood | None:
    return tree.units.get(key)


def _area_of(kind: str) -> str:
    return {"phường": Area.URBAN.value, "xã": Area.RURAL.value}.get(kind, "")


class RenameForm(_Decided):
    """One unit in other words."""

    unit = _unit("Đơn vị")
    name = _name("Tên mới")
    code = _code()
    area = forms.ChoiceField(
        label="Khu vực", required=False, choices=[("", "Giữ như đang dùng"), *Area.choices]
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].help_text = "Để trống nếu giữ mã đang dùng."

    def rearrangement(self, tree: Tree) -> Rearrangement:
        said = self.cleaned_data
        old = _stood(tree, said["unit"])
        name, kind = self._named(said["name"], old)
        return rename(
            tree,
            day=said["day"],
            decision=said["decision"],
            unit=said["unit"],
            name=name,
            kind=kind,
            code=said["code"] or None,
            area=said.get("area") or None,
        )


class MoveForm(_Decided):
    """The same units below another place."""

    units = _units()
    parent = _parent("Chuyển về", required=True)
    no_parent = "Chọn nơi"

    def rearrangement(self, tree: Tree) -> Rearrangement:
        said = self.cleaned_data
        return move(
            tree, day=said["day"], decision=said["decision"], units=said["units"], parent=said["parent"]
        )


class AbolishForm(_Decided):
    """A level goes below a place; `place` is its key."""

    def __init__(self, *args: Any, place: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.place = place

    def rearrangement(self, tree: Tree) -> Rearrangement:
        said = self.cleaned_data
        return abolish(tree, day=said["day"], decision=said["decision"], level=self.level, place=self.place)


FORMS: dict[ReorganisationKind, type[_Decided]] = {
    ReorganisationKind.MERGE: MergeForm,
    ReorganisationKind.SPLIT: SplitForm,
    ReorganisationKind.RENAME: RenameForm,
    ReorganisationKind.MOVE: MoveForm,
    ReorganisationKind.ABOLISH: AbolishForm,
}


class CancelForm(forms.Form):
    """Why a scheduled reorganisation does not come."""

    reason = forms.CharField(
        label="Lý do huỷ",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Ghi lý do huỷ.", "max_length": "Lý do dài quá 500 ký tự."},
    )
    use_required_attribute = False
