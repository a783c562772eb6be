"""Web archives (WARC, ARC, WACZ) and pages as browsers save them (MHTML, Safari's .webarchive)."""
