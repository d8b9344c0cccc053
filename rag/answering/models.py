"""The models that settings name, opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings import CrossEncoderReranker, Encoder
from embeddings.loading import load
from embeddings.remote import connect
from rag.settings import Chat, Settings

if TYPE_CHECKING:
    from rag.answering.generative.endpoint import Endpoint


def load_encoder(settings: Settings) -> Encoder:
    """Return the embedding model that ``settings`` name, here or behind an endpoint.

    :raises ModelUnavailable: it cannot be loaded, or its endpoint gives no vectors.
    """
    it = settings.embedding
    if it.endpoint:
        return connect(
            it.model,
            it.endpoint,
            api_key=it.api_key.get_secret_value(),
            timeout=it.timeout,
            max_retries=it.max_retries,
            query_prefix=it.query_prefix,
            passage_prefix=it.passage_prefix,
            batch_size=it.batch_size,
        )
    return load(
        it.model,
        query_prefix=it.query_prefix,
        passage_prefix=it.passage_prefix,
        device=it.device,
        batch_size=it.batch_size,
    )


def load_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """Return the reranker that ``settings`` name, None where they name none.

    Its weights are loaded by the first question, or by its ``load``.
    """
    it = settings.reranker
    if not it.model:
        return None
    return CrossEncoderReranker(it.model, top=it.top, device=it.device, batch_size=it.batch_size)


def load_chat(chat: Chat) -> Endpoint:
    """Return the chat model of ``chat``; its endpoint is not asked anything yet."""
    # Imported here: most questions are answered, and most answers scored, without a chat model.
    from rag.answering.generative.endpoint import Endpoint

    return Endpoint(chat)
