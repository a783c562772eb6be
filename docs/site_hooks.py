"""What mkdocs does to pages while it builds the site (see mkdocs.yml).

The pages of docs/ are also read in the repository. So a link may lead to a file outside docs/, which the
site does not have: it becomes the file's name. A diagram in mermaid, which a browser could draw only with a
program from elsewhere, becomes a list. Three things are written from what is there: the fields of the record,
the list of decisions, and the names of the public functions.
"""

import ast
import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

DOCS = Path(__file__).resolve().parent
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+)(#[^)\s]*)?\)")
_MERMAID = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
_NODE = re.compile(r"(\w+)\[\"([^\"<]+)(?:<br><small>(.*?)</small>)?\"\]")
Schema = dict[str, Any]


def on_page_markdown(markdown: str, page: "Page", config: "MkDocsConfig", files: "Files") -> str:  # noqa: ARG001
    """Return the text of a page as the site shows it."""
    at = page.file.src_uri
    markdown = _LINK.sub(lambda match: _inside(match, at), markdown)
    markdown = _MERMAID.sub(lambda match: _as_list(match[1]), markdown)
    if "<!-- fields of the record -->" in markdown:
        schema = json.loads((DOCS / "record.schema.json").read_text("utf-8"))
        markdown = markdown.replace("<!-- fields of the record -->", "\n".join(_fields(schema)))
    if "PUBLIC_FUNCTIONS" in markdown:
        markdown = markdown.replace("PUBLIC_FUNCTIONS", ", ".join(_public_functions()))
    return markdown.replace("<!-- decisions -->", "\n".join(_decisions(at)))


def _inside(link: re.Match[str], at: str) -> str:
    """Return a link as it is, or, where it leads out of docs/ or to a folder, as words."""
    words, target = link[1], link[2]
    if "://" in target or target.startswith("mailto:"):
        return link[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(at), target))
    if not path.startswith("..") and not (DOCS / path).is_dir():
        return link[0]
    name = posixpath.normpath(posixpath.join("docs", path))
    return f"{words} (`{name}` in the repository)" if words.strip("`") != name else f"`{name}`"


def _as_list(diagram: str) -> str:
    """Return a flowchart as a list: what leads from each node to which."""
    names = {key: (name, small) for key, name, small in _NODE.findall(diagram)}
    arrows: dict[str, list[str]] = {key: [] for key in names}
    for one, other in re.findall(r"(\w+) --> (\w+)", diagram):
        arrows.setdefault(one, []).append(other)
    rows = []
    for key, others in arrows.items():
        name, small = names.get(key, (key, ""))
        to = ", ".join(f"`{names.get(other, (other, ''))[0]}`" for other in others)
        rows.append(f"- `{name}`{f' ({small})' if small else ''}{f' → {to}' if to else ''}")
    return "\n".join(rows)


def _public_functions() -> list[str]:
    """Return the functions among the public names: they are in lower case, types are not."""
    tree = ast.parse((DOCS.parent / "src" / "onrecord" / "__init__.py").read_text("utf-8"))
    (names,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    return sorted((name for name in names if name.islower() and not name.startswith("_")), key=_reading_first)


def _reading_first(name: str) -> tuple[bool, str]:
    return not name.startswith(("read", "gather", "make")), name


def _decisions(at: str) -> list[str]:
    rows = []
    for path in sorted((DOCS / "decisions").glob("*.md")):
        title = path.read_text("utf-8").splitlines()[0].lstrip("# ")
        link = posixpath.relpath(f"decisions/{path.name}", posixpath.dirname(at))
        rows.append(f"- [{title}]({link})")
    return rows


def _fields(schema: Schema) -> list[str]:
    """Return a section for each type of the schema: its description and a table of its fields."""
    types: dict[str, Schema] = schema["$defs"]
    lines: list[str] = []
    for name in sorted(types, key=lambda name: (name not in ("Record", "Undone"), name)):
        one = types[name]
        if "properties" not in one:
            continue
        lines += [f"## {name}", "", *_paragraphs(one.get("description", "")), ""]
        lines += ["| field | type |", "|---|---|"]
        needed = set(one.get("required", ()))
        for field, of in one["properties"].items():
            words = _type(of).replace("|", "\\|")
            lines.append(f"| `{field}` | {words}{'' if field in needed else ' (may be absent)'} |")
        lines.append("")
    return lines


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def _type(of: Schema) -> str:
    """Return a type of JSON Schema in words."""
    if "$ref" in of:
        name = of["$ref"].rsplit("/", 1)[-1]
        return "span" if name == "Span" else f"[{name}](#{name.lower()})"
    if "anyOf" in of:
        return " or ".join(map(_type, of["anyOf"]))
    if "const" in of:
        return f"`{json.dumps(of['const'])}`"
    if "enum" in of:
        return "one of " + ", ".join(f"`{value}`" for value in of["enum"])
    if "prefixItems" in of:
        return f"[{', '.join(map(_type, of['prefixItems']))}]"
    if of.get("type") == "array":
        return f"list of {_type(of.get('items', {}))}"
    if of.get("type") == "object" and "additionalProperties" in of:
        return f"object of {_type(of['additionalProperties'])}"
    return str(of.get("type", "any value"))
