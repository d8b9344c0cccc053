"""Any model that sentence-transformers can load: a folder, or a name on the model hub.

torch, transformers and sentence-transformers are imported when such a model is asked for, not
before: they take seconds and hundreds of megabytes.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.loading import REASON_LENGTH, first_line
from embeddings.prefixes import AUTO, chosen, known, saved
from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

SAMPLED = 64
"""Numbers of each tensor that enter the fingerprint."""
HUB_TIMEOUT = 10
"""Seconds the model hub may take to say whether it has a model."""


class TransformerEncoder(Encoder):
    """A model run by sentence-transformers."""

    def __init__(
        self,
        name: str,
        model: SentenceTransformer,
        *,
        known_as: str,
        query_prefix: str,
        passage_prefix: str,
        batch_size: int,
    ) -> None:
        """Wrap a loaded model.

        :param known_as: the name or folder that tells its family, see ``prefixes.known``.
        :param query_prefix: put before every question; "auto" for the prompt the model was saved
            with, else its family's.
        :param passage_prefix: the same for every passage.
        """
        self._model = model
        prefixes = chosen(saved(model.prompts) or known(known_as), query_prefix, passage_prefix)
        # Tokenizers and modules keep state while they encode; calls go one after another.
        self._lock = threading.Lock()
        super().__init__(
            name=name,
            fingerprint=_fingerprint(model),
            dimension=len(model.encode_query("", show_progress_bar=False)),
            query_prefix=prefixes.query,
            passage_prefix=prefixes.passage,
            batch_size=batch_size,
        )

    def _passages(self, texts: Sequence[str]) -> Vectors:
        with self._running():
            vectors = self._model.encode_document(
                list(texts),
                prompt=self._passage_prefix,  # "" too: None would take the saved one
                batch_size=self._batch_size,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _query(self, text: str) -> Vectors:
        with self._running():
            vector = self._model.encode_query(
                text, prompt=self._query_prefix, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)

    @contextmanager
    def _running(self) -> Iterator[None]:
        """Hold the model, and name what torch raises: an accelerator's memory is soon full."""
        with self._lock:
            try:
                yield
            except RuntimeError as error:
                reason = first_line(error)[:REASON_LENGTH]
                raise ModelUnavailable(model=self.name, reason=reason) from error


def is_cached(name: str) -> bool:
    """Say whether a model of the hub lies in the local cache."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return isinstance(try_to_load_from_cache(name, "config.json"), str)
    except HFValidationError:
        return False


def ask_hub(name: str) -> None:
    """Ask the model hub for a model, once.

    The library itself would retry for more than a minute before it gave up on the network.

    :raises Exception: an error of huggingface_hub or its HTTP client: no network, no such model.
    """
    from huggingface_hub import HfApi

    HfApi().model_info(name, timeout=HUB_TIMEOUT)


def open_model(name: str, device: str, *, local_only: bool) -> SentenceTransformer:
    """Return the sentence-transformers model called ``name``, a folder or a name on the hub.

    :param device: torch device; "auto" lets the library choose: an accelerator where there is one.
    :param local_only: do not look at the network; Wence works offline.
    :raises Exception: whatever torch or transformers raises when the model is damaged.
    """
    from sentence_transformers import SentenceTransformer

    with quiet():
        return SentenceTransformer(name, device=device_of(device), local_files_only=local_only)


def device_of(setting: str) -> str | None:
    """Return the device as sentence-transformers takes it, None where it is to choose."""
    return None if setting == AUTO else setting


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from drawing on the terminal while it loads weights."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _fingerprint(model: SentenceTransformer) -> str:
    """Return a digest of evenly spaced numbers of every tensor, twelve hexadecimal digits.

    Hashing gigabytes would take seconds at every start; training moves every tensor, so that a
    sample of each tells models apart.
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        step = max(1, tensor.numel() // SAMPLED)
        digest.update(tensor.flatten()[::step].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:12]
