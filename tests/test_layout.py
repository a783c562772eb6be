"""Rules for the source tree: imports between packages, sizes, names, docstrings, output.

An exception to a rule has a comment `# layout: the reason`: on the line of the import or call, in the head of
the function, or among the first three lines of a module that is too long.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "onrecord"
PACKAGE = "onrecord"
LONGEST_MODULE = 500
LONGEST_FUNCTION = 40
MOST_PARAMETERS = 6
MODULE_HEAD = 3  # number of lines that may have the reason why a module is long

# What a part may import besides itself and `model`; "*" is everything. A part is a package of `onrecord`, or
# a module beside the packages; `onrecord/__init__.py` is the part "onrecord".
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "ingest": set(),
    "annotate": set(),
    "assemble": set(),
    "store": set(),
    "config": set(),
    "pipeline": {"annotate", "assemble"},
    "resolve": {"store", "annotate"},  # the list of known actors
    "views": {"store"},
    "watch": {"ingest"},
    # The list of known actors, for PLOVER's codes of bodies of no state; threads and the ledger of the views.
    "exports": {"store", "views", "annotate"},
    "evaluation": {"pipeline", "annotate", "resolve"},
    "batch": {"ingest", "pipeline", "store", "resolve"},
    "web": {"views", "resolve", "exports", "store", "ingest", "pipeline", "config"},
    "onrecord": {"ingest", "pipeline"},
    "integrations": {"onrecord", "views"},  # components of spaCy and pandas
    "__main__": {"cli"},
    "cli": {"*"},
}
ENTRY_POINTS = {"cli", "batch", "web"}  # no other part imports them, except that cli starts the other two
LIBRARY_PARTS: dict[str, str | set[str]] = {
    "spacy": "annotate",
    "thinc": "annotate",
    "en_core_web_sm": "annotate",
    "onnxruntime": "annotate",
    "tokenizers": "annotate",
    "trafilatura": "ingest",
    "httpx": "ingest",
    "py3langid": "ingest",
    "charset_normalizer": "ingest",
    "pdfminer": "ingest",
    "striprtf": "ingest",
    "warcio": "ingest",
    "sqlalchemy": "store",
    "regex": "model",
    "rich": "cli",
    "click": "cli",
    "scipy": "evaluation",
    "fastapi": "web",
    "starlette": "web",
    "uvicorn": "web",
    "jinja2": {"web", "exports"},  # pages, and the report as a page
    "networkx": "exports",
    "prov": "exports",
    "itsdangerous": "web",
    "matplotlib": "web",
    "pandas": "integrations",
    "protego": "watch",
    "pyspark": "batch",
}
LARGEST_PACKAGE = 12
LARGE_PACKAGES = {Path("model")}  # the types that all parts share, one concept a module
FORBIDDEN_WORDS = {
    "util", "utils", "helper", "helpers", "common", "manager", "managers", "handler", "handlers",
    "processor", "processors", "data", "info", "item", "items", "tmp", "v2",
}  # fmt: skip
FORBIDDEN_CALLS = {"print", "sys.exit", "exit", "quit", "os._exit", "SystemExit"}
REASON = re.compile(r"#\s*layout:\s*\S")


@dataclass(frozen=True)
class Module:
    """A source file: its path (relative to the package) and its text."""

    path: Path
    text: str

    @property
    def part(self) -> str:
        """The package it belongs to, or its own name if it lies beside the packages."""
        first = self.path.parts[0]
        return PACKAGE if first == "__init__.py" else first.removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def is_excused(self, first: int, last: int) -> bool:
        """Return whether one of the lines `first` to `last` (from 1, inclusive) has a reason."""
        return any(REASON.search(line) for line in self.lines[first - 1 : last])


def load_modules() -> list[Module]:
    return [
        Module(path.relative_to(SOURCE), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


MODULES = load_modules()


def find_imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every import, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # `from onrecord import pipeline` imports the part, `from onrecord import read` a public name
            base = node.module or ""
            names = [f"{base}.{alias.name}" for alias in node.names] if base == PACKAGE else [base]
        else:
            continue
        if not module.is_excused(node.lineno, node.end_lineno or node.lineno):
            yield from ((node.lineno, name) for name in names)


def check_imports(module: Module) -> Iterator[str]:
    allowed = MAY_IMPORT.get(module.part)
    if allowed is None:
        yield f"{module.path}: the part {module.part!r} is not in the import table; add it to MAY_IMPORT"
        return
    for line, name in find_imports(module):
        parts = name.split(".")
        if parts[0] != PACKAGE:
            continue
        target = parts[1] if len(parts) > 1 and parts[1] in MAY_IMPORT else PACKAGE
        if target in {module.part, "model"} or "*" in allowed or target in allowed:
            continue
        may = ", ".join(sorted({"model", *allowed}))
        yield f"{module.path}:{line}: {module.part} imports {name}; it may import {may}"


def check_entry_points(module: Module) -> Iterator[str]:
    for line, name in find_imports(module):
        package, _, rest = name.partition(".")
        is_entry_point = package == PACKAGE and rest.split(".")[0] in ENTRY_POINTS - {module.part}
        if is_entry_point and module.part not in {"cli", "__main__"}:
            yield f"{module.path}:{line}: {name} is imported; only cli imports an entry point"


def check_libraries(module: Module) -> Iterator[str]:
    for line, name in find_imports(module):
        parts = LIBRARY_PARTS.get(name.split(".")[0], module.part)
        allowed = {parts} if isinstance(parts, str) else parts
        if module.part not in allowed:
            only = " and ".join(sorted(allowed))
            yield f"{module.path}:{line}: {name} is imported in {module.part}; only {only} imports it"


def check_module_length(module: Module) -> Iterator[str]:
    if len(module.lines) > LONGEST_MODULE and not module.is_excused(1, MODULE_HEAD):
        yield f"{module.path}: {len(module.lines)} lines; {LONGEST_MODULE} at most; split it by topic"


def check_functions(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or module.is_excused(
            node.lineno, node.body[0].lineno - 1
        ):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{module.path}:{node.lineno}: {node.name} has {length} lines; {LONGEST_FUNCTION} at most"
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = len([one for one in parameters if one.arg not in {"self", "cls"}])
        count += bool(node.args.vararg) + bool(node.args.kwarg)
        if count > MOST_PARAMETERS and not is_command(node):
            place = f"{module.path}:{node.lineno}"
            yield f"{place}: {node.name} has {count} parameters; {MOST_PARAMETERS} at most"


def is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is a command, whose parameters are options of the command line."""
    return any(
        "click." in ast.unparse(decorator) or ".command(" in ast.unparse(decorator)
        for decorator in node.decorator_list
    )


def check_first_line(module: Module) -> Iterator[str]:
    if not ast.get_docstring(module.tree) or not module.text.startswith(('"""', 'r"""')):
        yield f"{module.path}:1: the first line of a module is a docstring that describes it"


def check_names(module: Module) -> Iterator[str]:
    for part in (*module.path.parent.parts, module.path.stem):
        if FORBIDDEN_WORDS & set(part.strip("_").split("_")):
            yield f"{module.path}: {part!r} says nothing about the content; name the content"
    if re.search(r"(ing|ed)$", module.path.stem):
        yield f"{module.path}: {module.path.stem!r} is a participle; name the thing it holds"


def check_package_size(module: Module) -> Iterator[str]:
    if module.path.name != "__init__.py" or module.path.parent in LARGE_PACKAGES:
        return
    modules = [path for path in (SOURCE / module.path.parent).glob("*.py") if path.name != "__init__.py"]
    if module.path.parent != Path() and len(modules) > LARGEST_PACKAGE:
        yield f"{module.path.parent}: {len(modules)} modules; {LARGEST_PACKAGE} at most: group them"


def check_output(module: Module) -> Iterator[str]:
    if module.part == "cli":
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in FORBIDDEN_CALLS and not module.is_excused(node.lineno, node.lineno):
            place = f"{module.path}:{node.lineno}"
            yield f"{place}: {called}(); the library logs and raises, commands print and exit"


def check_all_sorted(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(to, ast.Name) and to.id == "__all__" for to in node.targets
        ):
            names = ast.literal_eval(node.value)
            if list(names) != sorted(names):
                first = next(name for name, right in zip(names, sorted(names), strict=True) if name != right)
                yield f"{module.path}:{node.lineno}: __all__ is not sorted from {first!r} on"


Rule = Callable[[Module], Iterator[str]]
RULES: dict[str, Rule] = {
    "parts import what the table allows": check_imports,
    "only cli imports an entry point": check_entry_points,
    "a heavy library is imported by one part": check_libraries,
    "modules are short": check_module_length,
    "functions are short and take few parameters": check_functions,
    "modules begin with a docstring": check_first_line,
    "names describe the content": check_names,
    "packages are small": check_package_size,
    "only commands print and exit": check_output,
    "public names are sorted": check_all_sorted,
}


@pytest.mark.parametrize("rule", RULES)
def test_the_source_follows_the_rule(rule: str) -> None:
    problems = [problem for module in MODULES for problem in RULES[rule](module)]
    assert not problems, "\n" + "\n".join(problems)


LONG = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (
            "annotate/a.py",
            "from onrecord.store import x",
            "annotate/a.py:1: annotate imports onrecord.store; it may import model",
        ),
        (
            "views/a.py",
            "def f():\n    import onrecord.pipeline",
            "views/a.py:2: views imports onrecord.pipeline",
        ),
        ("store/a.py", "from onrecord import read", "store imports onrecord.read"),
        ("pipeline.py", "from onrecord import cli", "pipeline imports onrecord.cli"),
        ("cellar/a.py", "x = 1", "the part 'cellar' is not in the import table"),
        ("web/a.py", "from onrecord.cli import main", "only cli imports an entry point"),
        ("cli/a.py", "import sqlalchemy.orm", "only store imports it"),
        ("ingest/a.py", "x = 1\n" * 501, "501 lines"),
        ("ingest/a.py", LONG, f"f has {LONGEST_FUNCTION + 1} lines"),
        ("ingest/a.py", "def f(a, b, c, /, d, *e, g, h=1): ...", "f has 7 parameters"),
        ("ingest/a.py", "import re", "the first line of a module is a docstring"),
        ("ingest/text_utils.py", "x = 1", "'text_utils' says nothing about the content"),
        ("ingest/decoding.py", "x = 1", "'decoding' is a participle"),
        ("data/a.py", "x = 1", "'data' says nothing about the content"),
        ("ingest/a.py", "print(1)", "print(); the library logs"),
        ("ingest/a.py", "raise SystemExit(1)", "SystemExit(); the library logs"),
        ("ingest/__init__.py", '__all__ = ["b", "a"]', "__all__ is not sorted from 'b' on"),
    ],
)
def test_a_breach_of_a_rule_is_found(path: str, text: str, message: str) -> None:
    found = [problem for rule in RULES.values() for problem in rule(Module(Path(path), text))]
    assert any(message in problem for problem in found), found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cli/a.py", "import click\nfrom onrecord.store import x\nfrom onrecord.web import y\nprint(1)"),
        (
            "evaluation/a.py",
            "from onrecord.pipeline import x\nfrom onrecord.evaluation.b import y\nimport scipy",
        ),
        ("annotate/a.py", "from onrecord.store import x  # layout: a reason"),
        ("annotate/a.py", LONG.replace("():", "():  # layout: a reason")),
        ("annotate/a.py", "# layout: a reason\n" + "x = 1\n" * 501),
        ("cli/a.py", "@click.command()\ndef f(a, b, c, d, e, f, g): ..."),
        ("annotate/a.py", "class A:\n    def f(self, a, b, c, d, e, f): ..."),
        ("exports/a.py", '__all__ = ["A", "a", "b"]'),
    ],
)
def test_source_that_follows_the_rules_has_no_problems(path: str, text: str) -> None:
    module = Module(Path(path), '"""A docstring."""\n' + text)
    assert [problem for rule in RULES.values() for problem in rule(module)] == []


def test_an_exception_without_a_reason_is_a_breach() -> None:
    module = Module(Path("annotate/a.py"), "from onrecord.store import x  # layout:")
    assert list(check_imports(module))
