"""How many rows of one block are compared, and how what is left out is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of blocks. What is over one is split, counted and told in the summary.

    - `namesakes`: groups of actors with which an actor of the same name is compared, most reported first.
    - `profiles`: ways in which one name is described that are compared one by one.
    - `sharing`: articles with one fingerprint, in the order of publication, that are counted as sharing it.
    - `copies`: articles compared with a later one, those that share most fingerprints (as in a dossier).
    - `versions`: articles at one address.
    - `statements`, `events`: rows before it with which a row of one speaker, or of one type and party, is
      compared, nearest in time first.
    - `commitments`: the same for one party and one word.
    - `block`: rows of one speaker, or type and party, from which a block is split by `period` (days).
    """

    namesakes: int = 200
    profiles: int = 5_000
    sharing: int = 100
    copies: int = 25
    versions: int = 200
    statements: int = 300
    events: int = 300
    commitments: int = 200
    block: int = 20_000
    period: int = 60
