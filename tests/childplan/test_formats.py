"""Do Django's own forms and templates read and print dates the Vietnamese way, and leave years alone?"""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats


class DayForm(forms.Form):
    day = forms.DateField()


@pytest.mark.parametrize(
    "typed", ["05/12/2024", "5/12/2024", "05-12-2024", "05.12.2024", "05/12/24", "2024-12-05"]
)
def test_day_comes_before_month(typed: str) -> None:
    form = DayForm({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2024, 12, 5)


@pytest.mark.parametrize("typed", ["12/31/2024", "29/02/2023", "20/11", "ngày 5 tháng 12 năm 2024"])
def test_other_orders_and_impossible_days_are_refused(typed: str) -> None:
    assert not DayForm({"day": typed}).is_valid()


def test_a_form_shows_the_day_as_it_is_typed() -> None:
    assert 'value="05/12/2024"' in str(DayForm(initial={"day": date(2024, 12, 5)})["day"])


@pytest.mark.parametrize("typed", ["20/11/2024 14:32", "14:32 20/11/2024", "2024-11-20 14:32"])
def test_a_moment_is_read(typed: str) -> None:
    moment = forms.DateTimeField().clean(typed)
    assert moment.astimezone(UTC) == datetime(2024, 11, 20, 7, 32, tzinfo=UTC)


def rendered(template: str, **values: object) -> str:
    return Template(template).render(Context(values))


def test_dates_in_templates() -> None:
    day, moment = date(2024, 12, 5), datetime(2024, 11, 20, 7, 32, tzinfo=UTC)
    assert rendered("{{ day }}|{{ day|date }}", day=day) == "05/12/2024|05/12/2024"
    assert rendered('{{ day|date:"SHORT_DATE_FORMAT" }}', day=day) == "05/12/2024"
    assert rendered("{{ moment }}", moment=moment) == "14:32 ngày 20/11/2024"
    assert rendered('{{ moment|date:"SHORT_DATETIME_FORMAT" }}', moment=moment) == "14:32 20/11/2024"
    assert rendered("{{ moment|time }}", moment=moment) == "14:32"
    assert rendered('{{ day|date:"YEAR_MONTH_FORMAT" }}', day=day) == "tháng 12/2024"


def test_a_year_or_a_key_is_never_grouped() -> None:
    assert rendered("{{ year }} {{ key }}", year=2024, key=12345) == "2024 12345"
    assert formats.localize(2024) == "2024"
    assert formats.number_format(2024) == "2024"
    assert str(forms.IntegerField().widget.render("year", 2024)).count("2.024") == 0
