"""Do the page, Excel, Word and PDF say the same? Every row of the annual table of all five plans, read back.

The page is what a browser gets; each file is made by whoever makes it for a person and read by the library of
its format. One table object stands behind all of them, and here nobody takes that on trust.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from childplan import clock
from plans.models import Plan
from reporting import actions
from reporting.actions.annual import begin_report
from reporting.demonstration.loading import Counts
from reporting.documents.assembling import assemble, assemble_public
from reporting.documents.content import Document
from reporting.documents.public import FEW, HIDDEN, public_table
from reporting.documents.sections import ANNEX_RESULTS
from reporting.documents.tables import export_table
from reporting.exports.document_pdf import document_pdf
from reporting.exports.excel import annexes_file
from reporting.exports.word import word_file
from reporting.models import AnnualReport, Round
from reporting.summaries.tables import Table, plan_table
from tests.reporting.exports.read_back import (
    DASH,
    HEADS,
    excel_rows,
    named,
    page_rows,
    pdf_text,
    shown,
    spaced,
    squeezed,
    with_unit,
    word_rows,
)
from tests.world import NOW, World, fill_2023, whole_year
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.pdf]

PLANS = {
    "000": ("2023-nam", "vhxh.namdong", True),
    "001": ("2024-nam", "vhxh.anson", False),
    "002": ("2023-nam", "vhxh.hoangduc", True),
    "003": ("2020-nam", "so.hue", True),
    "004": ("2023-nam", "huyen.tanyen", True),
}
"""By plan a round of it, who writes its issuer's reports, and whether that round's figures are accepted."""


@dataclass(frozen=True)
class Files:
    """Everything that is made of one plan's year, as bytes; `table`: what the page was made of."""

    table: Table
    page: list[dict[str, str]]
    excel: bytes
    pdf: bytes
    report: Document
    public: Document


def made(client: Client, plan: Plan, round_: Round, person: User, *, official: bool) -> Files:
    """As the person gets them."""
    query = "" if official else "?so=tam-tinh"

    def got(route: str) -> bytes:
        answer = client.get(reverse(f"reporting:{route}", args=[plan.key, round_.key]) + query)
        assert answer.status_code == 200, route
        return b"".join(answer) if answer.streaming else answer.content

    report = begin_report(unit=plan.issuer, plan=plan, round_=round_, by=person, at=clock.now())
    if not official:
        offer = actions.annual.offer_of(report, official=False, now=clock.now())
        actions.annual.refresh_figures(
            report=report, official=False, seen=offer.seen, by=person, at=clock.now()
        )
        report = AnnualReport.objects.get(pk=report.pk)
    return Files(
        table=plan_table(plan=plan, round_=round_, official=official, now=clock.now()),
        page=page_rows(got("annual_table").decode()),
        excel=got("annual_excel"),
        pdf=got("annual_pdf"),
        report=assemble(report, now=clock.now()),
        public=assemble_public(report, now=clock.now()),
    )


# --- What is held against what


def check_excel_is_the_page(found: Files) -> None:
    """Real numbers that show, with the row's unit, what the page shows; a dash is a dash, never 0."""
    lines = excel_rows(found.excel, "Biểu kết quả")
    assert len(lines) == len(found.page) > 0
    for page, cells in zip(found.page, lines, strict=True):
        row = named([shown(cell) for cell in cells])
        assert page["name"].startswith(row["Chỉ tiêu"])
        assert page.get("code", DASH) == row["Mã"]
        assert page["Năm trước"] in with_unit(row["Năm trước"], row["Đơn vị tính"])
        parts = page["Tử số/mẫu số"]
        if parts != DASH:
            assert parts == f"{row['Tử số']}/{row['Mẫu số']}"
        # “Không phát sinh” stands in the verdict of the page; where that is silent a file says it here.
        said = {DASH, "Không phát sinh"} if page["Kết quả"] == DASH else {page["Kết quả"]}
        assert said & set(with_unit(row["Kết quả"], row["Đơn vị tính"]))
        target = row["Chỉ tiêu giao, mốc"].replace("\u00a0", " ").replace("(", "").replace(")", "")
        assert page.get("Chỉ tiêu giao", DASH) == target
        assert page.get("Đánh giá", DASH) in (row["Đánh giá"], "Để tham khảo")
        assert page["Đủ số liệu"] == row["Đủ số liệu"]
        for head, cell in zip(HEADS, cells, strict=True):
            if head in ("Tử số", "Mẫu số"):
                assert isinstance(cell.value, int) or cell.value == DASH


def check_formats_agree(document: Document, table: Table) -> None:
    """Excel, Word and PDF of a report: the rows of the page's table, cell by cell."""
    expected = [[spaced(cell.text) for cell in cells] for cells in export_table(table, "").table.rows]
    assert expected
    word = word_rows(word_file(document).getvalue())
    assert word == expected
    pdf = pdf_text(document_pdf(document).getvalue())
    for cells in expected:
        assert squeezed("".join(cells)) in pdf
    (annex,) = [annex for annex in document.annexes if annex.code == ANNEX_RESULTS]
    lines = excel_rows(annexes_file(document).getvalue(), f"Phụ lục {annex.number}".strip())
    assert len(lines) == len(expected)
    for line, texts in zip(lines, expected, strict=True):
        row = named([shown(cell) for cell in line])
        for head, text in named(texts).items():
            assert text in map(spaced, with_unit(row[head], row["Đơn vị tính"]))


def check_pdf_of_the_table(found: Files) -> None:
    pdf = pdf_text(found.pdf)
    for cells in export_table(found.table, "").table.rows:
        assert squeezed("".join(cell.text for cell in cells)) in pdf


def check_public(found: Files) -> None:
    """The three formats again; what is restricted or small is in none of them."""
    public = public_table(found.table)
    check_formats_agree(found.public, public)
    whole = squeezed(str(found.public))
    for row in found.table.rows:
        if row.is_restricted:
            assert squeezed(row.short_name) not in whole
    hidden = [row for row in public.rows if row.is_withheld]
    for row in hidden:
        assert (row.result.number, row.verdict.chip) == (None, None)
        assert row.result.text in (FEW, HIDDEN, DASH)


CHECKS: Sequence[Callable[[Files], None]] = (
    check_excel_is_the_page,
    check_pdf_of_the_table,
    lambda found: check_formats_agree(found.report, found.table),
    check_public,
)
NAMES = ("the page and Excel", "the PDF of the page", "the three formats of the report", "the public version")


# --- The small world


@pytest.fixture
def small(world: World, sign_in: Callable[[World, str], Client]) -> Files:
    """The province's year; child marriages (3) and injured children (8) are marked, abused restricted."""
    fill_2023(world)
    whole_year(world)
    for code in ("tao-hon", "bi-thuong"):
        item = world.items[code]
        item.suppress_public = True
        item.save()
    client = sign_in(world, "tinh")
    return made(client, world.plan, world.rounds[2024], world.people["tinh"], official=True)


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_the_small_world_says_the_same_everywhere(small: Files, check: Callable[[Files], None]) -> None:
    check(small)


def test_the_small_world_has_everything_that_could_go_wrong(small: Files) -> None:
    """A restricted row, a hidden one, a number over its whole, a dash, a result against last year."""
    rows = {row.label: row for row in small.table.rows}
    assert rows["3"].is_restricted
    assert [row["Kết quả"] for row in small.page] == [
        "8,5%",
        "92,2%",
        "133,3/10.000",
        "0,2%",
        "77,8%",
        "50,0%",
        "5,6%",
        "15,0%",
    ]
    public = {row.label: row for row in public_table(small.table).rows}
    assert "3" not in public
    assert (public["5"].numerator, public["5"].result.text) == (FEW, HIDDEN)
    assert (public["2"].numerator, public["2"].result.text) == ("8", "133,3/10.000")


# --- The five plans


@pytest.fixture(scope="module")
def five(demonstration: Counts) -> Iterator[dict[str, Files]]:
    """The files of every plan, made once."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: NOW)
        found = {}
        for key, (round_key, username, official) in PLANS.items():
            person = User.objects.get(username=username)
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            plan = Plan.objects.select_related("issuer").get(key=key)
            round_ = Round.objects.get(key=round_key)
            found[key] = made(client, plan, round_, person, official=official)
        yield found


def test_all_five_plans_are_there(five: dict[str, Files]) -> None:
    assert set(five) == set(Plan.objects.signed().collecting().values_list("key", flat=True))
    assert all(len(files.page) >= 10 for files in five.values())
    assert sum(row.is_restricted for files in five.values() for row in files.table.rows) >= 3


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
@pytest.mark.parametrize("key", PLANS)
def test_a_plan_says_the_same_everywhere(
    five: dict[str, Files], key: str, check: Callable[[Files], None]
) -> None:
    check(five[key])


def test_small_numbers_of_the_five_plans_are_hidden(five: dict[str, Files]) -> None:
    """They have some: deaths, child marriages."""
    hidden = [
        row.short_name
        for files in five.values()
        for row in public_table(files.table).rows
        if row.is_withheld or row.last_year.text == HIDDEN
    ]
    assert hidden
