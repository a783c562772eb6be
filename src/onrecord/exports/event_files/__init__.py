"""Event data as political science knows it: ICEWS, GDELT, and counts by pair and period."""
