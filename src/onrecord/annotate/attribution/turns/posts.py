"""Threads of posts: each post is what its account says, from the line that names the account to the next one.

Known are the lines of copied threads ("Ann Lind @annlind · Jul 1, 2025 6:12 AM", "@annlind · 8:21 PM") and of
Telegram's export ("Lund Channel, [01.07.2025 14:20]"). Within the posts of one account a time on a line of
its own or a number before the text ("2/", "3.") begins another.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.annotate.attribution.candidates.syntax_candidate import SyntaxCandidate
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.span import Span

_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_DAYS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?"
_AGO = r"\d+\s?(?:[smhdw]|min|hrs?)(?:\sago)?"
_WHEN = rf"(?:(?:{_CLOCK}|\d{{1,4}}(?:st|nd|rd|th)?|{_AGO}|{_DAYS}|[A-Z]{{2,4}}T|UTC)[\s,./·•|–-]*){{1,8}}"
# "Ann Lind @annlind · 6:12 AM": a name of any script without the marks of a sentence, the handle, a time.
_ACCOUNT = re.compile(
    rf"(?P<name>[^@\n,:;?!\[\]]{{0,60}}?)\s*\(?(?P<handle>@\w[\w.@-]*\w)\)?[\s·•|,–-]*(?:{_WHEN})?"
)
_TELEGRAM = re.compile(
    r"(?P<name>[^\n\[\]@]{1,60}?)(?P<handle>), \[\d{1,2}[./]\d{1,2}[./]\d{2,4},? " + _CLOCK + r"\]:?"
)
_TIME_LINE = re.compile(_WHEN)
_HAS_CLOCK = re.compile(_CLOCK)
_NUMBER = re.compile(r"\(?\d{1,3}(?:/\d{0,3}|[.)])\s+")
_REPLY = re.compile(r"(?:Replying to|In reply to|Quoting|Reposted|Retweeted)\b.{0,60}@?\w*", re.IGNORECASE)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_MOST_NAME_WORDS = 7
FEWEST_POSTS = 3  # a text with fewer is an article that shows a post
_LATEST_START = 4  # lines before the first account: a title, a note


@dataclass(frozen=True, slots=True)
class PostLine:
    """The name in a line that names the account of the posts below it; `handle` may be empty."""

    label: Span
    handle: str


@dataclass(slots=True)
class _Post:
    account: PostLine
    lines: list[Span] = field(default_factory=list)


def find_posts(text: str, tree: SyntaxTree) -> Iterator[SyntaxCandidate]:
    """Yield a turn for each post, nothing where the text is no thread."""
    posts = [post for post in _posts(text) if post.lines]
    if len(posts) < FEWEST_POSTS:
        return
    timed = sum(bool(_clock_at_end(text, post.lines[-1])) for post in posts) * 2 > len(posts)
    for post in posts:
        last = post.lines[-1]
        cut = _clock_at_end(text, last) if timed else None
        lines = [*post.lines[:-1], Span(last.start, cut.start()) if cut else last]
        content = {index for line in lines if line.trimmed(text) for index in tree.range(line)}
        label = tree.range(post.account.label)
        if content and label:
            yield SyntaxCandidate("turn", label[-1], ":", frozenset(label), frozenset(), frozenset(content))


def _posts(text: str) -> Iterator[_Post]:
    post: _Post | None = None
    lines = list(text_lines(text))
    accounts = [_account(text, line) for line, _ in lines]
    counts = Counter(account.handle for account in accounts if account)
    for number, ((line, after_gap), account) in enumerate(zip(lines, accounts, strict=True)):
        if account is not None and not after_gap and (counts[account.handle] < 2 or not account.handle):
            account = None
        if account is not None:
            if post is not None:
                yield post
            post = _Post(account)
        elif post is not None:
            if _begins_post(text, line, post, after_gap):
                yield post
                post = _Post(post.account)
            if not _is_time(text, line) and not _REPLY.fullmatch(line.words(text)):
                numbered = _number(text, line, post, after_gap)
                post.lines.append(Span(numbered.end(), line.end) if numbered else line)
        elif number >= _LATEST_START:
            return
    if post is not None:
        yield post


def _begins_post(text: str, line: Span, post: _Post, after_gap: bool) -> bool:
    """Return whether a line begins another post of the account of `post`."""
    is_marked = _is_time(text, line) or _number(text, line, post, after_gap) is not None
    return is_marked and after_gap and bool(post.lines)


def _is_time(text: str, line: Span) -> bool:
    words = line.words(text)
    return _TIME_LINE.fullmatch(words) is not None and _HAS_CLOCK.search(words) is not None


def _number(text: str, line: Span, post: _Post, after_gap: bool) -> re.Match[str] | None:
    """Return the number before the text of a post."""
    return _NUMBER.match(text, line.start, line.end) if after_gap or not post.lines else None


def text_lines(text: str) -> Iterator[tuple[Span, bool]]:
    """Yield the lines with words, and whether an empty line or nothing stands before each."""
    end = 0
    for found in _LINE.finditer(text):
        span = Span(*found.span()).trimmed(text)
        if span is None:
            continue
        yield span, end == 0 or text.count("\n", end, span.start) > 1
        end = span.end


def _account(text: str, line: Span) -> PostLine | None:
    words = line.words(text)
    found = _ACCOUNT.fullmatch(words) or _TELEGRAM.fullmatch(words)
    if found is None or _REPLY.fullmatch(words):
        return None
    name = found.group("name").strip(" ·•|–-\t")
    if len(name.split()) > _MOST_NAME_WORDS or (name and not any(map(str.isalpha, name))):
        return None
    part = "name" if name else "handle"
    start = line.start + found.start(part)
    start += found.group(part).find(name or found.group("handle"))
    return PostLine(Span(start, start + len(name or found.group("handle"))), found.group("handle").lower())


def _clock_at_end(text: str, line: Span) -> re.Match[str] | None:
    return re.search(rf"(?:\s|^){_WHEN}$", line.words(text)) and re.compile(rf"\s{_CLOCK}$").search(
        text, line.start, line.end
    )


def account_lines(text: str) -> Sequence[PostLine]:
    """Return the lines that name accounts, in text order; none where the text is no thread."""
    posts = [post for post in _posts(text) if post.lines]
    return [post.account for post in posts] if len(posts) >= FEWEST_POSTS else []
