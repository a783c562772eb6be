-- What each actor said and took part in, and the commitments over all articles: kept as the tables of 0007 are
-- (`onrecord.store.sql.kept`).

-- Current statements that were made, by each of their speakers, and current events, by each of their parties. `kind` is statement or
-- event, `lane` the act or type. Days are ISO 8601, '' where unknown.
CREATE TABLE actor_rows (
    kind TEXT COLLATE "C" NOT NULL,
    known_as TEXT COLLATE "C" NOT NULL,
    day_from TEXT COLLATE "C" NOT NULL,
    article_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    row_id TEXT COLLATE "C" NOT NULL,
    day_to TEXT COLLATE "C" NOT NULL,
    lane TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, known_as, day_from, article_id, position, row_id) INCLUDE (day_to, lane)
);

-- How many of them an actor has.
CREATE TABLE actor_totals (
    kind TEXT COLLATE "C" NOT NULL,
    known_as TEXT COLLATE "C" NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (kind, known_as)
);

-- All commitments, each with the one over all articles that it is a report of, and whether it can be checked (0 or 1).
CREATE TABLE commitment_reports (
    article_id TEXT COLLATE "C" NOT NULL,
    commitment_id TEXT COLLATE "C" NOT NULL,
    promise TEXT COLLATE "C" NOT NULL,
    checkable INTEGER NOT NULL,
    PRIMARY KEY (article_id, commitment_id)
);

-- The commitments of which current articles report: their latest day, and the first row of that day.
CREATE TABLE promises (
    promise TEXT COLLATE "C" NOT NULL,
    checkable INTEGER NOT NULL,
    latest TEXT COLLATE "C" NOT NULL,
    article_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (promise)
);

-- The day of a statement on a topic, by which the earliest and latest utterances of a position are found.
ALTER TABLE said_topics ADD COLUMN day_from TEXT COLLATE "C" NOT NULL DEFAULT '';

UPDATE said_topics SET day_from = coalesce((SELECT to_char(s.day_from, 'YYYY-MM-DD') FROM statements AS s
    WHERE s.article_id = said_topics.article_id AND s.id = said_topics.statement_id), '');

DROP INDEX said_topics_by_topic;

CREATE INDEX said_topics_by_topic ON said_topics (known_as, topic, utterance, day_from);

CREATE INDEX actor_rows_by_row ON actor_rows (article_id, row_id);

CREATE INDEX actor_totals_by_total ON actor_totals (kind, total DESC, known_as);

CREATE INDEX commitment_reports_by_promise ON commitment_reports (promise);

CREATE INDEX promises_by_day ON promises (checkable DESC, latest DESC, article_id, position);

-- The argument is the kind of row that is noted.
CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed RECORD;
BEGIN
    IF TG_OP = 'INSERT' THEN changed := NEW; ELSE changed := OLD; END IF;
    INSERT INTO stale VALUES (TG_ARGV[0], changed.article_id || '/' || changed.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER events_noted AFTER INSERT OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION note_row('event');

CREATE TRIGGER commitments_noted AFTER INSERT OR DELETE ON commitments FOR EACH ROW EXECUTE FUNCTION note_row('commitment');

CREATE FUNCTION note_rows_of_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale
        SELECT 'statement', article_id || '/' || statement_id FROM mouths WHERE article_id = NEW.article_id AND actor_id = NEW.id
        ON CONFLICT DO NOTHING;
    INSERT INTO stale
        SELECT 'event', article_id || '/' || event_id FROM parties WHERE article_id = NEW.article_id AND actor_id = NEW.id
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER actors_rows_noted AFTER UPDATE OF known_as ON actors
    FOR EACH ROW WHEN (OLD.known_as <> NEW.known_as) EXECUTE FUNCTION note_rows_of_actor();

CREATE FUNCTION note_rows_of_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale SELECT 'event', article_id || '/' || id FROM events WHERE article_id = NEW.id ON CONFLICT DO NOTHING;
    INSERT INTO stale SELECT 'commitment', article_id || '/' || id FROM commitments WHERE article_id = NEW.id ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_rows_superseded AFTER UPDATE OF superseded_by ON articles
    FOR EACH ROW WHEN ((OLD.superseded_by IS NULL) <> (NEW.superseded_by IS NULL)) EXECUTE FUNCTION note_rows_of_article();

CREATE FUNCTION note_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.kind = 'commitment' THEN INSERT INTO stale VALUES ('commitment', OLD.member) ON CONFLICT DO NOTHING; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.kind = 'commitment' THEN INSERT INTO stale VALUES ('commitment', NEW.member) ON CONFLICT DO NOTHING; END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER families_of_commitments_noted AFTER INSERT OR DELETE OR UPDATE ON families
    FOR EACH ROW EXECUTE FUNCTION note_report();

-- In the order of lists, where statements without a day come last.
DROP INDEX statements_by_day;

CREATE INDEX statements_by_day ON statements (day_from DESC NULLS LAST, article_id, position, reality);

DROP INDEX statements_by_act;

CREATE INDEX statements_by_act ON statements (act, day_from DESC NULLS LAST, article_id, position, reality);
