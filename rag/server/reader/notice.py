"""The page of one notice: what it is, what it holds, its text clause by clause."""

from __future__ import annotations

from collections.abc import Iterator

from rag.answering.library import Library, Part, Reading, Record
from rag.server.markup import join, tag, text
from rag.server.reader import links
from rag.server.reader.frame import Frame, field
from rag.server.reader.ink import Ink

_FEWEST_ENTRIES = 3  # below that a table of contents helps nobody
_DEEPEST_ENTRY = 2
_JOINED = "&#8288;"  # keeps the link on the line of what it is a link to
_FIRST_HEADING = 3  # under the page's and the text's own


def page(frame: Frame, library: Library, reading: Reading) -> str:
    """Return the page of ``reading``, with the passage asked for highlighted in it."""
    record, asked = reading.record, frame.asked
    ink = Ink(frame, reading)
    query: dict[str, object] = {"check": asked.check, **asked.kept}
    if asked.span:
        query |= {"start": asked.span[0], "end": asked.span[1]}
    contents = _contents(frame, reading)
    article = tag(
        "article",
        tag("h2", frame.say("text"), css="unseen"),
        *(_part(frame, ink, reading, at) for at in range(len(reading.parts))),
        tag("p", frame.say("ends_early"), css="note") if record.truncated else "",
        lang=record.language,
    )
    return frame.page(
        record.shown_title or record.id,
        lambda changed: links.notice(record.id, query={**query, **changed}),
        _head(frame, library, reading, ink),
        tag("div", contents, article, css="columns" if contents else "column"),
        css="notice",
    )


def _head(frame: Frame, library: Library, reading: Reading, ink: Ink) -> str:
    record = reading.record
    title = tag("h1", text(record.shown_title or record.id), lang=record.language)
    notes = [_status_note(frame, library, record)]
    if record.truncated:
        notes.append(frame.say("truncated"))
    if record.damaged:
        notes.append(frame.say("damaged", count=len(record.damaged)))
    if ink.moved:
        notes.append(frame.say("moved"))
    notes = [note for note in notes if note]
    return join(
        [
            title,
            frame.faults(),
            frame.alert(*notes) if notes else "",
            tag("dl", *_facts(frame, library, reading), css="facts"),
        ]
    )


def _facts(frame: Frame, library: Library, reading: Reading) -> Iterator[str]:
    record = reading.record

    def fact(name: str, value: str) -> str:
        return field(frame.say(name), value)

    def printed(words: str | None) -> str:
        return tag("span", text(words or ""), lang=record.language)

    number = printed(record.doc_number) if record.doc_number else frame.say("no_number")
    yield fact("field.doc_number", number)
    if record.issuer:
        yield fact("field.issuer", printed(record.issuer))
    if record.issued_on:
        yield fact("field.issued_on", frame.day(record.issued_on))
    as_of = tag("span", frame.say("as_of", day=frame.asked.day.isoformat()), css="quiet")
    yield fact("field.status", f"{frame.status(record)} {as_of}")
    if record.effective_on:
        yield fact("effective_on", frame.day(record.effective_on))
    if record.valid_until:
        yield fact("field.valid_until", frame.day(record.valid_until))
    if record.abolished_by:
        repeal = _named(frame, library, record.abolished_by)
        if record.abolished_on:
            repeal += " " + frame.say("since", day=record.abolished_on.isoformat())
        yield fact("field.abolished_by", repeal)
    if record.abolishes:
        yield fact("field.abolishes", _names(frame, library, record.abolishes))
    if record.attachments:
        yield fact("attachments", _attachments(reading))
    yield fact("field.source", tag("span", text(record.source), css="source"))


def _status_note(frame: Frame, library: Library, record: Record) -> str:
    """Return what a reader must know of a notice that is not in force, '' for one that is."""
    status = record.status(frame.asked.day)
    if status == "abolished":
        before, after = frame.plain("repealed", by="\n").split("\n")  # the name becomes a link
        by = _named(frame, library, record.abolished_by or "")
        return tag("strong", text(before), by, text(after))
    if status == "expired":
        return tag("strong", frame.say("expired", day=str(record.valid_until)))
    if status == "not_yet_in_force":
        return tag("strong", frame.say("not_yet", day=str(record.begins_on)))
    return ""


def _named(frame: Frame, library: Library, name: str) -> str:
    """Return the name of another notice, as a link where it is held."""
    shown, key = tag("span", text(name), lang="zh"), library.named(name)
    return frame.notice(key, shown) if key else shown


def _names(frame: Frame, library: Library, names: tuple[str, ...]) -> str:
    return tag("ul", *(tag("li", _named(frame, library, name)) for name in names))


def _attachments(reading: Reading) -> str:
    anchors = {part.opens: part.anchor for part in reading.parts if part.opens}
    items = []
    for name in reading.record.attachments:
        anchor = anchors.get(name)
        shown = text(name)
        items.append(tag("a", shown, href=links.fragment(anchor)) if anchor else shown)
    return tag("ul", *(tag("li", item) for item in items), lang=reading.record.language)


def _contents(frame: Frame, reading: Reading) -> str:
    """Return the table of contents; '' where headings are too few for one."""
    entries = []
    for part in reading.parts:
        depth = 1 if part.opens else len(part.clause.path)
        if part.opens or (part.heading and depth <= _DEEPEST_ENTRY):
            shown = text(part.opens) or _plain(reading, part)
            entry = tag("a", shown, href=links.fragment(part.anchor))
            entries.append(tag("li", entry, css=f"depth-{depth}"))
    if len(entries) < _FEWEST_ENTRIES:
        return ""
    shown = tag("ol", *entries, lang=reading.record.language)
    heading = tag("h2", frame.say("contents"), id="contents")
    return tag("nav", heading, shown, css="contents", aria_labelledby="contents")


def _plain(reading: Reading, part: Part) -> str:
    heading = part.heading
    return join(text(run.text) for run in reading.runs(heading)).rstrip() if heading else ""


def _part(frame: Frame, ink: Ink, reading: Reading, at: int) -> str:
    """Return a clause without those below it; the anchor is on the passage highlighted in it."""
    part = reading.parts[at]
    clause, anchor = part.clause, part.anchor
    label = clause.paragraph
    named = text(label) if clause.kind == "paragraph" else text("#")
    hint = frame.plain("permalink", label=label)
    own = _JOINED + tag(
        "a",
        named,
        href=links.fragment(anchor),
        css="permalink",
        aria_label=hint,
        title=hint,
        lang=frame.asked.language,
    )
    begin = ""
    if part.heading:
        begin = ink.write(part.heading).strip()
        if part.stands_alone:
            name = f"h{min(6, _FIRST_HEADING + part.level - 1)}"
            begin = tag(name, begin, own)
            own = ""
        else:
            begin = tag("b", begin)
    lines = [ink.write(line) for line in part.lines]
    if clause.kind == "paragraph":
        titles = map(reading.is_title, part.lines)
        lines = [tag("b", line) if t else line for line, t in zip(lines, titles, strict=True)]
    if begin and not part.stands_alone:
        lines = [begin + (lines[0] if lines else ""), *lines[1:]]
        begin = ""
    if own and lines:
        lines[0] += own
        own = ""
    blocks = [tag("p", line) for line in lines]
    if part.rows:
        blocks.insert(part.at, _table(frame, ink, part))
    elif part.table_lost:
        blocks.insert(0, tag("p", frame.say("table_lost"), css="note", lang=frame.asked.language))
    if own:
        blocks.append(tag("p", own))
    css = f"clause depth-{min(len(clause.path), 5)}"
    identity = {} if ink.carries(anchor) else {"id": anchor}
    return tag("section", begin, *blocks, css=css, **identity)


def _table(frame: Frame, ink: Ink, part: Part) -> str:
    """Return a table; rows whose cells are not known apart become a list."""
    rows = [[ink.write(cell).strip() for cell in row] for row in part.rows]
    if max(map(len, rows)) == 1:
        return tag("ul", *(tag("li", *row) for row in rows), css="rows")
    headed = len(rows) > 1 and all(rows[0])
    body = rows[1:] if headed else rows
    head = [tag("th", cell, scope="col") for cell in rows[0]] if headed else []
    table = tag(
        "table",
        tag("thead", tag("tr", *head)) if head else "",
        tag("tbody", *(tag("tr", *(tag("td", cell) for cell in row)) for row in body)),
    )
    # Wider than the screen it scrolls by itself, which the keyboard must be able to do, too.
    name = frame.plain("table", label=part.clause.paragraph)
    return tag("div", table, css="table", role="region", tabindex="0", aria_label=name)
