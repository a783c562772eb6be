CREATE TABLE feeds (
    address TEXT PRIMARY KEY,            -- as the user or a list names it
    moved_to TEXT,                       -- where permanent redirects lead
    etag TEXT,
    last_modified TEXT,
    digest TEXT,                         -- of the content when it was last parsed
    due REAL NOT NULL DEFAULT 0,         -- seconds since 1970: when it is asked for again
    not_before REAL NOT NULL DEFAULT 0,  -- and not before, after an error
    failures INTEGER NOT NULL DEFAULT 0,
    polls INTEGER NOT NULL DEFAULT 0,
    fault TEXT
);
CREATE TABLE lists (                     -- which list (OPML, index of sitemaps) names which feed
    list TEXT NOT NULL,
    feed TEXT NOT NULL,
    PRIMARY KEY (list, feed)
) WITHOUT ROWID;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,               -- scheme://host:port
    free REAL NOT NULL DEFAULT 0,        -- when the next request may be sent
    failures INTEGER NOT NULL DEFAULT 0, -- answers 429 and 503 in a row
    robots TEXT,
    robots_at REAL
);
CREATE TABLE entries (
    key TEXT PRIMARY KEY,                -- u: and the page's address, or g: and the entry's id within its feed
    state TEXT NOT NULL,                 -- waiting, done, same (as another)
    feed TEXT NOT NULL,
    url TEXT,
    host TEXT,
    fields TEXT,                         -- what the feed gives (JSON); without the text when it is done
    tries INTEGER NOT NULL DEFAULT 0,    -- failed requests for its page
    begun INTEGER NOT NULL DEFAULT 0,    -- readings that were begun and not finished
    not_before REAL NOT NULL DEFAULT 0,
    first_seen REAL NOT NULL,
    fetched REAL,
    etag TEXT,
    last_modified TEXT,
    digest TEXT,                         -- of title and text when they were last taken
    title TEXT,                          -- and the title and the first words of the text then
    opening TEXT,
    article TEXT                         -- its id in the dossier
);
CREATE INDEX entries_waiting ON entries (not_before) WHERE state = 'waiting';
CREATE INDEX entries_by_feed ON entries (feed);
CREATE TABLE sightings (                 -- which feed has which entry, and how it looked there
    feed TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    seen REAL NOT NULL,
    PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE INDEX sightings_by_key ON sightings (key);
CREATE TABLE addresses (                 -- other addresses of a page: after redirects, canonical
    address TEXT PRIMARY KEY,
    key TEXT NOT NULL
) WITHOUT ROWID;
