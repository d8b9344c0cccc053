"""Taking in what changed, and nothing but that."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from notice_pages import page

from rag.errors import (
    IndexEmpty,
    IndexMismatch,
    NoNotice,
    SourceBinary,
    SourceEmpty,
    SourceFormat,
    SourceMissing,
    SourceUnreadable,
)
from rag.index.catalogue import open_catalogue
from rag.index.generation import current
from rag.index.ingest import ingest, remove, remove_file
from rag.index.ingest import take_in as taken_in
from rag.index.store import Index
from rag.index.terms import matching_form
from rag.notices.sources import notices_in


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    # Some file systems keep whole seconds: a file written twice must still look changed.
    tick = put.__dict__["tick"] = put.__dict__.get("tick", 0) + 1
    os.utime(path, (1_700_000_000 + tick, 1_700_000_000 + tick))
    return path


def numbers(settings) -> list[str]:
    return sorted(r.doc_number for r in open_catalogue(settings.index).records())


def found(settings, counting, words: str) -> bool:
    """Return whether the index still knows ``words``, in which all its parts must agree."""
    index = Index.open(settings.index, counting.identity)
    folded = matching_form(words)
    texts = [matching_form(p.text) for _, p in sorted(index.catalogue.passages().items())]
    assert index.dense.count == index.lexical.count == len(texts)
    holders = {row for row, text in enumerate(texts) if folded in text}
    assert not holders or int(index.lexical.scores(folded).argmax()) in holders
    return bool(holders)


ONE, TWO = "青政发〔2025〕1号", "青政发〔2025〕2号"


def test_first_ingest_adds_and_encodes_everything(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1))
    put(folder / "b.txt", page(2, "路灯维护"))
    report = take_in(folder)
    assert (report.added, report.updated, report.unchanged) == ([ONE, TWO], [], [])
    assert (report.notices, report.removed, report.skipped) == (2, [], [])
    passages = open_catalogue(settings.index).passages()
    assert sorted(counting.encoded) == sorted(matching_form(p.indexed) for p in passages.values())
    assert report.clauses == sum(r.clauses for r in open_catalogue(settings.index).records())


def test_unchanged_files_are_not_read_again_and_nothing_is_written(
    take_in, counting, settings, folder
):
    put(folder / "a.txt", page(1))
    take_in(folder)
    generation = current(settings.index)
    report = take_in(folder)
    assert (report.unchanged, report.added, counting.encoded) == ([ONE], [], [])
    assert current(settings.index) == generation


def test_a_file_touched_but_not_changed_counts_as_unchanged(take_in, counting, settings, folder):
    path = put(folder / "a.txt", page(1))
    take_in(folder)
    generation = current(settings.index)
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert take_in(folder).unchanged == [ONE]
    assert (counting.encoded, current(settings.index)) == ([], generation)


def test_a_changed_file_updates_its_notice_and_encodes_only_what_changed(
    take_in, counting, settings, folder
):
    put(folder / "a.txt", page(1, amount=3000))
    put(folder / "b.txt", page(2, "路灯维护", amount=80))
    take_in(folder)
    put(folder / "a.txt", page(1, amount=4500))
    report = take_in(folder)
    assert (report.updated, report.unchanged, report.added) == ([ONE], [TWO], [])
    assert counting.encoded
    assert all("4500" in text for text in counting.encoded)
    assert found(settings, counting, "4500")
    assert not found(settings, counting, "每处补助3000元")


def test_vectors_that_were_carried_over_are_those_of_their_texts(
    take_in, counting, settings, folder
):
    put(folder / "a.txt", page(1))
    take_in(folder)
    put(folder / "0.txt", page(2, "路灯维护"))  # sorts first: every old row moves
    take_in(folder)
    index = Index.open(settings.index, counting.identity)
    texts = [matching_form(p.indexed) for _, p in sorted(index.catalogue.passages().items())]
    assert index.dense.vectors() == pytest.approx(counting.encode_passages(texts), abs=1e-6)


def test_notices_of_a_file_that_is_gone_are_removed(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1))
    (put(folder / "b.txt", page(2, "路灯维护"))).unlink()
    put(folder / "b.txt", page(2, "路灯维护"))
    take_in(folder)
    assert found(settings, counting, "路灯")
    (folder / "b.txt").unlink()
    report = take_in(folder)
    assert (report.removed, report.unchanged, report.notices) == ([TWO], [ONE], 1)
    assert counting.encoded == []
    assert not found(settings, counting, "路灯")


def test_a_file_outside_the_folder_given_is_left_alone(take_in, settings, folder, tmp_path):
    other = put(tmp_path / "other" / "b.txt", page(2, "路灯维护"))
    put(folder / "a.txt", page(1))
    take_in(folder, other)
    assert take_in(folder).removed == []
    assert numbers(settings) == [ONE, TWO]


def test_the_last_file_gone_leaves_an_empty_index_that_says_so(take_in, counting, settings, folder):
    path = put(folder / "a.txt", page(1))
    take_in(folder)
    path.unlink()
    assert take_in(folder).removed == [ONE]
    with pytest.raises(IndexEmpty):
        Index.open(settings.index, counting.identity)
    put(path, page(1))
    assert take_in(folder).added == [ONE]
    assert found(settings, counting, "河道")


def test_a_renamed_file_keeps_its_notice_and_its_vectors(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1))
    take_in(folder)
    (folder / "a.txt").rename(folder / "改名 后.txt")
    report = take_in(folder)
    assert (report.notices, counting.encoded) == (1, [])
    assert [r.source for r in open_catalogue(settings.index).records()] == ["改名 后.txt"]


def test_a_notice_gone_from_a_page_of_several_is_removed(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1) + "\n\n" + page(2, "路灯维护"))
    take_in(folder)
    assert numbers(settings) == [ONE, TWO]
    put(folder / "a.txt", page(1))
    report = take_in(folder)
    assert report.removed == [TWO]
    assert not found(settings, counting, "路灯")


def test_a_number_that_comes_again_in_another_text_replaces_the_old_one(
    take_in, counting, settings, folder
):
    put(folder / "a.txt", page(1, amount=3000))
    take_in(folder)
    later = put(folder / "b.txt", page(1, amount=7700))
    report = take_in(later)
    assert (report.updated, report.notices) == ([ONE], 1)
    assert found(settings, counting, "7700")
    assert not found(settings, counting, "每处补助3000元")


def test_same_serial_of_another_agency_is_another_notice(take_in, settings, folder):
    put(folder / "a.txt", page(1))
    put(folder / "b.txt", page(1, "桥梁养护", code="青政办发"))
    take_in(folder)
    assert numbers(settings) == ["青政办发〔2025〕1号", ONE]


def test_one_file_in_two_folders_is_one_notice(take_in, counting, settings, folder):
    put(folder / "甲" / "a.txt", page(1))
    put(folder / "乙" / "a.txt", page(1))
    report = take_in(folder)
    assert (report.notices, numbers(settings)) == (1, [ONE])
    assert len(set(counting.encoded)) == len(counting.encoded)
    assert take_in(folder).notices == 1


@pytest.mark.parametrize("gone", ["甲", "乙"])
def test_a_notice_stays_while_one_of_its_two_files_does(take_in, settings, folder, gone):
    put(folder / "甲" / "a.txt", page(1))
    put(folder / "乙" / "a.txt", page(1))
    take_in(folder)
    (folder / gone / "a.txt").unlink()
    assert take_in(folder).notices == 1
    assert numbers(settings) == [ONE]


def test_repeal_is_marked_whichever_file_comes_first(take_in, settings, folder):
    put(folder / "a.txt", page(1))
    take_in(folder)
    repeal = f"本办法自印发之日起施行。《青禾市河道保洁办法》（{ONE}）同时废止。\n"
    put(folder / "b.txt", page(9, "水面保洁", tail=repeal))
    take_in(folder)
    marks = {r.doc_number: r.abolished_by for r in open_catalogue(settings.index).records()}
    assert marks == {ONE: "青政发〔2025〕9号", "青政发〔2025〕9号": None}
    (folder / "b.txt").unlink()
    take_in(folder)
    assert [r.abolished_by for r in open_catalogue(settings.index).records()] == [None]


def test_what_cannot_be_used_is_skipped_by_name_and_the_rest_is_taken_in(take_in, folder):
    put(folder / "a.txt", page(1))
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    (folder / "信.txt").write_text("妈妈：我下周回家。\n", encoding="utf-8")
    (folder / "表.xyz").write_bytes(b"1,2,3\n")
    report = take_in(folder)
    assert report.added == [ONE]
    reasons = {Path(path).name: type(error) for path, error in report.skipped}
    assert reasons == {
        "空.txt": SourceEmpty,
        "图.txt": SourceBinary,
        "信.txt": NoNotice,
        "表.xyz": SourceFormat,
    }


def test_a_file_that_became_unusable_keeps_its_notices(take_in, settings, folder):
    path = put(folder / "a.txt", page(1))
    put(folder / "b.txt", page(2, "路灯维护"))
    take_in(folder)
    put(path, "")
    report = take_in(folder)
    assert [type(error) for _, error in report.skipped] == [SourceEmpty]
    assert numbers(settings) == [ONE, TWO]


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", SourceEmpty), (b"\x00\x01\x02", SourceBinary), ("今天天气好。".encode(), NoNotice)],
)
def test_one_bad_file_alone_is_an_error_and_the_index_stays(
    take_in, settings, folder, tmp_path, content, error
):
    take_in(put(folder / "a.txt", page(1)))
    generation = current(settings.index)
    bad = tmp_path / "bad.txt"
    bad.write_bytes(content)
    with pytest.raises(error, match=r"bad\.txt"):
        take_in(bad)
    assert (current(settings.index), numbers(settings)) == (generation, [ONE])


def test_a_folder_without_a_notice_is_an_error_that_names_it(take_in, folder):
    with pytest.raises(NoNotice, match="通知 来源"):
        take_in(folder)
    put(folder / "a.txt", "只是一封信。")
    put(folder / "b.txt", "还是一封信。")
    with pytest.raises(NoNotice):
        take_in(folder)


def test_a_missing_path_and_a_loop_of_links(take_in, folder, tmp_path):
    with pytest.raises(SourceMissing, match="nowhere"):
        take_in(tmp_path / "nowhere")
    (folder / "to").symlink_to(folder / "fro")
    (folder / "fro").symlink_to(folder / "to")
    with pytest.raises((SourceMissing, SourceUnreadable), match="to"):
        take_in(folder / "to")
    put(folder / "a.txt", page(1))
    (folder / "up").symlink_to(folder, target_is_directory=True)
    assert take_in(folder).notices == 1


def test_remove_takes_a_notice_out_of_every_part(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1))
    put(folder / "b.txt", page(2, "路灯维护"))
    take_in(folder)
    record = next(r for r in open_catalogue(settings.index).records() if r.doc_number == TWO)
    counting.forget()
    remove(TWO, settings, counting, record.id)
    assert (numbers(settings), counting.encoded) == ([ONE], [])
    assert not found(settings, counting, "路灯")
    with pytest.raises(NoNotice):
        remove(TWO, settings, counting, record.id)


def test_a_file_read_again_is_unchanged_and_nothing_is_written(take_in, counting, settings, folder):
    """Also where notices repeal one another, which a single file does not say."""
    put(folder / "a.txt", page(1))
    repeal = f"本办法自印发之日起施行。《青禾市河道保洁办法》（{ONE}）同时废止。\n"
    put(folder / "b.txt", page(9, "水面保洁", tail=repeal))
    take_in(folder)
    generation = current(settings.index)
    report = ingest([folder], settings, counting, again=True)
    assert (len(report.unchanged), report.updated, report.added) == (2, [], [])
    assert current(settings.index) == generation


def test_a_file_read_again_is_understood_anew(take_in, counting, settings, folder, monkeypatch):
    put(folder / "2025" / "a.txt", page(1))
    put(folder / "b.txt", page(2, "路灯维护"))
    with monkeypatch.context() as earlier:  # a program that saw no addressees
        earlier.setattr(
            "rag.index.ingest.notices_in",
            lambda *of: [replace(one, addressees=None) for one in notices_in(*of)],
        )
        take_in(folder)
    assert take_in(folder).updated == []
    report = ingest([folder / "2025" / "a.txt"], settings, counting, again=True)
    assert (report.updated, report.added, report.removed, report.notices) == ([ONE], [], [], 2)
    held = {
        r.doc_number: (r.addressees, r.source) for r in open_catalogue(settings.index).records()
    }
    assert held[ONE][0]
    assert held[ONE][1] == "2025/a.txt"  # citations go on naming the file as they did
    assert held[TWO][0] is None


def test_what_was_removed_comes_back_with_its_file_read_again(take_in, counting, settings, folder):
    put(folder / "a.txt", page(1))
    put(folder / "b.txt", page(2, "路灯维护"))
    take_in(folder)
    record = next(r for r in open_catalogue(settings.index).records() if r.doc_number == TWO)
    remove(TWO, settings, counting, record.id)
    assert (take_in(folder).added, numbers(settings)) == ([], [ONE])
    assert ingest([folder], settings, counting, again=True).added == [TWO]


def test_files_that_hold_nothing_leave_a_report(settings, counting, folder):
    put(folder / "a.txt", "只是一封信。")
    put(folder / "b.txt", "")
    report = taken_in([folder], settings, counting)
    assert [type(error) for _, error in report.skipped] == [NoNotice, SourceEmpty]
    assert report.changes == []
    assert not (settings.index / "CURRENT").exists()


def test_every_change_says_which_file_it_came_from(take_in, folder):
    a = put(folder / "a.txt", page(1) + "\n\n" + page(2, "路灯维护"))
    b = put(folder / "b.txt", page(3, "桥梁养护"))
    changes = take_in(folder).changes
    where = [(change.fate, change.file) for change in changes]
    assert where == [("added", str(path.resolve())) for path in (a, a, b)]
    assert len({change.notice for change in changes}) == 3


def test_a_file_removed_takes_its_notices_and_is_forgotten(take_in, counting, settings, folder):
    one, two = folder / "一.zip", folder / "二.zip"
    for path, serial in ((one, 1), (two, 3)):
        with ZipFile(path, "w") as packed:
            packed.writestr("甲.txt", page(serial))
            packed.writestr("乙.txt", page(serial + 1, "路灯维护"))
    take_in(folder)
    assert sorted(c.name for c in remove_file(one, settings, counting)) == [ONE, TWO]
    assert numbers(settings) == ["青政发〔2025〕3号", "青政发〔2025〕4号"]
    before = current(settings.index)
    assert remove_file(one, settings, counting) == []
    assert current(settings.index) == before
    assert sorted(take_in(one).added) == [ONE, TWO]


def test_another_model_is_refused_by_both_names_and_changes_nothing(
    take_in, counting, settings, folder, encoder
):
    take_in(put(folder / "a.txt", page(1)))
    generation = current(settings.index)
    other = type(counting)(encoder, identity="other@1234")
    for attempt in (
        lambda: Index.open(settings.index, other.identity),
        lambda: ingest([folder], settings, other),
        lambda: remove(ONE, settings, other, "x"),
    ):
        with pytest.raises(IndexMismatch) as refused:
            attempt()
        assert "other@1234" in str(refused.value)
        assert counting.identity in str(refused.value)
    assert current(settings.index) == generation


def test_progress_is_told_for_both_stages(settings, counting, folder):
    put(folder / "a.txt", page(1))
    told: dict[str, list[tuple[int, int]]] = {}
    ingest([folder], settings, counting, lambda s, d, t: told.setdefault(s, []).append((d, t)))
    assert told["read"] == [(0, 1), (1, 1)]
    assert told["embed"][0] == (0, len(counting.encoded))
    assert told["embed"][-1][0] == told["embed"][-1][1] == len(counting.encoded)


def test_an_index_that_moves_house_still_works(take_in, counting, settings, folder, tmp_path):
    take_in(put(folder / "a.txt", page(1)))
    moved = tmp_path / "新家 二" / "索引"
    moved.parent.mkdir()
    shutil.move(settings.index, moved)
    assert len(Index.open(moved, counting.identity).catalogue.records()) == 1
