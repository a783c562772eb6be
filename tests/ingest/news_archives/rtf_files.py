"""Factiva downloads as RTF: with codes in a table, and as articles are shown. All words are ours."""

FIRST = (
    "Foreign Minister Lena Marok of Ostaria said on Tuesday that the ceasefire along the river would hold.",
    "\\ldblquote We have not fired a single shot since Sunday,\\rdblquote  she told reporters.",
    "IN Marusk, shops opened again.",
)


def row(code: str, *values: str) -> str:
    """Return a table row with a code and its value, as Factiva writes it."""
    cell = "\\par ".join(values)
    return f"\\trowd\\cellx900\\cellx9000\\pard\\intbl {{\\b {code}}}\\cell {cell}\\cell\\row"


def coded() -> bytes:
    """Return two articles with codes."""
    rows = [
        row("HD", "Ostaria says ceasefire holds"),
        row("BY", "By Ann Lee"),
        row("WC", "52 words"),
        row("PD", "6 October 2020"),
        row("SN", "The Example Courier"),
        row("SC", "EXCOUR"),
        row("LA", "English"),
        row("CY", "(c) 2020 Example Courier Media Ltd"),
        row("LP", FIRST[0]),
        row("TD", *FIRST[1:]),
        row("NS", "gdip : International Relations"),
        row("AN", "Document EXCOUR0020201006ega60001p"),
        row("HD", "CORRECTED-Vellin rejects claim"),
        row("CR", "Agency Example"),
        row("WC", "9 words"),
        row("PD", "7 October 2020"),
        row("ET", "11:05"),
        row("SN", "Agency Example"),
        row("LA", "English"),
        row("LP", "The government of Vellin rejected the claim on Wednesday."),
        row("AN", "Document AGEX000020201007ega70002q"),
    ]
    return wrapped(rows)


def shown() -> bytes:
    """Return two articles as they are shown, the first with a section above its title."""
    lines = [
        "Foreign",
        "Ostaria says that the ceasefire at the river holds",
        "By Ann Lee",
        "52 words",
        "6 October 2020",
        "The Example Courier",
        "EXCOUR",
        "12",
        "English",
        "(c) 2020 Example Courier Media Ltd",
        *FIRST,
        "Document EXCOUR0020201006ega60001p",
        "Vellin rejects claim",
        "Tomas Brandt",
        "9 words",
        "7 October 2020",
        "11:05 GMT",
        "Agency Example",
        "AGEX",
        "English",
        "Copyright 2020 Agency Example. All Rights Reserved.",
        "The government of Vellin rejected the claim on Wednesday.",
        "Document AGEX000020201007ega70002q",
    ]
    return wrapped([f"\\pard {line}\\par" for line in lines])


def wrapped(parts: list[str]) -> bytes:
    """Return the parts as an RTF document."""
    body = "\n".join(parts)
    footer = "{\\footer Page 1 of 2 \\'a9 2020 Factiva, Inc.\\par}"
    return f"{{\\rtf1\\ansi\\ansicpg1252{footer}\n{body}}}".encode()
