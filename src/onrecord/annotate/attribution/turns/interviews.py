"""Interviews without speakers' labels: questions and answers on lines that begin with a dash or with nothing.

Lines with a dash ("—Why the delay?", "—Because of the rain.") are those of two people; who asks is the
interviewer. Plain paragraphs are an interview where questions address somebody and most answers say "I" or
"we"; where the text does not call itself one, more of them must, and question and answer must alternate.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate
from onrecord.annotate.attribution.turns.posts import text_lines
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Name
from onrecord.model.span import Span

_DASH = re.compile(r"(?:[—–―]|-(?=\s))\s*")
_CALLED_INTERVIEW = re.compile(r"\binterview|\bQ\s?[&+]\s?A\b|\bQ and A\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:\b[Ii]nterview(?:ed)?(?: by|:)|\b[Bb]y|\b[Ii]mage:|\b[Pp]hoto(?:graph)?s?(?: by|:)|[Tt]ext:)\s*$"
)
_INTERVIEWER = re.compile(r"\b[Ii]nterview(?:ed)?(?: by|:)\s*$")
_ADDRESSES = re.compile(r"\byou(?:r|rs|'ve|’ve|'re|’re)?\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:I|we|my|our|me|us)\b|\b(?:We|My|Our)\b")
_QUOTED = re.compile(r"[\"“][^\"”]{0,600}[\"”]")
_LONGEST_QUESTION = 90  # words
_LATEST_START = 12  # lines before the first question
FEWEST_QUESTIONS = 3


@dataclass(slots=True)
class InterviewTurn:
    """What one of the two says: its lines, the dash before it if there is one, whether it asks."""

    asks: bool
    label: Span | None
    lines: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Interview:
    """The turns of an interview, and the full names of who asks and who answers, where the text has them."""

    turns: Sequence[InterviewTurn]
    interviewer: Span | None
    guest: Span | None


def find_interview(text: str, names: Sequence[Name]) -> Interview | None:
    """Return the interview that a text is, None when it is none."""
    lines = list(text_lines(text))
    turns = _dashed(text, lines) or _plain(text, [span for span, _ in lines])
    if not turns:
        return None
    if turns[-1].asks and not _is_question(text, turns[-1].lines[-1]):
        turns.pop()  # what follows the last answer is the paper's
    start = turns[0].lines[0].start
    return Interview(turns, *find_people(text, names, start))


def interview_turns(text: str, tree: SyntaxTree, names: Sequence[Name]) -> Iterator[SyntaxCandidate]:
    """Yield a candidate for each turn of an interview. A turn with a dash has it as source, others a name."""
    interview = find_interview(text, names)
    if interview is None:
        return
    for turn in interview.turns:
        speaker = interview.interviewer if turn.asks else interview.guest
        label = turn.label or speaker
        source = frozenset(tree.range(label)) if label else frozenset()
        content = frozenset(index for line in turn.lines for index in tree.range(line)) - source
        if content:
            yield SyntaxCandidate("turn", min(content), ":", source, frozenset(), content)


def _dashed(text: str, lines: Sequence[tuple[Span, bool]]) -> list[InterviewTurn]:
    last = max((number for number, (line, _) in enumerate(lines) if _DASH.match(text, *line)), default=-1)
    turns: list[InterviewTurn] = []
    for number, (line, after_gap) in enumerate(lines):
        if number > last and after_gap:
            break  # what follows the last answer is the paper's
        dash = _DASH.match(text, line.start, line.end)
        if dash and dash.end() < line.end:
            label = Span(line.start, line.start + 1)
            turns.append(InterviewTurn(len(turns) % 2 == 0, label, [Span(dash.end(), line.end)]))
        elif turns:
            turns[-1].lines.append(line)
    asking = [_is_question(text, turn.lines[-1]) for turn in turns if turn.asks]
    answering = [_is_question(text, turn.lines[-1]) for turn in turns if not turn.asks]
    fits = len(answering) >= FEWEST_QUESTIONS and sum(asking) * 2 >= len(asking)
    return turns if fits and sum(answering) * 3 <= len(answering) else []


def _plain(text: str, lines: Sequence[Span]) -> list[InterviewTurn]:
    questions = [number for number, line in enumerate(lines) if number and _is_question(text, line)]
    if len(questions) < FEWEST_QUESTIONS or questions[0] > _LATEST_START:
        return []
    body = lines[questions[0] :]
    parities = Counter((number - questions[0]) % 2 for number in questions)
    alternate = parities[1] == 0 and len(questions) * 2 >= len(body) // 2
    turns: list[InterviewTurn] = []
    for number, line in enumerate(body):
        asks = number % 2 == 0 if alternate else _is_question(text, line)
        if turns and turns[-1].asks == asks and not alternate:
            turns[-1].lines.append(line)
        else:
            turns.append(InterviewTurn(asks, None, [line]))
    called = _CALLED_INTERVIEW.search(text, 0, lines[questions[0]].start) is not None
    return turns if (called or alternate) and _is_conversation(text, turns, called) else []


def _is_conversation(text: str, turns: Sequence[InterviewTurn], called: bool) -> bool:
    """Return whether questions speak to somebody and answers speak of oneself, unlike headings that ask.

    More of them must where the text is not `called` an interview.
    """
    asked = [bool(_ADDRESSES.search(_words(text, turn))) for turn in turns if turn.asks]
    own = [bool(_OWN.search(_words(text, turn))) for turn in turns if not turn.asks]
    if called:
        return len(own) >= FEWEST_QUESTIONS and any(asked) and sum(own) * 2 >= len(own)
    return len(own) > FEWEST_QUESTIONS and sum(asked) * 3 >= len(asked) and sum(own) * 3 >= len(own) * 2


def _words(text: str, turn: InterviewTurn) -> str:
    """Return the words of a turn outside quotation marks."""
    return _QUOTED.sub(" ", " ".join(line.words(text) for line in turn.lines))


def _is_question(text: str, line: Span) -> bool:
    words = line.words(text)
    return words.rstrip("”\"'’ ").endswith("?") and len(words.split()) <= _LONGEST_QUESTION


def find_people(text: str, names: Iterable[Name], start: int) -> tuple[Span | None, Span | None]:
    """Return the names of the interviewer and the guest in the text before the offset `start`.

    The interviewer is credited, after the first line ("Interview: Ann Lind"); the guest is named most often.
    """
    interviewer: Span | None = None
    counts: Counter[str] = Counter()
    first: dict[str, Span] = {}
    for row in names:
        words = row.span.words(text)
        before = text[max(0, row.span.start - 30) : row.span.start]
        if row.kind != "person" or row.span.end > start:
            continue
        is_title = "\n" not in text[: row.span.start]
        if _INTERVIEWER.search(before) and not is_title:
            interviewer = interviewer or row.span
        elif is_title or not _CREDIT.search(before):
            surname = words.split()[-1]
            counts[surname] += 1
            known = first.get(surname)
            if known is None or len(words.split()) > len(known.words(text).split()):
                first[surname] = row.span
    guest = max(counts, key=lambda name: counts[name]) if counts else None
    return interviewer, first[guest] if guest else None
