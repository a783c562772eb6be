"""JSON-LD with the words of schema.org: NewsArticle, Quotation, Claim, ClaimReview, Person, Organization.

One graph (JSON-LD 1.1); an utterance that several articles report is one node, which `isPartOf` each of them.

- `Quotation`: a statement in the speaker's own words (`direct`); of a partly quoted one (`mixed`) the quoted
  parts are Quotations within it.
- `Claim`: a statement that says that something is so (asserts, accuses, rejects …), or that is answered.
- `CreativeWork` with the speech act as `genre`: other paraphrased statements (demands, promises).
- A statement that was not made (negated, hypothetical, planned, demanded) is a CreativeWork whose
  `creativeWorkStatus` says so, and which has nobody as its author.
- `ClaimReview`: a statement that rejects, corrects or confirms another one, by its speaker. It has no
  `reviewRating`: nobody is rated here.

Definition: https://schema.org (version 29).
"""

import re
from collections.abc import Iterator, Sequence

from onrecord.exports.linked.iris import iri, json_objects, without_empty
from onrecord.exports.selection import Selection
from onrecord.exports.tellings.answers import Answers, is_link
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.exports.tellings.repeats import Repeats
from onrecord.exports.tellings.told_rows import Teller, ToldStatement, iso_date, web_address
from onrecord.model.annotation import Act, ActorKind
from onrecord.model.record import Relation
from onrecord.store.stored_rows import StoredArticle

CONTEXT = "https://schema.org"
CLAIMS: frozenset[Act] = frozenset({"assert", "accuse", "reject", "criticise", "warn", "announce"})
REVIEWS: frozenset[Relation] = frozenset({"rejects", "corrects", "confirms"})
_TYPES: dict[ActorKind, str] = {
    "person": "Person",
    "state": "Country",
    "government": "GovernmentOrganization",
    "organisation": "Organization",
    "armed-group": "Organization",
    "outlet": "NewsMediaOrganization",
    "people": "Organization",
}
_QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]")
Node = dict[str, object]


def write(selection: Selection) -> Iterator[str]:
    """Yield the lines of the file. Raises StoreError."""
    yield from json_objects(f'{{"@context": "{CONTEXT}", "@graph": [', _nodes(selection), "\n]}\n")


def _nodes(selection: Selection) -> Iterator[Node]:
    profiles, repeats = Profiles(selection), Repeats[ToldStatement](selection, "statement")
    writer = _Writer(selection, Answers(selection))
    for selected in selection.records():
        teller = Teller(selected, profiles)
        yield writer.article(selected.article, selected.record.article.sha256)
        for row in selected.statements:
            told = teller.statement(row)
            yield from writer.actors(told)
            reports = repeats.add(told.identity, told)
            if reports:
                yield from writer.utterance(reports)
    for reports in repeats.rest():
        yield from writer.utterance(reports)
    yield from writer.reviews()


class _Writer:
    """Makes nodes, each actor once."""

    def __init__(self, selection: Selection, answers: Answers) -> None:
        self._selection, self._answers = selection, answers
        self._written: set[str] = set()
        self._answered: dict[str, ToldStatement] = {}
        self._reviews: list[tuple[str, Node]] = []

    def article(self, article: StoredArticle, sha256: str) -> Node:
        self._selection.report.exported["articles"] += 1
        publisher = {"@type": "NewsMediaOrganization", "name": article.outlet} if article.outlet else None
        return {"@id": iri(article.id), "@type": "NewsArticle"} | without_empty(
            {
                "headline": article.title,
                "url": web_address(article.url),
                "datePublished": iso_date(article.published),
                "inLanguage": article.language,
                "author": [{"@type": "Person", "name": name} for name in article.authors],
                "publisher": publisher,
                "identifier": {"@type": "PropertyValue", "propertyID": "sha256 of the text", "value": sha256},
            }
        )

    def actors(self, told: ToldStatement) -> Iterator[Node]:
        """Yield the actors of a statement that no earlier statement had."""
        links = [one for link in told.chain for one in (link.actor, link.outlet) if one is not None]
        behalf = [told.on_behalf_of] if told.on_behalf_of else []
        for profile in (*told.who, *told.to, *behalf, *links):
            if profile.id not in self._written:
                self._written.add(profile.id)
                yield _actor(profile)

    def utterance(self, reports: Sequence[ToldStatement]) -> Iterator[Node]:
        """Yield the node of a statement from its reports."""
        self._selection.report.exported["statements"] += 1
        first = min(reports, key=lambda told: (told.article.published or "9999", told.reference))
        node = self._statement(first, reports)
        yield node
        if first.identity in self._answers.answered:
            self._answered[first.identity] = first
        if first.reality != "actual":
            return
        for target, relation in self._answers.of(first.identity):
            if relation in REVIEWS:
                self._reviews.append((target, self._review(first, target, relation)))

    def reviews(self) -> Iterator[Node]:
        """Yield the ClaimReviews, at the end, when the words of all claims are known."""
        for target, node in self._reviews:
            self._selection.report.exported["claim reviews"] += 1
            claim = self._answered.get(target)
            is_claim = not is_link(target) and (claim is None or claim.reality == "actual")
            reviewed = {"@id": iri(target), "@type": "Claim" if is_claim else "CreativeWork"}
            words = {"claimReviewed": claim.content} if claim else {}
            yield node | {"itemReviewed": reviewed} | words

    def _review(self, first: ToldStatement, target: str, relation: Relation) -> Node:
        return {"@id": iri(f"{first.identity}/{relation}/{target}"), "@type": "ClaimReview"} | without_empty(
            {
                "author": _references(first.who) or _unnamed(first),
                "datePublished": iso_date(first.day),
                "reviewBody": first.content,
                "isBasedOn": {"@id": iri(first.identity)},
            }
        )

    def _statement(self, first: ToldStatement, reports: Sequence[ToldStatement]) -> Node:
        appearances = [{"@id": iri(told.article.id)} for told in reports]
        node: Node = {"@id": iri(first.identity), "@type": self._types(reports)}
        common: Node = {
            "text": first.content,
            "genre": first.act,
            "isPartOf": appearances,
            "sameAs": [iri(told.reference) for told in reports if told.reference != first.identity],
        }
        if first.reality != "actual":
            return node | without_empty(
                common | {"creativeWorkStatus": first.reality, "about": _references(first.who)}
            )
        made_by = _references(first.who) or _unnamed(first)
        node |= without_empty(
            common
            | {
                "author": made_by,
                "audience": [{"@type": "Audience", "name": one.name} for one in first.to],
                "sourceOrganization": _reference(first.on_behalf_of),
                "dateCreated": iso_date(first.said),
                "keywords": first.medium,
                "publisher": _relays(first),
            }
        )
        if "Quotation" in self._types(reports):
            node["spokenByCharacter"] = made_by
        if "Claim" in self._types(reports):
            node |= {"appearance": appearances, "firstAppearance": {"@id": iri(first.article.id)}}
        if first.kind == "mixed":
            node |= without_empty({"hasPart": _quoted_parts(first)})
        return node

    def _types(self, reports: Sequence[ToldStatement]) -> list[str]:
        if reports[0].reality != "actual":
            return ["CreativeWork"]
        types = ["Quotation"] if any(told.kind == "direct" for told in reports) else []
        if any(told.act in CLAIMS or told.identity in self._answers.answered for told in reports):
            types.append("Claim")
        return types or ["CreativeWork"]


def _actor(profile: Profile) -> Node:
    is_wikidata = profile.wikidata is not None
    return {"@id": iri(profile.id), "@type": _TYPES[profile.kind], "name": profile.name} | without_empty(
        {
            "alternateName": [name for name in profile.names if name != profile.name],
            "jobTitle": list(profile.roles) if profile.kind == "person" else None,
            "sameAs": f"https://www.wikidata.org/entity/{profile.wikidata}" if is_wikidata else None,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in (("ISO 3166-1", profile.country), ("PLOVER sector", profile.sector))
                if value
            ],
        }
    )


def _reference(profile: Profile | None) -> Node | None:
    return None if profile is None else {"@id": iri(profile.id)}


def _references(profiles: Sequence[Profile]) -> list[Node]:
    return [{"@id": iri(one.id)} for one in profiles]


def _unnamed(told: ToldStatement) -> Node:
    """Return a node for a speaker whom the article describes but does not name."""
    return {"@type": "Organization", "description": told.source or "unnamed"}


def _relays(told: ToldStatement) -> list[Node]:
    """Return those through whom the words came, between the speaker and the article."""
    between = told.chain[1:-1]
    return _references([one for link in between if (one := link.actor or link.outlet) is not None])


def _quoted_parts(told: ToldStatement) -> list[Node]:
    return [
        {
            "@type": "Quotation",
            "text": words.strip(),
            "spokenByCharacter": _references(told.who) or _unnamed(told),
        }
        for words in _QUOTED.findall(told.content)
    ]
