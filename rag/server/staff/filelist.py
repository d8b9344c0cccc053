"""The files that staff uploaded, each with its state, as HTML. Their names are strangers' words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from rag.answering.library import Library
from rag.office.upload import Fate, Result, Upload
from rag.server.markup import join, tag, text, void
from rag.server.reader import links
from rag.server.staff.frame import ROOT, Frame

NOTICES = f"{ROOT}/notices"
AGAIN, REMOVE = f"{NOTICES}/again", f"{NOTICES}/remove"
FATES: tuple[Fate, ...] = get_args(Fate)
_MOST_NAMED = 5  # notices and faults that a file shows before the rest is folded away


def filelist(frame: Frame, uploads: Sequence[Upload], count: int, library: Library | None) -> str:
    """Return the section of ``uploads``, which are the first of ``count``.

    :param library: what is held now; only that is linked to.
    """
    heading = tag("h2", frame.say("notices.table"), id="files-heading")
    items = [_item(frame, upload, library) for upload in uploads]
    told = frame.say("notices.table_count", count=count)
    if count > len(uploads):
        told = f"{told} {frame.say('notices.table_first', shown=len(uploads))}"
    busy = any(upload.is_under_way for upload in uploads)
    refresh = tag("a", frame.say("notices.refresh"), href=NOTICES, id="refresh") if busy else ""
    listed = tag("ol", *items, css="notices files")
    none = tag("p", frame.say("notices.no_files"), css="none")
    content = (tag("p", told, " ", refresh, css="count"), listed) if items else (none,)
    return tag(
        "section", heading, *content, id="files", aria_labelledby="files-heading", data_busy=busy
    )


def outcome(frame: Frame, result: Result) -> str:
    """Return in a few words what reading a file came to, as plain text."""
    counts = [(fate, getattr(result.counts, fate)) for fate in FATES]
    said = [frame.plain(f"notices.{fate}", count=count) for fate, count in counts if count]
    return frame.plain("notices.comma").join(said)


def buttons(frame: Frame, field: str, key: str | int, name: str, kept: dict[str, str]) -> str:
    """Return the ways to read again and to remove what ``key`` in the field ``field`` names.

    :param kept: what the address of the page has, to come back to it.
    """
    hidden = [
        void("input", type="hidden", name=one, value=value)
        for one, value in {field: str(key), **kept}.items()
    ]
    again = tag(
        "button",
        frame.say("notices.again"),
        type="submit",
        css="second",
        id=f"again-{field}-{key}",
        aria_label=frame.plain("notices.again_of", name=name),
    )
    remove = tag(
        "button",
        frame.say("notices.remove"),
        type="submit",
        css="second",
        id=f"remove-{field}-{key}",
        aria_label=frame.plain("notices.remove_of", name=name),
    )
    # Removing asks first, on a page of its own.
    asking = tag("form", *hidden, remove, method="get", action=REMOVE)
    return tag("div", frame.form(AGAIN, *hidden, again), asking, css="buttons")


def _item(frame: Frame, upload: Upload, library: Library | None) -> str:
    name = tag("h3", tag("bdi", text(upload.name)))
    when = f"{upload.changed.astimezone():%Y-%m-%d %H:%M}"
    about = [
        tag("span", text(_state(frame, upload)), css=f"status {_colour(upload)}"),
        tag("span", text(outcome(frame, upload.result))) if upload.state == "done" else "",
        tag("span", frame.say("notices.by", account=upload.account, at=when)),
        "" if upload.ours else tag("span", frame.say("notices.local")),
    ]
    given = {"data_state": upload.state, "id": f"file-{upload.id}"}
    if not upload.is_under_way:
        # What the script reads out when the file comes to its end.
        given["data_said"] = frame.plain(
            f"notices.said_{upload.state}", name=upload.name, outcome=_told(frame, upload)
        )
    parts = (tag("div", *about, css="about"), _bar(frame, upload), _faults(frame, upload))
    own = buttons(frame, "file", upload.id, upload.name, {}) if upload.state != "reading" else ""
    return tag("li", name, *parts, _taken(frame, upload.result, library), own, **given)


def _state(frame: Frame, upload: Upload) -> str:
    if upload.state == "failed":
        return frame.plain("notices.failed_state")
    if upload.state == "waiting":
        return frame.plain("notices.waiting_busy" if upload.stage == "busy" else "notices.waiting")
    if upload.state == "reading" and upload.total:
        step = {"done": upload.done, "total": upload.total}
        return frame.plain(f"notices.reading_{upload.stage}", **step)
    return frame.plain(f"notices.{upload.state}")


def _colour(upload: Upload) -> str:
    return {"done": "in_force", "failed": ""}.get(upload.state, "under_way")


def _told(frame: Frame, upload: Upload) -> str:
    if upload.state == "failed" and upload.result.faults:
        return upload.result.faults[0].say(frame.visit.language)
    return outcome(frame, upload.result)


def _bar(frame: Frame, upload: Upload) -> str:
    if upload.state != "reading" or not upload.total:
        return ""
    name = frame.plain("notices.progress_of", name=upload.name)
    return tag("progress", value=upload.done, max=upload.total, aria_label=name)


def _faults(frame: Frame, upload: Upload) -> str:
    """Return why something of a file could not be used; of an archive after what could."""
    faults, count = upload.result.faults, upload.result.counts.skipped
    if not faults or upload.is_under_way:
        return ""
    lines = [tag("li", tag("bdi", text(fault.say(frame.visit.language)))) for fault in faults]
    if upload.state == "failed" and len(lines) == 1:
        return tag("ul", *lines, css="faults")
    said = tag("summary", frame.say("notices.skipped", count=count))
    return tag("details", said, tag("ul", *lines, _more(frame, len(lines), count), css="faults"))


def _taken(frame: Frame, result: Result, library: Library | None) -> str:
    if result.state != "done":
        return ""
    lines = [
        tag(
            "li",
            _notice(one.notice, one.name, library),
            " ",
            tag("span", frame.say(f"notices.fate_{one.fate}"), css="quiet"),
        )
        for one in result.taken
    ]
    counts = result.counts
    total = counts.added + counts.updated + counts.unchanged + counts.removed
    lines.append(_more(frame, len(lines), total))
    if total <= _MOST_NAMED:
        return tag("ul", *lines, css="taken")
    said = tag("summary", frame.say("notices.taken", count=total))
    return tag("details", said, tag("ul", *lines, css="taken"))


def _notice(key: str, name: str, library: Library | None) -> str:
    shown = tag("bdi", text(name))
    if library is None or library.get(key) is None:
        return shown
    return tag("a", shown, href=links.notice(key))


def _more(frame: Frame, shown: int, count: int) -> str:
    return tag("li", frame.say("notices.more", count=count)) if count > shown else join(())
