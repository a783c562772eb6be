"""Write the generated pages: JSON Schema, command reference, licences, architecture diagrams.

`python docs/generate.py` writes them; `python docs/generate.py --check` fails if one is out of date.
"""

import json
import re
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent


def render_schema() -> str:
    """The JSON Schema of a record."""
    from onrecord import record_schema

    return json.dumps(record_schema(), indent=1, ensure_ascii=False) + "\n"


def render_commands() -> str:
    """`--help` of the command and of each subcommand."""
    from onrecord.cli import onrecord

    parts = ["# Commands\n\nWhat `--help` says. Written by `make docs`.\n"]
    parts += _help_of(onrecord, "onrecord")
    return "\n".join(parts)


def _help_of(command: click.Command, path: str) -> list[str]:
    names = ["-h", "--help"]
    context = click.Context(
        command, info_name=path, terminal_width=100, max_content_width=100, help_option_names=names
    )
    out = [f"## {path}\n\n```\n{command.get_help(context).strip()}\n```\n"]
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            found = command.get_command(context, name)
            out += _help_of(found, f"{path} {name}") if found else []
    return out


def render_licences() -> str:
    """The packages installed with OnRecord, from their own metadata."""
    rows = [
        "# Third-party licences",
        "",
        "What `make install` installs beside OnRecord (pinned in `requirements.lock`), and models that are "
        "shipped.",
        "Written by `make docs` from the packages' metadata.",
        "",
        "| package | licence |",
        "|---|---|",
    ]
    for name in _locked_names():
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            continue  # not for this system or Python; the lock file lists all packages
        rows.append(f"| {found.metadata['Name']} | {_licence(found)} |")
    models = (ROOT / "docs" / "model-licences.md").read_text(encoding="utf-8")
    return "\n".join(rows) + "\n\n" + models


def _locked_names() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)))


def _licence(found: Distribution) -> str:
    data = found.metadata
    if data.get("License-Expression"):
        return str(data["License-Expression"])
    classes = [
        line.split(" :: ")[-1] for line in data.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    licence = (data.get("License") or "").strip().splitlines()
    return ", ".join(classes) or (licence[0][:60] if licence else "see the package")


def render_architecture() -> str:
    """docs/architecture.md with its diagrams drawn from the code."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name, picture in (("parts", _draw_parts()), ("layers", _draw_layers())):
        block = f"<!-- {name}: drawn by make docs -->\n```mermaid\n{picture}\n```\n<!-- end -->"
        page = re.sub(rf"<!-- {name}: .*?<!-- end -->", lambda _, block=block: block, page, flags=re.DOTALL)
    return page


def _draw_parts() -> str:
    """The packages and which imports which, from the imports in the source."""
    imports: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src" / "onrecord").glob("*/**/*.py")):
        part = path.relative_to(ROOT / "src" / "onrecord").parts[0]
        found = re.findall(r"^\s*from onrecord\.(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        imports.setdefault(part, set()).update(found)
    pipeline = (ROOT / "src" / "onrecord" / "pipeline.py").read_text(encoding="utf-8")
    imports["pipeline"] = set(re.findall(r"^from onrecord\.(\w+)", pipeline, re.MULTILINE))
    shown = [part for part in sorted(imports) if part != "model"]
    lines = [
        f"    {part} --> {other}"
        for part in shown
        for other in sorted(imports[part] & set(shown) - {part})
        if not any(other in imports.get(via, ()) for via in imports[part] & set(shown) - {part, other})
    ]
    return "\n".join(["flowchart LR", *lines])


def _draw_layers() -> str:
    """The annotators in the order in which they run, with arrows from the annotators whose layers each reads.

    Arrows that follow from others are left out.
    """
    from onrecord.annotate.registry import default_annotators

    annotators = default_annotators()
    giver = {layer: annotator.name for annotator in annotators for layer in annotator.gives}
    needs = {one.name: {giver[layer] for layer in one.needs} for one in annotators}
    behind: dict[str, set[str]] = {}
    lines = ["flowchart TD"]
    for one in annotators:
        behind[one.name] = needs[one.name].union(*(behind[other] for other in needs[one.name]))
        layers = ", ".join(layer.__name__ for layer in one.gives)
        lines.append(f'    {one.name.replace("-", "_")}["{one.name}<br><small>{layers}</small>"]')
    for one in annotators:
        direct = {
            other
            for other in needs[one.name]
            if not any(other in behind[via] for via in needs[one.name] - {other})
        }
        lines += [
            f"    {other.replace('-', '_')} --> {one.name.replace('-', '_')}"
            for other in needs
            if other in direct
        ]
    return "\n".join(lines)


def render_batch() -> str:
    """docs/batch.md with the tables of a batch from the code."""
    from onrecord.batch.schema import ddl_type
    from onrecord.batch.tables import TABLES

    page = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    parts = []
    for table in TABLES:
        parts += [f"#### {table.name}", "", f"A row is {table.row}.", ""]
        parts += ["| column | type | |", "|---|---|---|"]
        parts += [
            f"| `{column.name}` | `{ddl_type(column.type).lower().replace('`', '')}` | {column.meaning} |"
            for column in table.columns
        ]
        parts.append("")
    block = "<!-- tables: drawn by make docs -->\n" + "\n".join(parts) + "<!-- end -->"
    return re.sub(r"<!-- tables: .*?<!-- end -->", lambda _: block, page, flags=re.DOTALL)


PAGES = {
    "docs/architecture.md": render_architecture,
    "docs/batch.md": render_batch,
    "docs/record.schema.json": render_schema,
    "docs/commands.md": render_commands,
    "THIRD_PARTY_LICENSES.md": render_licences,
}


def main() -> int:
    """Write or check the pages."""
    stale = 0
    for name, render in PAGES.items():
        if "--check" in sys.argv and render is render_licences:
            continue  # installed packages differ between systems
        path, text = ROOT / name, render()
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{name} is out of date: run `make docs`", file=sys.stderr)
                stale += 1
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
