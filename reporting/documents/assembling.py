"""How is a signed report put together: from its figures, what was written for it, and its letterhead?

A draft is made anew whenever it is looked at, from the figures as they were taken; an issued one is what was
kept when it was issued, for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from childplan.clock import VIET_NAM
from childplan.vietnamese import moment, nfc, short_date
from reporting.documents.annexes import annex_of
from reporting.documents.content import (
    Annex,
    Document,
    Heading,
    Paragraph,
    Section,
    Signature,
    Stamp,
)
from reporting.documents.everybody import public_figures
from reporting.documents.kept import from_json
from reporting.documents.narrative import generated_texts, kind, notes_of, subject_of
from reporting.documents.plain import from_plain, to_plain
from reporting.documents.sections import (
    ANNEX_UNITS,
    OPENING,
    RESULTS,
    Part,
    goal_code,
    is_on,
    parts_of_kind,
    roman,
)
from reporting.documents.stamping import settled
from reporting.letterheads import LetterheadWords, dated
from reporting.letterheads import from_json as letterhead_from
from reporting.models import AnnualReport, AnnualText
from reporting.summaries.annual import AnnualFigures, annual_figures
from reporting.summaries.annual_marks import with_marks_of_today
from reporting.summaries.annual_texts import edition_before, latest_texts

FORMAT = 1
DOCUMENT_KIND = "BÁO CÁO"
NOTHING_YET = "[Chưa có nội dung]"
"""Stands in a draft where neither the figures nor anybody has said something; an issued report leaves the
heading out."""
PUBLIC = "Bản công khai"


# --- The figures as they were taken


def tables_now(report: AnnualReport, *, now: datetime) -> dict[str, Any]:
    """The figures as they stand, as `AnnualReport.tables` keeps them."""
    figures = annual_figures(
        unit=report.unit, plan=report.plan, round_=report.round, official=report.is_official, now=now
    )
    return as_tables(figures)


def as_tables(figures: AnnualFigures) -> dict[str, Any]:
    return {"format": FORMAT, "figures": to_plain(figures)}


def figures_from(tables: Mapping[str, Any]) -> AnnualFigures:
    """What was taken, as values. Raises ValueError for what a later version kept."""
    if tables.get("format") != FORMAT:
        raise ValueError(f"format {tables.get('format')!r} of figures is not known here")
    return from_plain(AnnualFigures, tables["figures"])


# --- Documents


def assemble(report: AnnualReport, *, now: datetime) -> Document:
    """The report as it stands; `now`: when the file is made."""
    if report.content is not None:
        return from_json(report.content)
    return _Assembly(report, now).document(is_draft=True)


def assemble_to_issue(report: AnnualReport, *, now: datetime) -> Document:
    """A draft as it will stand for ever once it is issued."""
    return settled(_Assembly(report, now).document(is_draft=False))


def assemble_public(report: AnnualReport, *, now: datetime) -> Document:
    """The same for everybody: no restricted item, no small number, nothing that a unit below wrote, and only
    words that follow from such figures or that somebody has read for it."""
    if report.public_content is not None:
        return from_json(report.public_content)
    return _Assembly(report, now, is_public=True).document(is_draft=True)


def public_to_issue(report: AnnualReport, *, now: datetime) -> Document:
    """The public version of a draft as it will stand once the report is issued."""
    return settled(_Assembly(report, now, is_public=True).document(is_draft=False))


def version_words(report: AnnualReport) -> str:
    """“Bản 1”, “Bản 2 (sửa đổi)”."""
    return f"Bản {report.edition} (sửa đổi)" if report.edition > 1 else "Bản 1"


@dataclass(frozen=True)
class PartState:
    """One part on the left side of the builder. `number`: as it will stand, "" where it is left out.
    `generated`: what follows from the figures as taken, `text`: what stands now; a paragraph a line."""

    code: str
    number: str
    heading: str
    level: int
    is_annex: bool
    is_on: bool
    can_switch: bool
    has_text: bool
    text: str = ""
    generated: str = ""
    is_touched: bool = False
    is_public: bool = False
    version: int = 0
    by: str = ""
    at: datetime | None = None


def parts_of(report: AnnualReport) -> list[PartState]:
    """Every part of a draft in the order of the document, also those that are left out."""
    return _Assembly(report, report.taken_at).parts_states()


class _Assembly:
    """Everything a document is made of, read once."""

    def __init__(self, report: AnnualReport, now: datetime, *, is_public: bool = False) -> None:
        self.report = report
        self.now = now
        self.is_public = is_public
        figures = figures_from(report.tables)
        self.figures = public_figures(with_marks_of_today(figures)) if is_public else figures
        self.texts = latest_texts(report)
        self.generated = generated_texts(self.figures)
        self.letterhead = letterhead_from(report.letterhead)
        self.parts = _all_parts(self.figures)

    # What stands

    def _on(self, part: Part) -> bool:
        if self.is_public and part.code == ANNEX_UNITS:
            return False
        return is_on(part, self.report.switches)

    def _written(self, code: str) -> AnnualText | None:
        """What somebody wrote and did not take back."""
        text = self.texts.get(code)
        return text if text is not None and not text.is_generated else None

    def lines(self, code: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a section. In the public version words that nobody has read for it give way to
        what the figures say; what a writer took out is in neither."""
        written = self._written(code)
        if written is not None and (written.is_public or not self.is_public or not written.text):
            return _paragraphs(written.text, is_generated=False)
        return _paragraphs(self.generated.get(code, ""), is_generated=True)

    def document(self, *, is_draft: bool) -> Document:
        annexes = self.annexes()
        sections = self.sections(is_draft=is_draft)
        figures, letterhead = self.figures, self.letterhead
        return Document(
            kind=DOCUMENT_KIND,
            subject=nfc(letterhead.subject or subject_of(figures)),
            heading=self._heading(letterhead),
            addressed_to=letterhead.addressed_to,
            grounds=(),
            opening=self.lines(OPENING),
            sections=_referring(sections, annexes),
            notes=tuple(map(nfc, notes_of(figures))),
            recipients=letterhead.recipients,
            signature=Signature(letterhead.signature, letterhead.signer),
            annexes=annexes,
            stamp=self._stamp(),
            amends=self._amends(),
            is_draft=is_draft,
        )

    def _heading(self, letterhead: LetterheadWords) -> Heading:
        return Heading(
            superior=letterhead.superior,
            issuer=letterhead.issuer,
            number=letterhead.number,
            symbol=letterhead.symbol,
            place=letterhead.place,
            dated=dated(letterhead.day, self.now.astimezone(VIET_NAM).date()),
        )

    def _stamp(self) -> Stamp:
        figures = self.figures
        edition = "Chính thức" if figures.is_official else "Tạm tính"
        table = figures.table
        label = f", {figures.table_label}" if figures.table_label else ""
        return Stamp(
            unit=nfc(figures.unit),
            round_name=figures.round_name,
            window=figures.window if table is None or figures.years else table.window,
            edition=f"{edition}{label}",
            made_at=moment(self.now),
            version=version_words(self.report),
            is_public=self.is_public,
        )

    def _amends(self) -> str:
        """“Thay cho bản 1 đã phát hành ngày 05/12/2024. Lý do: …”."""
        before = edition_before(self.report)
        if before is None or before.issued_at is None:
            return ""
        reason = nfc(self.report.amended_because).strip().rstrip(".")
        because = f" Lý do: {reason}." if reason and not self.is_public else ""
        return (
            f"Bản sửa đổi, thay cho bản {before.edition} đã phát hành ngày "
            f"{short_date(before.issued_at)}.{because}"
        )

    # Sections and annexes

    def annexes(self) -> tuple[Annex, ...]:
        found = [
            annex
            for part in self.parts
            if part.is_annex and self._on(part) and (annex := annex_of(part, self.figures)) is not None
        ]
        if len(found) < 2:
            return tuple(found)
        return tuple(replace(annex, number=roman(place)) for place, annex in enumerate(found, start=1))

    def sections(self, *, is_draft: bool) -> tuple[Section, ...]:
        found: list[Section] = []
        for part in self.parts:
            if part.is_annex or part.parent or part.code == OPENING or not self._on(part):
                continue
            below = tuple(
                self._section(each, is_draft=is_draft)
                for each in self.parts
                if each.parent == part.code and self._on(each) and self._stays(each, is_draft=is_draft)
            )
            section = self._section(part, is_draft=is_draft)
            if not below and not (part.has_text and self._stays(part, is_draft=is_draft)):
                continue
            if below:
                own = self.lines(part.code) if part.has_text else ()
                section = replace(section, paragraphs=own, parts=_numbered(below))
            found.append(replace(section, number=f"{roman(len(found) + 1)}."))
        return tuple(found)

    def _stays(self, part: Part, *, is_draft: bool) -> bool:
        """A section that says nothing is left out, in a draft only where somebody wanted it empty."""
        return bool(self.lines(part.code)) or (is_draft and not self._is_left_empty(part))

    def _is_left_empty(self, part: Part) -> bool:
        return self._written(part.code) is not None

    def _section(self, part: Part, *, is_draft: bool) -> Section:
        paragraphs = self.lines(part.code) if part.has_text else ()
        if part.has_text and not paragraphs and is_draft:
            paragraphs = (Paragraph(NOTHING_YET, is_generated=True),)
        return Section(part.code, "", nfc(part.heading), paragraphs)

    # The left side of the builder

    def parts_states(self) -> list[PartState]:
        numbers = dict(_numbers(self.sections(is_draft=True)))
        annexes = {annex.code: annex for annex in self.annexes()}
        return [self._state(part, numbers, annexes) for part in self.parts]

    def _state(self, part: Part, numbers: Mapping[str, str], annexes: Mapping[str, Annex]) -> PartState:
        written, text = self._written(part.code), self.texts.get(part.code)
        generated = self.generated.get(part.code, "")
        number = numbers.get(part.code, "")
        if part.code in annexes:
            number = " ".join(word for word in ("Phụ lục", annexes[part.code].number) if word)
        return PartState(
            code=part.code,
            number=number,
            heading=part.heading,
            level=int(bool(part.parent)),
            is_annex=part.is_annex,
            is_on=self._on(part),
            can_switch=part.can_switch,
            has_text=part.has_text,
            text=written.text if written is not None else generated,
            generated=generated,
            is_touched=written is not None,
            is_public=written is None or written.is_public,
            version=text.version if text is not None else 0,
            by=text.by.full_name if text is not None else "",
            at=text.at if text is not None else None,
        )


def _all_parts(figures: AnnualFigures) -> list[Part]:
    """With the goals of the plan under the results."""
    goals = [
        Part(goal_code(goal.number), goal.name, parent=RESULTS, can_switch=False) for goal in figures.goals
    ]
    found: list[Part] = []
    for part in parts_of_kind(kind(figures), year=figures.year, last_year=figures.plan.last_year):
        found.append(part)
        if part.code == RESULTS:
            found += goals
    return found


def _paragraphs(text: str, *, is_generated: bool) -> tuple[Paragraph, ...]:
    lines = (" ".join(line.split()) for line in nfc(text).splitlines())
    return tuple(Paragraph(line, is_generated) for line in lines if line)


def _numbered(parts: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(replace(part, number=f"{place}.") for place, part in enumerate(parts, start=1))


def _numbers(sections: Sequence[Section]) -> list[tuple[str, str]]:
    return [(one.code, one.number) for section in sections for one in (section, *section.parts)]


def _referring(sections: tuple[Section, ...], annexes: Sequence[Annex]) -> tuple[Section, ...]:
    """The text names every annex (Phụ lục I, phần II): at the end of what stands before the goals."""
    words = references(annexes)
    if not words:
        return sections
    return tuple(
        replace(section, paragraphs=(*section.paragraphs, Paragraph(words, is_generated=True)))
        if section.code == RESULTS
        else section
        for section in sections
    )


def references(annexes: Sequence[Annex]) -> str:
    """“Chi tiết: biểu kết quả thực hiện chỉ tiêu tại Phụ lục I; nguyên văn … tại Phụ lục II.”"""
    if not annexes:
        return ""
    told = (f"{annex.title.lower()} tại Phụ lục {annex.number}".strip() for annex in annexes)
    return f"Chi tiết: {'; '.join(told)}."
