"""Made-up reports at the density of real ones, in matters with planted families, and what was planted.

`make_report(number)` gives the record of one report, and which of its rows are one with rows of others.
Reports come in matters of 25 that follow one story; a number always gives the same report.

Measured on the 171 reports of Wikinews of 2019, read by OnRecord: 347 words, 9 statements (half of the
reports have 6 to 13), 2 events (0 to 4), 14 actors (10 to 20) with 2.2 mentions each, 2.1 links a chain. A
report of an agency has twice the words. These have twice the rows, with the same spread: 18 statements (12 to
27), 5 events, 25 actors, and 1 commitment, which is more than the 0.2 measured. The shares of kinds, acts,
types and stated days are those measured. A tenth of the actors are in the list of known actors, and some are
named in a third of all reports, as real ones are.
"""

from matters.planted import Planted, Report, planted_families, planted_pairs
from matters.report import make_report, make_reports

__all__ = ["Planted", "Report", "make_report", "make_reports", "planted_families", "planted_pairs"]
