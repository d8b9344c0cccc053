"""Filters shut notices out; what cannot be met by any notice is an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag.errors import FilterDates, FilterEmpty, FilterInvalid, FilterNumber
from rag.index.catalogue import open_catalogue
from rag.retrieval.filters import Filters, passing
from rag.retrieval.mask import notice_mask


@pytest.fixture(scope="module")
def catalogue(sample_index):
    return open_catalogue(sample_index)


@pytest.fixture(scope="module")
def records(catalogue):
    return catalogue.records()


def numbers(records, **given):
    kept = passing(records, Filters(**given))
    return {record.doc_number for record in records if record.id in kept}


def test_an_issuer_is_not_the_office_of_it(records):
    by_government = numbers(records, issuer="云泽市人民政府")
    assert by_government
    assert all("办" not in number for number in by_government)
    assert numbers(records, issuer="雲澤市人民政府") == by_government
    assert numbers(records, issuer="市人民政府") == by_government
    by_office = numbers(records, issuer="云泽市人民政府办公室")
    assert by_office | by_government == {record.doc_number for record in records}
    assert not by_office & by_government
    assert numbers(records, issuer="北京市人民政府") == set()


def test_each_of_those_who_issue_jointly(records):
    joint = replace(records[0], issuer="云泽市教育局 云泽市财政局")
    for name in ("云泽市教育局", "市财政局"):
        assert passing([joint], Filters(issuer=name))
    assert not passing([joint], Filters(issuer="云泽市教育"))


def test_a_kind_is_how_a_title_ends(records):
    assert numbers(records, kind="应急预案") == {"云政办发〔2024〕27号"}
    assert numbers(records, kind="應急預案") == {"云政办发〔2024〕27号"}
    assert len(numbers(records, kind="通知")) == len(records)
    assert numbers(records, kind="补贴") == set()
    trial = replace(records[0], title=None, enclosed_title="停车办法(试行)")
    assert passing([trial], Filters(kind="办法"))


def test_days_of_issue_count_themselves(records):
    day = date(2025, 3, 18)
    assert numbers(records, issued_from=day, issued_to=day) == {"云政办发〔2025〕12号"}
    assert len(numbers(records, issued_from=day)) + len(
        numbers(records, issued_to=date(2025, 3, 17))
    ) == len(records)
    undated = replace(records[0], issued_on=None)
    assert not passing([undated], Filters(issued_from=date(1949, 10, 1)))


def test_in_force_is_as_of_the_day(records):
    """云政办发〔2024〕41号 was issued on 2024-08-26; what repeals it took effect on 2025-07-10."""
    repealed = "云政办发〔2024〕41号"
    assert repealed not in numbers(records, in_force_on=date(2024, 8, 25))
    assert repealed in numbers(records, in_force_on=date(2024, 8, 26))
    assert repealed in numbers(records, in_force_on=date(2024, 12, 31))
    assert repealed in numbers(records, in_force_on=date(2025, 7, 9))
    assert repealed not in numbers(records, in_force_on=date(2025, 7, 10))
    lasting = replace(records[0], abolished_by=None, valid_until=date(2025, 12, 31))
    assert passing([lasting], Filters(in_force_on=date(2025, 12, 31)))
    assert not passing([lasting], Filters(in_force_on=date(2026, 1, 1)))
    # Who repealed it is not in the collection, so nobody knows since when.
    gone = replace(lasting, abolished_by="云政办发〔2030〕1号")
    assert not passing([gone], Filters(in_force_on=date(2025, 12, 31)))


def test_a_number_in_any_script_and_a_source(records):
    assert numbers(records, doc_number="雲政發[2025]12號") == {"云政发〔2025〕12号"}
    assert numbers(records, source="flood-plan.txt") == {"云政办发〔2024〕27号"}
    assert numbers(records, source="flood-plan") == set()


def test_all_filters_must_hold(records):
    assert numbers(records, doc_number="云政发〔2025〕12号", source="flood-plan.txt") == set()


def test_rows_are_those_of_the_notices(catalogue, records):
    rows = np.array(catalogue.notice_of_row())
    mask = notice_mask(rows, records, Filters(doc_number="云政发〔2025〕12号"))
    wanted = next(r.id for r in records if r.doc_number == "云政发〔2025〕12号")
    assert mask.dtype == np.bool_
    assert np.flatnonzero(mask).tolist() == sorted(catalogue.rows_of(wanted))
    for nothing in (None, Filters()):
        assert notice_mask(rows, records, nothing).all()
    assert not notice_mask(rows, records, Filters(source="none.txt")).any()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"issuer": " "}, FilterEmpty),
        ({"kind": ""}, FilterEmpty),
        ({"issued_from": date(2025, 1, 2), "issued_to": date(2025, 1, 1)}, FilterDates),
        ({"doc_number": "十二号文"}, FilterNumber),
    ],
)
def test_a_filter_that_nothing_can_meet_is_an_error(given, error):
    with pytest.raises(error) as raised:
        Filters(**given)
    assert isinstance(raised.value, FilterInvalid)
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert "$" not in raised.value.say(language)
