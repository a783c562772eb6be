"""The parts of a spaCy pipeline: those of the pinned one are made here, which halves the time of a start.

spaCy would read the configuration, look up each part in its registries, and check every setting against a
schema. The pinned pipeline has known settings (its `config.cfg` is among the files with a digest), and a test
holds its parts equal to those that spaCy makes. Another pipeline is loaded by spaCy.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from onrecord.annotate.encoder.model_digests import SPACY_PACKAGE, SPACY_VERSION, check_spacy_files
from onrecord.annotate.text.syntax.spacy_import import bare_tokenizer, few_entry_points

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.pipeline import AttributeRuler, DependencyParser, EntityRecognizer, Tagger, TrainablePipe
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import Vocab

ThincModel = Any  # a Thinc model: its types are not numpy's

# The settings of the pinned pipeline.
_WIDTH, _HIDDEN, _PIECES = 96, 64, 2
_FORM = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
_FORM_ROWS = (5000, 1000, 2500, 2500)
_UPSTREAM = "tok2vec"
_CUT, _RARE = 100, 30  # of training
# Attributes of words that the features of the pipeline need. Computing all of spaCy's would take a tenth of
# the time.
_WANTED = ("LOWER", "NORM", "SHAPE", "PREFIX", "SUFFIX", "IS_SPACE")


@dataclass(frozen=True, slots=True)
class PipelineParts:
    """The parts that are used; `encoder` gives the vectors that tagger and parser look at."""

    vocab: "Vocab"
    tokenizer: "Tokenizer"
    encoder: ThincModel
    tagger: "Tagger"
    parser: "DependencyParser"
    recogniser: "EntityRecognizer"
    patterns: Sequence[Mapping[str, object]]  # the rules for parts of speech


def load_parts(module: str, version: str) -> PipelineParts:
    """Return the parts of an installed pipeline.

    Raises ModelError when a file of the pinned one is altered, and whatever spaCy raises.
    """
    if (module, version) != (SPACY_PACKAGE, SPACY_VERSION):
        return parts_of(load_by_spacy(module))
    package = Path(importlib.import_module(module).__file__ or "").parent
    check_spacy_files(package)
    with few_entry_points():
        return _pinned_parts(package / f"{SPACY_PACKAGE}-{SPACY_VERSION}")


def load_by_spacy(module: str) -> "Language":
    """Return the pipeline that spaCy makes of an installed package."""
    with few_entry_points(("spacy", "thinc")):
        nlp: Language = importlib.import_module(module).load(
            exclude=["senter", "lemmatizer"], disable=["ner", "attribute_ruler"], config=bare_tokenizer()
        )
    return nlp


def parts_of(nlp: "Language") -> PipelineParts:
    """Return the parts of a pipeline that spaCy loaded."""
    _slim(nlp.vocab)
    return PipelineParts(
        nlp.vocab,
        cast("Tokenizer", nlp.tokenizer),
        cast("TrainablePipe", nlp.get_pipe("tok2vec")).model,
        cast("Tagger", nlp.get_pipe("tagger")),
        cast("DependencyParser", nlp.get_pipe("parser")),
        cast("EntityRecognizer", nlp.get_pipe("ner")),
        cast("AttributeRuler", nlp.get_pipe("attribute_ruler")).patterns,
    )


def _pinned_parts(folder: Path) -> PipelineParts:
    from spacy.lang.en import EnglishDefaults
    from spacy.pipeline import DependencyParser, EntityRecognizer, Tagger
    from spacy.tokenizer import Tokenizer
    from spacy.vocab import create_vocab

    vocab: Vocab = create_vocab("en", EnglishDefaults)
    # Strings are kept when they are met. It has no vectors.
    vocab.from_disk(folder / "vocab", exclude=["strings", "vectors"])
    _slim(vocab)
    tokenizer = Tokenizer(vocab)
    tokenizer.from_disk(folder / "tokenizer", exclude=["vocab"])
    encoder = _encoder((*_FORM, "SPACY", "IS_SPACE"), (*_FORM_ROWS, 50, 50))
    encoder.from_bytes((folder / "tok2vec" / "model").read_bytes())
    tagger = Tagger(vocab, _tagger_model())
    parser = DependencyParser(
        vocab,
        _transition_model(_listener(), "parser"),
        update_with_oracle_cut_size=_CUT,
        min_action_freq=_RARE,
        learn_tokens=False,
    )
    recogniser = EntityRecognizer(
        vocab, _transition_model(_encoder(_FORM, _FORM_ROWS), "ner"), update_with_oracle_cut_size=_CUT
    )
    for name, part in (("tagger", tagger), ("parser", parser), ("ner", recogniser)):
        part.from_disk(folder / name, exclude=["vocab"])
    for label in tagger.labels:
        vocab.strings.add(label)
    srsly: Any = importlib.import_module("srsly")
    patterns = srsly.read_msgpack(folder / "attribute_ruler" / "patterns")
    return PipelineParts(vocab, tokenizer, encoder, tagger, parser, recogniser, patterns)


def _slim(vocabulary: Any) -> None:  # spaCy's compiled class does not declare `lex_attr_getters`
    from spacy.attrs import IDS

    getters = vocabulary.lex_attr_getters
    vocabulary.lex_attr_getters = {IDS[name]: getters[IDS[name]] for name in _WANTED if IDS[name] in getters}


def _listener() -> ThincModel:
    from spacy.ml.models.tok2vec import tok2vec_listener_v1

    return tok2vec_listener_v1(_WIDTH, _UPSTREAM)


def _encoder(attributes: Sequence[str], rows: Sequence[int]) -> ThincModel:
    from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model

    embedded = MultiHashEmbed(_WIDTH, list(attributes), list(rows), include_static_vectors=False)
    return build_Tok2Vec_model(embedded, MaxoutWindowEncoder(_WIDTH, window_size=1, maxout_pieces=3, depth=4))


def _tagger_model() -> ThincModel:
    from spacy.ml.models.tagger import build_tagger_model

    return build_tagger_model(_listener())


def _transition_model(encoder: ThincModel, state: Any) -> ThincModel:
    from spacy.ml.models.parser import build_tb_parser_model

    return build_tb_parser_model(
        encoder,
        state,
        extra_state_tokens=False,
        hidden_width=_HIDDEN,
        maxout_pieces=_PIECES,
        use_upper=True,
    )
