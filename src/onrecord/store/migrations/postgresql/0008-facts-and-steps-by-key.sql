-- Which countries and sectors the list of known actors gives an actor, without reading all its rows.
CREATE INDEX actors_by_listed_country ON actors (known_as, country) WHERE known_from = 'list' AND country IS NOT NULL;

CREATE INDEX actors_by_listed_sector ON actors (known_as, sector) WHERE known_from = 'list' AND sector IS NOT NULL;

-- The country of a state or body that is bound, and the articles of an actor by day: for steps of the ledger.
ALTER TABLE committed ADD COLUMN country TEXT COLLATE "C";

UPDATE committed SET country = (SELECT a.country FROM actors AS a WHERE a.article_id = committed.article_id
    AND a.id = committed.actor_id AND a.kind IN ('state', 'government'));

CREATE INDEX committed_by_country ON committed (country, day_from) WHERE country IS NOT NULL;

CREATE INDEX actors_by_day ON actors (known_as, day_from, article_id);
