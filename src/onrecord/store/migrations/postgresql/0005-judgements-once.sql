-- Judgements are kept once: what an author says about a pair or a row is in force at most one time. Merging two dossiers that had
-- both been linked kept it twice. Of such copies the first stays, or the last where the author had said otherwise in between. Copies
-- by a program are removed; those by people are withdrawn, because no decision of a person is deleted.
CREATE TEMPORARY TABLE said_twice AS
    SELECT number, "by" FROM (
        SELECT number, "by",
            CASE WHEN count(*) OVER subject > count(*) OVER same_words
                THEN row_number() OVER (same_words ORDER BY made_at DESC, number DESC)
                ELSE row_number() OVER (same_words ORDER BY made_at, number)
            END AS place
        FROM judgements
        WHERE withdrawn_at IS NULL
        WINDOW subject AS (PARTITION BY kind, left_id, right_id, "by"),
            same_words AS (PARTITION BY kind, left_id, right_id, "by", same, coalesce(value, ''))
    ) AS numbered
    WHERE place > 1;

DELETE FROM judgements WHERE number IN (SELECT number FROM said_twice WHERE substr("by", 1, 5) = 'rule:');

UPDATE judgements SET withdrawn_by = 'rule:migration', withdrawn_why = 'the same author says the same in another judgement',
    withdrawn_at = (SELECT max(j.made_at) FROM judgements AS j WHERE j.kind = judgements.kind AND j.left_id = judgements.left_id
        AND j.right_id = judgements.right_id AND j."by" = judgements."by")
    WHERE number IN (SELECT number FROM said_twice);

DROP TABLE said_twice;

-- An entry of an index is limited to 2,704 bytes, a value is not.
CREATE UNIQUE INDEX judgements_in_force ON judgements (kind, left_id, right_id, "by", same, md5(coalesce(value, '')))
    WHERE withdrawn_at IS NULL;

-- The digest of a stored record, by which `onrecord check` finds what was altered outside the program.
ALTER TABLE records ADD COLUMN sha256 TEXT COLLATE "C";

ALTER TABLE readings ADD COLUMN sha256 TEXT COLLATE "C";
