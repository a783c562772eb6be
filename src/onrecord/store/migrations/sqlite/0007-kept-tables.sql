-- Tables that answer questions about the whole dossier, kept up to date with every change (`onrecord.store.sql.kept`).
-- Sums are kept by triggers. What triggers cannot work out, they note in `stale`; the transaction that changed it works it out
-- before it ends. "Current" are rows of articles that no later version supersedes.

-- An article is superseded only by one that is there.
UPDATE articles SET superseded_by = NULL
    WHERE superseded_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles AS later WHERE later.id = articles.superseded_by);

CREATE TRIGGER articles_removed AFTER DELETE ON articles BEGIN
    UPDATE articles SET superseded_by = NULL WHERE superseded_by = old.id;
END;

-- Numbers of current statements and events. Days are ISO 8601, '' where unknown.
CREATE TABLE statement_days (
    day_from TEXT NOT NULL,
    day_to TEXT NOT NULL,
    act TEXT NOT NULL,
    reality TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day_from, day_to, act, reality)
) WITHOUT ROWID;

CREATE TABLE event_days (
    day_from TEXT NOT NULL,
    day_to TEXT NOT NULL,
    type TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day_from, day_to, type)
) WITHOUT ROWID;

-- Actors of current articles, by their ids across articles: sums of `articles` and `statements` of their rows, their number, and
-- their first and last day.
CREATE TABLE known_actors (
    known_as TEXT NOT NULL,
    articles INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    total INTEGER NOT NULL,
    day_from DATE,
    day_to DATE,
    PRIMARY KEY (known_as)
) WITHOUT ROWID;

-- The judgements that wait for a person.
CREATE TABLE doubts (
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    score FLOAT NOT NULL,
    PRIMARY KEY (number)
);

-- The ends of names from each word on, by which names that contain some words are found.
CREATE TABLE name_ends (
    ending TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (ending, folded)
) WITHOUT ROWID;

-- The statements that respond or are responded to, with their utterance and thread (`onrecord.store.sql.kept.threads`).
CREATE TABLE thread_turns (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    utterance TEXT NOT NULL,
    thread TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id)
) WITHOUT ROWID;

CREATE TABLE threads (
    thread TEXT NOT NULL,
    turns INTEGER NOT NULL,
    latest TEXT NOT NULL,
    PRIMARY KEY (thread)
) WITHOUT ROWID;

-- The current statements that were made and have a topic, by speaker, and how many utterances a speaker made on a topic.
CREATE TABLE said_topics (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    known_as TEXT NOT NULL,
    utterance TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id, topic)
) WITHOUT ROWID;

CREATE TABLE positions (
    known_as TEXT NOT NULL,
    topic TEXT NOT NULL,
    utterances INTEGER NOT NULL,
    PRIMARY KEY (known_as, topic)
) WITHOUT ROWID;

-- The answers that current statements which were made give to others of their article: who answers whom, with the names there.
CREATE TABLE answer_pairs (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    who TEXT,
    whom TEXT,
    relation TEXT NOT NULL,
    who_name TEXT,
    whom_name TEXT,
    PRIMARY KEY (article_id, statement_id, position)
) WITHOUT ROWID;

-- What a transaction has changed and not yet worked out: statements (`ARTICLE/STATEMENT`) and folded names. Empty after each.
CREATE TABLE stale (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;

CREATE INDEX known_actors_by_statements ON known_actors (statements DESC, articles DESC, known_as);

CREATE INDEX doubts_by_score ON doubts (score DESC, number);

CREATE INDEX doubts_by_kind ON doubts (kind, score DESC, number);

CREATE INDEX name_ends_by_name ON name_ends (folded);

CREATE INDEX thread_turns_by_thread ON thread_turns (thread);

CREATE INDEX thread_turns_by_utterance ON thread_turns (utterance);

CREATE INDEX threads_by_turns ON threads (turns DESC, latest DESC, thread);

CREATE INDEX said_topics_by_topic ON said_topics (known_as, topic, utterance);

CREATE INDEX answer_pairs_by_actors ON answer_pairs (who, whom, relation, who_name, whom_name);

CREATE INDEX positions_by_utterances ON positions (utterances DESC, known_as, topic);

-- A statement that is added or removed.
CREATE TRIGGER statements_noted AFTER INSERT ON statements BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', new.article_id || '/' || new.id);
END;

CREATE TRIGGER statements_tallied AFTER INSERT ON statements
    WHEN (SELECT superseded_by FROM articles WHERE id = new.article_id) IS NULL BEGIN
    INSERT INTO statement_days VALUES (coalesce(new.day_from, ''), coalesce(new.day_to, ''), new.act, new.reality, 1)
        ON CONFLICT DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER statements_taken_out AFTER DELETE ON statements BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', old.article_id || '/' || old.id);
    UPDATE statement_days SET total = total - 1 WHERE day_from = coalesce(old.day_from, '') AND day_to = coalesce(old.day_to, '')
        AND act = old.act AND reality = old.reality
        AND EXISTS (SELECT 1 FROM articles WHERE id = old.article_id AND superseded_by IS NULL);
END;

CREATE TRIGGER events_tallied AFTER INSERT ON events
    WHEN (SELECT superseded_by FROM articles WHERE id = new.article_id) IS NULL BEGIN
    INSERT INTO event_days VALUES (coalesce(new.day_from, ''), coalesce(new.day_to, ''), new.type, 1)
        ON CONFLICT DO UPDATE SET total = total + 1;
END;

CREATE TRIGGER events_taken_out AFTER DELETE ON events
    WHEN EXISTS (SELECT 1 FROM articles WHERE id = old.article_id AND superseded_by IS NULL) BEGIN
    UPDATE event_days SET total = total - 1
        WHERE day_from = coalesce(old.day_from, '') AND day_to = coalesce(old.day_to, '') AND type = old.type;
END;

CREATE TRIGGER actors_tallied AFTER INSERT ON actors
    WHEN (SELECT superseded_by FROM articles WHERE id = new.article_id) IS NULL BEGIN
    INSERT INTO known_actors VALUES (new.known_as, new.articles, new.statements, 1, new.day_from, new.day_to) ON CONFLICT DO UPDATE
        SET articles = articles + excluded.articles, statements = statements + excluded.statements, total = total + 1,
            day_from = min(coalesce(day_from, excluded.day_from), coalesce(excluded.day_from, day_from)),
            day_to = max(coalesce(day_to, excluded.day_to), coalesce(excluded.day_to, day_to));
END;

CREATE TRIGGER actors_taken_out AFTER DELETE ON actors
    WHEN EXISTS (SELECT 1 FROM articles WHERE id = old.article_id AND superseded_by IS NULL) BEGIN
    UPDATE known_actors SET articles = articles - old.articles, statements = statements - old.statements, total = total - 1
        WHERE known_as = old.known_as;
    DELETE FROM known_actors WHERE known_as = old.known_as AND total = 0;
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as)
        WHERE known_as = old.known_as AND (day_from = old.day_from OR day_to = old.day_to);
END;

CREATE TRIGGER actors_changed AFTER UPDATE OF known_as, articles, statements ON actors
    WHEN EXISTS (SELECT 1 FROM articles WHERE id = new.article_id AND superseded_by IS NULL) BEGIN
    UPDATE known_actors SET articles = articles - old.articles, statements = statements - old.statements, total = total - 1
        WHERE known_as = old.known_as;
    INSERT INTO known_actors VALUES (new.known_as, new.articles, new.statements, 1, new.day_from, new.day_to) ON CONFLICT DO UPDATE
        SET articles = articles + excluded.articles, statements = statements + excluded.statements, total = total + 1,
            day_from = min(coalesce(day_from, excluded.day_from), coalesce(excluded.day_from, day_from)),
            day_to = max(coalesce(day_to, excluded.day_to), coalesce(excluded.day_to, day_to));
    DELETE FROM known_actors WHERE known_as = old.known_as AND total = 0;
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as)
        WHERE known_as = old.known_as AND (day_from = old.day_from OR day_to = old.day_to);
END;

CREATE TRIGGER actors_noted AFTER UPDATE OF known_as ON actors WHEN old.known_as <> new.known_as BEGIN
    INSERT OR IGNORE INTO stale
        SELECT 'statement', article_id || '/' || id FROM statements WHERE article_id = new.article_id AND actor_id = new.id;
END;

-- Rows of an article that becomes superseded count no longer; those of one that is no longer superseded count again.
CREATE TRIGGER articles_superseded AFTER UPDATE OF superseded_by ON articles
    WHEN (old.superseded_by IS NULL) <> (new.superseded_by IS NULL) BEGIN
    INSERT INTO statement_days
        SELECT coalesce(day_from, ''), coalesce(day_to, ''), act, reality, count(*) * iif(new.superseded_by IS NULL, 1, -1)
            FROM statements WHERE article_id = new.id GROUP BY 1, 2, 3, 4
        ON CONFLICT DO UPDATE SET total = total + excluded.total;
    INSERT INTO event_days
        SELECT coalesce(day_from, ''), coalesce(day_to, ''), type, count(*) * iif(new.superseded_by IS NULL, 1, -1)
            FROM events WHERE article_id = new.id GROUP BY 1, 2, 3
        ON CONFLICT DO UPDATE SET total = total + excluded.total;
    INSERT INTO known_actors
        SELECT known_as, sum(articles) * iif(new.superseded_by IS NULL, 1, -1),
            sum(statements) * iif(new.superseded_by IS NULL, 1, -1), count(*) * iif(new.superseded_by IS NULL, 1, -1), min(day_from), max(day_to)
            FROM actors WHERE article_id = new.id GROUP BY known_as
        ON CONFLICT DO UPDATE SET articles = articles + excluded.articles, statements = statements + excluded.statements,
            total = total + excluded.total,
            day_from = min(coalesce(day_from, excluded.day_from), coalesce(excluded.day_from, day_from)),
            day_to = max(coalesce(day_to, excluded.day_to), coalesce(excluded.day_to, day_to));
    DELETE FROM known_actors WHERE total = 0 AND known_as IN (SELECT known_as FROM actors WHERE article_id = new.id);
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as)
        WHERE new.superseded_by IS NOT NULL AND known_as IN (SELECT known_as FROM actors WHERE article_id = new.id) AND (day_from = new.day_from OR day_to = new.day_to);
    INSERT OR IGNORE INTO stale SELECT 'statement', article_id || '/' || id FROM statements WHERE article_id = new.id;
END;

-- The rows of an article are removed after it, so that nothing is left that says whether it was current.
CREATE TRIGGER articles_taken_out BEFORE DELETE ON articles WHEN old.superseded_by IS NULL BEGIN
    INSERT INTO statement_days
        SELECT coalesce(day_from, ''), coalesce(day_to, ''), act, reality, -count(*)
            FROM statements WHERE article_id = old.id GROUP BY 1, 2, 3, 4
        ON CONFLICT DO UPDATE SET total = total + excluded.total;
    INSERT INTO event_days
        SELECT coalesce(day_from, ''), coalesce(day_to, ''), type, -count(*)
            FROM events WHERE article_id = old.id GROUP BY 1, 2, 3
        ON CONFLICT DO UPDATE SET total = total + excluded.total;
    INSERT INTO known_actors
        SELECT known_as, -sum(articles), -sum(statements), -count(*), min(day_from), max(day_to) FROM actors WHERE article_id = old.id GROUP BY known_as
        ON CONFLICT DO UPDATE SET articles = articles + excluded.articles, statements = statements + excluded.statements,
            total = total + excluded.total,
            day_from = min(coalesce(day_from, excluded.day_from), coalesce(excluded.day_from, day_from)),
            day_to = max(coalesce(day_to, excluded.day_to), coalesce(excluded.day_to, day_to));
    DELETE FROM known_actors WHERE total = 0 AND known_as IN (SELECT known_as FROM actors WHERE article_id = old.id);
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as AND a.article_id <> old.id),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as AND a.article_id <> old.id)
        WHERE known_as IN (SELECT known_as FROM actors WHERE article_id = old.id) AND (day_from = old.day_from OR day_to = old.day_to);
END;

CREATE TRIGGER names_noted AFTER INSERT ON names
    WHEN NOT EXISTS (SELECT 1 FROM name_ends WHERE folded = new.folded) BEGIN
    INSERT OR IGNORE INTO stale VALUES ('name', new.folded);
END;

CREATE TRIGGER names_taken_out AFTER DELETE ON names
    WHEN NOT EXISTS (SELECT 1 FROM names WHERE folded = old.folded) BEGIN
    INSERT OR IGNORE INTO stale VALUES ('name', old.folded);
END;

-- Statements that several articles report, and answers that people judged.
CREATE TRIGGER families_noted AFTER INSERT ON families WHEN new.kind = 'statement' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', new.member);
END;

CREATE TRIGGER families_taken_out AFTER DELETE ON families WHEN old.kind = 'statement' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', old.member);
END;

CREATE TRIGGER families_changed AFTER UPDATE ON families WHEN new.kind = 'statement' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', old.member), ('statement', new.member);
END;

CREATE TRIGGER judgements_noted AFTER INSERT ON judgements WHEN new.kind = 'answer' AND new.withdrawn_at IS NULL BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', new.left_id), ('statement', new.right_id);
END;

CREATE TRIGGER judgements_noted_again AFTER UPDATE ON judgements WHEN new.kind = 'answer' BEGIN
    INSERT OR IGNORE INTO stale VALUES ('statement', new.left_id), ('statement', new.right_id);
END;

-- A program's "not the same" of a score from 0.3 (`DOUBTFUL`) on waits while nothing else decides about its pair.
CREATE TRIGGER judgements_made AFTER INSERT ON judgements WHEN new.withdrawn_at IS NULL BEGIN
    DELETE FROM doubts WHERE number IN (SELECT number FROM judgements
        WHERE kind = new.kind AND left_id = new.left_id AND right_id = new.right_id AND withdrawn_at IS NULL);
    INSERT INTO doubts SELECT number, kind, score FROM judgements
        WHERE kind = new.kind AND left_id = new.left_id AND right_id = new.right_id AND withdrawn_at IS NULL
            AND substr("by", 1, 5) = 'rule:' AND NOT same AND score >= 0.3
            AND NOT EXISTS (SELECT 1 FROM judgements AS other
                WHERE other.kind = new.kind AND other.left_id = new.left_id AND other.right_id = new.right_id
                    AND other.withdrawn_at IS NULL AND (substr(other."by", 1, 5) <> 'rule:' OR other.same));
END;

CREATE TRIGGER judgements_changed AFTER UPDATE ON judgements BEGIN
    DELETE FROM doubts WHERE number = new.number OR number IN (SELECT number FROM judgements
        WHERE kind = new.kind AND left_id = new.left_id AND right_id = new.right_id AND withdrawn_at IS NULL);
    INSERT INTO doubts SELECT number, kind, score FROM judgements
        WHERE kind = new.kind AND left_id = new.left_id AND right_id = new.right_id AND withdrawn_at IS NULL
            AND substr("by", 1, 5) = 'rule:' AND NOT same AND score >= 0.3
            AND NOT EXISTS (SELECT 1 FROM judgements AS other
                WHERE other.kind = new.kind AND other.left_id = new.left_id AND other.right_id = new.right_id
                    AND other.withdrawn_at IS NULL AND (substr(other."by", 1, 5) <> 'rule:' OR other.same));
END;

-- Indexes for lists by act, by confidence, of one outlet, and for what people decided.
CREATE INDEX statements_by_act ON statements (act, day_from DESC, article_id, position, reality);

CREATE INDEX statements_by_confidence ON statements (confidence, article_id, position);

CREATE INDEX articles_by_outlet ON articles (outlet, superseded_by);

CREATE INDEX judgements_by_people ON judgements (number) WHERE substr("by", 1, 5) <> 'rule:';

CREATE INDEX judgements_withdrawn ON judgements (number) WHERE withdrawn_at IS NOT NULL;

-- Which countries, sectors and Wikidata ids the articles give an actor, without reading all its rows.
CREATE INDEX actors_by_country ON actors (known_as, country) WHERE country IS NOT NULL;

CREATE INDEX actors_by_sector ON actors (known_as, sector) WHERE sector IS NOT NULL;

CREATE INDEX actors_by_wikidata ON actors (known_as, wikidata) WHERE wikidata IS NOT NULL;
