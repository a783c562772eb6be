"""Annotation layers of one article, the view of them that an annotator gets, and the Annotator protocol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar, Protocol, Self, TypeVar, cast

from onrecord.model.annotation import Annotation, LinkMention, Mention, ParticipantMention
from onrecord.model.article import Article
from onrecord.model.errors import AnnotationError

A = TypeVar("A", bound=Annotation)
Layer = type[Annotation]
I = TypeVar("I", bound="Index")  # noqa: E741 - an index


class Index(Protocol):
    """Look-ups over the layers in `needs` (tokens by offset, mentions by token), built once per article."""

    needs: ClassVar[tuple[Layer, ...]]

    @classmethod
    def of(cls, view: "Annotations") -> Self:
        """Return the index of an article, given a view of it with the layers in `needs`."""
        ...


@dataclass(frozen=True, slots=True)
class Annotations:
    """Annotation layers of one article. Each is written once; adding one makes a new object.

    `visible` are the layers that may be read, None for all. An annotator gets a view restricted to its
    `needs`.
    """

    layers: Mapping[Layer, tuple[Annotation, ...]] = field(default_factory=lambda: MappingProxyType({}))
    visible: frozenset[Layer] | None = None
    # Every view of the article shares the indexes, which depend only on finished layers.
    _indexes: dict[type, object] = field(default_factory=dict, compare=False, repr=False)

    def of(self, layer: type[A]) -> tuple[A, ...]:
        """Return the annotations of a layer, () when it is present and empty.

        Raises KeyError when the layer is absent, AnnotationError when it is not visible in this view.
        """
        self._check(layer)
        return cast("tuple[A, ...]", self.layers[layer])

    def has(self, layer: Layer) -> bool:
        """Return whether the layer is present."""
        return layer in self.layers

    def can_read(self, layer: Layer) -> bool:
        """Return whether the layer is present and visible."""
        return layer in self.layers and (self.visible is None or layer in self.visible)

    def index(self, kind: type[I]) -> I:
        """Return the article's index of this kind, built on the first call. Raises what `of` raises."""
        for layer in kind.needs:
            self._check(layer)
        if kind not in self._indexes:
            self._indexes[kind] = kind.of(self.restricted(kind.needs))
        return cast("I", self._indexes[kind])

    def restricted(self, layers: Iterable[Layer]) -> "Annotations":
        """Return a view in which only `layers` are visible."""
        return replace(self, visible=frozenset(layers))

    def joined(self, gives: Iterable[Layer], annotations: Iterable[Annotation]) -> "Annotations":
        """Return Annotations with the layers in `gives` added, even empty ones, made from `annotations`.

        Raises AnnotationError when one of the layers is already present.
        """
        fresh: dict[Layer, list[Annotation]] = {layer: [] for layer in gives}
        for layer in fresh:
            if layer in self.layers:
                raise AnnotationError(
                    f"the layer {layer.__name__} is written twice; give the second one a name of its own"
                )
        for annotation in annotations:
            fresh[type(annotation)].append(annotation)
        added = {layer: tuple(rows) for layer, rows in fresh.items()}
        return replace(self, layers=MappingProxyType({**self.layers, **added}))

    def _check(self, layer: Layer) -> None:
        if self.visible is not None and layer not in self.visible:
            raise AnnotationError(f"the layer {layer.__name__} is read without being declared in `needs`")


class Annotator(Protocol):
    """Article and view in, new annotations out; no side effects, no state.

    `needs` are the layers it reads, `gives` the layers it returns (always all of them).
    """

    @property
    def name(self) -> str: ...
    @property
    def needs(self) -> tuple[Layer, ...]: ...
    @property
    def gives(self) -> tuple[Layer, ...]: ...

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the annotations of the layers in `gives`. Raises AnnotationError."""
        ...


def apply_annotator(annotator: Annotator, article: Article, annotations: Annotations) -> Annotations:
    """Return the annotations with the layers that the annotator gives. Raises what the annotator raises."""
    view = annotations.restricted(annotator.needs)
    return annotations.joined(annotator.gives, annotator.annotate(article, view))


def all_mentions(view: Annotations) -> tuple[Mention, ...]:
    """Return the mentions of every visible mention layer, in text order, without duplicates."""
    layers = [layer for layer in (ParticipantMention, LinkMention) if view.can_read(layer)]
    if not layers:
        return view.of(Mention)
    added = [row for layer in layers for row in view.of(layer)]
    # A dictionary, not a set: mentions of one span keep their order, whatever the hashes of their words.
    rows = dict.fromkeys([*view.of(Mention), *(Mention.of(row) for row in added)])
    return tuple(sorted(rows, key=lambda row: (row.span, row.actor)))
