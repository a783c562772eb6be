-- People's decisions on rows and fields, answers across articles, versions, withdrawn articles, earlier readings, topics.
ALTER TABLE judgements ADD COLUMN value TEXT;

ALTER TABLE articles ADD COLUMN superseded_by TEXT;

ALTER TABLE commitments ADD COLUMN told_by_id TEXT;

ALTER TABLE commitments ADD COLUMN day_from DATE;

ALTER TABLE commitments ADD COLUMN day_to DATE;

UPDATE commitments SET day_from = (SELECT a.day_from FROM articles AS a WHERE a.id = commitments.article_id),
    day_to = (SELECT a.day_to FROM articles AS a WHERE a.id = commitments.article_id);

-- Clusters (`onrecord.model.clusters`), made from the judgements in force.
CREATE TABLE families (
    kind TEXT NOT NULL,
    member TEXT NOT NULL,
    family TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (kind, member),
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX families_by_family ON families (kind, family);

CREATE INDEX families_by_article ON families (article_id);

-- Notes on withdrawn articles.
CREATE TABLE withdrawn (
    article_id TEXT NOT NULL,
    url TEXT,
    outlet TEXT,
    published TEXT,
    withdrawn_at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (article_id)
);

-- Records that were replaced when an article was annotated again.
CREATE TABLE readings (
    article_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    json TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    PRIMARY KEY (article_id, position),
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE topics (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    topic TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id, position),
    FOREIGN KEY (article_id, statement_id) REFERENCES statements (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX topics_by_topic ON topics (topic);

CREATE INDEX commitments_by_day ON commitments (day_from DESC, article_id, position);

CREATE INDEX articles_by_url ON articles (url);

CREATE INDEX articles_by_superseded ON articles (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE INDEX statements_by_actor ON statements (article_id, actor_id);

CREATE INDEX events_by_type ON events (type, day_from);

CREATE INDEX parties_by_actor ON parties (article_id, actor_id);

CREATE INDEX committed_by_actor ON committed (article_id, actor_id);

CREATE INDEX judgements_by_kind ON judgements (kind, number);

-- The id of actors across articles: from kind and name until they are judged.
UPDATE actors SET known_as = kind || ':' || replace(trim(substr(known_as, length(kind) + 2)), ' ', '-');

UPDATE names SET known_as = (SELECT a.known_as FROM actors AS a WHERE a.article_id = names.article_id AND a.id = names.actor_id);

UPDATE roles SET known_as = (SELECT a.known_as FROM actors AS a WHERE a.article_id = roles.article_id AND a.id = roles.actor_id);
