"""Finding and opening an embedding model by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.encoder import Encoder
from embeddings.prefixes import AUTO, Prefixes, chosen
from embeddings.static import StaticEncoder, StaticFolder
from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from embeddings.lexicon import Lexicon

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parent / "model"
REASON_LENGTH = 200


@cache
def bundled_lexicon() -> Lexicon:
    """Return the English words and their translations that come with the bundled model.

    :raises ModelUnavailable: its file is missing or damaged.
    """
    # Imported here: it is a command, too, and Chinese questions never need it.
    from embeddings.lexicon import Lexicon

    lexicon = Lexicon.load(BUNDLED_FOLDER)
    if lexicon is None:
        raise ModelUnavailable(model=BUNDLED, reason="its lexicon is not installed")
    return lexicon


@cache
def bundled_official_pairs() -> frozenset[str]:
    """Return the pairs of characters that belong to official Chinese, see ``official.py``.

    :raises ModelUnavailable: the file is missing.
    """
    from embeddings.official import read

    pairs = read(BUNDLED_FOLDER)
    if not pairs:
        raise ModelUnavailable(model=BUNDLED, reason="its pairs of official words are missing")
    return pairs


def load(
    name: str,
    *,
    query_prefix: str = AUTO,
    passage_prefix: str = AUTO,
    device: str = AUTO,
    batch_size: int = 32,
) -> Encoder:
    """Return the embedding model called ``name``, ready to use.

    >>> import embeddings
    >>> len(embeddings.load("bundled").embed_query("补贴什么时候发")) > 0
    True

    :param name: "bundled", a sentence-transformers folder, or a name on the model hub.
    :param query_prefix: put before every question; "auto" for the model's own, as
        ``embeddings.prefixes`` finds it, "" for none.
    :param passage_prefix: the same for every passage.
    :param device: torch device, "auto" for an accelerator where there is one; static models
        always run on the processor.
    :param batch_size: passages encoded at a time.
    :raises ModelUnavailable: the model is missing, damaged or cannot be fetched.
    :raises ValueError: ``batch_size`` is below 1.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    folder = BUNDLED_FOLDER if name == BUNDLED else Path(name).expanduser()
    here = bool(name) and folder.is_dir()
    shown = folder.resolve().name if here and name != BUNDLED else name
    with unavailable(name):
        if not here and (name == BUNDLED or _is_path(name)):
            raise FileNotFoundError("no such folder")
        static = StaticFolder.recognise(folder) if here else None
        if static is not None:
            # Without prompts of its own, and a mean of words gains nothing from another's.
            prefixes = chosen(Prefixes(), query_prefix, passage_prefix)
            return StaticEncoder(
                shown,
                static,
                query_prefix=prefixes.query,
                passage_prefix=prefixes.passage,
                batch_size=batch_size,
            )
        if name == BUNDLED:
            raise FileNotFoundError("its files are not installed")

    # Imported here: it pulls in torch.
    from embeddings.transformer import TransformerEncoder, open_model

    source, local = find(name)
    with unavailable(name):
        return TransformerEncoder(
            shown,
            open_model(source, device, local_only=local),
            known_as=str(folder.resolve()) if here else name,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            batch_size=batch_size,
        )


def find(name: str, error: type[ModelUnavailable] = ModelUnavailable) -> tuple[str, bool]:
    """Return what to open for ``name`` (a folder or a name on the hub), and whether it is here.

    :raises ModelUnavailable: as ``error``: it is no folder, and the hub cannot be asked for it.
    """
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return str(folder), True
    with unavailable(name, error=error):
        if _is_path(name):
            raise FileNotFoundError("no such folder")
        # Imported here: only models that are not folders need the hub.
        from embeddings.transformer import ask_hub, is_cached

        cached = is_cached(name)
    if not cached:
        context = "neither a folder nor in the local cache; the model hub: "
        with unavailable(name, context, error=error):
            ask_hub(name)
    return name, cached


def _is_path(name: str) -> bool:
    """Say whether a name can only be a path: the hub knows ``owner/model`` and ``model``."""
    return (
        not name or name.startswith((".", "~")) or Path(name).is_absolute() or name.count("/") > 1
    )


@contextmanager
def unavailable(
    name: str, context: str = "", *, error: type[ModelUnavailable] = ModelUnavailable
) -> Iterator[None]:
    """Turn any failure to load into one line for the user, an ``error`` about the model ``name``.

    The one broad handler of this room: tokenizers raises bare ``Exception``, and a damaged model
    makes torch and transformers raise nearly anything. The cause stays chained for the log.
    """
    try:
        yield
    except Exception as failure:
        raise error(model=name, reason=(context + first_line(failure))[:REASON_LENGTH]) from failure


def first_line(failure: Exception) -> str:
    """Return the first line of what ``failure`` says, blanks run together, or else its class."""
    lines = str(failure).strip().splitlines()
    return " ".join(lines[0].split()) if lines else type(failure).__name__
