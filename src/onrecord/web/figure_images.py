"""Figures as SVG or PNG images, light or dark, drawn with matplotlib from the tables of the figures page."""

import io
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from onrecord.model.errors import MissingExtraError
from onrecord.views.pages.figures import FiguresPage, PairRow, StoryRow, WeekRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Form = Literal["svg", "png"]
Theme = Literal["light", "dark"]
MOST_ACTS = 7  # acts with a colour of their own; the others share one
MOST_ACTORS = 14  # rows, and columns, of the matrix
MOST_BARS = 12
LONGEST_LABEL = 34
WIDTH = 9.0  # inches
WEEKS_HEIGHT, EMPTY_HEIGHT = 4.2, 1.2
_DPI = 160  # of PNG files
_lock = threading.Lock()  # matplotlib's font cache and mathtext are not thread-safe

# Okabe and Ito, "Color universal design" (2008): colours that people with colour blindness can distinguish.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#8a8f98")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme."""

    text: str
    muted: str
    line: str
    background: str
    accent: str
    scale: str


PALETTES: dict[Theme, Palette] = {
    "light": Palette("#22262b", "#59616c", "#dfe2e7", "#ffffff", "#1f5f8b", "Blues"),
    "dark": Palette("#e8e6e1", "#a9b0ba", "#3a414b", "#1b1f24", "#79b8e3", "Blues_r"),
}


def draw(name: str, view: FiguresPage, form: Form, theme: Theme) -> bytes:
    """Return a figure as the content of a file.

    Raises KeyError for an unknown name, MissingExtraError without matplotlib.
    """
    drawing = FIGURES[name]
    if not can_draw():
        raise MissingExtraError("figures", "Drawing a figure")
    with _lock:
        import matplotlib as mpl
        from matplotlib.figure import Figure

        palette = PALETTES[theme]
        with mpl.rc_context(
            {
                "svg.fonttype": "none",
                "svg.hashsalt": name,
                "font.family": "sans-serif",
                "font.size": 9,
                "text.parse_math": False,
            }
        ):
            figure = Figure(figsize=(WIDTH, WEEKS_HEIGHT), layout="constrained", facecolor=palette.background)
            drawing(figure, view, palette)
            out = io.BytesIO()
            metadata = {"Date": None, "Creator": "OnRecord"} if form == "svg" else {"Software": "OnRecord"}
            figure.savefig(out, format=form, dpi=_DPI, metadata=metadata)
    return out.getvalue()


def can_draw() -> bool:
    """Return whether matplotlib is installed, with which figures are drawn (the extra `figures`)."""
    return find_spec("matplotlib") is not None


def figure_sizes(view: FiguresPage) -> dict[str, tuple[int, int]]:
    """Return the width and height of each figure, so that a page can reserve the space."""
    who = len(_matrix(view.pairs)[0]) if view.pairs else 0
    stories = len(view.stories[:MOST_BARS])
    heights = {
        "weeks": WEEKS_HEIGHT if view.weeks else EMPTY_HEIGHT,
        "answers": _pairs_height(who) if who else EMPTY_HEIGHT,
        "stories": _stories_height(stories) if stories else EMPTY_HEIGHT,
    }
    return {name: (round(WIDTH * 100), round(height * 100)) for name, height in heights.items()}


def _pairs_height(rows: int) -> float:
    return 2.2 + 0.34 * rows


def _stories_height(rows: int) -> float:
    return 0.9 + 0.34 * rows


def _axes(figure: "Figure", palette: Palette, *, height: float) -> "Axes":
    figure.set_size_inches(WIDTH, height)
    axes: Axes = figure.add_subplot()
    axes.set_facecolor(palette.background)
    axes.tick_params(colors=palette.muted, length=0, labelsize=9)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def _draw_sentence(figure: "Figure", palette: Palette, sentence: str) -> None:
    axes = _axes(figure, palette, height=EMPTY_HEIGHT)
    axes.set_axis_off()
    axes.text(0.5, 0.5, sentence, ha="center", va="center", color=palette.muted, fontsize=11)


def _weeks(figure: "Figure", view: FiguresPage, palette: Palette) -> None:
    """Draw stacked bars: statements per week by act."""
    from matplotlib.ticker import MaxNLocator

    if not view.weeks:
        _draw_sentence(figure, palette, "No statement has a date.")
        return
    axes = _axes(figure, palette, height=WEEKS_HEIGHT)
    weeks, counts = _stacked(view.weeks)
    bottom = [0] * len(weeks)
    for place, (act, row) in enumerate(counts.items()):
        axes.bar(weeks, row, width=6.2, bottom=bottom, color=COLOURS[place], label=act, linewidth=0)  # type: ignore[arg-type]
        bottom = [low + more for low, more in zip(bottom, row, strict=True)]
    axes.grid(axis="y", color=palette.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("statements per week", color=palette.muted)
    _date_axis(axes)
    legend = axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=len(counts), frameon=False, fontsize=9
    )
    for text in legend.get_texts():
        text.set_color(palette.text)


def _date_axis(axes: "Axes") -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def _stacked(rows: Sequence[WeekRow]) -> tuple[list[date], dict[str, list[int]]]:
    """Return the weeks and, for each act, its counts per week.

    Frequent acts come first, rare ones are "other".
    """
    totals: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        totals[row.act] += row.statements
    frequent = sorted(totals, key=lambda act: (-totals[act], act))[:MOST_ACTS]
    weeks = sorted({row.week for row in rows})
    at = {week: place for place, week in enumerate(weeks)}
    counts: dict[str, list[int]] = {act: [0] * len(weeks) for act in frequent}
    if len(totals) > len(frequent):
        counts["other"] = [0] * len(weeks)
    for row in rows:
        counts[row.act if row.act in frequent else "other"][at[row.week]] += row.statements
    return weeks, counts


def _pairs(figure: "Figure", view: FiguresPage, palette: Palette) -> None:
    """Draw a matrix: who responds to whom."""
    if not view.pairs:
        _draw_sentence(figure, palette, "No statement responds to another.")
        return
    who, whom, matrix = _matrix(view.pairs)
    axes = _axes(figure, palette, height=_pairs_height(len(who)))
    shown = [[count or float("nan") for count in row] for row in matrix]
    strongest = max(map(max, matrix)) * 1.25
    colours = axes.imshow(shown, cmap=palette.scale, aspect="auto", vmin=0, vmax=strongest).get_cmap()
    axes.set_xticks(
        range(len(whom)), [_label(name) for name in whom], rotation=40, ha="right", rotation_mode="anchor"
    )
    axes.set_yticks(range(len(who)), [_label(name) for name in who])
    axes.tick_params(colors=palette.text)
    axes.set_xlabel("gets the response", color=palette.muted)
    axes.set_ylabel("responds", color=palette.muted)
    axes.set_xticks([place - 0.5 for place in range(1, len(whom))], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, len(who))], minor=True)
    axes.grid(which="minor", color=palette.line, linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    for down, row in enumerate(matrix):
        for across, count in enumerate(row):
            if count:
                red, green, blue, _ = colours(count / strongest)
                is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5  # luma (ITU-R BT.601)
                axes.text(
                    across,
                    down,
                    str(count),
                    ha="center",
                    va="center",
                    color="#ffffff" if is_dark else "#10202e",
                )


def _matrix(rows: Sequence[PairRow]) -> tuple[list[str], list[str], list[list[int]]]:
    """Return who responds, to whom, and the counts.

    The most frequent pairs come first, until the matrix is full.
    """
    who: dict[str, int] = {}
    whom: dict[str, int] = {}
    for row in rows:
        if (row.who in who or len(who) < MOST_ACTORS) and (row.whom in whom or len(whom) < MOST_ACTORS):
            who[row.who] = who.get(row.who, 0) + row.answers
            whom[row.whom] = whom.get(row.whom, 0) + row.answers
    down, across = (sorted(names, key=lambda name: (-names[name], name)) for names in (who, whom))
    counts = {(row.who, row.whom): row.answers for row in rows}
    return down, across, [[counts.get((one, other), 0) for other in across] for one in down]


def _stories(figure: "Figure", view: FiguresPage, palette: Palette) -> None:
    """Draw bars: the articles that carry one story."""
    from matplotlib.ticker import MaxNLocator

    rows = view.stories[:MOST_BARS]
    if not rows:
        _draw_sentence(figure, palette, "There are no articles.")
        return
    axes = _axes(figure, palette, height=_stories_height(len(rows)))
    places = list(range(len(rows)))
    axes.barh(places, [row.pages for row in rows], height=0.62, color=palette.accent)
    axes.set_yticks(places, [_story_label(row) for row in rows])
    axes.tick_params(axis="y", colors=palette.text)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=palette.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_xlabel("articles that carry the story", color=palette.muted)


def _story_label(row: StoryRow) -> str:
    return _label(row.title, LONGEST_LABEL * 2)


def _label(name: str, most: int = LONGEST_LABEL) -> str:
    """Return a name without unprintable characters, cut to a length."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


FIGURES: dict[str, "Callable[[Figure, FiguresPage, Palette], None]"] = {
    "weeks": _weeks,
    "answers": _pairs,
    "stories": _stories,
}
