"""From paths to sources: folders, archives, names, limits; what cannot be read says why."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from format_files import LINES, TEXT, docx_of, packed, paragraph, shape

from rag.errors import (
    ArchiveExpands,
    ArchiveTooDeep,
    ArchiveTooMany,
    ArchiveUnsafe,
    SourceBroken,
    SourceEmpty,
    SourceEncrypted,
    SourceFormat,
    SourceMissing,
    SourceTooLarge,
    WenceError,
)
from rag.notices.formats.archive import member_name
from rag.notices.sources import extract_of, find_sources, notices_of
from rag.settings import Reading

DOCX = docx_of("".join(paragraph(line) for line in LINES))


def sources_in(path, **limits):
    return list(find_sources([path], Reading(**limits)))


def outcome(source):
    """Return the numbers of the notices in a source, or the name of the error."""
    try:
        return [str(notice.doc_number) for notice in notices_of(source, source.read(64))]
    except WenceError as error:
        return type(error)


def outcomes(path, **limits):
    return {source.name: outcome(source) for source in sources_in(path, **limits)}


def saved(folder, name, data):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


FOUND = ["云政办发〔2025〕41号"]


def test_a_folder_with_everything_in_it(tmp_path):
    inner = packed({"深/甲.txt": TEXT, "乙.docx": DOCX})
    saved(tmp_path, "b/a.zip", packed({"in.zip": inner, "丙.txt": TEXT.encode("gb18030")}))
    saved(tmp_path, "a.txt", TEXT.encode())
    saved(tmp_path, "a.png", b"\x89PNG")
    saved(tmp_path, "empty.txt", b"")
    saved(tmp_path, ".hidden.txt", TEXT.encode())
    assert outcomes(tmp_path) == {
        "a.png": SourceFormat,
        "a.txt": FOUND,
        "b/a.zip/in.zip/乙.docx": FOUND,
        "b/a.zip/in.zip/深/甲.txt": FOUND,
        "b/a.zip/丙.txt": FOUND,
        "empty.txt": SourceEmpty,
    }


def test_every_source_has_a_key_a_size_and_a_path_to_show(tmp_path):
    archive = saved(tmp_path, "a.zip", packed({"深/甲.txt": TEXT}))
    (source,) = sources_in(archive)
    assert source.name == "a.zip/深/甲.txt"
    assert source.key == f"{archive.resolve().as_posix()}/深/甲.txt"
    assert source.stat() == (len(TEXT.encode()), archive.stat().st_mtime_ns)
    assert source.shown.suffix == ".txt"
    assert shape(extract_of(source, source.read(64)).text) == shape(TEXT)


def test_a_byte_order_mark_counts_but_does_not_stand_before_the_title(tmp_path):
    (source,) = sources_in(saved(tmp_path, "a.txt", TEXT.encode("utf-8-sig")))
    (notice,) = notices_of(source, source.read(64))
    assert notice.title == LINES[0]
    text = "\ufeff" + TEXT
    assert text[notice.span.start : notice.span.end] == notice.text


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_that_are_not_marked_as_utf8(encoding):
    info = zipfile.ZipInfo("x")
    info.orig_filename = "通知\\二〇二五.txt".encode(encoding, "replace").decode("cp437")
    assert member_name(info) in ("通知/二〇二五.txt", "通知/二?二五.txt")


def test_names_that_lead_out_of_the_archive_are_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("../a.txt", "/etc/b.txt", "x/../../c.txt", "C:\\d.txt", "..\\e.txt", "f.txt"):
            package.writestr(name, TEXT)
        link = zipfile.ZipInfo("g.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
        package.writestr("__MACOSX/h.txt", TEXT)
        package.writestr(".hidden/i.txt", TEXT)
    found = outcomes(saved(tmp_path, "a.zip", out.getvalue()))
    assert found.pop("a.zip/f.txt") == FOUND
    assert len(found) == 6
    assert set(found.values()) == {ArchiveUnsafe}


def nested(depth):
    data = TEXT.encode()
    name = "a.txt"
    for level in range(depth):
        data, name = packed({name: data}), f"{level}.zip"
    return data


def test_archives_in_archives_up_to_a_limit(tmp_path):
    assert list(outcomes(saved(tmp_path, "3.zip", nested(3))).values()) == [FOUND]
    assert outcomes(saved(tmp_path, "4.zip", nested(4))) == {
        "4.zip/2.zip/1.zip/0.zip": ArchiveTooDeep
    }


def test_members_are_limited_over_all_archives_together(tmp_path):
    archive = packed({"a.zip": packed({f"{i}.txt": "x" for i in range(9)}), "b.txt": TEXT})
    file = saved(tmp_path, "a.zip", archive)
    assert outcomes(file, max_members=10) == {"a.zip/a.zip": ArchiveTooMany, "a.zip/b.txt": FOUND}
    assert outcomes(file, max_members=1) == {"a.zip": ArchiveTooMany}


def test_bombs_are_told_by_their_sizes(tmp_path):
    zeros = bytes(20 * 1024 * 1024)
    file = saved(tmp_path, "a.zip", packed({"a.txt": zeros, "b.txt": TEXT}))
    assert outcomes(file) == {"a.zip/a.txt": ArchiveExpands, "a.zip/b.txt": FOUND}
    assert outcomes(file, max_expanded_mib=19) == {"a.zip": ArchiveExpands}
    assert outcomes(file, max_ratio=1e6, max_mib=19)["a.zip/a.txt"] is SourceTooLarge


def test_a_size_that_lies_is_found_out(tmp_path):
    data = packed({"a.txt": "通知" * 5000})
    size = len("通知".encode()) * 5000
    lying = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert outcomes(saved(tmp_path, "a.zip", lying)) == {"a.zip/a.txt": SourceBroken}


def test_damaged_and_locked_archives(tmp_path):
    good = packed({"a.txt": TEXT, "b.txt": TEXT})
    assert outcomes(saved(tmp_path, "a.zip", good[:-30])) == {"a.zip": SourceBroken}
    assert outcomes(saved(tmp_path, "b.zip", b"")) == {"b.zip": SourceBroken}
    torn = outcomes(saved(tmp_path, "c.zip", good[:60] + b"\xff" * 40 + good[100:]))
    assert torn == {"c.zip/a.txt": SourceBroken, "c.zip/b.txt": FOUND}
    locked = bytearray(packed({"a.txt": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    assert outcomes(saved(tmp_path, "d.zip", bytes(locked))) == {"d.zip/a.txt": SourceEncrypted}


def test_a_file_named_outright_is_yielded_whatever_it_is(tmp_path):
    (source,) = sources_in(saved(tmp_path, "表.xlsx", b"PK"))
    with pytest.raises(SourceFormat, match=r"\.xlsx"):
        source.read(64)


def test_missing_and_too_large(tmp_path):
    with pytest.raises(SourceMissing):
        sources_in(tmp_path / "nowhere")
    (source,) = sources_in(saved(tmp_path, "a.txt", TEXT.encode()))
    with pytest.raises(SourceTooLarge):
        source.read(0.0001)


def test_of_many_archives_one_is_open(tmp_path):
    for i in range(5):
        saved(tmp_path, f"{i}.zip", packed({"a.txt": TEXT}))
    sources = sources_in(tmp_path)
    for source in sources:
        source.read(64)
    opened = [len(source.archive._opened) for source in sources if source.archive]
    assert opened == [0, 0, 0, 0, 1]


def test_reading_text_loads_no_library_of_other_formats(tmp_path):
    import subprocess
    import sys

    file = saved(tmp_path, "a.txt", TEXT.encode())
    code = (
        "import sys; from pathlib import Path; from rag.notices.sources import *\n"
        f"s, = find_sources([Path({str(file)!r})]); notices_of(s, s.read(1))\n"
        "print([m for m in ('lxml', 'pypdfium2', 'docx', 'email.parser') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout == "[]\n", done.stderr
