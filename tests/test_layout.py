"""How the house is built, held by reading the source: who imports whom, sizes, names, docstrings, no printing.

A line that breaks a rule on purpose says why: `# layout: the reason`, on the line of the import, in the head of the function, or
among the first three lines of a module that is too long.
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
MODULE_HEAD = 3  # lines in which a module may say why it is long

# What a part may import besides itself and `model`. "*" is everything. A part is a folder, or a module beside the folders;
# the package's own __init__ is the part "onrecord".
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "ingest": set(),
    "annotate": set(),
    "assemble": set(),
    "store": set(),
    "config": set(),
    "pipeline": {"annotate", "assemble"},
    "resolve": {"store"},
    "views": {"store"},
    "exports": {"store"},
    "evaluation": {"pipeline", "annotate", "resolve"},
    "batch": {"ingest", "pipeline", "store", "resolve"},
    "web": {"views", "resolve", "exports", "store", "ingest", "pipeline", "config"},
    "onrecord": {"ingest", "pipeline"},
    "cli": {"*"},
}
DOORS = {"cli", "batch", "web"}  # nothing inside imports them; cli opens the other two
HOMES = {
    "spacy": "annotate",
    "thinc": "annotate",
    "en_core_web_sm": "annotate",
    "onnxruntime": "annotate",
    "tokenizers": "annotate",
    "trafilatura": "ingest",
    "httpx": "ingest",
    "py3langid": "ingest",
    "charset_normalizer": "ingest",
    "sqlalchemy": "store",
    "rich": "cli",
    "click": "cli",
    "scipy": "evaluation",
    "fastapi": "web",
    "starlette": "web",
    "uvicorn": "web",
    "jinja2": "web",
    "itsdangerous": "web",
    "matplotlib": "web",
}
FORBIDDEN_WORDS = {
    "util", "utils", "helper", "helpers", "common", "manager", "managers", "handler", "handlers",
    "processor", "processors", "data", "info", "item", "items", "tmp", "v2",
}  # fmt: skip
ENDINGS = {"print", "sys.exit", "exit", "quit", "os._exit", "SystemExit"}
EXCUSE = re.compile(r"#\s*layout:\s*\S")


@dataclass(frozen=True)
class Module:
    """A source file: where it is (below the package) and what it says."""

    path: Path
    text: str

    @property
    def part(self) -> str:
        """The folder it belongs to, or its own name when it lies beside the folders."""
        first = self.path.parts[0]
        return PACKAGE if first == "__init__.py" else first.removesuffix(".py")

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def is_excused(self, first: int, last: int) -> bool:
        """Tell whether one of the lines (counted from 1, both included) gives a reason."""
        return any(EXCUSE.search(line) for line in self.lines[first - 1 : last])


def load_modules() -> list[Module]:
    return [
        Module(path.relative_to(SOURCE), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    ]


MODULES = load_modules()


def find_imports(module: Module) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every import, those inside functions and under TYPE_CHECKING too."""
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
        yield f"{module.path}: the part {module.part!r} stands in no line of the import table; add it to MAY_IMPORT"
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


def check_doors(module: Module) -> Iterator[str]:
    for line, name in find_imports(module):
        parts = name.split(".")
        if (
            parts[0] == PACKAGE
            and len(parts) > 1
            and parts[1] in DOORS - {module.part}
            and module.part != "cli"
        ):
            yield f"{module.path}:{line}: {name} is imported; nothing inside the house imports its doors"


def check_homes(module: Module) -> Iterator[str]:
    for line, name in find_imports(module):
        home = HOMES.get(name.split(".")[0])
        if home and home != module.part:
            yield f"{module.path}:{line}: {name} is imported in {module.part}; its one home is {home}"


def check_module_length(module: Module) -> Iterator[str]:
    if len(module.lines) > LONGEST_MODULE and not module.is_excused(1, MODULE_HEAD):
        yield f"{module.path}: {len(module.lines)} lines; a module has {LONGEST_MODULE} at most: divide it by what it holds"


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
            yield f"{module.path}:{node.lineno}: {node.name} has {count} parameters; {MOST_PARAMETERS} at most"


def is_command(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is a command: its parameters are the options people type, as many as they need."""
    return any(
        "click." in ast.unparse(decorator) or ".command(" in ast.unparse(decorator)
        for decorator in node.decorator_list
    )


def check_first_line(module: Module) -> Iterator[str]:
    if not ast.get_docstring(module.tree) or not module.text.startswith(('"""', 'r"""')):
        yield f"{module.path}:1: the first line of a module is a docstring that says what it holds"


def check_names(module: Module) -> Iterator[str]:
    for part in (*module.path.parent.parts, module.path.stem):
        if FORBIDDEN_WORDS & set(part.strip("_").split("_")):
            yield f"{module.path}: {part!r} does not say what it holds; name it after that"


def check_output(module: Module) -> Iterator[str]:
    if module.part == "cli":
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called in ENDINGS and not module.is_excused(node.lineno, node.lineno):
            yield f"{module.path}:{node.lineno}: {called}(); the library logs, raises and returns, commands print and exit"


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
    "nothing imports the doors": check_doors,
    "heavy libraries have one home": check_homes,
    "modules are short": check_module_length,
    "functions are short and take few parameters": check_functions,
    "modules say first what they hold": check_first_line,
    "names say what is inside": check_names,
    "only commands print and exit": check_output,
    "public names are sorted": check_all_sorted,
}


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule_that(rule: str) -> None:
    problems = [problem for module in MODULES for problem in RULES[rule](module)]
    assert not problems, "\n" + "\n".join(problems)


LONG = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION


@pytest.mark.parametrize(
    ("path", "text", "says"),
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
        ("cellar/a.py", "x = 1", "the part 'cellar' stands in no line of the import table"),
        ("web/a.py", "from onrecord.cli import main", "nothing inside the house imports its doors"),
        ("cli/a.py", "import sqlalchemy.orm", "its one home is store"),
        ("ingest/a.py", "x = 1\n" * 501, "501 lines"),
        ("ingest/a.py", LONG, f"f has {LONGEST_FUNCTION + 1} lines"),
        ("ingest/a.py", "def f(a, b, c, /, d, *e, g, h=1): ...", "f has 7 parameters"),
        ("ingest/a.py", "import re", "the first line of a module is a docstring"),
        ("ingest/text_utils.py", "x = 1", "'text_utils' does not say what it holds"),
        ("data/a.py", "x = 1", "'data' does not say what it holds"),
        ("ingest/a.py", "print(1)", "print(); the library logs"),
        ("ingest/a.py", "raise SystemExit(1)", "SystemExit(); the library logs"),
        ("ingest/__init__.py", '__all__ = ["b", "a"]', "__all__ is not sorted from 'b' on"),
    ],
)
def test_a_broken_rule_is_found_and_said(path: str, text: str, says: str) -> None:
    found = [problem for rule in RULES.values() for problem in rule(Module(Path(path), text))]
    assert any(says in problem for problem in found), found


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
def test_what_keeps_the_rules_is_let_be(path: str, text: str) -> None:
    module = Module(Path(path), '"""What it holds."""\n' + text)
    assert [problem for rule in RULES.values() for problem in rule(module)] == []


def test_a_reason_must_be_given() -> None:
    module = Module(Path("annotate/a.py"), "from onrecord.store import x  # layout:")
    assert list(check_imports(module))
