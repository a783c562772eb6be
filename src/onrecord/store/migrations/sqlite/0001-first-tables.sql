-- The tables of a dossier in SQLite. Released migrations are never changed: a change is a new file with the next number.
-- Statements are separated by an empty line, which stands nowhere else.

CREATE TABLE runs (
    id TEXT NOT NULL,
    onrecord TEXT NOT NULL,
    readers TEXT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE articles (
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    title TEXT,
    outlet TEXT,
    url TEXT,
    language TEXT,
    authors TEXT NOT NULL,
    source TEXT NOT NULL,
    published TEXT,
    published_how TEXT NOT NULL,
    day_from DATE,
    day_to DATE,
    characters INTEGER NOT NULL,
    actors INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    events INTEGER NOT NULL,
    commitments INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (id),
    FOREIGN KEY (run_id) REFERENCES runs (id)
);

CREATE TABLE records (
    number INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (article_id),
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE outcomes (
    number INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    source TEXT NOT NULL,
    article_id TEXT,
    outcome TEXT NOT NULL,
    stage TEXT,
    reason TEXT,
    detail TEXT,
    noted_at TEXT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE ("key")
);

CREATE TABLE actors (
    article_id TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    known_as TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    sector TEXT,
    day_from DATE,
    day_to DATE,
    articles INTEGER NOT NULL,
    statements INTEGER NOT NULL,
    PRIMARY KEY (article_id, id),
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE names (
    article_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    known_as TEXT NOT NULL,
    PRIMARY KEY (article_id, actor_id, folded),
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE mentions (
    article_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    form TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, actor_id, position),
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE roles (
    article_id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    of_id TEXT,
    words TEXT NOT NULL,
    known_as TEXT NOT NULL,
    PRIMARY KEY (article_id, actor_id, position),
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, of_id) REFERENCES actors (article_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

CREATE TABLE statements (
    number INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor_id TEXT,
    kind TEXT NOT NULL,
    act TEXT NOT NULL,
    within_id TEXT,
    said TEXT,
    said_words TEXT NOT NULL,
    day_from DATE,
    day_to DATE,
    medium TEXT,
    medium_outlet_id TEXT,
    medium_title TEXT,
    source TEXT NOT NULL,
    cue TEXT NOT NULL,
    content TEXT NOT NULL,
    confidence FLOAT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (article_id, id),
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, medium_outlet_id) REFERENCES actors (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, within_id) REFERENCES statements (article_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE addressees (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id, position),
    FOREIGN KEY (article_id, statement_id) REFERENCES statements (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE links (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    actor_id TEXT,
    medium TEXT,
    outlet_id TEXT,
    title TEXT,
    date TEXT,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id, position),
    FOREIGN KEY (article_id, statement_id) REFERENCES statements (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, outlet_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE answers (
    article_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    to_id TEXT NOT NULL,
    relation TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, statement_id, position),
    FOREIGN KEY (article_id, statement_id) REFERENCES statements (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE events (
    number INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    reality TEXT NOT NULL,
    contexts TEXT NOT NULL,
    date TEXT,
    date_words TEXT NOT NULL,
    day_from DATE,
    day_to DATE,
    place TEXT,
    place_country TEXT,
    geonames INTEGER,
    lat FLOAT,
    lon FLOAT,
    told_by_id TEXT,
    round INTEGER,
    words TEXT NOT NULL,
    confidence FLOAT NOT NULL,
    PRIMARY KEY (number),
    UNIQUE (article_id, id),
    FOREIGN KEY (article_id, told_by_id) REFERENCES statements (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE parties (
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    part TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    PRIMARY KEY (article_id, event_id, part, position),
    FOREIGN KEY (article_id, event_id) REFERENCES events (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE commitments (
    article_id TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    what TEXT NOT NULL,
    status TEXT NOT NULL,
    status_words TEXT NOT NULL,
    words TEXT NOT NULL,
    agreed_event_id TEXT,
    agreed_date TEXT,
    agreed_place TEXT,
    PRIMARY KEY (article_id, id),
    FOREIGN KEY (article_id, agreed_event_id) REFERENCES events (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id) REFERENCES articles (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE committed (
    article_id TEXT NOT NULL,
    commitment_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor_id TEXT NOT NULL,
    PRIMARY KEY (article_id, commitment_id, position),
    FOREIGN KEY (article_id, commitment_id) REFERENCES commitments (article_id, id) ON DELETE CASCADE,
    FOREIGN KEY (article_id, actor_id) REFERENCES actors (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE quantities (
    article_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    value FLOAT NOT NULL,
    to_value FLOAT,
    unit TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    "each" BOOLEAN NOT NULL,
    deadline TEXT,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, event_id, position),
    FOREIGN KEY (article_id, event_id) REFERENCES events (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE terms (
    article_id TEXT NOT NULL,
    commitment_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    value FLOAT NOT NULL,
    to_value FLOAT,
    unit TEXT NOT NULL,
    qualifier TEXT NOT NULL,
    "each" BOOLEAN NOT NULL,
    deadline TEXT,
    words TEXT NOT NULL,
    PRIMARY KEY (article_id, commitment_id, position),
    FOREIGN KEY (article_id, commitment_id) REFERENCES commitments (article_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX articles_by_day ON articles (day_from DESC, id);

CREATE INDEX outcomes_by_article ON outcomes (article_id);

-- The next four hold all that lists of actors ask for, so that no other page of the file is read.
CREATE INDEX actors_by_known_as ON actors (known_as, kind, name, day_from, day_to, articles, statements, country, sector);

CREATE INDEX names_by_name ON names (folded, known_as);

CREATE INDEX names_by_known_as ON names (known_as, name);

CREATE INDEX roles_by_known_as ON roles (known_as, title);

CREATE INDEX statements_by_day ON statements (day_from DESC, article_id, position);

CREATE INDEX events_by_day ON events (day_from DESC, article_id, position);

-- Full text. The words stay in records; triggers update the index.
CREATE VIRTUAL TABLE record_words USING fts5 (
    title, text,
    content='records', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
);

CREATE TRIGGER records_added AFTER INSERT ON records BEGIN
    INSERT INTO record_words (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

CREATE TRIGGER records_removed AFTER DELETE ON records BEGIN
    INSERT INTO record_words (record_words, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
END;

CREATE TRIGGER records_changed AFTER UPDATE OF number, title, text ON records BEGIN
    INSERT INTO record_words (record_words, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);
    INSERT INTO record_words (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

-- Full text. The words stay in statements; triggers update the index.
CREATE VIRTUAL TABLE statement_words USING fts5 (
    content, source,
    content='statements', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
);

CREATE TRIGGER statements_added AFTER INSERT ON statements BEGIN
    INSERT INTO statement_words (rowid, content, source) VALUES (new.number, new.content, new.source);
END;

CREATE TRIGGER statements_removed AFTER DELETE ON statements BEGIN
    INSERT INTO statement_words (statement_words, rowid, content, source) VALUES ('delete', old.number, old.content, old.source);
END;

CREATE TRIGGER statements_changed AFTER UPDATE OF number, content, source ON statements BEGIN
    INSERT INTO statement_words (statement_words, rowid, content, source) VALUES ('delete', old.number, old.content, old.source);
    INSERT INTO statement_words (rowid, content, source) VALUES (new.number, new.content, new.source);
END;

-- Full text. The words stay in events; triggers update the index.
CREATE VIRTUAL TABLE event_words USING fts5 (
    words,
    content='events', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
);

CREATE TRIGGER events_added AFTER INSERT ON events BEGIN
    INSERT INTO event_words (rowid, words) VALUES (new.number, new.words);
END;

CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
    INSERT INTO event_words (event_words, rowid, words) VALUES ('delete', old.number, old.words);
END;

CREATE TRIGGER events_changed AFTER UPDATE OF number, words ON events BEGIN
    INSERT INTO event_words (event_words, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO event_words (rowid, words) VALUES (new.number, new.words);
END;
