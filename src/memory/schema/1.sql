-- An aligned article with its translation. Names are unique; revision counts the changes of the beads.
CREATE TABLE document (
    id              INTEGER PRIMARY KEY,
    name            TEXT    NOT NULL UNIQUE,
    source_name     TEXT    NOT NULL,
    target_name     TEXT    NOT NULL,
    source_language TEXT    NOT NULL,
    target_language TEXT    NOT NULL,
    source_checksum TEXT    NOT NULL,
    target_checksum TEXT    NOT NULL,
    segmentation    TEXT    NOT NULL,
    min_score       REAL    NOT NULL,
    revision        INTEGER NOT NULL DEFAULT 1,
    created_at      TEXT    NOT NULL,
    aligned_at      TEXT    NOT NULL
) STRICT;

-- Segments that translate each other, omissions included. source and target are JSON arrays of the
-- segments as they are in the articles; source_edited and target_edited are the texts as a person
-- edited them.
CREATE TABLE bead (
    id            INTEGER PRIMARY KEY,
    document_id   INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    source        TEXT    NOT NULL,
    target        TEXT    NOT NULL,
    source_start  INTEGER NOT NULL,
    target_start  INTEGER NOT NULL,
    source_edited TEXT,
    target_edited TEXT,
    score         REAL    NOT NULL,
    status        TEXT    NOT NULL DEFAULT 'auto'
                  CHECK (status IN ('auto', 'accepted', 'edited', 'rejected')),
    note          TEXT,
    UNIQUE (document_id, position)
) STRICT;

-- A translation unit. Tags are JSON arrays of inline tags, NULL if there are none. A unit that a person
-- approved outlives its bead.
CREATE TABLE unit (
    id              INTEGER PRIMARY KEY,
    bead_id         INTEGER UNIQUE REFERENCES bead (id) ON DELETE SET NULL,
    document_id     INTEGER REFERENCES document (id) ON DELETE SET NULL,
    source_language TEXT    NOT NULL,
    target_language TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    target          TEXT    NOT NULL,
    source_tags     TEXT,
    target_tags     TEXT,
    context_before  TEXT,
    context_after   TEXT,
    score           REAL    NOT NULL,
    status          TEXT    NOT NULL DEFAULT 'auto'
                    CHECK (status IN ('auto', 'accepted', 'edited')),
    created_at      TEXT    NOT NULL,
    created_by      TEXT,
    changed_at      TEXT    NOT NULL,
    changed_by      TEXT,
    usage_count     INTEGER NOT NULL DEFAULT 0,
    note            TEXT,
    properties      TEXT
) STRICT;

CREATE INDEX unit_by_document ON unit (document_id);

-- The history of the memory, in order; rows are never changed.
CREATE TABLE operation (
    id       INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    by       TEXT,
    kind     TEXT NOT NULL,
    document TEXT,
    detail   TEXT NOT NULL
) STRICT;
