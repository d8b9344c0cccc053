"""The form by which staff give files to the server; it works without a script."""

from __future__ import annotations

from rag.office.uploads import READ
from rag.server.markup import tag, void
from rag.server.staff.filelist import NOTICES
from rag.server.staff.frame import Frame
from rag.settings import Settings

UPLOAD = f"{NOTICES}/upload"
MOST_FILES = 100  # of one form; each is held in memory up to 1 MiB while it comes in


def uploading(frame: Frame, settings: Settings) -> str:
    """Return the section with the form."""
    suffixes = " ".join(suffix.lstrip(".") for suffix in READ)
    hint = frame.say(
        "notices.hint", most=MOST_FILES, limit=f"{settings.reading.max_mib:g}", suffixes=suffixes
    )
    box = void(
        "input",
        type="file",
        id="upload-files",
        name="files",
        multiple=True,
        required=True,
        accept=",".join(READ),
        aria_describedby="upload-hint",
    )
    # Words of the script, which fills the percentage in.
    words = {
        "data_sending": frame.plain("notices.sending", percent="$percent"),
        "data_failed": frame.plain("notices.failed"),
        "data_over": frame.plain("over"),
    }
    form = frame.form(
        UPLOAD,
        tag("label", frame.say("notices.files"), **{"for": "upload-files"}),
        box,
        tag("p", hint, id="upload-hint", css="quiet"),
        tag("div", tag("button", frame.say("notices.send"), type="submit"), css="buttons"),
        tag(
            "p",
            tag("progress", max=100, value=0, aria_labelledby="sent"),
            " ",
            tag("span", id="sent"),
            id="sending",
            hidden=True,
        ),
        enctype="multipart/form-data",
        css="card upload",
    )
    heading = tag("h2", frame.say("notices.upload"), id="upload-heading")
    return tag("section", heading, form, id="upload", aria_labelledby="upload-heading", **words)
