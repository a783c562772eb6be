-- Keys by which linking finds candidates, so that its cost does not grow with the dossier: the surname of a person's name with the
-- initial (filled in by the program, as its digests are), and who speaks, takes part or is bound, with the day, in one index.
ALTER TABLE names ADD COLUMN surname TEXT;

CREATE INDEX names_by_surname ON names (surname, known_as) WHERE surname IS NOT NULL;

ALTER TABLE actors ADD COLUMN described TEXT;

UPDATE actors SET described = kind || '|' || coalesce(country, '') || '|' || coalesce(wikidata, '') || '|' || name;

CREATE INDEX actors_by_description ON actors (known_as, described, article_id, id);

ALTER TABLE statements ADD COLUMN known_as TEXT;

UPDATE statements SET known_as = (SELECT a.known_as FROM actors AS a WHERE a.article_id = statements.article_id
    AND a.id = statements.actor_id) WHERE actor_id IS NOT NULL;

CREATE INDEX statements_by_speaker ON statements (known_as, day_from) WHERE known_as IS NOT NULL;

ALTER TABLE parties ADD COLUMN known_as TEXT;

ALTER TABLE parties ADD COLUMN type TEXT;

ALTER TABLE parties ADD COLUMN day_from DATE;

ALTER TABLE parties ADD COLUMN day_to DATE;

-- The days of an event, or those of its article's publication where the text gives none.
UPDATE parties SET
    known_as = (SELECT a.known_as FROM actors AS a WHERE a.article_id = parties.article_id AND a.id = parties.actor_id),
    type = (SELECT e.type FROM events AS e WHERE e.article_id = parties.article_id AND e.id = parties.event_id),
    day_from = (SELECT coalesce(e.day_from, r.day_from) FROM events AS e JOIN articles AS r ON r.id = e.article_id
        WHERE e.article_id = parties.article_id AND e.id = parties.event_id),
    day_to = (SELECT coalesce(e.day_to, r.day_to) FROM events AS e JOIN articles AS r ON r.id = e.article_id
        WHERE e.article_id = parties.article_id AND e.id = parties.event_id);

CREATE INDEX parties_by_known_as ON parties (known_as, type, day_from);

ALTER TABLE committed ADD COLUMN known_as TEXT;

ALTER TABLE committed ADD COLUMN day_from DATE;

UPDATE committed SET
    known_as = (SELECT a.known_as FROM actors AS a WHERE a.article_id = committed.article_id AND a.id = committed.actor_id),
    day_from = (SELECT c.day_from FROM commitments AS c WHERE c.article_id = committed.article_id AND c.id = committed.commitment_id);

CREATE INDEX committed_by_known_as ON committed (known_as, day_from);

-- A fingerprint that very many articles share tells nothing: later articles no longer add to it.
DELETE FROM prints WHERE value IN (SELECT value FROM prints GROUP BY value HAVING count(*) > 200) AND article NOT IN (
    SELECT p.article FROM prints AS p WHERE p.value = prints.value ORDER BY p.article LIMIT 200);
