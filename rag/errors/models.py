"""What is wrong with a model, its prompts, or what a server keeps."""

from __future__ import annotations

from rag.errors.base import WenceError


class ModelUnavailable(WenceError):
    """An embedding model cannot be loaded, or fails. Parameters: ``model``, ``reason``."""

    key = "model_unavailable"


class EmbeddingUnreachable(ModelUnavailable):
    """An embedding endpoint does not answer. Parameters: ``model``, ``endpoint``, ``reason``."""

    key = "embedding_unreachable"


class EmbeddingRefused(ModelUnavailable):
    """An embedding endpoint refuses: key, model or batch. ``model``, ``endpoint``, ``reason``."""

    key = "embedding_refused"


class EmbeddingMalformed(ModelUnavailable):
    """An endpoint's reply holds no vectors of the length expected. As above."""

    key = "embedding_malformed"


class RerankerUnavailable(ModelUnavailable):
    """The reranker cannot be loaded, or fails. Parameters: ``model``, ``reason``."""

    key = "reranker_unavailable"


class ChatUnavailable(WenceError):
    """The chat model cannot be reached or answers badly. Parameters: ``model``, ``reason``."""

    key = "chat_unavailable"


class PromptInvalid(WenceError):
    """A prompt file lacks a name or has one too many. Parameters: ``path``, ``reason``."""

    key = "prompt_invalid"


class OfficeUnavailable(WenceError):
    """The folder of ``office.folder`` cannot be used. Parameters: ``path``, ``reason``."""

    key = "office_unavailable"
