"""Does a page lose only space that nobody sees?"""

import pytest

from reporting.templatetags.tight import tightened


@pytest.mark.parametrize(
    ("markup", "tight"),
    [
        ('<td\n   class="num"\n   >\n  12\n</td>\n<td> </td>', '<td class="num">12</td><td></td>'),
        ("<span>một</span>\n   <b>hai</b>", "<span>một</span><b>hai</b>"),
        ("một  <b>hai</b>\n ba", "một <b>hai</b> ba"),
        ("<label> Lý do </label>", "<label>Lý do</label>"),
        ("<textarea>\n dòng 1\n\n  dòng 2 </textarea>", "<textarea>\n dòng 1\n\n  dòng 2 </textarea>"),
        (
            "<p>a</p>\n<textarea> x  y </textarea>\n<p> b </p>",
            "<p>a</p>\n<textarea> x  y </textarea>\n<p>b</p>",
        ),
    ],
)
def test_space(markup: str, tight: str) -> None:
    assert tightened(markup).replace("> <", "><") == tight.replace(">\n<", "><").replace("> <", "><")


def test_what_people_wrote_stays_escaped() -> None:
    assert tightened("<td>&lt;b&gt;</td>") == "<td>&lt;b&gt;</td>"
