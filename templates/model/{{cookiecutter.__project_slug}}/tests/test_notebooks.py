from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.name)
def test_a_notebook_runs_from_top_to_bottom(file):
    notebook = nbformat.read(file, as_version=4)
    outputs = [cell["outputs"] for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(outputs), "Outputs are not committed: run `python -m nbstripout` on the notebook."
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": file.parent}}).execute()
