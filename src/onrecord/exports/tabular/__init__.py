"""Tables of all kinds of rows: as CSV, Excel and Parquet, with a description of every column."""
