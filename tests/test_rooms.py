"""The shape of the program: rooms in one direction, nothing unsafe, nothing heavy by the way."""

from __future__ import annotations

import ast
import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).resolve().parents[1]
OURS = {"rag", "embeddings", "eval", "prompts", "samples", "app"}
FOLDERS = ("rag", "embeddings", "eval", "prompts", "samples")
FILES = [
    *sorted(path.relative_to(ROOT) for name in FOLDERS for path in (ROOT / name).rglob("*.py")),
    Path("app.py"),
]

# What every room may lean on, and what each of these may lean on itself.
BASE = {
    *("rag", "rag.settings", "rag.errors", "rag.messages", "rag.tokens", "rag.logs"),
    "rag.terminal",
}
# Rooms and doors in the order of the data flow: each with what it may import beside BASE.
ROOMS: dict[str, set[str]] = {
    "rag.messages": set(),
    "rag.errors": set(),
    "rag.settings": set(),
    "rag.tokens": set(),
    "rag.logs": set(),
    "rag.terminal": set(),
    "embeddings": set(),
    "prompts": set(),
    "samples": set(),
    "rag.notices": set(),
    "rag.index": {"rag.notices", "embeddings"},
    "rag.retrieval": {"rag.index", "rag.notices", "embeddings"},
    "rag.listing": {"rag.index", "rag.notices"},
    "rag.answering": {
        "rag.listing",
        "rag.retrieval",
        "rag.index",
        "rag.notices",
        "embeddings",
        "prompts",
    },
    "rag.checking": {"rag.index"},
    "rag.batch": {"rag.answering"},
    "rag.options": {"rag.answering"},
    "rag.console": {"rag.answering", "rag.index", "rag.notices", "rag.listing", "rag.checking"},
    "rag.office": {"rag.answering", "rag.index", "rag.notices", "rag.checking", "embeddings"},
    "rag.backup": {"rag.index", "rag.office"},
    "rag.staffing": {"rag.office", "rag.console"},
    "rag.keying": {"rag.office", "rag.console"},
    "rag.erasing": {"rag.office"},
    "rag.doctor": {"rag.answering", "rag.index", "rag.office", "embeddings"},
    "rag.operating": {"rag.backup", "rag.doctor", "rag.console"},
    "rag.server": {"rag.answering", "rag.listing", "rag.office"},
    "eval": {
        "rag.answering.assistant",
        "rag.answering.grounding",
        "rag.answering.language",
        "rag.answering.model",
        "rag.answering.models",
        "rag.answering.prompting",
        "rag.answering.statements",
        "rag.answering.workers",
        "embeddings",
    },
    "app": {"rag.answering", "rag.office", "rag.server"},
    "rag.cli": {
        "rag.answering",
        "rag.index",
        "rag.notices",
        "rag.listing",
        "rag.checking",
        "rag.batch",
        "rag.options",
        "rag.console",
        "rag.office",
        "rag.staffing",
        "rag.operating",
        "eval",
        "app",
    },
    "rag.__main__": {"rag.cli"},
    "rag": set(),
}
# BASE in its own order: settings and tokens name errors, errors name messages.
BASE_OF = {
    "rag.messages": {"rag"},
    "rag.errors": {"rag", "rag.messages"},
    "rag.settings": {"rag", "rag.errors", "rag.messages"},
    "rag.tokens": {"rag", "rag.errors", "rag.messages"},
    "rag.logs": {"rag", "rag.terminal"},
    "rag.terminal": {"rag"},
    "embeddings": {"rag.errors", "rag.messages"},
    "prompts": set[str](),
    "samples": set[str](),
    "rag": set[str](),
}
MOST_LINES = 300
# A broad handler needs a reason as good as this one: model loaders raise bare ``Exception``.
BROAD = {"embeddings/loading.py": 1}


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def module_of(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Return the longest entry of ``ROOMS`` that ``module`` is or lies in."""
    parts = module.split(".")
    for size in range(len(parts), 0, -1):
        name = ".".join(parts[:size])
        if name in ROOMS and (name != "rag" or module == "rag"):
            return name
    raise AssertionError(f"{module} is in no room that is known here")


def is_in(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the project that a file imports anywhere, also inside functions."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            if base.split(".")[0] not in OURS:
                continue
            for alias in node.names:
                name = f"{base}.{alias.name}"
                file = ROOT / Path(*name.split("."))
                is_module = file.with_suffix(".py").exists() or (file / "__init__.py").exists()
                yield name if is_module else base


def forbidden(path: Path) -> list[str]:
    """Return the imports of a file that its room does not allow."""
    room = room_of(module_of(path))
    base = BASE_OF.get(room, BASE)
    allowed = ROOMS[room] | ({room} if room != "rag" else set())
    return [
        name
        for name in imported(path)
        if not (is_in(name, allowed) or name in base or name.startswith("rag.messages."))
    ]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_run_one_way(path):
    assert forbidden(path) == []


def test_the_rule_sees_imports_of_every_form(tmp_path, monkeypatch):
    (tmp_path / "rag" / "index").mkdir(parents=True)
    path = Path("rag/index/bad.py")
    (tmp_path / path).write_text(
        "import rag.answering.model\n"
        "from rag.retrieval.retriever import Retriever\n"
        "from ..server import api\n"
        "def f():\n    from app import serve\n"
        "from rag.notices.model import Span\n"
    )
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    found = ["rag.answering.model", "rag.retrieval.retriever", "rag.server", "app"]
    assert sorted(forbidden(path)) == sorted(found)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_module_says_what_it_is_and_stays_short(path):
    assert ast.get_docstring(tree(path))
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def names_used(node: ast.AST) -> Iterator[str]:
    """Yield what a node of the tree does that product code must not."""
    if isinstance(node, ast.Assert):
        yield "assert"
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
        roots = {name.split(".")[0] for name in names}
        yield from roots & {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve"}
    elif isinstance(node, ast.keyword) and node.arg in (
        "allow_dangerous_deserialization",
        "allow_pickle",
        "trust_remote_code",
    ):
        if not (isinstance(node.value, ast.Constant) and node.value.value is False):
            yield str(node.arg)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from {node.func.id} & {"print", "eval", "exec", "breakpoint"}
    elif isinstance(node, ast.ExceptHandler) and is_broad(node.type):
        yield "except"


def is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(k is None or getattr(k, "id", "") in ("Exception", "BaseException") for k in kinds)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_product_code_has_nothing_unsafe(path):
    used = [name for node in ast.walk(tree(path)) for name in names_used(node)]
    assert used == ["except"] * BROAD.get(path.as_posix(), 0)


@pytest.mark.parametrize(
    "code",
    [
        "assert x",
        "import pickle",
        "from joblib import load",
        "FAISS.load_local(p, allow_dangerous_deserialization=True)",
        "np.load(p, allow_pickle=flag)",
        "print(1)",
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept (OSError, Exception):\n    pass",
    ],
)
def test_the_rule_sees_what_is_unsafe(code):
    assert [name for node in ast.walk(ast.parse(code)) for name in names_used(node)]


HEAVY = (
    *("torch", "sentence_transformers", "transformers", "gradio", "sklearn"),
    *("langchain_core", "langchain_openai", "requests"),
)
RUNNER = """
import json, sys
from rag.cli import main
for args in json.loads(sys.argv[1]):
    try:
        main(args)
    except SystemExit as done:
        if done.code:
            raise
    heavy = [name for name in json.loads(sys.argv[2]) if name in sys.modules]
    if heavy:
        raise SystemExit(f"{args} imports {heavy}")
"""


def test_quick_commands_import_nothing_heavy(python, sample_index):
    index = ["--index", str(sample_index)]
    commands = [
        ["--help"],
        ["list", *index],
        ["show", "云政发〔2024〕19号", *index],
        ["ask", "停车怎么收费？", *index],
    ]
    done = python("-c", RUNNER, json.dumps(commands), json.dumps(HEAVY))
    assert (done.returncode, done.stderr) == (0, "")
    assert "第六条" in done.stdout  # it did answer


def test_no_test_reaches_beyond_this_machine():
    for address in ("192.0.2.1", "example.invalid"):
        with (
            socket.socket() as outside,
            pytest.warns(UserWarning, match="tried to use"),
            pytest.raises(pytest_socket.SocketConnectBlockedError),
        ):
            outside.connect((address, 80))
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_no_process_of_a_test_reaches_beyond_this_machine(python):
    ask = "import socket; socket.create_connection((%r, 80), 5)"
    assert "tried to reach 192.0.2.1" in python("-c", ask % "192.0.2.1").stderr
    assert "tried to reach example.invalid" in python("-c", ask % "example.invalid").stderr
