"""The question that comes before something is removed."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.library import Record
from rag.office.upload import Upload
from rag.server.markup import tag, text, void
from rag.server.staff.filelist import REMOVE
from rag.server.staff.frame import Frame
from rag.server.staff.holdings import Looked, line

_MOST_NAMED = 20  # notices of a file


def confirm_notice(frame: Frame, record: Record, looked: Looked) -> str:
    """Return whether a notice shall be removed."""
    return _question(
        frame,
        {"notice": record.id},
        looked,
        tag("p", frame.say("notices.confirm_notice")),
        tag("ul", tag("li", line(frame, record)), css="notices"),
        tag("p", frame.say("notices.confirm_last"), css="quiet"),
    )


def confirm_file(frame: Frame, upload: Upload, records: Sequence[Record], looked: Looked) -> str:
    """Return whether a file shall be removed with ``records``, its notices."""
    lines = [tag("li", line(frame, record)) for record in records[:_MOST_NAMED]]
    if len(records) > _MOST_NAMED:
        lines.append(tag("li", frame.say("notices.more", count=len(records))))
    return _question(
        frame,
        {"file": str(upload.id)},
        looked,
        tag("p", frame.say("notices.confirm_file", count=len(records))),
        tag("p", tag("b", tag("bdi", text(upload.name)))),
        tag("ul", *lines, css="notices") if lines else "",
        "" if upload.ours else tag("p", frame.say("notices.confirm_kept"), css="quiet"),
    )


def _question(frame: Frame, what: dict[str, str], looked: Looked, *content: str) -> str:
    hidden = [
        void("input", type="hidden", name=name, value=value)
        for name, value in {**what, **looked.kept}.items()
    ]
    yes = tag("button", frame.say("notices.yes"), type="submit")
    no = tag("a", frame.say("notices.no"), href=looked.address())
    form = frame.form(REMOVE, *hidden, tag("div", yes, no, css="buttons"))
    return tag("section", *content, form, css="confirm")
