"""Does an issued document read the same years later, whatever the product has learnt since?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest

from childplan.clock import VIET_NAM
from indicators.enums import Status
from plans.models import Plan
from reporting.documents.content import Cell, Column, Document, Paragraph
from reporting.documents.kept import FORMAT, UnknownFormat, as_json, from_json
from reporting.documents.plain import from_plain, to_plain
from reporting.documents.stamping import content_digest, digest_of, settled, stamped
from reporting.summaries.results import ResultText
from reporting.summaries.table_rows import Row
from tests.rows import row
from tests.sample_report import sample_document

MADE = datetime(2025, 1, 9, 14, 5, tzinfo=VIET_NAM)


def through_json(document: Document) -> Document:
    return from_json(json.loads(json.dumps(as_json(document))))


def test_a_document_comes_back_the_same_to_the_last_digit():
    document = sample_document()
    assert through_json(document) == document
    number = next(
        cell.number for cells in through_json(document).annexes[0].table.rows for cell in cells if cell.number
    )
    assert number == Decimal("5.7")
    assert isinstance(number, Decimal)


def test_a_count_stays_a_whole_number_and_a_dash_stays_no_number():
    cell = Column("numerator", "Tử số", is_number=True)
    for number in (0, 28, Decimal("28"), Decimal("98.0"), None):
        kept = from_plain(Cell, json.loads(json.dumps(to_plain(Cell(cell, "x", number)))))
        assert kept.number == number
        assert type(kept.number) is type(number)


def test_what_nobody_knows_any_more_is_left_aside():
    kept = as_json(sample_document())
    kept["document"]["watermark"] = {"angle": 45}
    kept["document"]["heading"]["seal"] = "x"
    kept["document"]["sections"][0]["colour"] = "red"
    kept["printer"] = "old"
    assert from_json(kept) == sample_document()


def test_what_was_not_there_yet_takes_its_default():
    kept = as_json(sample_document())
    del (
        kept["document"]["stamp"]["code"],
        kept["document"]["grounds"],
        kept["document"]["heading"]["superior"],
    )
    read = from_json(kept)
    assert read.stamp.code == ""
    assert read.grounds == ()
    assert read.heading.superior == ""
    with pytest.raises(ValueError, match="Heading"):
        from_json({"format": FORMAT, "document": {}})


def test_a_document_of_a_later_version_is_refused_by_name():
    with pytest.raises(UnknownFormat, match="2"):
        from_json(as_json(sample_document()) | {"format": FORMAT + 1})


def test_a_row_of_a_table_comes_back_with_its_verdict_and_exact_result():
    one = row(result=ResultText("33,3%", "1/3", Decimal("33.3"), 1, exact=Fraction(100, 3)))
    kept = from_plain(Row, json.loads(json.dumps(to_plain(one))))
    assert kept == one
    assert kept.result.exact == Fraction(100, 3)
    assert kept.verdict.status is Status.NOT_MET


def test_no_row_of_the_database_and_no_float_is_ever_kept():
    with pytest.raises(TypeError, match="Plan"):
        to_plain({"plan": Plan()})
    with pytest.raises(TypeError, match="float"):
        to_plain([0.1])


def test_what_cannot_be_the_thing_is_no_such_thing():
    class Colour(StrEnum):
        RED = "red"

    assert from_plain(Colour, "red") is Colour.RED
    with pytest.raises(ValueError, match="green"):
        from_plain(Colour, "green")
    with pytest.raises(TypeError):
        from_plain(Paragraph, {"text": 5})


def test_the_digest_is_over_what_is_read_and_not_over_when_the_file_was_made():
    document = sample_document()
    marked = stamped(document, code="K7QM-29XA", address="http://x/t/K7QM-29XA/", made_at=MADE)
    assert marked.stamp.made_at == "14:05 ngày 09/01/2025"
    assert marked.stamp.digest == digest_of(document) == digest_of(marked)
    assert digest_of(document).count("-") == 3
    assert content_digest(document)[:16] == digest_of(document).replace("-", "")
    assert len(content_digest(document)) == 64
    changed = replace(document, notes=("Số liệu chính thức.",))
    assert digest_of(changed) != digest_of(document)
    official = replace(document, stamp=replace(document.stamp, edition="Tạm tính"))
    assert digest_of(official) != digest_of(document)


def test_touching_a_sentence_without_changing_it_changes_no_digest():
    document = sample_document()
    assert any(paragraph.is_generated for section in document.sections for paragraph in section.paragraphs)
    plain = settled(document)
    assert not any(paragraph.is_generated for section in plain.sections for paragraph in section.paragraphs)
    assert digest_of(plain) == digest_of(document)
