"""Addresses of reports, checks and totals. The round and the unit are always in the address."""

from django.urls import path

from reporting.views import cell_details, entry, incoming, review, standing_in, submitting, totals

app_name = "reporting"
urlpatterns = [
    path("bao-cao/", entry.report_list, name="report_list"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/nhap/", entry.entry, name="entry"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/o/<slug:item_code>/", cell_details.cell, name="cell"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/kiem-tra-nop/", submitting.check, name="check"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/nop/", submitting.submit, name="submit"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/rut-lai/", submitting.recall, name="recall"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/bien-nhan/", submitting.receipt, name="receipt"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/giai-trinh/", submitting.explain, name="explain"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/phieu/", submitting.form_pdf, name="form_pdf"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/nhap-thay/", standing_in.stand_in, name="stand_in"),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/nhap-thay/bat-dau/",
        standing_in.start,
        name="stand_in_start",
    ),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/thoi-nhap-thay/", standing_in.stop, name="stand_in_stop"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/excel/", incoming.excel, name="excel"),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/excel/mau/", incoming.excel_template, name="excel_template"
    ),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/dan/", incoming.paste, name="paste"),
    path("bao-cao/<slug:round_key>/<slug:unit_key>/dua-vao/<int:number>/", incoming.intake, name="intake"),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/dua-vao/<int:number>/nhan/",
        incoming.accept_intake,
        name="accept_intake",
    ),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/dua-vao/<int:number>/bo/",
        incoming.drop_intake,
        name="drop_intake",
    ),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/dua-vao/<int:number>/hoan-tac/",
        incoming.undo_intake,
        name="undo_intake",
    ),
    path(
        "bao-cao/<slug:round_key>/<slug:unit_key>/dua-vao/<int:number>/can-sua/",
        incoming.marked_file,
        name="marked_file",
    ),
    path("kiem-tra/", review.review_queue, name="review_queue"),
    path("kiem-tra/<slug:round_key>/<slug:unit_key>/", review.review, name="review"),
    path("kiem-tra/<slug:round_key>/<slug:unit_key>/nhan/", review.start_check, name="start_check"),
    path("kiem-tra/<slug:round_key>/<slug:unit_key>/thoi/", review.release_check, name="release_check"),
    path("kiem-tra/<slug:round_key>/<slug:unit_key>/duyet/", review.accept, name="accept"),
    path("kiem-tra/<slug:round_key>/<slug:unit_key>/tra-lai/", review.send_back, name="send_back"),
    path(
        "kiem-tra/<slug:round_key>/<slug:unit_key>/bo-duyet/", review.undo_acceptance, name="undo_acceptance"
    ),
    path("tong-hop/", totals.rollup_home, name="rollup_home"),
    path("tong-hop/<slug:round_key>/<slug:unit_key>/", totals.rollup, name="rollup"),
    path("ke-hoach/<slug:plan_key>/bieu-nam/<slug:round_key>/", totals.annual_table, name="annual_table"),
    path(
        "ke-hoach/<slug:plan_key>/bieu-nam/<slug:round_key>/excel/", totals.annual_excel, name="annual_excel"
    ),
    path("ke-hoach/<slug:plan_key>/bieu-nam/<slug:round_key>/pdf/", totals.annual_pdf, name="annual_pdf"),
]
