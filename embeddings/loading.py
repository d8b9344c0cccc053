"""Finding and opening an embedding model by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.encoder import Encoder
from embeddings.static import StaticEncoder, StaticFolder
from rag.errors import ModelUnavailable

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parent / "model"
REASON_LENGTH = 200


def load(
    name: str,
    *,
    query_prefix: str = "",
    passage_prefix: str = "",
    device: str = "cpu",
    batch_size: int = 32,
) -> Encoder:
    """Return the embedding model called ``name``, ready to use.

    >>> import embeddings
    >>> len(embeddings.load("bundled").embed_query("补贴什么时候发")) > 0
    True

    :param name: "bundled", a sentence-transformers folder, or a name on the model hub.
    :param query_prefix: put before every question (E5: ``query: ``).
    :param passage_prefix: put before every passage (E5: ``passage: ``).
    :param device: torch device; static models always run on the processor.
    :param batch_size: passages encoded at a time.
    :raises ModelUnavailable: the model is missing, damaged or cannot be fetched.
    :raises ValueError: ``batch_size`` is below 1.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    folder = BUNDLED_FOLDER if name == BUNDLED else Path(name).expanduser()
    here = bool(name) and folder.is_dir()
    shown = folder.resolve().name if here and name != BUNDLED else name
    with _unavailable(name):
        if not here and (name == BUNDLED or _is_path(name)):
            raise FileNotFoundError("no such folder")
        static = StaticFolder.recognise(folder) if here else None
        if static is not None:
            return StaticEncoder(
                shown,
                static,
                query_prefix=query_prefix,
                passage_prefix=passage_prefix,
                batch_size=batch_size,
            )
        if name == BUNDLED:
            raise FileNotFoundError("its files are not installed")

    # Imported here: these pull in torch.
    from embeddings.transformer import TransformerEncoder, ask_hub, is_cached, open_model

    local = here or is_cached(name)
    if not local:
        with _unavailable(name, "neither a folder nor in the local cache; the model hub: "):
            ask_hub(name)
    with _unavailable(name):
        return TransformerEncoder(
            shown,
            open_model(str(folder) if here else name, device, local_only=local),
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            batch_size=batch_size,
        )


def _is_path(name: str) -> bool:
    """Say whether a name can only be a path: the hub knows ``owner/model`` and ``model``."""
    return (
        not name or name.startswith((".", "~")) or Path(name).is_absolute() or name.count("/") > 1
    )


@contextmanager
def _unavailable(name: str, context: str = "") -> Iterator[None]:
    """Turn any failure to load into one line for the user.

    The one broad handler of this room: tokenizers raises bare ``Exception``, and a damaged model
    makes torch and transformers raise nearly anything. The cause stays chained for the log.
    """
    try:
        yield
    except Exception as error:
        lines = str(error).strip().splitlines()
        reason = " ".join(lines[0].split()) if lines else type(error).__name__
        raise ModelUnavailable(model=name, reason=(context + reason)[:REASON_LENGTH]) from error
