-- Beads can be inserted between others: positions and starts become sort keys with gaps. position orders
-- the rows; source_start and target_start order the segments of each article, which rows may cross. The
-- layout has a letter for each segment: t(ext), h(eading), i(tem), c(ell), q(uote), n(ote), a capital if
-- the segment begins a paragraph; NULL if it is unknown.
UPDATE bead SET position = -position - 1, source_start = source_start << 20, target_start = target_start << 20;
UPDATE bead SET position = (-position - 1) << 20;
ALTER TABLE bead ADD COLUMN source_layout TEXT;
ALTER TABLE bead ADD COLUMN target_layout TEXT;

-- The revision of its document in which a bead was last changed.
ALTER TABLE bead ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- The document that an operation concerned, whatever its name was then.
ALTER TABLE operation ADD COLUMN document_id INTEGER;
UPDATE operation SET document_id = (SELECT id FROM document WHERE document.name = operation.document);

-- The position of a bead's unit is the number of beads before it.
UPDATE unit SET position = (SELECT bead.position >> 20 FROM bead WHERE bead.id = bead_id) WHERE bead_id IS NOT NULL;
UPDATE change SET before = json_set(before, '$.revision', 0, '$.position', (before ->> '$.position') << 20,
    '$.source_start', (before ->> '$.source_start') << 20, '$.target_start', (before ->> '$.target_start') << 20)
WHERE of_table = 'bead' AND before IS NOT NULL;

-- A bead and its unit share one note.
UPDATE bead SET note = (SELECT unit.note FROM unit WHERE unit.bead_id = bead.id)
WHERE note IS NULL AND id IN (SELECT bead_id FROM unit WHERE note IS NOT NULL);
