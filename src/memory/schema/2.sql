-- An operation that reverts another one names it: an undo reverts an operation, a redo reverts an undo.
ALTER TABLE operation ADD COLUMN undoes INTEGER REFERENCES operation (id);

-- A row as it was before an operation changed it, as JSON; NULL if the operation inserted it. Rows that
-- an import inserted are not listed: their import_id names the import.
CREATE TABLE change (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    sequence     INTEGER NOT NULL,
    of_table     TEXT    NOT NULL,
    row_id       INTEGER NOT NULL,
    before       TEXT,
    PRIMARY KEY (operation_id, sequence)
) WITHOUT ROWID, STRICT;

-- A translation unit. Tags and properties are JSON arrays, NULL if there are none. A unit that a person
-- approved outlives its bead. A unit with a bead has the bead's position in the document.
-- fingerprint is a hash of both texts; identity is a hash of what distinguishes equal pairs: document,
-- position and identifier, or 0 if there are none. Ids are never reused, so that blocks of postings only
-- grow at their end.
CREATE TABLE new_unit (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    source          TEXT    NOT NULL,
    target          TEXT    NOT NULL,
    source_language TEXT    NOT NULL,
    target_language TEXT    NOT NULL,
    source_tags     TEXT,
    target_tags     TEXT,
    status          TEXT    NOT NULL DEFAULT 'auto'
                    CHECK (status IN ('auto', 'accepted', 'edited')),
    score           REAL    NOT NULL,
    created_at      TEXT    NOT NULL,
    created_by      TEXT,
    changed_at      TEXT    NOT NULL,
    changed_by      TEXT,
    used_at         TEXT,
    usage_count     INTEGER NOT NULL DEFAULT 0,
    bead_id         INTEGER REFERENCES bead (id) ON DELETE SET NULL,
    document_id     INTEGER REFERENCES document (id) ON DELETE SET NULL,
    position        INTEGER,
    context_before  TEXT,
    context_after   TEXT,
    identifier      TEXT,
    note            TEXT,
    properties      TEXT,
    import_id       INTEGER REFERENCES operation (id),
    fingerprint     INTEGER NOT NULL,
    identity        INTEGER NOT NULL
) STRICT;

INSERT INTO new_unit (id, source, target, source_language, target_language, source_tags, target_tags, status,
    score, created_at, created_by, changed_at, changed_by, usage_count, bead_id, document_id, context_before,
    context_after, note, properties, fingerprint, identity)
SELECT id, source, target, source_language, target_language, source_tags, target_tags, status,
    score, created_at, created_by, changed_at, changed_by, usage_count, bead_id, document_id, context_before,
    context_after, note, properties, 0, 0
FROM unit;

DROP TABLE unit;
ALTER TABLE new_unit RENAME TO unit;

CREATE UNIQUE INDEX unit_by_bead ON unit (bead_id) WHERE bead_id IS NOT NULL;
CREATE INDEX unit_by_document ON unit (document_id) WHERE document_id IS NOT NULL;
CREATE INDEX unit_by_fingerprint ON unit (fingerprint, identity);

-- The units that contain a term, which is a stem of one language (“ar:مدرس”): blocks of unit ids, each
-- with the number of words of its text. The key of a block is its first unit. A posting may be out of
-- date, so readers must check the text of the unit. A segment is a range of consecutive units, so that
-- new units are written to pages of their own and not all over the table.
CREATE TABLE posting (
    segment INTEGER NOT NULL,
    term    TEXT    NOT NULL,
    first   INTEGER NOT NULL,
    units   BLOB    NOT NULL,
    PRIMARY KEY (segment, term, first)
) WITHOUT ROWID, STRICT;

-- The folded words of all texts by language, for searches by the beginning of a word.
CREATE TABLE vocabulary (
    language TEXT NOT NULL,
    word     TEXT NOT NULL,
    PRIMARY KEY (language, word)
) WITHOUT ROWID, STRICT;
