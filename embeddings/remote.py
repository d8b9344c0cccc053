"""An embedding model behind an OpenAI-compatible endpoint: ``POST {endpoint}/embeddings``.

The same conventions as for the chat endpoint: the client library tries a busy or failing server
again with growing pauses, and an error says the status and never the body, which may repeat the
key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.prefixes import AUTO, chosen, known
from rag.errors import EmbeddingMalformed, EmbeddingRefused, EmbeddingUnreachable

PROBE = "通知"
"""Encoded once on connecting: how long the model's vectors are is nowhere else to be asked."""
# Statuses of failure that another try may mend, as the client library sees it; it has tried.
_PASSING = frozenset({408, 409, 429})


class RemoteEncoder(Encoder):
    """A model that a server runs; ``connect`` makes one.

    Its identity is the model's name and the length of its vectors: a server that moved house, or
    another that runs the same model, leaves an index valid.
    """

    def __init__(
        self,
        model: str,
        endpoint: str,
        client: Any,
        *,
        query_prefix: str,
        passage_prefix: str,
        batch_size: int,
    ) -> None:
        """Ask the endpoint for one vector.

        :param client: an ``openai.OpenAI``.
        :raises EmbeddingUnreachable, EmbeddingRefused, EmbeddingMalformed: there is none.
        """
        self._model, self._client = model, client
        self._endpoint = shown(endpoint)
        dimension = self._fetch([PROBE]).shape[1]
        super().__init__(
            name=model,
            fingerprint=f"remote-{dimension}",
            dimension=dimension,
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            batch_size=batch_size,
        )

    def _passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors([self._passage_prefix + text for text in texts])

    def _query(self, text: str) -> Vectors:
        vector: Vectors = self._vectors([self._query_prefix + text])[0]
        return vector

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = self._fetch(texts)
        if vectors.shape[1] != self.dimension:
            raise self._malformed(f"dimension {vectors.shape[1]} != {self.dimension}")
        return vectors

    def _fetch(self, texts: Sequence[str]) -> Vectors:
        """Return what the endpoint makes of ``texts``: float32, shape (len(texts), any).

        :raises EmbeddingUnreachable: no connection, a time-out, or 408, 409, 429 or 5xx after
            every try.
        :raises EmbeddingRefused: any other status of failure.
        :raises EmbeddingMalformed: the reply holds no vector of finite numbers for each text.
        """
        import httpx
        import openai

        params = {"model": self._model, "endpoint": self._endpoint}
        try:
            reply = self._client.embeddings.create(
                model=self._model,
                input=list(texts),
                encoding_format="float",  # what every server knows; the library prefers base64
            )
            rows = {item.index: item.embedding for item in reply.data}
            vectors = np.array([rows[row] for row in range(len(texts))], dtype=np.float32)
        except openai.APIStatusError as error:
            status = error.status_code
            passing = status in _PASSING or status >= 500
            kind = EmbeddingUnreachable if passing else EmbeddingRefused
            raise kind(**params, reason=f"HTTP {status}") from error
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            raise EmbeddingUnreachable(**params, reason=f"> {self._patience:g} s") from error
        except (openai.OpenAIError, httpx.HTTPError) as error:
            raise EmbeddingUnreachable(**params, reason=type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            # What the library or NumPy raises over a reply that is not of the protocol's shape.
            raise self._malformed(f"{type(error).__name__}: protocol") from error
        if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
            raise self._malformed(f"shape {vectors.shape}, or not finite")
        return vectors

    @property
    def _patience(self) -> float:
        return float(self._client.timeout)

    def _malformed(self, reason: str) -> EmbeddingMalformed:
        return EmbeddingMalformed(model=self._model, endpoint=self._endpoint, reason=reason)


def connect(
    model: str,
    endpoint: str,
    *,
    api_key: str = "",
    timeout: float = 60,
    max_retries: int = 2,
    query_prefix: str = AUTO,
    passage_prefix: str = AUTO,
    batch_size: int = 32,
) -> RemoteEncoder:
    """Return the model that an endpoint calls ``model``, ready to use.

    >>> import embeddings
    >>> encoder = embeddings.connect("bge-m3", "http://127.0.0.1:11434/v1")  # doctest: +SKIP

    :param endpoint: what comes before ``/embeddings``.
    :param api_key: key for the endpoint; local servers take any.
    :param timeout: seconds without a byte before giving up.
    :param max_retries: how often a request is tried again.
    :param query_prefix: put before every question; "auto" for the family's that the model's name
        tells, "" for none: what a server adds of its own is not known here.
    :param passage_prefix: the same for every passage.
    :param batch_size: passages in one request; some servers take ten at most.
    :raises EmbeddingUnreachable, EmbeddingRefused, EmbeddingMalformed: the endpoint gives no
        vector.
    :raises ValueError: ``batch_size`` is below 1.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    from openai import OpenAI  # a second of imports, only where it is used

    client = OpenAI(
        base_url=endpoint,
        api_key=api_key or "none",  # the library takes none at all from nowhere
        timeout=timeout,
        max_retries=max_retries,
    )
    prefixes = chosen(known(model), query_prefix, passage_prefix)
    return RemoteEncoder(
        model,
        endpoint,
        client,
        query_prefix=prefixes.query,
        passage_prefix=prefixes.passage,
        batch_size=batch_size,
    )


def shown(endpoint: str) -> str:
    """Return an endpoint for messages: without a name and password before its host, or a query."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
