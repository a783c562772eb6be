"""The readers of a worker process of Spark: one process beside it, with the models, kept for its next shards.

An article that ends its process ends neither the worker nor the shard (see `pipeline.ReaderPool`).
"""

from dataclasses import dataclass
from functools import partial

from onrecord.pipeline import NO_OWN_ACTORS, OwnActors, Pipeline, ReaderPool, make_pipeline


@dataclass(frozen=True)
class ReadSettings:
    """Settings of the pipeline, sent to the workers."""

    min_confidence: float = 0.0
    article_seconds: float = 60.0
    own: OwnActors = NO_OWN_ACTORS

    def make(self) -> partial[Pipeline]:
        """Return what makes the pipeline."""
        return partial(make_pipeline, self.min_confidence, self.article_seconds, self.own)


# The pool of this worker process, by its run. Spark has no other place for what outlasts a task.
_kept: dict[str, ReaderPool] = {}


def kept_pool(run: str, settings: ReadSettings) -> ReaderPool:
    """Return the readers of this worker process for a run, new ones when it read for another run before."""
    if run not in _kept:
        for other in _kept.values():
            other.close()
        _kept.clear()
        _kept[run] = ReaderPool(1, settings.make())
    return _kept[run]
