"""How does each kind of line look in a Word file? By a style with a name, which a clerk changes in one place.

Sizes, weights and letters are those of the sample column of Nghị định 30/2020/NĐ-CP, Phụ lục I; where the
decree says nothing (tables, small print), a size that a grey printer keeps readable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from childplan.vietnamese import folded

TYPEFACE = "Times New Roman"
LANGUAGE = "vi-VN"

TWIPS = 20
"""Word's unit of length, a twentieth of a point: twips in one point."""
TWIPS_PER_MM = 1440 / 25.4
TEXT_SIZE = 14
TABLE_SIZE, DENSE_TABLE_SIZE = 10, 9
TEXT_LINE = 1.15
"""Height of a line of the text, in single lines; the decree allows 1 to 1.5."""


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


@dataclass(frozen=True)
class Look:
    """One paragraph style. Sizes and spaces are in points, indents in millimetres, `line` in single lines."""

    name: str
    """Without commas, at which Word would cut it in two."""
    size: float = TEXT_SIZE
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: str = "left"
    before: float = 0
    after: float = 0
    line: float = 1
    first_line: float = 0
    left: float = 0
    hanging: float = 0
    keeps_next: bool = False
    keeps_lines: bool = False
    level: int | None = None
    """Place in the outline, from 0."""
    built_in: str = ""
    """Word's own name, where the style is one of Word's own under another name."""

    @property
    def code(self) -> str:
        """The name inside the file: ASCII, without spaces."""
        return self.built_in.title().replace(" ", "") or folded(self.name).title().replace(" ", "")


NORMAL = Look("Normal", built_in="Normal")
# The head, ô số 1 to 4.
NATION = Look("Quốc hiệu", size=12, bold=True, caps=True, align="center")
MOTTO = Look("Tiêu ngữ", size=13, bold=True, align="center")
SUPERIOR = Look("Cơ quan chủ quản", size=12, caps=True, align="center")
ISSUER = Look("Cơ quan ban hành", size=12, bold=True, caps=True, align="center")
NUMBER = Look("Số và ký hiệu", size=13, align="center", before=6)
PLACE = Look("Địa danh và thời gian", size=13, italic=True, align="center", before=6)
DRAFT = Look("Dự thảo", size=13, bold=True, caps=True, align="center", before=6)
RULE = Look("Kẻ ngang", size=1, before=3)
TITLE_RULE = Look("Kẻ ngang dưới trích yếu", size=1, before=3, after=12)
# Name and address, ô số 5 and 9a.
KIND = Look("Tên loại văn bản", bold=True, caps=True, align="center", before=18, keeps_next=True)
SUBJECT = Look("Trích yếu", bold=True, align="center", keeps_next=True)
AMENDS = Look("Bản sửa đổi", italic=True, align="center", after=12)
TO = Look("Kính gửi", align="center", after=12)
TO_SEVERAL = Look("Kính gửi nhiều nơi", left=25, keeps_next=True)
TO_LINE = Look("Nơi kính gửi", left=45, hanging=3, keeps_next=True)
TO_LAST_LINE = replace(TO_LINE, name="Nơi kính gửi cuối", after=12, keeps_next=False)
# The text, ô số 6.
GROUND = Look("Căn cứ", italic=True, align="both", after=6, line=TEXT_LINE, first_line=10)
BODY = Look("Lời văn", align="both", after=6, line=TEXT_LINE, first_line=10)
ITEM = Look("Gạch đầu dòng", align="both", after=6, line=TEXT_LINE, first_line=10)
NOTE = Look("Ghi chú số liệu", italic=True, align="both", after=6, line=TEXT_LINE, first_line=10)
SECTION = Look(
    "Mục",
    bold=True,
    caps=True,
    align="both",
    before=6,
    after=6,
    line=TEXT_LINE,
    first_line=10,
    keeps_next=True,
    keeps_lines=True,
    level=0,
    built_in="heading 1",
)
PART = Look(
    "Khoản",
    bold=True,
    align="both",
    after=6,
    line=TEXT_LINE,
    first_line=10,
    keeps_next=True,
    keeps_lines=True,
    level=1,
    built_in="heading 2",
)
SUBPART = Look(
    "Điểm",
    align="both",
    after=6,
    line=TEXT_LINE,
    first_line=10,
    keeps_next=True,
    keeps_lines=True,
    level=2,
    built_in="heading 3",
)
# Below the text, ô số 7 and 9b.
RECIPIENTS = Look("Nơi nhận", size=12, bold=True, italic=True, before=12, keeps_next=True)
RECIPIENT = Look("Danh sách nơi nhận", size=11, left=2.5, hanging=2.5)
FIRST_POSITION = Look(
    "Quyền hạn và chức vụ dòng đầu", bold=True, caps=True, align="center", before=12, keeps_next=True
)
POSITION = Look("Quyền hạn và chức vụ", bold=True, caps=True, align="center", keeps_next=True)
SIGNER = Look("Họ tên người ký", bold=True, align="center", before=79)
# Annexes.
ANNEX_NUMBER = Look("Số phụ lục", bold=True, align="center", keeps_next=True, level=0)
ANNEX_TITLE = Look("Tên phụ lục", bold=True, caps=True, align="center", keeps_next=True)
ATTACHED = Look("Kèm theo văn bản", size=13, italic=True, align="center", after=8, keeps_next=True)
LEAD = Look("Lời dẫn bảng", size=11, align="both", after=4)
REMARK = Look("Ghi chú bảng", size=10, before=4)
COLUMN_HEAD = Look("Đầu cột", size=TABLE_SIZE, bold=True, align="center")
WORDS = Look("Ô chữ", size=TABLE_SIZE)
NUMBERS = Look("Ô số", size=TABLE_SIZE, align="right")
GROUP = Look("Tên nhóm", size=TABLE_SIZE, bold=True, keeps_next=True, keeps_lines=True)
WRITINGS = Look("Nội dung đơn vị viết", size=11, bold=True, before=12, after=3, keeps_next=True)
WRITINGS_ABOUT = Look("Tên chỉ tiêu", size=11, italic=True, before=4, after=2, keeps_next=True)
WRITING = Look("Đơn vị viết", size=11, align="both", after=2)
# Around it.
PAGE_NUMBER = Look("Số trang", align="center")
MARKED_HEAD = Look("Số trang dự thảo")
FIRST_STAMP = Look("Dấu tệp dòng đầu", size=9, before=10, keeps_lines=True)
STAMP = Look("Dấu tệp", size=9, keeps_lines=True)
SECTION_END = Look("Ngắt phần", size=1)

DENSE_COLUMN_HEAD, DENSE_WORDS, DENSE_NUMBERS, DENSE_GROUP = (
    replace(look, name=f"{look.name} nhỏ", size=DENSE_TABLE_SIZE)
    for look in (COLUMN_HEAD, WORDS, NUMBERS, GROUP)
)
"""For tables of many columns."""

LOOKS = (
    *(NORMAL, NATION, MOTTO, SUPERIOR, ISSUER, NUMBER, PLACE, DRAFT, RULE, TITLE_RULE),
    *(
        KIND,
        SUBJECT,
        AMENDS,
        TO,
        TO_SEVERAL,
        TO_LINE,
        TO_LAST_LINE,
        GROUND,
        BODY,
        ITEM,
        NOTE,
        SECTION,
        PART,
        SUBPART,
    ),
    *(
        RECIPIENTS,
        RECIPIENT,
        FIRST_POSITION,
        POSITION,
        SIGNER,
        ANNEX_NUMBER,
        ANNEX_TITLE,
        ATTACHED,
        LEAD,
        REMARK,
    ),
    *(COLUMN_HEAD, WORDS, NUMBERS, GROUP, DENSE_COLUMN_HEAD, DENSE_WORDS, DENSE_NUMBERS, DENSE_GROUP),
    *(WRITINGS, WRITINGS_ABOUT, WRITING, PAGE_NUMBER, MARKED_HEAD, FIRST_STAMP, STAMP, SECTION_END),
)

TABLE, FRAME, STRONG = "BangPhuLuc", "KhungKhongKe", "ChuDam"
HEAD_FILL = "EEEEEE"
CELL_SIDES, CELL_ENDS = 1.1, 0.7
"""Room beside the words of a cell, and above and below them, in millimetres."""


def styles_xml() -> str:
    """The whole styles part of a Word file."""
    return f"""\
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults>
  <w:rPrDefault><w:rPr>{"".join(_letter_marks(NORMAL))}</w:rPr></w:rPrDefault>
  <w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
  </w:pPrDefault>
</w:docDefaults>
<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"
  w:defQFormat="0" w:count="376"/>
{"".join(map(_paragraph_style, LOOKS))}
{_OTHER_STYLES}
</w:styles>"""


_FONTS = f'<w:rFonts w:ascii="{TYPEFACE}" w:hAnsi="{TYPEFACE}" w:eastAsia="{TYPEFACE}" w:cs="{TYPEFACE}"/>'
_SPEECH = f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="{LANGUAGE}"/>'

_CELL_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def _cell_room(ends: float, sides: float) -> str:
    """Between the lines of a cell and its words, in millimetres."""
    rooms = (("top", ends), ("left", sides), ("bottom", ends), ("right", sides))
    return "".join(f'<w:{side} w:w="{twips(room)}" w:type="dxa"/>' for side, room in rooms)


_OTHER_STYLES = f"""\
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>
</w:style>
<w:style w:type="character" w:customStyle="1" w:styleId="{STRONG}">
  <w:name w:val="Chữ đậm"/><w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>
  <w:rPr>{_FONTS}<w:b/><w:bCs/>{_SPEECH}</w:rPr>
</w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal">
  <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
  <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{_cell_room(0, 0)}</w:tblCellMar></w:tblPr>
</w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList">
  <w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/>
</w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{FRAME}">
  <w:name w:val="Khung không kẻ"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
</w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}">
  <w:name w:val="Bảng phụ lục"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblBorders>{_CELL_BORDERS}</w:tblBorders>
  <w:tblCellMar>{_cell_room(CELL_ENDS, CELL_SIDES)}</w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{HEAD_FILL}"/>
  <w:vAlign w:val="center"/></w:tcPr></w:tblStylePr>
</w:style>"""


def _paragraph_style(look: Look) -> str:
    is_normal = look is NORMAL
    names = f'<w:name w:val="{look.built_in or look.name}"/>'
    if look.built_in and not is_normal:
        names += f'<w:aliases w:val="{look.name}"/>'
    kind = ' w:default="1"' if is_normal else "" if look.built_in else ' w:customStyle="1"'
    based = "" if is_normal else f'<w:basedOn w:val="{NORMAL.code}"/>'
    follows = f'<w:next w:val="{BODY.code}"/>' if look.level is not None else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{look.code}">{names}{based}{follows}<w:qFormat/>'
        f"<w:pPr>{''.join(_paragraph_marks(look))}</w:pPr><w:rPr>{''.join(_letter_marks(look))}</w:rPr></w:style>"
    )


def _paragraph_marks(look: Look) -> list[str]:
    """In the order that the format asks for, here and below."""
    line = f'w:line="{round(240 * look.line)}" w:lineRule="auto"'
    if look in (RULE, TITLE_RULE, SECTION_END):
        line = f'w:line="{TWIPS}" w:lineRule="exact"'
    first = ("hanging", look.hanging) if look.hanging else ("firstLine", look.first_line)
    return [
        "<w:keepNext/>" if look.keeps_next else "",
        "<w:keepLines/>" if look.keeps_lines else "",
        "<w:widowControl/>",
        _BORDERS.get(look.code, ""),
        f'<w:spacing w:before="{round(look.before * TWIPS)}" w:after="{round(look.after * TWIPS)}" {line}/>',
        f'<w:ind w:left="{twips(look.left)}" w:right="0" w:{first[0]}="{twips(first[1])}"/>',
        f'<w:jc w:val="{look.align}"/>',
        "" if look.level is None else f'<w:outlineLvl w:val="{look.level}"/>',
    ]


_RULED = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
_BORDERS = {
    RULE.code: _RULED,
    TITLE_RULE.code: _RULED,
    FIRST_STAMP.code: '<w:pBdr><w:top w:val="single" w:sz="4" w:space="3" w:color="000000"/></w:pBdr>',
    DRAFT.code: "<w:pBdr>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="{room}" w:color="000000"/>'
        for side, room in (("top", 1), ("left", 4), ("bottom", 1), ("right", 4))
    )
    + "</w:pBdr>",
}


def _letter_marks(look: Look) -> list[str]:
    size = round(look.size * 2)
    return [
        _FONTS,
        "<w:b/><w:bCs/>" if look.bold else "",
        "<w:i/><w:iCs/>" if look.italic else "",
        "<w:caps/>" if look.caps else "",
        '<w:color w:val="000000"/>',
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        _SPEECH,
    ]
