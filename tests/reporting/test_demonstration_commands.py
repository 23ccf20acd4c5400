"""Does the demonstration stay out of production, and does nothing of it appear before it is loaded?"""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from indicators.loading import load_everything
from indicators.models import Responsibility
from reporting.demonstration.loading import is_loaded
from units.loading import load_places
from units.models import Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("command", ["load_demonstration", "demonstration_accounts"])
def test_production_refuses_with_one_sentence(settings, command: str) -> None:
    settings.IS_DEMONSTRATION = False
    with pytest.raises(CommandError) as refusal:
        call_command(command)
    assert "CHILDPLAN_MODE=production" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1
    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_no_known_password_comes_among_real_people() -> None:
    """A portal opened by mistake without its mode: nothing is added to it."""
    User.objects.create_user("hoa.le", full_name="Lê Thị Hoa")
    with pytest.raises(CommandError, match="đã có người dùng thật nên không nạp dữ liệu minh họa"):
        call_command("load_demonstration")
    assert list(User.objects.values_list("username", flat=True)) == ["hoa.le"]
    assert not Unit.objects.exists()


def test_accounts_are_not_shown_before_they_are_there() -> None:
    assert not is_loaded()
    with pytest.raises(CommandError, match="load_demonstration"):
        call_command("demonstration_accounts")


def test_the_plans_find_their_units_among_the_places() -> None:
    load_places(settings.BASE_DIR / "fixtures" / "demonstration" / "places.csv")
    load_everything(settings.BASE_DIR / "fixtures")
    answering = Responsibility.objects.filter(part="lead").values_list("unit__key", flat=True)
    assert {"nam-dong-xa-chua-ro-ten", "nd-xa-tram-y-te", "tan-yen-phong-ldtbxh"} <= set(answering)


def test_a_wrong_file_loads_nothing_and_is_one_sentence(tmp_path, settings) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match=r"Không mở được tệp places\.csv"):
        call_command("load_demonstration")
    assert not Unit.objects.exists()
