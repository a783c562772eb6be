"""Many articles on Apache Spark: `onrecord batch` reads them into Parquet tables (docs/batch.md)."""
