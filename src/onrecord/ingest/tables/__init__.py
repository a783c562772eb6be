"""Tables of articles: CSV and its kin, Excel, Parquet, large JSON lists, data frames. A row is an article."""
