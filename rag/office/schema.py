"""The tables of the office's SQLite file; a change is a script more at the end, never an edit.

Days are ``YYYY-MM-DD``. Nothing that visitors leave has a time of day, an address or a name:
together with a server's log, a time could say who asked.
"""

from __future__ import annotations

SCRIPTS: tuple[str, ...] = (
    """
    -- Who may use the staff page. ``hash`` is argon2's own text, salt and costs in it.
    CREATE TABLE accounts (
        name TEXT PRIMARY KEY,
        hash TEXT NOT NULL,
        created TEXT NOT NULL
    ) STRICT;
    -- ``token`` is a digest: whoever reads the file cannot take over a session.
    CREATE TABLE sessions (
        token TEXT PRIMARY KEY,
        account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
        expires REAL NOT NULL
    ) STRICT;
    -- Who changed what: accounts, notices, what was reviewed. ``at`` is UTC, ISO 8601.
    CREATE TABLE trail (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    -- Files given to the server. ``state``: waiting, reading, done, failed. ``stage``, ``done`` and
    -- ``total`` are how far it is. ``notices`` and ``fault`` (key and parameters of an error) are
    -- JSON. ``added`` and ``changed`` are UTC, ISO 8601.
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        state TEXT NOT NULL,
        stage TEXT NOT NULL DEFAULT '',
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER NOT NULL DEFAULT 0,
        notices TEXT NOT NULL DEFAULT '[]',
        fault TEXT,
        account TEXT NOT NULL,
        added TEXT NOT NULL,
        changed TEXT NOT NULL
    ) STRICT;
    -- What visitors thought of an answer. ``citations`` is JSON. ``state``: open, kept, dropped.
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY,
        day TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        citations TEXT NOT NULL,
        helpful INTEGER NOT NULL,
        comment TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open'
    ) STRICT;
    -- Questions that were refused, one row a question however often and however it was spaced.
    CREATE TABLE unanswered (
        id INTEGER PRIMARY KEY,
        folded TEXT NOT NULL UNIQUE,
        question TEXT NOT NULL,
        times INTEGER NOT NULL,
        first TEXT NOT NULL,
        last TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open'
    ) STRICT;
    -- Answers by day, door (page, staff, api, openai, mcp) and outcome.
    CREATE TABLE usage (
        day TEXT NOT NULL,
        door TEXT NOT NULL,
        outcome TEXT NOT NULL,
        answers INTEGER NOT NULL,
        PRIMARY KEY (day, door, outcome)
    ) STRICT;
    -- How long they took: ``answers`` of a day that took at most ``seconds``, the last bound none.
    CREATE TABLE durations (
        day TEXT NOT NULL,
        seconds REAL NOT NULL,
        answers INTEGER NOT NULL,
        PRIMARY KEY (day, seconds)
    ) STRICT;
    """,
    """
    -- ``counts`` is JSON: how many notices a file gave, of which ``notices`` has the first; in the
    -- same way ``fault`` has the first faults. ``path`` is a name in the office's folder of files,
    -- else the path of a file elsewhere. ``tries`` is how often reading it was begun.
    ALTER TABLE files ADD COLUMN counts TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE files ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
    """,
    """
    -- Keys of programs. ``digest`` is SHA-256 of the secret, in hex; ``scopes`` has blanks between.
    CREATE TABLE keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created TEXT NOT NULL,
        expires TEXT
    ) STRICT;
    """,
    """
    -- ``seen`` is when a session was last used (s since 1970): one that rests too long is over.
    ALTER TABLE sessions ADD COLUMN seen REAL NOT NULL DEFAULT 0;
    UPDATE sessions SET seen = CAST(strftime('%s', 'now') AS REAL);
    -- The trail only grows: no door, no command and no defect takes anything back.
    CREATE TRIGGER trail_is_kept BEFORE DELETE ON trail
        BEGIN SELECT RAISE(ABORT, 'the trail is kept'); END;
    CREATE TRIGGER trail_is_not_rewritten BEFORE UPDATE ON trail
        BEGIN SELECT RAISE(ABORT, 'the trail is kept'); END;
    """,
)
