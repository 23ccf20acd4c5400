"""Addresses of plans, their parts and their Chỉ tiêu."""

from django.urls import path

from indicators.views import (
    catalogue,
    indicator_editing,
    plan_import,
    plan_keeping,
    plan_papers,
    plan_parts,
    plans,
)

app_name = "indicators"
urlpatterns = [
    path("danh-muc/", catalogue.catalogue, name="catalogue"),
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/moi/", plan_keeping.plan_new, name="plan_new"),
    path("ke-hoach/<slug:plan_key>/", plans.plan, name="plan"),
    path("ke-hoach/<slug:plan_key>/thong-tin/", plan_keeping.plan_facts, name="plan_facts"),
    path("ke-hoach/<slug:plan_key>/ghi-chu/bo/", plan_keeping.plan_note_off, name="plan_note_off"),
    path("ke-hoach/<slug:plan_key>/noi-suy/", plan_keeping.plan_interpolation, name="plan_interpolation"),
    path("ke-hoach/<slug:plan_key>/ap-dung/", plan_keeping.plan_in_force, name="plan_in_force"),
    path("ke-hoach/<slug:plan_key>/ve-nhap/", plan_keeping.plan_to_draft, name="plan_to_draft"),
    path("ke-hoach/<slug:plan_key>/sua-doi/", plan_keeping.plan_amend, name="plan_amend"),
    path(
        "ke-hoach/<slug:plan_key>/sua-doi/ket-thuc/", plan_keeping.plan_amend_close, name="plan_amend_close"
    ),
    path("ke-hoach/<slug:plan_key>/sua-doi/bo/", plan_keeping.plan_amend_drop, name="plan_amend_drop"),
    path("ke-hoach/<slug:plan_key>/ap-dung-lai/", plan_keeping.plan_resume, name="plan_resume"),
    path("ke-hoach/<slug:plan_key>/cham-dut/", plan_keeping.plan_end, name="plan_end"),
    path("ke-hoach/<slug:plan_key>/xoa/", plan_keeping.plan_delete, name="plan_delete"),
    path("ke-hoach/<slug:plan_key>/muc-tieu/", plan_parts.plan_goals, name="plan_goals"),
    path("ke-hoach/<slug:plan_key>/phan-cong/giao/", plan_parts.plan_duty_new, name="plan_duty_new"),
    path("ke-hoach/<slug:plan_key>/phan-cong/giao/<slug:unit_key>/", plan_parts.plan_duty, name="plan_duty"),
    path("ke-hoach/<slug:plan_key>/phan-cong/viec/", plan_parts.plan_tasks_new, name="plan_tasks_new"),
    path("ke-hoach/<slug:plan_key>/phan-cong/viec/<int:position>/", plan_parts.plan_tasks, name="plan_tasks"),
    path("ke-hoach/<slug:plan_key>/han-bao-cao/moi/", plan_parts.plan_deadline_new, name="plan_deadline_new"),
    path(
        "ke-hoach/<slug:plan_key>/han-bao-cao/<int:position>/",
        plan_parts.plan_deadline,
        name="plan_deadline",
    ),
    path("ke-hoach/<slug:plan_key>/van-ban/sua/", plan_papers.plan_paper, name="plan_paper"),
    path("ke-hoach/<slug:plan_key>/tep/<int:number>/", plan_papers.plan_file, name="plan_file"),
    path(
        "ke-hoach/<slug:plan_key>/tep/<int:number>/bo/",
        plan_papers.plan_file_remove,
        name="plan_file_remove",
    ),
    path("ke-hoach/<slug:plan_key>/nhap-bang/", plan_import.plan_import, name="plan_import"),
    path(
        "ke-hoach/<slug:plan_key>/nhap-bang/mau/",
        plan_import.plan_import_template,
        name="plan_import_template",
    ),
    path("ke-hoach/<slug:plan_key>/phan-cong/", plans.plan_assignments, name="plan_assignments"),
    path("ke-hoach/<slug:plan_key>/han-bao-cao/", plans.plan_deadlines, name="plan_deadlines"),
    path("ke-hoach/<slug:plan_key>/van-ban/", plans.plan_document, name="plan_document"),
    path("ke-hoach/<slug:plan_key>/so-voi-cap-tren/", plans.plan_against_above, name="plan_against_above"),
    path("ke-hoach/<slug:plan_key>/chi-tieu/moi/", indicator_editing.indicator_new, name="indicator_new"),
    path(
        "ke-hoach/<slug:plan_key>/chi-tieu/<str:number>/sua/",
        indicator_editing.indicator_edit,
        name="indicator_edit",
    ),
    path(
        "ke-hoach/<slug:plan_key>/chi-tieu/<str:number>/xoa/",
        indicator_editing.indicator_remove,
        name="indicator_remove",
    ),
    path(
        "ke-hoach/<slug:plan_key>/chi-tieu/<str:number>/<str:label>/<slug:span>/xac-nhan/",
        plans.confirm_reading,
        name="confirm_reading",
    ),
]
