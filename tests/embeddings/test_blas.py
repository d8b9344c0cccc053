"""NumPy multiplies on the thread that asks; whoever says otherwise is heard."""

import pytest

THREADS = """
import embeddings
from threadpoolctl import threadpool_info
import faiss
embeddings.load("bundled")
numpy = [it["num_threads"] for it in threadpool_info() if "numpy" in it["filepath"]]
print(numpy)
"""


@pytest.mark.parametrize(("said", "found"), [({}, "[1]"), ({"OPENBLAS_NUM_THREADS": 2}, "[2]")])
def test_the_static_model_multiplies_on_one_thread(python, said, found):
    done = python("-c", THREADS, **said)
    assert (done.stdout.strip(), done.returncode) == (found, 0), done.stderr
