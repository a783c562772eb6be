"""`onrecord corpus`: shows texts to annotators, checks mark files; builds, opens and exports the corpus."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

import click

from onrecord.evaluation.corpus import (
    CorpusText,
    MarkedArticle,
    Split,
    load_corpus_texts,
    load_marked,
    write_marked,
)
from onrecord.evaluation.marks.compiler import MarkError, compile_marks
from onrecord.evaluation.marks.dataset import HF_SPLITS, dataset_card, dataset_line
from onrecord.evaluation.marks.marked_text import MarkedText
from onrecord.evaluation.matters.gold import load_matter_texts
from onrecord.evaluation.matters.mark_file import MatterError, read_mark_file
from onrecord.exports.files import write_whole
from onrecord.model.errors import GoldError, SettingError
from onrecord.store.open_dossier import open_dossier

CORPUS = Path("corpus")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
folder_option = click.option(
    "--corpus", "folder", type=FOLDER, default=CORPUS, show_default=True, help="Folder of the corpus."
)


@click.group()
def corpus() -> None:
    """Show, check, build and export the marked articles of the corpus (see docs/annotation.md)."""


@corpus.command()
@click.argument("identities", metavar="ID…", nargs=-1, required=True)
@folder_option
def show(identities: tuple[str, ...], folder: Path) -> None:
    """Print texts with numbered paragraphs, and the first line of their mark files."""
    texts = load_corpus_texts(folder / "texts.jsonl")
    for identity in identities:
        click.echo("\n".join(_text_lines(_text(texts, identity))) + "\n")


@corpus.command()
@click.argument(
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    nargs=-1,
    required=True,
    metavar="FILE…",
)
@folder_option
def check(files: tuple[Path, ...], folder: Path) -> int:
    """Check mark files and print their errors by line. Fails if there are any.

    Files below CORPUS/matters are the marks of a matter, all others those of an article.
    """
    matters = folder / "matters"
    texts = cache(lambda: load_corpus_texts(folder / "texts.jsonl"))
    invalid = 0
    for file in files:
        try:
            if file.resolve().is_relative_to(matters.resolve()):
                counts = _count_matter(file, matters)
            else:
                counts = _count_article(file, texts())
        except (MarkError, MatterError) as error:
            invalid += 1
            click.echo("\n".join(f"{file}: {fault}" for fault in error.faults))
        else:
            click.echo(f"{file}: valid: {counts}")
    return 1 if invalid else 0


def _count_article(file: Path, texts: dict[str, CorpusText]) -> str:
    """Return the numbers of rows of an article's mark file. Raises MarkError."""
    record = _compile(file, texts).record
    rows = ((record.actors, "actors"), (record.statements, "statements"), (record.events, "events"))
    counts = ", ".join(f"{len(group)} {name}" for group, name in rows)
    return f"{counts}, {len(record.commitments)} commitments"


def _count_matter(file: Path, folder: Path) -> str:
    """Return the numbers of rows of a matter's mark file. Raises MatterError."""
    matter = read_mark_file(file, load_matter_texts(folder).get(file.stem, ()))
    counts = f"{len(matter.events)} events, {len(matter.pairs)} pairs of articles"
    return f"{counts}, {len(matter.answers)} answers, {len(matter.commitments)} commitments"


@corpus.command()
@folder_option
@click.option(
    "--partial", is_flag=True, help="Build from the texts marked so far, even if others have no marks."
)
def build(folder: Path, partial: bool) -> int:
    """Build the files of the corpus from its texts and marks, all or none.

    These are <split>.jsonl and agreement/*.jsonl. marks/agreement has further marks of test articles, one
    folder per annotator. A split that has neither texts nor marks nor records is left out.
    """
    texts = load_corpus_texts(folder / "texts.jsonl")
    marks = folder / "marks"
    outputs: list[_Output] = [
        _Output(folder / f"{split}.jsonl", marks / split, split) for split in get_args(Split)
    ]
    outputs = [output for output in outputs if output.is_wanted(texts)]
    others = sorted(path for path in (marks / "agreement").glob("*") if path.is_dir())
    outputs += [_Output(folder / "agreement" / f"{path.name}.jsonl", path, "test") for path in others]
    faults = [fault for output in outputs for fault in output.find_faults(texts, partial)]
    built: list[tuple[Path, list[MarkedArticle]]] = []
    for output in outputs:
        articles = []
        for file in output.files:
            try:
                articles.append(_compile(file, texts, output.split))
            except MarkError as error:
                faults += [f"{file}: {fault}" for fault in error.faults]
        built.append((output.path, articles))
    if faults:
        click.echo("\n".join(faults))
        return 1
    for out, articles in built:
        out.parent.mkdir(exist_ok=True)
        write_marked(out, articles)
        words = sum(len(one.record.article.text.split()) for one in articles)
        click.echo(f"{out}: {len(articles)} articles, {words:,} words")
    return 0


@dataclass(frozen=True, slots=True)
class _Output:
    """A file of the corpus, the folder with its marks, and the split of its texts."""

    path: Path
    marks: Path
    split: Split

    @property
    def files(self) -> list[Path]:
        """The mark files."""
        return sorted(path for path in self.marks.glob("*.marks") if path.is_file())

    def is_wanted(self, texts: dict[str, CorpusText]) -> bool:
        """Return whether the split has texts, marks or records; a corpus need not have all splits."""
        has_texts = any(text.source.split == self.split for text in texts.values())
        return has_texts or self.marks.is_dir() or self.path.exists()

    def find_faults(self, texts: dict[str, CorpusText], partial: bool) -> Iterator[str]:
        """Yield what would otherwise be ignored silently."""
        if self.path.is_dir():
            yield f"{self.path}: is a folder; the records would be written there"
        if not self.marks.is_dir():
            yield f"{self.marks}: there is no such folder"
            return
        known = set(self.files)
        yield from (
            f"{path}: is not a mark file (ID.marks)"
            for path in sorted(self.marks.iterdir())
            if path not in known
        )
        expected = {identity for identity, text in texts.items() if text.source.split == self.split}
        missing = sorted(expected - {file.stem for file in known})
        if missing and not partial:
            named = f"{', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}"
            count = f"{len(missing)} texts of {self.split} have no marks ({named})"
            yield f"{self.marks}: {count}; --partial builds without them"


@corpus.command("open")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("location", metavar="DOSSIER")
def open_marked(gold: Path, location: str) -> None:
    """Add the marked records of GOLD to DOSSIER, for `onrecord serve` to show.

    GOLD is a file of the corpus, such as corpus/dev.jsonl.
    """
    articles = load_marked(gold)
    if not articles:
        raise GoldError(f"{gold}: has no articles")
    with open_dossier(location, create=True) as dossier:
        written = Counter(dossier.write(article.record) for article in articles)
        summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(written.items()))
        click.echo(f"{dossier.name}: {summary}", err=True)


@corpus.command()
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--as", "form", type=click.Choice(["hf"]), required=True, help="hf: as Hugging Face's datasets reads it."
)
@folder_option
def export(target: Path, form: str, folder: Path) -> None:  # noqa: ARG001 - one format so far
    """Write the corpus to the new folder FOLDER for other programs: one line an article, and a card.

    A line has the text, its licence and origin, and the rows of its gold record. The files are
    data/train.jsonl, data/validation.jsonl (the split dev) and data/test.jsonl.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SettingError(f"{target} is there already and not an empty folder; name a new one")
    wanted = [split for split in HF_SPLITS if (folder / "marks" / split).is_dir()]
    missing = [str(path) for split in wanted if not (path := folder / f"{split}.jsonl").is_file()]
    if missing or not wanted:
        raise GoldError(f"there is no {', '.join(missing) or 'split'}; run `onrecord corpus build` first")
    splits = {split: load_marked(folder / f"{split}.jsonl") for split in wanted}
    (target / "data").mkdir(parents=True)
    for split, articles in splits.items():
        out = target / "data" / f"{HF_SPLITS[split]}.jsonl"
        count = write_whole(out, map(dataset_line, articles))
        click.echo(f"{out}: {count} articles", err=True)
    write_whole(target / "README.md", [dataset_card(splits)])


def _compile(file: Path, texts: dict[str, CorpusText], split: Split | None = None) -> MarkedArticle:
    try:
        marks = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MarkError(["is not UTF-8; save it as UTF-8"]) from error
    if file.stem not in texts:
        raise MarkError([f"there is no text {file.stem} in texts.jsonl; the name of the file must be the id"])
    text_split = texts[file.stem].source.split
    if split is not None and text_split != split:
        raise MarkError(
            [f"is a text of {text_split} among the marks of {split}; move it to marks/{text_split}"]
        )
    return compile_marks(marks, texts[file.stem])


def _text(texts: dict[str, CorpusText], identity: str) -> CorpusText:
    if identity not in texts:
        raise GoldError(f"there is no text {identity!r} in texts.jsonl")
    return texts[identity]


def _text_lines(text: CorpusText) -> Iterator[str]:
    yield f"article {text.source.id} {text.article.sha256[:16]}"
    published = f"{text.outlet or 'outlet unknown'}, published {text.published}"
    yield f"# {published}, {text.source.kind}; title: {text.title or 'none'}"
    for number, paragraph in enumerate(MarkedText(text.text).paragraphs, start=1):
        yield f"[{number}] {paragraph.span.words(text.text)}"
