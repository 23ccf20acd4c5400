"""The annual reports of the demonstration: one that a leader signed, one that is being written."""

from __future__ import annotations

from reporting.demonstration.loading import Counts
from reporting.documents.assembling import assemble, assemble_public
from reporting.enums import AnnualState
from reporting.models import AnnualReport
from tests.world import at


def test_a_signed_one_and_a_draft(demonstration: Counts) -> None:
    signed, draft = AnnualReport.objects.select_related("unit", "plan", "round").order_by("begun_at")
    assert (signed.unit.key, signed.plan.key, signed.round.key) == ("tan-yen", "004", "2023-nam")
    assert (draft.unit.key, draft.state) == ("nam-dong-xa-chua-ro-ten", AnnualState.DRAFT)
    document = assemble(signed, now=at(15))
    assert document.signature.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert document.signature.name == "Thân Thị Hải"
    assert document.heading.issuer == ("ỦY BAN NHÂN DÂN", "HUYỆN TÂN YÊN")
    assert [section.number for section in document.sections] == ["I.", "II.", "III.", "IV.", "V."]
    assert not document.is_draft
    assert assemble_public(signed, now=at(15)).stamp.is_public
    assert assemble(draft, now=at(15)).is_draft
