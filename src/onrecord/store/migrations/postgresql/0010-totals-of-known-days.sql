-- Rows of unknown day are in no lane of a timeline: they do not count among those of the busiest actors.
DELETE FROM actor_totals;

INSERT INTO actor_totals
    SELECT kind, known_as, count(*) FROM actor_rows WHERE day_from <> '' GROUP BY kind, known_as;
