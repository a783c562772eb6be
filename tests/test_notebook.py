"""The notebook of the examples runs from top to bottom and draws its plot."""

from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples" / "black-sea.ipynb"


def read() -> NotebookNode:
    """Return the notebook as it is stored."""
    notebook: NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def outputs(notebook: NotebookNode, kind: str) -> list[str]:
    """Return the outputs of all cells that are of a MIME type, or of the stream "stdout" or "stderr"."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == kind:
                found.append(output["text"])
            elif kind in output.get("data", {}):
                found.append(output["data"][kind])
    return found


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """Return the notebook after all its cells ran in a new kernel, in the folder of the examples."""
    notebook = read()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")
    kernel.ip = str(tmp_path_factory.mktemp("kernel") / "socket")
    where = {"metadata": {"path": str(NOTEBOOK.parent)}}
    return NotebookClient(notebook, km=kernel, timeout=600, resources=where).execute()


def test_the_notebook_runs_and_draws_its_plot(executed: NotebookNode) -> None:
    assert len(outputs(executed, "image/png")) == 1
    assert outputs(executed, "stderr") == []


def test_the_stored_outputs_are_those_of_this_version(executed: NotebookNode) -> None:
    stored = read()
    assert outputs(stored, "stdout") == outputs(executed, "stdout")
    assert len(outputs(stored, "image/png")) == 1


def test_the_notebook_is_valid_and_names_no_folder_of_a_machine() -> None:
    nbformat.validate(read())
    text = NOTEBOOK.read_text("utf-8")
    assert str(ROOT) not in text and "/home/" not in text
