"""Reading: everything noticed in one article, in layers of annotations; the Reader protocol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, TypeVar, cast

from onrecord.model.annotation import Annotation
from onrecord.model.article import Article

A = TypeVar("A", bound=Annotation)
Layer = type[Annotation]


@dataclass(frozen=True, slots=True)
class Reading:
    """Layers of annotations of one article. A new layer makes a new Reading; nothing is changed in place."""

    layers: Mapping[Layer, tuple[Annotation, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, layer: type[A]) -> tuple[A, ...]:
        """Return the annotations of a layer, () when it was read and is empty. KeyError when no reader gave it."""
        return cast("tuple[A, ...]", self.layers[layer])

    def has(self, layer: Layer) -> bool:
        """Tell whether a reader gave this layer."""
        return layer in self.layers

    def joined(self, gives: Iterable[Layer], annotations: Iterable[Annotation]) -> "Reading":
        """Return a Reading with `annotations` sorted into the layers in `gives`, each of which is then present."""
        fresh: dict[Layer, list[Annotation]] = {layer: [] for layer in gives}
        for annotation in annotations:
            fresh[type(annotation)].append(annotation)
        return Reading(
            MappingProxyType({**self.layers, **{layer: tuple(rows) for layer, rows in fresh.items()}})
        )


class Reader(Protocol):
    """Something that reads: article and reading in, new annotations out; no side effects, nothing remembered.

    `needs` are the layers that must be there before, `gives` the layers it returns (always all of them),
    `version` changes when the output for the same input may (a model's digest, or a number).
    """

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def needs(self) -> tuple[Layer, ...]: ...
    @property
    def gives(self) -> tuple[Layer, ...]: ...

    def read(self, article: Article, reading: Reading) -> Iterable[Annotation]:
        """Return the annotations of the layers in `gives`. Raises ReadingError."""
        ...
