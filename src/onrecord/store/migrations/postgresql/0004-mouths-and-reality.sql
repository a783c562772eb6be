-- The speakers of a statement and on whose behalf they speak (`mouths`); its reality; what is known of actors, with its source.
ALTER TABLE actors ADD COLUMN wikidata TEXT COLLATE "C";

ALTER TABLE actors ADD COLUMN known_from TEXT COLLATE "C";

-- Earlier versions only found statements that were actually made.
ALTER TABLE statements ADD COLUMN reality TEXT COLLATE "C" NOT NULL DEFAULT 'actual';

CREATE TABLE mouths (
    article_id TEXT COLLATE "C" NOT NULL,
    statement_id TEXT COLLATE "C" NOT NULL,
    part TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, statement_id, part, position),
    FOREIGN KEY (article_id, statement_id) REFERENCES statements (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
);

CREATE INDEX mouths_by_actor ON mouths (article_id, actor_id);

INSERT INTO mouths (article_id, statement_id, part, position, actor_id)
    SELECT article_id, id, 'mouth', 0, actor_id FROM statements WHERE actor_id IS NOT NULL;

-- Counts filter by reality. With it in the indexes they need not read the table.
DROP INDEX statements_by_actor;

CREATE INDEX statements_by_actor ON statements (article_id, actor_id, reality);

DROP INDEX statements_by_day;

CREATE INDEX statements_by_day ON statements (day_from DESC, article_id, position, reality);
