"""Write the countries lexicon to standard output: CLDR's English names joined with nations.txt.

    python training/lexicons/countries.py > src/onrecord/annotate/lexicons/en/mentions/countries.txt

Needs Babel (BSD licence), which carries the Unicode CLDR (Unicode licence v3).
"""

from pathlib import Path

import babel
from babel import Locale
from babel.core import get_global

HEAD = f"""\
# Countries: names, adjectives, peoples and seats of government, by ISO 3166-1 alpha-3 code
# (XKX, Kosovo: user-assigned). Made by training/lexicons/countries.py from the English territory names of the
# Unicode CLDR (Unicode licence v3, as carried by Babel {babel.__version__}) and from
# training/lexicons/nations.txt (the rest, by hand). Change that, not this.
# code | names, first the printed one | adjectives | plurals for its people, besides adjective + s | seats"""

# CLDR's aliases have older codes for these.
OTHER_CODES = {"COD": "CD", "TLS": "TL", "FRA": "FR", "XKX": "XK"}


def cldr_names(code: str) -> list[str]:
    """Return CLDR's English name for an alpha-3 code as a report would print it, and its variants."""
    aliases = get_global("territory_aliases")
    short = OTHER_CODES.get(code) or aliases[code][0]
    name = Locale("en").territories[short]
    names = [name, name.replace("&", "and"), name.replace("St.", "Saint")]
    return [name for name in names if not set("(&") & set(name) and " - " not in name and "SAR " not in name]


def main() -> None:
    print(HEAD)
    for line in Path(__file__).with_name("nations.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, own, *rest = [field.strip() for field in line.split("|")]
        by_hand = [name.strip() for name in own.split(";") if name.strip()]
        first = [name[1:] for name in by_hand if name.startswith("!")]
        names = [*first, *cldr_names(code), *(name for name in by_hand if not name.startswith("!"))]
        unique = dict.fromkeys(name.removeprefix("the ") for name in names)
        print(" | ".join([code, "; ".join(unique), *rest]).rstrip())


if __name__ == "__main__":
    main()
