"""PROV-JSON (W3C Member Submission of 24 April 2013), by the library `prov`: where each statement comes from.

A bundle for each article, so that the file is written one article at a time:

- entities: utterances (what was said), the article, the links of source chains between them (an interview, a
  post, another outlet's report), and statements, which are rows that OnRecord read in the article;
- agents: speakers, those they speak for, and outlets, with one id in all bundles;
- an utterance `wasAttributedTo` its speakers, and a speaker `actedOnBehalfOf` whom they speak for. It has one
  id in all bundles, however many articles report it. One that answers another `wasInfluencedBy` it;
- each link of the chain `wasDerivedFrom` the link before it, and the article from the last of them;
- the reading is an activity: it `used` the article and generated the statements. It is associated with the
  program, a software agent, whose versions it names. A statement `hadPrimarySource` its utterance.

A statement that was not made (negated, hypothetical, planned, demanded) has no utterance.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from prov.constants import PROV, PROV_LABEL, PROV_TYPE
from prov.identifier import Namespace, QualifiedName
from prov.model import ProvBundle, ProvDocument, ProvEntity
from prov.serializers.provjson import encode_json_document

from onrecord.exports.linked.iris import NAMESPACE, iri
from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.exports.tellings.profiles import Profile, Profiles
from onrecord.exports.tellings.told_rows import Teller
from onrecord.model.ids import make_id
from onrecord.model.record import Link, Record, Run, Statement

_IDS = Namespace("id", NAMESPACE)
_TERMS = Namespace("onrecord", f"{NAMESPACE}terms:")
_AGENT_TYPES = {"person": PROV["Person"]}
Facts = dict[QualifiedName, QualifiedName | str | None]
Given = dict[QualifiedName, QualifiedName | str]


def write(selection: Selection) -> Iterator[str]:
    """Yield the lines of the file. Raises StoreError."""
    profiles = Profiles(selection)
    yield "{" + f'"prefix": {json.dumps({"id": _IDS.uri, "onrecord": _TERMS.uri})}, "bundle": {{'
    before = "\n"
    for selected in selection.records():
        name, bundle = _bundle(selected, profiles)
        selection.report.exported.update(articles=1, statements=len(selected.statements))
        yield f"{before}{json.dumps(name)}: {json.dumps(bundle, ensure_ascii=False)}"
        before = ",\n"
    yield "\n}}\n"


def _bundle(selected: SelectedRecord, profiles: Profiles) -> tuple[str, object]:
    """Return the name of an article's bundle, and its PROV-JSON."""
    document = ProvDocument(namespaces={one.prefix: one.uri for one in (_IDS, _TERMS)})
    bundle = document.bundle(_name(f"{selected.article.id}/provenance"))
    _Describer(bundle, selected, profiles).describe()
    ((name, content),) = encode_json_document(document)["bundle"].items()
    return name, content


class _Describer:
    """Describes one article in its bundle."""

    def __init__(self, bundle: ProvBundle, selected: SelectedRecord, profiles: Profiles) -> None:
        self._bundle, self._selected = bundle, selected
        self._teller = Teller(selected, profiles)
        self._agents: set[str] = set()
        self._article = _name(selected.article.id)
        self._reading = _name(f"{selected.article.id}/reading/{_digest(selected.record.run)}")

    def describe(self) -> None:
        record = self._selected.record
        self._describe_article(record)
        for row in self._selected.statements:
            self._describe_statement(row)

    def _describe_article(self, record: Record) -> None:
        article, bundle = record.article, self._bundle
        facts: Facts = {
            PROV_TYPE: _TERMS["article"],
            PROV_LABEL: article.title,
            _TERMS["address"]: article.url,
            _TERMS["published"]: article.published.value,
            _TERMS["sha256"]: article.sha256,
            _TERMS["language"]: article.language,
        }
        bundle.entity(self._article, _given(facts))
        program = _name(f"onrecord-{record.run.onrecord}")
        versions: Facts = {_TERMS[f"reader-{name}"]: value for name, value in record.run.readers.items()}
        label = f"OnRecord {record.run.onrecord}"
        bundle.agent(program, _given({PROV_TYPE: PROV["SoftwareAgent"], PROV_LABEL: label, **versions}))
        bundle.activity(self._reading, other_attributes={PROV_TYPE: _TERMS["reading"]})
        bundle.used(self._reading, self._article)
        bundle.wasAssociatedWith(self._reading, program)
        if article.outlet:
            outlet = _name(f"publisher:{article.outlet}")
            bundle.agent(outlet, {PROV_TYPE: PROV["Organization"], PROV_LABEL: article.outlet})
            bundle.wasAttributedTo(self._article, outlet)

    def _describe_statement(self, row: Statement) -> None:
        bundle, evidence = self._bundle, row.evidence.content
        facts: Facts = {
            PROV_TYPE: _TERMS["statement"],
            PROV_LABEL: str(evidence),
            _TERMS["act"]: row.act,
            _TERMS["kind"]: row.kind,
            _TERMS["reality"]: row.reality,
            _TERMS["offsets"]: " ".join(f"{span.start}-{span.end}" for span in evidence.spans),
            _TERMS["confidence"]: str(round(row.confidence, 3)),
        }
        statement = bundle.entity(_name(self._selected.reference(row.id)), _given(facts))
        bundle.wasGeneratedBy(statement, self._reading)
        bundle.wasDerivedFrom(statement, self._article, activity=self._reading)
        if row.reality == "actual":
            utterance = self._describe_utterance(row)
            bundle.hadPrimarySource(statement, utterance)
            self._describe_chain(utterance, row.source_chain)

    def _describe_utterance(self, row: Statement) -> ProvEntity:
        """Describe what was said, by whom, for whom, in answer to what."""
        bundle = self._bundle
        facts: Facts = {
            PROV_TYPE: _TERMS["utterance"],
            _TERMS["said"]: row.said.value if row.said else None,
            _TERMS["medium"]: row.medium.kind if row.medium else None,
        }
        utterance = bundle.entity(self._utterance(row.id), _given(facts))
        for speaker in dict.fromkeys(self._agent(self._teller.profile(one)) for one in row.actors):
            bundle.wasAttributedTo(utterance, speaker)
            if row.on_behalf_of is not None:
                bundle.actedOnBehalfOf(speaker, self._agent(self._teller.profile(row.on_behalf_of)))
        for answer in row.answers:
            relation = {_TERMS["relation"]: answer.relation}
            bundle.wasInfluencedBy(utterance, self._utterance(answer.to), other_attributes=relation)
        return utterance

    def _describe_chain(self, utterance: ProvEntity, chain: Sequence[Link]) -> None:
        """Describe the texts between the speaker and the article, each derived from the one before."""
        before = utterance
        for link in chain[1:-1]:
            facts: Facts = {
                PROV_TYPE: _TERMS[link.medium or "report"],
                PROV_LABEL: link.title or str(link.evidence),
                _TERMS["date"]: link.date,
            }
            text = self._bundle.entity(_name(self._selected.reference(link.id)), _given(facts))
            who = link.actor or link.outlet
            if who is not None:
                self._bundle.wasAttributedTo(text, self._agent(self._teller.profile(who)))
            self._bundle.wasDerivedFrom(text, before)
            before = text
        self._bundle.wasDerivedFrom(self._article, before)

    def _utterance(self, row: str) -> QualifiedName:
        """Return the name of what a statement reports; of a link of a source chain, its own."""
        same = self._selected.same_statement.get(row)
        return _name(self._selected.reference(row) if same is None else f"{same}/utterance")

    def _agent(self, profile: Profile) -> QualifiedName:
        name = _name(profile.id)
        if profile.id not in self._agents:
            self._agents.add(profile.id)
            facts: Facts = {
                PROV_TYPE: _AGENT_TYPES.get(profile.kind, PROV["Organization"]),
                PROV_LABEL: profile.name,
                _TERMS["kind"]: profile.kind,
                _TERMS["country"]: profile.country,
                _TERMS["sector"]: profile.sector,
                _TERMS["wikidata"]: profile.wikidata,
            }
            self._bundle.agent(name, _given(facts))
        return name


def _name(identifier: str) -> QualifiedName:
    return _IDS[iri(identifier).removeprefix(NAMESPACE)]


def _given(facts: Mapping[QualifiedName, QualifiedName | str | None]) -> Given:
    return {name: value for name, value in facts.items() if value is not None and value != ""}


def _digest(run: Run) -> str:
    settings = json.dumps([run.onrecord, run.readers, run.settings], sort_keys=True)
    return make_id("run", settings).partition(":")[2]
