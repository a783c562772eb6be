"""Lists over the whole dossier: each page of one costs a few queries, whatever the number of rows."""
