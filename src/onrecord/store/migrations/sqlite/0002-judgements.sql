-- Judgements across articles. They are added and withdrawn, never changed otherwise.
CREATE TABLE judgements (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    left_id TEXT NOT NULL,
    right_id TEXT NOT NULL,
    same BOOLEAN NOT NULL,
    "by" TEXT NOT NULL,
    score FLOAT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by TEXT,
    withdrawn_why TEXT,
    PRIMARY KEY (number),
    UNIQUE (id)
);

CREATE INDEX judgements_by_left ON judgements (left_id, kind);

CREATE INDEX judgements_by_right ON judgements (right_id, kind);

-- Fingerprints of articles, by which near-duplicates are found (`onrecord.resolve.near_duplicates`).
CREATE TABLE prints (
    value BIGINT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (value, article),
    FOREIGN KEY (article) REFERENCES articles (number) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX prints_by_article ON prints (article);

-- Which rules have compared an article with earlier ones.
CREATE TABLE linked (
    article_id TEXT NOT NULL,
    rule TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    PRIMARY KEY (article_id, rule),
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;
