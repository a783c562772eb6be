-- Tables that answer questions about the whole dossier, kept up to date with every change (`onrecord.store.sql.kept`).
-- Sums are kept by triggers. What triggers cannot work out, they note in `stale`; the transaction that changed it works it out
-- before it ends. "Current" are rows of articles that no later version supersedes.

-- An article is superseded only by one that is there.
UPDATE articles SET superseded_by = NULL
    WHERE superseded_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles AS later WHERE later.id = articles.superseded_by);

-- Numbers of current statements and events. Days are ISO 8601, '' where unknown.
CREATE TABLE statement_days (
    day_from TEXT COLLATE "C" NOT NULL,
    day_to TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    reality TEXT COLLATE "C" NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day_from, day_to, act, reality)
);

CREATE TABLE event_days (
    day_from TEXT COLLATE "C" NOT NULL,
    day_to TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day_from, day_to, type)
);

-- Actors of current articles, by their ids across articles: sums of `articles` and `statements` of their rows, their number, and
-- their first and last day.
CREATE TABLE known_actors (
    known_as TEXT COLLATE "C" NOT NULL,
    articles INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    total INTEGER NOT NULL,
    day_from DATE,
    day_to DATE,
    PRIMARY KEY (known_as)
);

-- The judgements that wait for a person.
CREATE TABLE doubts (
    number INTEGER NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (number)
);

-- The ends of names from each word on, by which names that contain some words are found.
CREATE TABLE name_ends (
    ending TEXT COLLATE "C" NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (ending, folded)
);

-- The statements that respond or are responded to, with their utterance and thread (`onrecord.store.sql.kept.threads`).
CREATE TABLE thread_turns (
    article_id TEXT COLLATE "C" NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    utterance TEXT COLLATE "C" NOT NULL,
    thread TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, statement_id)
);

CREATE TABLE threads (
    thread TEXT COLLATE "C" NOT NULL,
    turns INTEGER NOT NULL,
    latest TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (thread)
);

-- The current statements that were made and have a topic, by speaker, and how many utterances a speaker made on a topic.
CREATE TABLE said_topics (
    article_id TEXT COLLATE "C" NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    topic TEXT COLLATE "C" NOT NULL,
    known_as TEXT COLLATE "C" NOT NULL,
    utterance TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, statement_id, topic)
);

CREATE TABLE positions (
    known_as TEXT COLLATE "C" NOT NULL,
    topic TEXT COLLATE "C" NOT NULL,
    utterances INTEGER NOT NULL,
    PRIMARY KEY (known_as, topic)
);

-- The answers that current statements which were made give to others of their article: who answers whom, with the names there.
CREATE TABLE answer_pairs (
    article_id TEXT COLLATE "C" NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    who TEXT COLLATE "C",
    whom TEXT COLLATE "C",
    relation TEXT COLLATE "C" NOT NULL,
    who_name TEXT COLLATE "C",
    whom_name TEXT COLLATE "C",
    PRIMARY KEY (article_id, statement_id, position)
);

-- What a transaction has changed and not yet worked out: statements (`ARTICLE/STATEMENT`) and folded names. Empty after each.
CREATE TABLE stale (
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name)
);

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
CREATE FUNCTION keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed RECORD;
    step INTEGER;
BEGIN
    IF TG_OP = 'INSERT' THEN changed := NEW; step := 1; ELSE changed := OLD; step := -1; END IF;
    INSERT INTO stale VALUES ('statement', changed.article_id || '/' || changed.id) ON CONFLICT DO NOTHING;
    IF EXISTS (SELECT 1 FROM articles WHERE id = changed.article_id AND superseded_by IS NULL) THEN
        INSERT INTO statement_days AS kept VALUES (coalesce(to_char(changed.day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(changed.day_to, 'YYYY-MM-DD'), ''), changed.act, changed.reality, step)
            ON CONFLICT (day_from, day_to, act, reality) DO UPDATE SET total = kept.total + excluded.total;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER statements_tallied AFTER INSERT OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION keep_statement();

CREATE FUNCTION keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed RECORD;
    step INTEGER;
BEGIN
    IF TG_OP = 'INSERT' THEN changed := NEW; step := 1; ELSE changed := OLD; step := -1; END IF;
    IF EXISTS (SELECT 1 FROM articles WHERE id = changed.article_id AND superseded_by IS NULL) THEN
        INSERT INTO event_days AS kept VALUES (coalesce(to_char(changed.day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(changed.day_to, 'YYYY-MM-DD'), ''), changed.type, step)
            ON CONFLICT (day_from, day_to, type) DO UPDATE SET total = kept.total + excluded.total;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER events_tallied AFTER INSERT OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION keep_event();

CREATE FUNCTION keep_actor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_article TEXT;
BEGIN
    IF TG_OP = 'DELETE' THEN its_article := OLD.article_id; ELSE its_article := NEW.article_id; END IF;
    IF EXISTS (SELECT 1 FROM articles WHERE id = its_article AND superseded_by IS NULL) THEN
        IF TG_OP <> 'INSERT' THEN
            UPDATE known_actors SET articles = articles - OLD.articles, statements = statements - OLD.statements, total = total - 1
                WHERE known_as = OLD.known_as;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO known_actors AS kept VALUES (NEW.known_as, NEW.articles, NEW.statements, 1, NEW.day_from, NEW.day_to)
                ON CONFLICT (known_as) DO UPDATE SET articles = kept.articles + excluded.articles,
                    statements = kept.statements + excluded.statements, total = kept.total + 1,
                    day_from = least(kept.day_from, excluded.day_from), day_to = greatest(kept.day_to, excluded.day_to);
        END IF;
        IF TG_OP <> 'INSERT' THEN
            DELETE FROM known_actors WHERE known_as = OLD.known_as AND total = 0;
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as)
        WHERE known_as = OLD.known_as AND (day_from = OLD.day_from OR day_to = OLD.day_to);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER actors_tallied AFTER INSERT OR DELETE OR UPDATE OF known_as, articles, statements ON actors
    FOR EACH ROW EXECUTE FUNCTION keep_actor();

CREATE FUNCTION note_known_as() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale
        SELECT 'statement', article_id || '/' || id FROM statements WHERE article_id = NEW.article_id AND actor_id = NEW.id
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER actors_noted AFTER UPDATE OF known_as ON actors
    FOR EACH ROW WHEN (OLD.known_as <> NEW.known_as) EXECUTE FUNCTION note_known_as();

-- Rows of an article that becomes superseded count no longer; those of one that is no longer superseded count again.
CREATE FUNCTION keep_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step INTEGER;
BEGIN
    IF NEW.superseded_by IS NULL THEN step := 1; ELSE step := -1; END IF;
    INSERT INTO statement_days AS kept
        SELECT coalesce(to_char(day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(day_to, 'YYYY-MM-DD'), ''), act, reality, count(*) * step
            FROM statements WHERE article_id = NEW.id GROUP BY 1, 2, 3, 4
        ON CONFLICT (day_from, day_to, act, reality) DO UPDATE SET total = kept.total + excluded.total;
    INSERT INTO event_days AS kept
        SELECT coalesce(to_char(day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(day_to, 'YYYY-MM-DD'), ''), type, count(*) * step
            FROM events WHERE article_id = NEW.id GROUP BY 1, 2, 3
        ON CONFLICT (day_from, day_to, type) DO UPDATE SET total = kept.total + excluded.total;
    INSERT INTO known_actors AS kept
        SELECT a.known_as, sum(a.articles) * step, sum(a.statements) * step, count(*) * step, min(a.day_from), max(a.day_to)
            FROM actors AS a WHERE a.article_id = NEW.id GROUP BY a.known_as
        ON CONFLICT (known_as) DO UPDATE SET articles = kept.articles + excluded.articles,
            statements = kept.statements + excluded.statements, total = kept.total + excluded.total,
            day_from = least(kept.day_from, excluded.day_from), day_to = greatest(kept.day_to, excluded.day_to);
    DELETE FROM known_actors WHERE total = 0 AND known_as IN (SELECT a.known_as FROM actors AS a WHERE a.article_id = NEW.id);
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as)
        WHERE NEW.superseded_by IS NOT NULL AND known_as IN (SELECT a.known_as FROM actors AS a WHERE a.article_id = NEW.id) AND (day_from = NEW.day_from OR day_to = NEW.day_to);
    INSERT INTO stale SELECT 'statement', article_id || '/' || id FROM statements WHERE article_id = NEW.id ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_superseded AFTER UPDATE OF superseded_by ON articles
    FOR EACH ROW WHEN ((OLD.superseded_by IS NULL) <> (NEW.superseded_by IS NULL)) EXECUTE FUNCTION keep_superseded();

-- The rows of an article are removed after it, so that nothing is left that says whether it was current.
CREATE FUNCTION take_out_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statement_days AS kept
        SELECT coalesce(to_char(day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(day_to, 'YYYY-MM-DD'), ''), act, reality, count(*) * -1
            FROM statements WHERE article_id = OLD.id GROUP BY 1, 2, 3, 4
        ON CONFLICT (day_from, day_to, act, reality) DO UPDATE SET total = kept.total + excluded.total;
    INSERT INTO event_days AS kept
        SELECT coalesce(to_char(day_from, 'YYYY-MM-DD'), ''), coalesce(to_char(day_to, 'YYYY-MM-DD'), ''), type, count(*) * -1
            FROM events WHERE article_id = OLD.id GROUP BY 1, 2, 3
        ON CONFLICT (day_from, day_to, type) DO UPDATE SET total = kept.total + excluded.total;
    INSERT INTO known_actors AS kept
        SELECT a.known_as, sum(a.articles) * -1, sum(a.statements) * -1, count(*) * -1, min(a.day_from), max(a.day_to)
            FROM actors AS a WHERE a.article_id = OLD.id GROUP BY a.known_as
        ON CONFLICT (known_as) DO UPDATE SET articles = kept.articles + excluded.articles,
            statements = kept.statements + excluded.statements, total = kept.total + excluded.total,
            day_from = least(kept.day_from, excluded.day_from), day_to = greatest(kept.day_to, excluded.day_to);
    DELETE FROM known_actors WHERE total = 0 AND known_as IN (SELECT a.known_as FROM actors AS a WHERE a.article_id = OLD.id);
    UPDATE known_actors SET
        day_from = (SELECT min(a.day_from) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as AND a.article_id <> OLD.id),
        day_to = (SELECT max(a.day_to) FROM actors AS a JOIN articles AS b ON b.id = a.article_id AND b.superseded_by IS NULL
            WHERE a.known_as = known_actors.known_as AND a.article_id <> OLD.id)
        WHERE known_as IN (SELECT a.known_as FROM actors AS a WHERE a.article_id = OLD.id) AND (day_from = OLD.day_from OR day_to = OLD.day_to);
    RETURN OLD;
END $$;

CREATE TRIGGER articles_taken_out BEFORE DELETE ON articles
    FOR EACH ROW WHEN (OLD.superseded_by IS NULL) EXECUTE FUNCTION take_out_article();

CREATE FUNCTION end_supersession() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles SET superseded_by = NULL WHERE superseded_by = OLD.id;
    RETURN NULL;
END $$;

CREATE TRIGGER articles_removed AFTER DELETE ON articles FOR EACH ROW EXECUTE FUNCTION end_supersession();

CREATE FUNCTION note_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT 1 FROM name_ends WHERE folded = NEW.folded) THEN
            INSERT INTO stale VALUES ('name', NEW.folded) ON CONFLICT DO NOTHING;
        END IF;
    ELSIF NOT EXISTS (SELECT 1 FROM names WHERE folded = OLD.folded) THEN
        INSERT INTO stale VALUES ('name', OLD.folded) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER names_noted AFTER INSERT OR DELETE ON names FOR EACH ROW EXECUTE FUNCTION note_name();

-- Statements that several articles report, and answers that people judged.
CREATE FUNCTION note_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.kind = 'statement' THEN INSERT INTO stale VALUES ('statement', OLD.member) ON CONFLICT DO NOTHING; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.kind = 'statement' THEN INSERT INTO stale VALUES ('statement', NEW.member) ON CONFLICT DO NOTHING; END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER families_noted AFTER INSERT OR DELETE OR UPDATE ON families FOR EACH ROW EXECUTE FUNCTION note_member();

-- A program's "not the same" of a score from 0.3 (`DOUBTFUL`) on waits while nothing else decides about its pair.
CREATE FUNCTION keep_judgement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = 'answer' AND (TG_OP = 'UPDATE' OR NEW.withdrawn_at IS NULL) THEN
        INSERT INTO stale VALUES ('statement', NEW.left_id), ('statement', NEW.right_id) ON CONFLICT DO NOTHING;
    END IF;
    DELETE FROM doubts WHERE number = NEW.number OR number IN (SELECT j.number FROM judgements AS j
        WHERE j.kind = NEW.kind AND j.left_id = NEW.left_id AND j.right_id = NEW.right_id AND j.withdrawn_at IS NULL);
    INSERT INTO doubts SELECT j.number, j.kind, j.score FROM judgements AS j
        WHERE j.kind = NEW.kind AND j.left_id = NEW.left_id AND j.right_id = NEW.right_id AND j.withdrawn_at IS NULL
            AND substr(j."by", 1, 5) = 'rule:' AND NOT j.same AND j.score >= 0.3
            AND NOT EXISTS (SELECT 1 FROM judgements AS other
                WHERE other.kind = NEW.kind AND other.left_id = NEW.left_id AND other.right_id = NEW.right_id
                    AND other.withdrawn_at IS NULL AND (substr(other."by", 1, 5) <> 'rule:' OR other.same));
    RETURN NULL;
END $$;

CREATE TRIGGER judgements_kept AFTER INSERT OR UPDATE ON judgements FOR EACH ROW EXECUTE FUNCTION keep_judgement();

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
