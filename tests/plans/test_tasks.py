"""What does the database refuse to keep as a task of a plan?"""

import pytest
from django.db import IntegrityError, transaction

from plans.models import Plan, Task
from tests.world import World


@pytest.fixture
def plan(world: World) -> Plan:
    found: Plan = Plan.objects.get(key="ke-hoach-tinh")
    return found


def refused(plan: Plan, **values: object) -> None:
    row = {"position": 1, "unit_words": "Trạm Y tế", "words": "Khám sức khỏe"} | values
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.tasks.create(**row)


def test_one_task_at_one_place(plan: Plan):
    plan.tasks.create(position=1, unit_words="Trạm Y tế", words="Khám sức khỏe")
    refused(plan, words="Việc khác")


@pytest.mark.parametrize("wrong", [{"words": ""}, {"unit_words": ""}, {"position": 0}])
def test_a_task_says_who_and_what_and_is_counted_from_one(plan: Plan, wrong: dict[str, object]):
    refused(plan, **wrong)


def test_a_task_names_itself_by_unit_and_words(plan: Plan):
    task = Task(plan=plan, position=1, unit_words="Trạm Y tế", words="Khám sức khỏe")
    assert str(task) == "Trạm Y tế: Khám sức khỏe"


def test_tasks_stand_in_the_order_of_the_document(plan: Plan):
    for position in (2, 1):
        plan.tasks.create(position=position, unit_words="Trạm Y tế", words=f"Việc {position}")
    assert list(plan.tasks.values_list("words", flat=True)) == ["Việc 1", "Việc 2"]
