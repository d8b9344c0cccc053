"""A cross-encoder that reads question and passage together and puts the best passages first.

Slower than comparing vectors by orders of magnitude, and better (Nogueira & Cho 2019,
arXiv:1901.04085): for the first few dozen passages that a retriever finds, not for all.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.loading import REASON_LENGTH, find, first_line, unavailable
from embeddings.prefixes import AUTO
from rag.errors import RerankerUnavailable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = NDArray[np.float32]


class Reranker(ABC):
    """Scores passages for a question; safe to share between threads."""

    def __init__(self, top: int) -> None:
        """Keep how many passages are scored.

        :param top: passages that ``order`` scores, counted from the first.
        :raises ValueError: ``top`` is below 1.
        """
        if top < 1:
            raise ValueError(f"top must be at least 1, got {top}")
        self.top = top

    @abstractmethod
    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return how well each passage answers: float32, shape (len(passages),), more is better.

        Real numbers on the model's own scale; those of two questions are not to be compared.

        :raises RerankerUnavailable: the model cannot be loaded or fails.
        """

    def order(
        self, question: str, passages: Sequence[str], tiers: Sequence[float] | None = None
    ) -> NDArray[np.int64]:
        """Return the order in which to show ``passages``: their places, shape (len(passages),).

        The first ``top`` by their scores, those beyond behind them as they were. Passages with
        equal scores stay as they were.

        :param passages: as the retriever has them, best first.
        :param tiers: one number a passage, where what has the greater number comes first whatever
            the scores say (what a question names by number or label).
        :raises RerankerUnavailable: the model cannot be loaded or fails.
        :raises ValueError: there are more or fewer tiers than passages.
        """
        if tiers is not None and len(tiers) != len(passages):
            raise ValueError(f"{len(tiers)} tiers for {len(passages)} passages")
        places = np.arange(len(passages), dtype=np.int64)
        first = places[: self.top]
        if not len(first):
            return places
        scores = self.scores(question, passages[: self.top])
        above = np.asarray(tiers if tiers is not None else np.zeros(len(places)))[: self.top]
        return np.concatenate([first[np.lexsort((first, -scores, -above))], places[self.top :]])


class CrossEncoderReranker(Reranker):
    """A cross-encoder run by sentence-transformers, loaded when it is first needed.

    >>> CrossEncoderReranker("BAAI/bge-reranker-v2-m3", top=20).top
    20
    """

    def __init__(
        self, name: str, *, top: int = 30, device: str = AUTO, batch_size: int = 16
    ) -> None:
        """Keep what to load.

        :param name: a sentence-transformers folder, or a name on the model hub.
        :param top: passages that ``order`` scores.
        :param device: torch device, "auto" for an accelerator where there is one.
        :param batch_size: pairs scored at a time.
        :raises ValueError: ``top`` or ``batch_size`` is below 1.
        """
        super().__init__(top)
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        self.name = name
        self._device, self._batch_size = device, batch_size
        self._model: CrossEncoder | None = None
        # Held while loading, and while scoring: tokenizers keep state.
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model now, so that a failure is said at the start.

        :raises RerankerUnavailable: it is missing, damaged, cannot be fetched, or is no reranker.
        """
        with self._lock:
            self._loaded()

    def scores(self, question: str, passages: Sequence[str]) -> Scores:
        """Return the model's logits, shape (len(passages),).

        Not the sigmoid that many cards show: single precision rounds the best ones to equal ones.
        """
        if not passages:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            model = self._loaded()
            try:
                scores = self._predict(model, question, passages)
            except RuntimeError as error:  # what torch raises when memory is full
                reason = first_line(error)[:REASON_LENGTH]
                raise RerankerUnavailable(model=self.name, reason=reason) from error
        if not np.isfinite(scores).all():
            raise RerankerUnavailable(model=self.name, reason="scores are not finite")
        return scores

    def _loaded(self) -> CrossEncoder:
        if self._model is None:
            source, local = find(self.name, RerankerUnavailable)
            with unavailable(self.name, error=RerankerUnavailable):
                # Imported here: these pull in torch.
                from sentence_transformers import CrossEncoder

                from embeddings.transformer import device_of, quiet

                with quiet():
                    model = CrossEncoder(
                        source, device=device_of(self._device), local_files_only=local
                    )
                shape = self._predict(model, "", [""]).shape
                if shape != (1,):
                    raise ValueError(f"scores of shape {shape} for one pair: no reranker")
            self._model = model
        return self._model

    def _predict(self, model: CrossEncoder, question: str, passages: Sequence[str]) -> Scores:
        from torch.nn import Identity

        scores = model.predict(
            [(question, passage) for passage in passages],
            batch_size=self._batch_size,
            activation_fn=Identity(),
            show_progress_bar=False,
        )
        return np.asarray(scores, dtype=np.float32)
