"""For whom may a document set a day, as the form offers it?"""

from __future__ import annotations

import pytest

from indicators.forms.plans import DeadlineForm, reporter_choices
from units.enums import AgencyKind, Level


def offered(level: str, standing: str = "") -> list[str]:
    *levels, (_, agencies) = reporter_choices(level, standing)
    return [value for value, _ in levels] + [value for value, _ in agencies]


def test_a_commune_sets_days_for_itself_and_below() -> None:
    found = offered(Level.COMMUNE)
    assert found[:3] == ["village", "commune", "agency"]
    assert "agency:health_station" in found
    assert "agency:police" in found
    for above in ("district", "province", "agency:district_police", "agency:health_department"):
        assert above not in found


@pytest.mark.parametrize(
    ("level", "kinds"),
    [(Level.DISTRICT, "division"), (Level.PROVINCE, "department"), (Level.COUNTRY, "department")],
)
def test_a_place_above_sets_days_for_all_below(level: str, kinds: str) -> None:
    found = offered(level)
    assert "village" in found
    assert f"agency:health_{kinds}" in found
    assert ("province" in found) == (level != Level.DISTRICT)


def test_the_country_has_every_kind() -> None:
    assert {value for value in offered(Level.COUNTRY) if ":" in value} == {
        f"agency:{kind.value}" for kind in AgencyKind
    }


@pytest.mark.parametrize(
    ("standing", "label"), [("province", "Cấp tỉnh"), ("agency:health_department", "Sở Y tế")]
)
def test_what_stands_stays_to_be_chosen(standing: str, label: str) -> None:
    form = DeadlineForm(issuer_level=Level.COMMUNE, standing=standing, initial={"reporter": standing})
    assert f'<option value="{standing}" selected>{label}</option>' in str(form["reporter"])
    assert offered(Level.COMMUNE, "village") == offered(Level.COMMUNE)
