-- What each actor said and took part in, and the commitments over all articles: kept as the tables of 0007 are
-- (`onrecord.store.sql.kept`).

-- Current statements that were made, by each of their speakers, and current events, by each of their parties. `kind` is statement or
-- event, `lane` the act or type. Days are ISO 8601, '' where unknown.
CREATE TABLE actor_rows (
    kind TEXT NOT NULL,
    known_as TEXT NOT NULL,
    day_from TEXT NOT NULL,
    article_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    row_id TEXT NOT NULL,
    day_to TEXT NOT NULL,
    lane TEXT NOT NULL,
    PRIMARY KEY (kind, known_as, day_from DESC, article_id, position, row_id)
) WITHOUT ROWID;

-- How many of them an actor has.
CREATE TABLE actor_totals (
    kind TEXT NOT NULL,
    known_as TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (kind, known_as)
) WITHOUT ROWID;

-- All commitments, each with the one over all articles that it is a report of, and whether it can be checked (0 or 1).
CREATE TABLE commitment_reports (
    article_id TEXT NOT NULL,
    commitment_id TEXT NOT NULL,
    promise TEXT NOT NULL,
    checkable INTEGER NOT NULL,
    PRIMARY KEY (article_id, commitment_id)
) WITHOUT ROWID;

-- The commitments of which current articles report: their latest day, and the first row of that day.
CREATE TABLE promises (
    promise TEXT NOT NULL,
    checkable INTEGER NOT NULL,
    latest TEXT NOT NULL,
    article_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (promise)
) WITHOUT ROWID;

-- The day of a statement on a topic, by which the earliest and latest utterances of a position are found.
ALTER TABLE said_topics ADD COLUMN day_from TEXT NOT NULL DEFAULT '';

UPDATE said_topics SET day_from = coalesce((SELECT s.day_from FROM statements AS s
    WHERE s.article_id = said_topics.article_id AND s.id = said_topics.statement_id), '');

DROP INDEX said_topics_by_topic;

CREATE INDEX said_topics_by_topic ON said_topics (known_as, topic, utterance, day_from);

CREATE INDEX actor_rows_by_row ON actor_rows (article_id, row_id);

CREATE INDEX actor_totals_by_total ON actor_totals (kind, total DESC, known_as);

CREATE INDEX commitment_reports_by_promise ON commitment_reports (promise);

CREATE INDEX promises_by_day ON promises (checkable DESC, latest DESC, article_id, position);

CREATE TRIGGER events_noted AFTER INSERT ON events BEGIN
    INSERT OR IGNORE INTO stale VALUES ('event', new.article_id || '/' || new.id);
END;

CREATE TRIGGER events_noted_gone AFTER DELETE ON events BEGIN
    INSERT OR IGNORE INTO stale VALUES ('event', old.article_id || '/' || old.id);
END;

CREATE TRIGGER commitments_noted AFTER INSERT ON commitments BEGIN
    INSERT OR IGNORE INTO stale VALUES ('commitment', new.article_id || '/' || new.id);
END;

CREATE TRIGGER commitments_noted_gone AFTER DELETE ON commitments BEGIN
    INSERT OR IGNORE INTO stale VALUES ('commitment', old.article_id || '/' || old.id);
END;

CREATE TRIGGER actors_rows_noted AFTER UPDATE OF known_as ON actors WHEN old.known_as <> new.known_as BEGIN
    INSERT OR IGNORE INTO stale
        SELECT 'statement', article_id || '/' || statement_id FROM mouths WHERE article_id = new.article_id AND actor_id = new.id;
    INSERT OR IGNORE INTO stale
        SELECT 'event', article_id || '/' || event_id FROM parties WHERE article_id = new.article_id AND actor_id = new.id;
END;

CREATE TRIGGER articles_rows_superseded AFTER UPDATE OF superseded_by ON articles
    WHEN (old.superseded_by IS NULL) <> (new.superseded_by IS NULL) BEGIN
    INSERT OR IGNORE INTO stale SELECT 'event', article_id || '/' || id FROM events WHERE article_id = new.id;
    INSERT OR IGNORE INTO stale SELECT 'commitment', article_id || '/' || id FROM commitments WHERE article_id = new.id;
END;

CREATE TRIGGER families_of_commitments_noted AFTER INSERT ON families WHEN new.kind = 'commitment' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('commitment', new.member);
END;

CREATE TRIGGER families_of_commitments_gone AFTER DELETE ON families WHEN old.kind = 'commitment' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('commitment', old.member);
END;

CREATE TRIGGER families_of_commitments_changed AFTER UPDATE ON families WHEN new.kind = 'commitment' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('commitment', old.member), ('commitment', new.member);
END;
