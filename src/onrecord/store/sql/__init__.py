"""The SQL implementation of a dossier: tables, queries, and reading and writing of rows."""
