"""Places by the standard list: whole names, and no parts of other words."""

import pytest

from rag.index.terms import matching_form
from rag.retrieval.places import place_of, places_in


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("北京市换空调补多少？", {"北京"}),
        ("北京市和上海市有什么不同？", {"北京", "上海"}),
        ("呼和浩特的补贴", {"呼和浩特"}),
        ("內蒙古自治區的補貼", {"内蒙古"}),
        ("鄂尔多斯市怎么补？", {"鄂尔多斯"}),
        ("大同小异，长治久安", set()),
        ("大同市的补贴", {"大同"}),
        ("云泽市的补贴", set()),
        ("临湖区的补贴", set()),
        ("", set()),
    ],
)
def test_places_in_a_text(text, places):
    assert places_in(matching_form(text)) == places


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("云泽市人民政府办公室", ("云泽", 1)),
        ("雲澤市人民政府", ("云泽", 1)),
        ("临湖区教育局", ("临湖", 2)),
        ("青原省水利厅", ("青原", 0)),
        ("白杨自治旗人民政府", ("白杨", 2)),
        ("教育局", None),
        ("", None),
        (None, None),
    ],
)
def test_the_place_that_a_body_issues_for(issuer, place):
    assert place_of(issuer) == place
