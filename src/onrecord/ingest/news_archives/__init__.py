"""Reads what news databases and agencies deliver: many articles in one file, each with its own fields."""
