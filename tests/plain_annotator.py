"""A pipeline of one plain annotator that fails on demand, in a module that worker processes can import."""

import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model.annotation import (
    ActorProfile,
    Annotation,
    Attribution,
    Circumstance,
    Mention,
    NonStatement,
    Passage,
    Quotation,
    Title,
    UtteranceAct,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations
from onrecord.model.span import Span
from onrecord.pipeline import Pipeline

ALL = (
    Passage,
    Title,
    Mention,
    ActorProfile,
    Attribution,
    Quotation,
    UtteranceAct,
    Circumstance,
    NonStatement,
)


@dataclass(frozen=True)
class PlainAnnotator:
    """Gives one body passage; raises for "fault" and kills its own process for "crash".

    It never ends for "endless", and for "deaf" it does not even stop when it is told to.
    """

    name: str = "plain"
    needs: tuple[type[Annotation], ...] = ()
    gives: tuple[type[Annotation], ...] = ALL

    def annotate(
        self,
        article: Article,
        view: Annotations,  # noqa: ARG002 - part of the protocol
    ) -> Iterable[Annotation]:
        if "crash" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "fault" in article.text:
            raise ZeroDivisionError("a fault")
        while "endless" in article.text:
            pass
        if "deaf" in article.text:
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
            while True:
                pass
        return [Passage(Span(0, len(article.text)), "body")]


def plain_pipeline() -> Pipeline:
    return Pipeline.of((PlainAnnotator(),))


def hurried_pipeline() -> Pipeline:
    return Pipeline.of((PlainAnnotator(),), article_seconds=0.2)
