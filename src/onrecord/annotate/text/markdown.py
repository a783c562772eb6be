"""Markdown links, blanked out for parser and model: "[said](https://…)" becomes "said", offsets stay."""

import re

_LINK = re.compile(r"\[([^\[\]\n]{1,300}+)\](\(https?://[^\s()]++\))")


def without_links(text: str) -> str:
    """Return the text with spaces in place of the brackets and addresses of links.

    The length stays the same.
    """
    return _LINK.sub(lambda match: f" {match[1]} {' ' * len(match[2])}", text)
