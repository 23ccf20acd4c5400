"""What does a keeper see and do on the pages of a plan, and what do the others see?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from indicators.models import Responsibility
from indicators.summaries.plan_keeping import keeping_of, words_not_found
from plans.enums import PlanState
from plans.models import Plan
from tests.papers import PDF
from tests.plans.test_parts import PARAGRAPHS, word_file
from tests.world import NOW, TODAY, World, build_plan
from units.enums import Level, Role
from units.models import LogEntry

SignIn = Callable[[World, str], Client]
FACTS = {
    "kind": "ke_hoach",
    "title": "Vì trẻ em xã Xuân giai đoạn 2026 - 2030",
    "short_title": "",
    "number": "15/KH-UBND",
    "signed_on": "15/01/2026",
    "first_year": "2026",
    "last_year": "2030",
    "collects": "on",
}


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of commune X as a draft."""
    found = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    found.state = PlanState.DRAFT
    found.save()
    return found


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def to(route: str, *parts: object, key: str = "ke-hoach-x") -> str:
    return reverse(f"indicators:{route}", args=[key, *parts])


def mark(client: Client, address: str) -> str:
    """The mark in the form that the address shows."""
    context = client.get(address).context
    return str(context["form"].initial["mark"] if "form" in context else context["mark"])


# --- A new plan


def test_a_plan_is_entered_from_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    page = text(client.get("/ke-hoach/moi/"))
    assert "Trang trắng: nhập từng chỉ tiêu" in page and "Sao chép từ: Chương trình tỉnh Thử" in page
    assert 'type="hidden" name="issuer" value="xa-x"' in page
    response = client.post("/ke-hoach/moi/", FACTS | {"issuer": "xa-x", "above": "ke-hoach-tinh"})
    assert response["Location"] == "/ke-hoach/xa-x-2026-2030/"
    plan = Plan.objects.get(key="xa-x-2026-2030")
    assert (plan.state, plan.title, plan.short_title) == (
        PlanState.DRAFT,
        "Vì trẻ em xã Xuân giai đoạn 2026 - 2030",
        "Kế hoạch trẻ em xã Xuân 2026–2030",
    )
    assert (plan.above, str(plan.signed_on), plan.collects) == (world.plan, "2026-01-15", True)
    shown = text(client.get(response["Location"]))
    assert "Chưa có mục tiêu và chỉ tiêu nào." in shown
    assert "Đưa vào áp dụng" not in shown.replace("Còn thiếu để đưa vào áp dụng", "")
    assert shown.count("btn-primary") == 1


def test_the_only_plan_above_is_proposed_and_the_countrys_is_not(world: World, sign_in: SignIn) -> None:
    """Chosen beforehand it would stand there as cited, which the document does not say."""
    client = sign_in(world, "vhxh-x")
    assert 'value="ke-hoach-tinh" selected' in text(client.get("/ke-hoach/moi/"))
    Plan.objects.filter(key="ke-hoach-tinh").update(collects=False)
    assert 'value="ke-hoach-tinh" selected' not in text(client.get("/ke-hoach/moi/"))


def test_a_plan_is_begun_as_a_copy(world: World, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-y")
    response = client.post("/ke-hoach/moi/", FACTS | {"issuer": "xa-y", "source": "ke-hoach-tinh"})
    page = text(client.get(response["Location"]))
    assert "Đã lập bản nháp, sao chép từ Chương trình tỉnh Thử." in page
    assert "Không chép 1 mốc nằm ngoài giai đoạn 2026–2030: 1.2 2025 (≥ 95%)." in page
    plan = Plan.objects.get(key="xa-y-2026-2030")
    assert plan.indicators.count() == 6
    # A note goes when it has been seen to.
    client.post(to("plan_note_off", key=plan.key), {"ghi-chu": plan.notes[0]})
    plan.refresh_from_db()
    assert len(plan.notes) == 1 and plan.notes[0].startswith("Không chép")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Ghi tên văn bản như trong trích yếu."),
        ({"first_year": "26"}, "Từ năm: ghi bốn chữ số, ví dụ 2026."),
        ({"last_year": "2025"}, "Đến năm: phải bằng hoặc sau “Từ năm”."),
        ({"signed_on": "31/02/2026"}, "Ngày ký: ghi ngày/tháng/năm, ví dụ 15/01/2026."),
        ({"short_title": "x" * 91}, "Tên gọn: dài nhất 90 ký tự, bản này có 91."),
        ({"issuer": "xa-y"}, "Chọn nơi ban hành."),
        ({"source": "ke-hoach-cua-y"}, "Chọn một kế hoạch trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    world: World, sign_in: SignIn, wrong: dict[str, str], sentence: str
) -> None:
    """Also the plan of the neighbour is no source: it is not in sight."""
    build_plan(world, issuer="xa-y", key="ke-hoach-cua-y")
    before = Plan.objects.count()
    response = sign_in(world, "vhxh-x").post("/ke-hoach/moi/", FACTS | {"issuer": "xa-x"} | wrong)
    assert response.status_code == 422
    assert sentence in text(response)
    assert Plan.objects.count() == before


def test_a_plan_replaces_another(world: World, sign_in: SignIn) -> None:
    old = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    client = sign_in(world, "vhxh-x")
    page = client.get("/ke-hoach/moi/?thay=ke-hoach-x")
    assert "Thay cho <b>Chương trình tỉnh Thử</b> (2021–2030)" in text(page)
    assert page.context["form"].initial["first_year"] == 2031
    said = FACTS | {"issuer": "xa-x", "source": "ke-hoach-x", "thay": "ke-hoach-x"}
    address = client.post("/ke-hoach/moi/", said)["Location"]
    shown = text(client.get(address))
    assert "Khi đưa vào áp dụng, Chương trình tỉnh Thử chấm dứt và áp dụng đến hết năm 2025." in shown
    client.post(f"{address}ap-dung/")
    old.refresh_from_db()
    assert (old.state, old.held_until) == (PlanState.ENDED, 2025)


def test_nobody_replaces_the_plan_of_another_place(world: World, sign_in: SignIn) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    assert sign_in(world, "vhxh-y").get("/ke-hoach/moi/?thay=ke-hoach-x").status_code == 404
    assert sign_in(world, "huyen-a").get("/ke-hoach/moi/?thay=ke-hoach-x").status_code == 403


# --- Two neighbouring coordinators, those above and those below


def test_a_draft_is_there_for_its_keepers_only(world: World, plan: Plan, sign_in: SignIn) -> None:
    world.person("vhxh-x2", "xa-x", Role.COMMUNE_COORDINATOR)
    for person, status in (
        ("vhxh-x", 200),
        ("vhxh-x2", 200),
        ("vhxh-y", 404),
        ("huyen-a", 404),
        ("tinh", 404),
        ("lanh-dao-x", 404),
        ("truong-thon-1", 404),
    ):
        assert sign_in(world, person).get(to("plan")).status_code == status, person
        assert sign_in(world, person).get(to("plan_facts")).status_code == status, person


POSTS: list[tuple[str, tuple[object, ...], dict[str, str]]] = [
    ("plan_facts", (), FACTS),
    ("plan_goals", (), {"dong": "moi-1", "so-moi-1": "7", "ten-moi-1": "a", "loi-moi-1": "b"}),
    ("plan_duty_new", (), {"units": "tram", "leads": "1"}),
    ("plan_duty", ("tram",), {"leads": "1"}),
    ("plan_tasks_new", (), {"unit_words": "Trạm", "words": "Việc"}),
    ("plan_deadline_new", (), {"duty": "year", "reporter": "village", "words": "w"}),
    ("plan_deadline", (1,), {"viec": "xoa"}),
    ("plan_paper", (), {"viec": "chu", "text": "Toàn văn"}),
    ("plan_note_off", (), {"ghi-chu": "Một"}),
    ("plan_interpolation", (), {"noi-suy": "co"}),
    ("plan_in_force", (), {}),
    ("plan_to_draft", (), {}),
    ("plan_amend", (), {"number": "1", "signed_on": "1/1/2024", "title": "t", "from_year": "2025"}),
    ("plan_amend_close", (), {}),
    ("plan_end", (), {"until_year": "2025", "number": "1", "signed_on": "1/1/2024", "reason": "r"}),
    ("plan_delete", (), {}),
    ("plan_file_remove", (1,), {}),
]


@pytest.mark.parametrize(("route", "parts", "said"), POSTS, ids=[route for route, *_ in POSTS])
def test_nobody_else_changes_anything(
    world: World,
    plan: Plan,
    sign_in: SignIn,
    route: str,
    parts: tuple[object, ...],
    said: dict[str, str],
) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE, notes=["Một"])
    before = stands(plan)
    for person, status in (("vhxh-y", 404), ("huyen-a", 403), ("lanh-dao-x", 403), ("y-te", 403)):
        assert sign_in(world, person).post(to(route, *parts), said).status_code == status, person
    assert stands(plan) == before


def stands(plan: Plan) -> tuple[Any, ...]:
    return (
        Plan.objects.filter(pk=plan.pk).values_list().get(),
        list(plan.goals.values_list()),
        list(plan.tasks.values_list()),
        list(plan.deadlines.values_list()),
        list(plan.amendments.values_list()),
        list(Responsibility.objects.filter(indicator__plan=plan).values_list()),
        LogEntry.objects.count(),
    )


def test_others_find_no_door(world: World, sign_in: SignIn) -> None:
    build_plan(world, issuer="xa-x", key="ke-hoach-x")
    for person in ("huyen-a", "lanh-dao-x", "truong-thon-1"):
        client = sign_in(world, person)
        for route in ("plan", "plan_assignments", "plan_deadlines", "plan_document"):
            page = text(client.get(to(route)))
            assert "Việc của người giữ kế hoạch" not in page
            assert "edit-link" not in page
            assert "Giao chỉ tiêu" not in page and "Tệp và toàn văn" not in page


# --- What is missing


def sentences(plan: Plan) -> list[str]:
    return [reminder.text for reminder in keeping_of(plan, TODAY).reminders]


def test_what_is_missing_in_a_draft(world: World, plan: Plan) -> None:
    assert sentences(plan) == [
        "Chưa ghi số, ký hiệu và ngày ký của văn bản.",
        "5 chỉ tiêu chưa có đơn vị chủ trì: 2, 3, 4, 5, 6.",
        "Chưa có toàn văn để đối chiếu các câu nguyên văn.",
    ]
    plan.number, plan.date_words = "1/KH", "ngày … tháng 3"
    plan.first_year, plan.last_year = 2026, 2030
    plan.document_text = "Nguyên văn chỉ tiêu 1, Mục tiêu 1; chủ trì, trước ngày 20/11"
    plan.save()
    plan.deadlines.filter(position=2).delete()
    world.components["2"].targets.all().delete()
    plan.indicators.get(number="3").components.all().delete()
    world.components["4"].targets.update(flag="scope")
    assert sentences(plan) == [
        "1 chỉ tiêu chưa có nội dung đo: 3.",
        "1 nội dung đo chưa có mốc nào: 2.",
        "1 mốc nằm ngoài giai đoạn của kế hoạch: nội dung 1.2.",
        "5 chỉ tiêu chưa có đơn vị chủ trì: 2, 3, 4, 5, 6.",
        f"{len(words_not_found(plan))} câu không có đúng từng chữ trong toàn văn: chỉ tiêu 2, chỉ tiêu 3, "
        "chỉ tiêu 4, chỉ tiêu 5, chỉ tiêu 6, nội dung 1.1, nội dung 1.2, nội dung 2 …",
        "1 chỗ chờ xác nhận cách đọc, ở bên dưới.",
    ]
    plan.deadlines.all().delete()
    assert "Chưa có hạn báo cáo nào." in sentences(plan)


def test_plans_that_hold_together_are_said(world: World, plan: Plan) -> None:
    other = build_plan(world, issuer="xa-x", key="ke-hoach-cu")
    other.short_title, other.last_year = "Kế hoạch cũ", 2025
    other.save()
    assert "Cùng áp dụng các năm 2021–2025 với Kế hoạch cũ: đơn vị được hỏi theo cả hai." in sentences(plan)
    Plan.objects.filter(pk=other.pk).update(first_year=2020, last_year=2021)
    assert "Cùng áp dụng năm 2021 với Kế hoạch cũ: đơn vị được hỏi theo cả hai." in sentences(plan)


# --- The way through a life, on the screen


def test_a_life_on_the_screen(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    shown = text(client.post(to("plan_in_force"), follow=True))
    assert "Kế hoạch đã được đưa vào áp dụng." in shown and "Đưa về nháp" in shown
    assert 'href="/so-lieu-cu/xa-x/"' in shown
    assert "edit-link" not in shown
    shown = text(client.post(to("plan_to_draft"), follow=True))
    assert "Kế hoạch là bản nháp" in shown and "edit-link" in shown
    client.post(to("plan_in_force"))
    Plan.objects.filter(pk=plan.pk).update(asked_at=NOW)
    shown = text(client.get(to("plan")))
    assert "Chỉ sửa khi có văn bản sửa đổi." in shown and "Đưa về nháp" not in shown
    shown = text(client.get(to("plan_goals")))
    assert "Chưa sửa được" in shown and "Muốn sửa, bấm “Sửa đổi theo văn bản”" in shown
    assert "Lưu mục tiêu" not in shown
    shown = text(client.get(to("plan_amend")))
    assert "Bắt đầu sửa đổi" in shown and "Chưa sửa được" not in shown
    assert "Chấm dứt kế hoạch</button>" in text(client.get(to("plan_end")))
    said = {
        "number": "32/QĐ-UBND",
        "signed_on": "01/11/2024",
        "title": "Sửa đổi kế hoạch",
        "from_year": "2025",
        "file": SimpleUploadedFile("sua-doi.pdf", PDF),
    }
    shown = text(client.post(to("plan_amend"), said, follow=True))
    assert "Đang sửa đổi theo 32/QĐ-UBND ngày 01/11/2024." in shown
    strip = "<b>Đang sửa đổi theo 32/QĐ-UBND ngày 01/11/2024</b>"
    for route in ("plan", "plan_assignments", "plan_deadlines", "plan_document", "plan_facts", "plan_goals"):
        page = text(client.get(to(route)))
        assert strip in page and "Kết thúc sửa đổi" in page
    assert "sửa đổi theo 32/QĐ-UBND" in text(client.get(to("plan_document")))
    # Who only reads it is not told of work that is under way.
    assert strip not in text(sign_in(world, "huyen-a").get(to("plan")))
    client = sign_in(world, "vhxh-x")
    assert "Đã kết thúc sửa đổi theo 32/QĐ-UBND" in text(client.post(to("plan_amend_close"), follow=True))
    said = {"until_year": "2025", "number": "9/QĐ", "signed_on": "14/11/2024", "reason": "Sáp nhập"}
    shown = text(client.post(to("plan_end"), said, follow=True))
    assert "Đã chấm dứt, áp dụng đến hết năm 2025." in shown and "/so-lieu-cu/" not in shown
    assert "Áp dụng lại</button>" in shown
    shown = text(client.post(to("plan_resume"), follow=True))
    assert "Kế hoạch lại đang áp dụng." in shown and "Áp dụng lại</button>" not in shown


def test_a_document_named_by_mistake_is_dropped_on_the_screen(
    world: World, plan: Plan, sign_in: SignIn
) -> None:
    client = sign_in(world, "vhxh-x")
    client.post(to("plan_in_force"))
    Plan.objects.filter(pk=plan.pk).update(asked_at=NOW)
    said = {"number": "32/QĐ", "signed_on": "01/11/2024", "title": "Sửa đổi", "from_year": "2025"}
    assert "Bỏ văn bản này</button>" in text(client.post(to("plan_amend"), said, follow=True))
    shown = text(client.post(to("plan_amend_drop"), follow=True))
    assert "Đã bỏ văn bản sửa đổi" in shown and "Đang sửa đổi theo" not in shown
    assert not plan.amendments.exists()


def test_a_draft_is_deleted_after_a_question(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert "với 6 chỉ tiêu, 8 nội dung đo" in text(client.get(to("plan_delete")))
    shown = text(client.post(to("plan_delete"), follow=True))
    assert "Đã xoá bản nháp Chương trình tỉnh Thử." in shown
    assert not Plan.objects.filter(pk=plan.pk).exists()


# --- Parts


def test_two_people_see_both_versions(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    seen = mark(client, to("plan_facts"))
    said = FACTS | {"first_year": "2021", "short_title": "Của tôi", "mark": seen}
    Plan.objects.filter(pk=plan.pk).update(short_title="Của người kia", collects=False)
    response = client.post(to("plan_facts"), said)
    page = text(response)
    assert response.status_code == 422
    assert "Có người vừa sửa phần này" in page
    for label, stands_, typed in (
        ("Tên gọn", "Của người kia", "Của tôi"),
        ("Loại văn bản", "Chương trình hành động", "Kế hoạch"),
        ("Thu thập số liệu theo kế hoạch này", "không", "có"),
    ):
        assert f">{label}</th>" in page
        assert f'data-label="Người kia đã lưu">{stands_}</td>' in page
        assert f'data-label="Bạn vừa ghi">{typed}</td>' in page
    plan.refresh_from_db()
    assert plan.short_title == "Của người kia"
    # The page carries the new mark: sent again it is taken.
    said["mark"] = response.context["form"].data["mark"]
    assert client.post(to("plan_facts"), said).status_code == 302
    plan.refresh_from_db()
    assert (plan.short_title, plan.collects) == ("Của tôi", True)


def test_goals_on_one_page(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    said: dict[str, Any] = {
        "mark": mark(client, to("plan_goals")),
        "dong": ["1", "moi-1", "moi-2"],
        "so-1": "2",
        "ten-1": "Bảo vệ",
        "loi-1": "Mục tiêu 1",
        "so-moi-1": "1",
        "ten-moi-1": "Giáo dục",
        "loi-moi-1": "Lời",
        "so-moi-2": "3",
        "ten-moi-2": "",
        "loi-moi-2": "",
    }
    wrong = client.post(to("plan_goals"), said | {"loi-moi-1": ""})
    assert wrong.status_code == 422
    assert '<a href="#loi-moi-1">Mục tiêu 1: chép nguyên văn từ văn bản.</a>' in text(wrong)
    assert client.post(to("plan_goals"), said)["Location"] == to("plan")
    assert list(plan.goals.order_by("number").values_list("number", "name")) == [
        (1, "Giáo dục"),
        (2, "Bảo vệ"),
    ]
    late = client.post(to("plan_goals"), said | {"dong": ["2"], "so-2": "2", "ten-2": "Tôi", "loi-2": "x"})
    assert late.status_code == 422 and "<h2>Người kia đã lưu</h2>" in text(late)
    assert "2. Bảo vệ: Mục tiêu 1" in text(late)


def test_numbers_are_read_and_unknown_ones_said(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert "Kế hoạch có chỉ tiêu: 1, 2, 3, 4, 5, 6." in text(client.get(to("plan_duty_new")))
    wrong = client.post(to("plan_duty_new"), {"units": ["tram"], "leads": "2, 9"})
    assert wrong.status_code == 422 and "Kế hoạch không có chỉ tiêu 9." in text(wrong)
    wrong = client.post(to("plan_duty_new"), {"units": ["tram"]})
    assert "Ghi ít nhất một số chỉ tiêu" in text(wrong)
    plan.document_text = "chủ trì chỉ tiêu 2"
    plan.save()
    said = {"units": ["tram", "cong-an"], "leads": "chỉ tiêu số 2-3", "lead_words": "chủ trì chỉ tiêu 2, 3"}
    shown = text(client.post(to("plan_duty_new"), said, follow=True))
    assert "Đã lưu phân công cho 2 đơn vị." in shown
    assert "Câu này không có đúng từng chữ trong toàn văn: “chủ trì chỉ tiêu 2, 3”" in shown
    assert 'Sửa<span class="visually-hidden"> phân công của Trạm Y tế</span>' in shown
    address = to("plan_duty", "tram")
    client.post(address, {"mark": mark(client, address), "leads": "3", "supports": "4"})
    found = Responsibility.objects.filter(indicator__plan=plan, unit=world.units["tram"])
    assert sorted(found.values_list("indicator__number", "part")) == [("3", "lead"), ("4", "support")]


def test_units_of_other_places_are_not_named(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    assert client.get(to("plan_duty", "xa-y")).status_code == 404
    wrong = client.post(to("plan_duty_new"), {"units": ["xa-y"], "leads": "2"})
    assert "Chọn đơn vị trong danh sách." in text(wrong)
    wrong = client.post(to("plan_tasks_new"), {"unit_words": "Xã bạn", "words": "Việc", "units": ["xa-y"]})
    assert wrong.status_code == 422
    # One that is named already, and stands elsewhere, may be taken out.
    indicator = plan.indicators.get(number="2")
    Responsibility.objects.create(indicator=indicator, unit=world.units["xa-y"], part="lead")
    address = to("plan_duty", "xa-y")
    client.post(address, {"mark": mark(client, address)})
    assert not Responsibility.objects.filter(unit=world.units["xa-y"]).exists()


def test_tasks_on_the_screen(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    said = {"unit_words": "Trạm Y tế", "words": "Tiêm chủng\r\n\r\nCân đo", "units": ["tram"]}
    shown = text(client.post(to("plan_tasks_new"), said, follow=True))
    assert "<li>Tiêm chủng</li><li>Cân đo</li>" in shown
    address = to("plan_tasks", 1)
    form = client.get(address).context["form"]
    assert form.initial["words"] == "Tiêm chủng\n\nCân đo" and form.initial["units"] == ["tram"]
    said |= {"heading": "Trạm Y tế", "mark": form.initial["mark"], "words": "Cân đo"}
    client.post(address, said)
    assert list(plan.tasks.values_list("position", "words")) == [(1, "Cân đo")]
    late = client.post(address, said | {"words": "Của tôi"})
    assert late.status_code == 422
    assert 'data-label="Người kia đã lưu">Cân đo</td>' in text(late)
    assert client.get(to("plan_tasks", 9)).status_code == 404


def test_contradictions_are_said_and_never_stop(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    said = {
        "duty": "year",
        "reporter": Level.VILLAGE,
        "day": "10",
        "month": "12",
        "words": "trước ngày 10/12",
    }
    shown = text(client.post(to("plan_deadline_new"), said, follow=True))
    assert "Đã lưu hạn báo cáo." in shown
    assert "Cấp dưới nộp sau cấp trên: 10/12 sau 05/12." in shown
    row = plan.deadlines.get(position=3)
    address = to("plan_deadline", 3)
    form = client.get(address).context["form"]
    assert form.initial["reporter"] == "village"
    said |= {"reporter": "agency:health_station", "mark": form.initial["mark"], "day": "1"}
    client.post(address, said)
    row.refresh_from_db()
    assert (row.reporter_level, row.reporter_kind, row.day) == ("agency", "health_station", 1)
    client.post(address, {"viec": "xoa", "mark": mark(client, address)})
    assert plan.deadlines.count() == 2
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "31", "month": "11"}, "Ngày: tháng 11 không có ngày 31."),
        ({"day": "29", "month": "2", "year": "2025"}, "Ngày: tháng 2 không có ngày 29."),
        ({"day": "5"}, "Ngày và tháng đi cùng nhau"),
        ({"day": "32", "month": "1"}, "Ngày: ghi số từ 1 đến 31."),
        ({"is_strict": "on"}, "Văn bản không nêu ngày thì không đánh dấu ô này."),
        ({"words": ""}, "Chép câu nêu hạn này trong văn bản."),
        ({"reporter": "country"}, "Chọn ai báo cáo."),
    ],
)
def test_days_that_cannot_be(
    world: World, plan: Plan, sign_in: SignIn, wrong: dict[str, str], sentence: str
) -> None:
    said = {"duty": "year", "reporter": "village", "words": "câu"} | wrong
    response = sign_in(world, "vhxh-x").post(to("plan_deadline_new"), said)
    assert response.status_code == 422 and sentence in text(response)
    assert plan.deadlines.count() == 2


# --- The document


def test_a_word_file_brings_its_text(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    content = word_file(PARAGRAPHS)
    file = SimpleUploadedFile("ke-hoach.docx", content)
    shown = text(
        client.post(to("plan_paper"), {"viec": "tep", "file": file, "takes_text": "on"}, follow=True)
    )
    assert "Đã nhận tệp “ke-hoach.docx”." in shown and "Đã lấy toàn văn từ tệp Word." in shown
    assert "câu không có đúng từng chữ trong toàn văn: mục tiêu 1" in shown
    plan.refresh_from_db()
    assert plan.document_text.startswith("KẾ HOẠCH")
    got = client.get(to("plan_file", 1))
    assert b"".join(got.streaming_content) == content  # type: ignore[attr-defined]
    assert got["Content-Disposition"] == 'attachment; filename="ke-hoach.docx"'
    assert (got["X-Content-Type-Options"], got["Cache-Control"]) == ("nosniff", "private, no-store")
    assert sign_in(world, "vhxh-y").get(to("plan_file", 1)).status_code == 404
    assert sign_in(world, "truong-thon-1").get(to("plan_file", 1)).status_code == 404  # still a draft


def test_files_that_are_no_documents_are_refused(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    wrong = client.post(to("plan_paper"), {"viec": "tep", "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422 and "Không nhận tệp “a.exe”." in text(wrong)
    wrong = client.post(to("plan_paper"), {"viec": "tep"})
    assert "Chọn một tệp." in text(wrong)
    assert plan.files.count() == 0


def test_a_text_is_pasted_and_guarded(world: World, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(world, "vhxh-x")
    seen = client.get(to("plan_paper")).context["text_form"].initial["mark"]
    said = {"viec": "chu", "text": "Của tôi", "mark": seen}
    client.post(to("plan_paper"), said | {"text": "Của người kia"})
    late = client.post(to("plan_paper"), said)
    assert late.status_code == 422
    assert "Toàn văn người kia đã lưu" in text(late) and "Của người kia" in text(late)
    plan.refresh_from_db()
    assert plan.document_text == "Của người kia"
    # A text that stands is changed only while the plan is open.
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.IN_FORCE)
    page = text(client.get(to("plan_paper")))
    assert "Chưa sửa được" in page and "Lưu toàn văn" not in page and "Tải tệp lên" in page
