-- A checksum of each row that cannot be rebuilt, over all its columns. Who changes a row without knowing its
-- checksum leaves none: these triggers see to that. tarjuman itself runs no trigger of the file, and writes the
-- checksum. −1 marks a row that was found to be damaged.
ALTER TABLE document ADD COLUMN checksum INTEGER;
ALTER TABLE bead ADD COLUMN checksum INTEGER;
ALTER TABLE unit ADD COLUMN checksum INTEGER;
ALTER TABLE operation ADD COLUMN checksum INTEGER;
ALTER TABLE change ADD COLUMN checksum INTEGER;

CREATE TRIGGER document_changed AFTER UPDATE ON document WHEN NEW.checksum IS OLD.checksum
BEGIN UPDATE document SET checksum = NULL WHERE id = NEW.id; END;
CREATE TRIGGER bead_changed AFTER UPDATE ON bead WHEN NEW.checksum IS OLD.checksum
BEGIN UPDATE bead SET checksum = NULL WHERE id = NEW.id; END;
CREATE TRIGGER unit_changed AFTER UPDATE ON unit WHEN NEW.checksum IS OLD.checksum
BEGIN UPDATE unit SET checksum = NULL WHERE id = NEW.id; END;
CREATE TRIGGER operation_changed AFTER UPDATE ON operation WHEN NEW.checksum IS OLD.checksum
BEGIN UPDATE operation SET checksum = NULL WHERE id = NEW.id; END;
CREATE TRIGGER change_changed AFTER UPDATE ON change WHEN NEW.checksum IS OLD.checksum
BEGIN
    UPDATE change SET checksum = NULL WHERE operation_id = NEW.operation_id AND sequence = NEW.sequence;
END;

-- The blocks of postings have one too, so that no search takes a damaged block for the whole truth.
DROP TABLE posting;
CREATE TABLE posting (
    segment  INTEGER NOT NULL,
    term     TEXT    NOT NULL,
    first    INTEGER NOT NULL,
    units    BLOB    NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (segment, term, first)
) WITHOUT ROWID, STRICT;
