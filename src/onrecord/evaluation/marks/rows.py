"""The rows of a mark file: lines cut into fields and fields into items. Knows no offsets and no records."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.model.errors import GoldError

# Words with their paragraph (3<words>#2), a bare <alias>, a "quoted text", a comma, or anything else without spaces.
_ITEM = re.compile(
    r"""\s*(?:
        (?P<words>\d+<.*?>(?:\#\d+)?(?:\s*\+\s*\d+<.*?>(?:\#\d+)?)*)
        | <(?P<alias>.*?)>
        | "(?P<text>[^"]*)"
        | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:\.\.[\d,.]+)?)(?=\s|$)
        | (?P<comma>,)
        | (?P<bare>[^\s,<>"]+)
    )""",
    re.VERBOSE,
)


MANY = 1000  # bare words of a field that may hold any number
_QUOTED = frozenset({"to", "at", "qty"})  # fields that may hold a quoted text


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a field: `words` (with their paragraph), an `alias`, a quoted `text`, a `comma` or a `bare` word."""

    sort: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its keyword and what follows."""

    name: str
    items: tuple[Item, ...]

    @property
    def bare(self) -> tuple[str, ...]:
        """The bare words."""
        return tuple(item.value for item in self.items if item.sort == "bare")

    @property
    def words(self) -> str:
        """The words with their paragraphs, as `MarkedText.find` takes them; empty when there are none."""
        return " + ".join(item.value for item in self.items if item.sort == "words")

    @property
    def text(self) -> str | None:
        """The quoted text, if there is one."""
        return next((item.value for item in self.items if item.sort == "text"), None)

    @property
    def printed(self) -> str:
        """The field as printed, for fields that hold no more than a name or a code."""
        return " ".join(
            [self.name, *("," if item.sort == "comma" else item.value for item in self.items)]
        ).replace(" ,", ",")

    def groups(self) -> Iterator["Field"]:
        """Yield the parts of the field that commas part."""
        part: list[Item] = []
        for item in self.items:
            if item.sort == "comma":
                yield Field(self.name, tuple(part))
                part = []
            else:
                part.append(item)
        yield Field(self.name, tuple(part))

    @property
    def value(self) -> str:
        """The one bare word of the field, an id or a code. Raises GoldError when there is none, or several."""
        if len(self.bare) != 1:
            raise GoldError(f"`{self.name}` has one word behind it, an id or a value")
        return self.bare[0]

    def after(self, word: str) -> "Field | None":
        """Return the one item that follows the bare word, as a field, or None when the word is not there."""
        at = next((i for i, item in enumerate(self.items) if item == Item("bare", word)), None)
        if at is None:
            return None
        return Field(word, self.items[at + 1 : at + 2])

    def without(self, *words: str) -> "Field":
        """Return the field without these bare words and the item behind each."""
        items, skip = [], False
        for item in self.items:
            if skip:
                skip = False
            elif item.sort == "bare" and item.value in words:
                skip = True
            else:
                items.append(item)
        return Field(self.name, tuple(items))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the number of its line, its first field as printed, and its other fields."""

    line: int
    head: str
    fields: tuple[Field, ...] = field(default=())

    def get(self, name: str) -> Field | None:
        """Return the field of this name, or None. Raises GoldError when it is written twice."""
        found = self.all(name)
        if len(found) > 1:
            raise GoldError(
                f"`{name}` is written twice; write it once, stretches joined by +, members by commas"
            )
        return found[0] if found else None

    def all(self, name: str) -> list[Field]:
        """Return the fields of this name."""
        return [row for row in self.fields if row.name == name]

    def check_fields(self, allowed: Mapping[str, int]) -> None:
        """Raise GoldError for a field that such a row does not have, and for one with more bare words than `allowed`."""
        for one in self.fields:
            if one.name not in allowed:
                raise GoldError(
                    f"`{one.name}` is no field of this row; it has {', '.join(sorted(allowed)) or 'none'}"
                )
            if len(one.bare) > allowed[one.name]:
                extra = " ".join(one.bare[allowed[one.name] :])
                raise GoldError(f"`{one.name}` has more than it can hold: {extra!r}")
            if one.text is not None and one.name not in _QUOTED:
                raise GoldError(f"`{one.name}` holds no quoted text: {one.text!r}")


def read_rows(lines: str) -> Iterator[Row]:
    """Yield the rows of a mark file. Raises GoldError naming the line of one that cannot be cut."""
    for number, line in _joined_lines(lines):
        parts = _cut(line, ";")
        try:
            yield Row(
                number, parts[0].strip(), tuple(_read_field(part) for part in parts[1:] if part.strip())
            )
        except GoldError as error:
            raise GoldError(f"line {number}: {error}") from error


def read_items(text: str) -> tuple[Item, ...]:
    """Return the items of a field's text. Raises GoldError where it cannot be cut."""
    items, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None or match.end() == at:
            raise GoldError(
                f"cannot be read from {text[at : at + 30]!r} on; is a < or a quotation mark open?"
            )
        sort = str(match.lastgroup)
        items.append(Item("bare" if sort == "number" else sort, match[sort].strip()))
        at = match.end()
    return tuple(items)


def _read_field(text: str) -> Field:
    name, *rest = text.split(maxsplit=1)
    return Field(name, read_items("".join(rest)))


def _joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield rows with the number of their first line; lines that begin with white space go on with the row above."""
    first, row = 0, ""
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace() and row:
            row += " " + line.strip()
            continue
        if row:
            yield first, row
        first, row = number, line.strip()
    if row:
        yield first, row


def _cut(line: str, mark: str) -> list[str]:
    """Cut a row at `mark` where it stands outside <…> and "…"."""
    parts, start, inside = [], 0, ""
    for at, letter in enumerate(line):
        if inside:
            inside = "" if letter == inside else inside
        elif letter == "<":
            inside = ">"
        elif letter == '"':
            inside = '"'
        elif letter == mark:
            parts.append(line[start:at])
            start = at + 1
    return [*parts, line[start:]]
