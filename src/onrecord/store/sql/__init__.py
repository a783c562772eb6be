"""The dossier in an SQL database: tables, queries, writing and reading of rows."""
