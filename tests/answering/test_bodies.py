"""Bodies by the names that questions use."""

from __future__ import annotations

import pytest

from rag.answering.known.bodies import Body, BodyBook


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("市疾病预防控制中心", "市疾控中心"),
        ("市疾病预防控制中心", "疾控中心"),
        ("市发展和改革委员会", "发改委"),
        ("市人力资源和社会保障局", "人社局"),
        ("市市场监督管理局", "市监局"),
        ("市市场监督管理局", "市场监管局"),
        ("市国有资产监督管理委员会", "国资委"),
        ("市口岸管理办公室", "口岸办"),
        ("青禾高新技术产业开发区管理委员会", "高新区管委会"),
        ("白石湖景区管理委员会", "白石湖景区管委会"),
        ("市水务局", "青禾市水务局"),
        ("青禾市第四次文物普查领导小组", "文物普查领导小组"),
        ("市城市投资集团有限公司", "城市投资集团"),
    ],
)
def test_a_short_name_fits(name, said):
    assert Body.of(name, "青禾").fits(said, "青禾") > 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("市水务局", "白石市水务局"),
        ("市水务局", "区水务局"),
        ("市水务局", "水利局"),
        ("市住房和城乡建设局", "建设局"),
        ("市交通运输综合行政执法支队", "交通局"),
        ("市财政局", "局"),
        ("市公安局情报指挥中心", "公安局"),
    ],
)
def test_another_body_does_not(name, said):
    assert Body.of(name, "青禾").fits(said, "青禾") == 0


def test_the_name_in_full_comes_before_a_short_one():
    book = BodyBook([("市教育局", "青禾"), ("市教育体育局", "青禾")])
    assert set(book.meant(["市教育局", "教育局"])) == {"市教育局"}
