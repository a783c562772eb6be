"""Where records are kept: all SQL."""
