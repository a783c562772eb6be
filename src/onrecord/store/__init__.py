"""The store of records: a dossier in SQLite or PostgreSQL. All SQL is here."""
