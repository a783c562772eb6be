"""Pages as publishers' templates write them, made by script, each with the text that is right.

The stories are articles of corpus/train.jsonl that were written for the corpus (CC BY 4.0), the furniture
around them is invented. Structures follow templates of the web; every third one is held out: nothing in
`ingest/web` is tuned on it.
"""

from page_set import live_and_embedded, official_and_old, portals, publishers, publishing_systems
from page_set.registry import STRUCTURES, is_held_out, pages
from page_set.stories import Page

__all__ = ["STRUCTURES", "Page", "is_held_out", "pages"]
_MODULES = (
    live_and_embedded,
    official_and_old,
    portals,
    publishers,
    publishing_systems,
)  # they register structures
