"""Do all five plans of the demonstration give a whole report: every Chỉ tiêu once, the signed words, clean
Vietnamese? Six months, a review in the middle and one at the end too, and a version for everybody."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from childplan.vietnamese import nfc
from indicators.models import Component, Indicator
from plans.models import Plan
from reporting.documents.assembling import assemble, assemble_public
from reporting.documents.content import Document
from reporting.documents.kept import as_json, from_json
from reporting.enums import RoundKind
from reporting.models import AnnualReport, Round
from tests.signed_reports import draft_of, text_of, texts_of, whole_text
from tests.world import NOW
from units.models import Placement, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("demonstration")]

YEARS = {"000": "2024-nam", "001": "2024-nam", "002": "2024-nam", "003": "2020-nam", "004": "2024-nam"}
SLIPS = re.compile(
    r" {2}| [,.;:)]|\( |\(\)|\.\.|,\.|;\.|: ?;|: ?\.|; ?;|so với \.|—\)"
    r"|\bNone\b|\bnan\b|\{|\}|\b2\.02\d\b|\d\.\d{1,2}%"
)
"""What a sentence that was put together badly looks like; a year with a dot in it; a point for a comma."""


def plan_of(key: str) -> Plan:
    return Plan.objects.select_related("issuer").get(key=key)


def report_of(key: str, round_: Round, *, official: bool = False) -> AnnualReport:
    plan = plan_of(key)
    by = User.objects.order_by("pk")[0]
    return draft_of(plan.issuer, plan, round_, by=by, official=official, stored=False)


def whole(report: AnnualReport) -> Document:
    document = assemble(report, now=NOW)
    assert from_json(json.loads(json.dumps(as_json(document)))) == document
    return document


def labels_in(document: Document) -> list[str]:
    goals = [part for section in document.sections for part in section.parts if part.code.startswith("goal-")]
    lines = [paragraph.text for part in goals for paragraph in part.paragraphs]
    together = "- Chưa có số liệu: "
    told = [
        told
        for line in lines
        if line.startswith("- ")
        for told in (line.removeprefix(together).split("; ") if line.startswith(together) else [line[2:]])
    ]
    return [one.split(" ")[0].rstrip(".") for one in told]


def check_words(document: Document) -> None:
    signed = {nfc(words) for words in Component.objects.values_list("words", flat=True)}
    for line in text_of(document):
        assert line == nfc(line)
        plain = line
        for words in signed:  # what was signed may have slips of its own
            plain = plain.replace(f"“{words.rstrip('.;,')}”", "“”")
        plain = re.sub(r"(Văn bản ghi|Cách hiểu:).*", "", plain)
        assert not SLIPS.search(plain), line


@pytest.mark.parametrize("key", YEARS)
@pytest.mark.parametrize("official", [True, False])
def test_each_plan_gives_a_report_with_every_chi_tieu_once_and_the_signed_words(key: str, official: bool):
    round_ = Round.objects.get(key=YEARS[key])
    document = whole(report_of(key, round_, official=official))
    plan = plan_of(key)
    labels = list(
        Component.objects.in_year(round_.year)
        .filter(indicator__plan=plan)
        .order_by("indicator__position", "position")
        .values_list("label", flat=True)
    )
    assert sorted(labels_in(document)) == sorted(labels)
    wording = next(annex for annex in document.annexes if annex.code == "annex-wording")
    assert [group.heading for group in wording.table.groups] == [
        nfc(f"Chỉ tiêu {one.number}. {one.official_text}")
        for one in Indicator.objects.filter(plan=plan, components__isnull=False)
        .distinct()
        .order_by("position")
    ]
    check_words(document)
    text = "\n".join(text_of(document))
    for annex in document.annexes:
        assert f"tại Phụ lục {annex.number}" in text
    assert "(Nghị định 09/2019/NĐ-CP)" in text


def test_flagged_targets_of_000_are_quoted_with_their_reading():
    text = "\n".join(text_of(whole(report_of("000", Round.objects.get(key="2024-nam")))))
    assert "Văn bản ghi “duy trì trên 100% thôn đạt tiêu chuẩn thôn phù hợp với trẻ em”." in text
    assert "Văn bản ghi “xuống 5/804 trẻ em”. Cách hiểu: Nhiều nhất 5 trên 804 trẻ em" in text
    assert "chỉ tiêu chờ xác nhận cách đọc, chưa đánh giá" in text


def test_the_district_names_its_communes_that_are_not_in():
    document = whole(report_of("004", Round.objects.get(key="2024-nam"), official=True))
    # Six of its 22 communes are accepted; those that are not are named at the end.
    assert texts_of(document, "results")[0].endswith("34 chưa đến mốc (chưa gồm 16/22 đơn vị).")
    assert any(note.startswith("Số liệu chưa gồm xã An Dương, xã Cao Xá, ") for note in document.notes)


def test_six_months_of_an_son():
    document = whole(report_of("001", Round.objects.get(key="2024-6-thang")))
    assert document.subject == (
        "Kết quả 6 tháng đầu năm 2024 thực hiện Kế hoạch triển khai thực hiện công tác trẻ em năm 2024 trên "
        "địa bàn xã An Sơn"
    )
    check_words(document)
    assert not any(": đạt" in line for line in texts_of(document, "goal-1"))


@pytest.mark.parametrize(
    ("kind", "first", "last", "subject"),
    [
        (RoundKind.MID_TERM, 2021, 2022, "Sơ kết 02 năm (2021–2022) thực hiện Kế hoạch"),
        (RoundKind.FINAL, 2021, 2025, "Tổng kết 05 năm (2021–2025) thực hiện Kế hoạch"),
    ],
)
def test_reviews_of_000_tell_year_by_year(kind: RoundKind, first: int, last: int, subject: str):
    plan = plan_of("000")
    round_ = Round.objects.create(
        key=f"000-{kind.value}", kind=kind, plan=plan, year=last,
        data_from=date(first, 1, 1), data_to=date(last, 12, 31),
    )  # fmt: skip
    report = report_of("000", round_)
    document = whole(report)
    assert document.subject.startswith(subject)
    assert len(labels_in(document)) == len(set(labels_in(document))) == 31
    check_words(document)
    line = next(text for text in texts_of(document, "goal-1") if text.startswith("- 3.1."))
    assert line.startswith(
        "- 3.1. Suy dinh dưỡng thể thấp còi: năm 2021: 14,5% (36/248); năm 2022: 13,5% (33/244)"
    )
    years = next(annex for annex in document.annexes if annex.code == "annex-years")
    assert sum(1 for _ in years.table.rows) == 31
    public = assemble_public(report, now=NOW)
    check_words(public)
    assert "xâm hại" not in "\n".join(text_of(public))


@pytest.mark.parametrize("key", YEARS)
def test_everybody_reads_no_restricted_item_and_no_unit_below(key: str):
    plan = plan_of(key)
    round_ = Round.objects.get(key=YEARS[key])
    public = assemble_public(report_of(key, round_), now=NOW)
    check_words(public)
    text = whole_text(public)
    for task in plan.tasks.all():  # the document itself may name them
        text = text.replace(nfc(task.words), "").replace(nfc(task.unit_words), "")
    hidden = Component.objects.filter(indicator__plan=plan, measure__numerator__is_restricted=True)
    assert not set(labels_in(public)) & set(hidden.values_list("label", flat=True))
    below = Placement.objects.as_of(round_.data_to).filter(
        parent=plan.issuer, unit__level__in=["village", "commune", "district"]
    )
    for spot in below:
        assert not re.search(rf"\b{re.escape(spot.full_name)}\b", text), spot.full_name
