"""Every ``Encoder`` as LangChain's ``Embeddings``, for whoever has LangChain ask for one.

LangChain's core brings some 160 modules, and the program itself needs nothing of it to find and to
answer. So ``Encoder`` has the methods of ``Embeddings`` without being one, and is entered as one
where models are opened by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from embeddings.encoder import Encoder

P = ParamSpec("P")
Opened = TypeVar("Opened", bound=Encoder)


def register() -> None:
    """Have ``isinstance(encoder, Embeddings)`` hold, which LangChain's vector stores ask for."""
    from langchain_core.embeddings import Embeddings

    Embeddings.register(Encoder)  # type: ignore[type-abstract]


def for_langchain(open_model: Callable[P, Opened]) -> Callable[P, Opened]:
    """Return ``open_model`` as a function that registers ``Encoder``, too."""

    @wraps(open_model)
    def opened(*args: P.args, **kwargs: P.kwargs) -> Opened:
        register()
        return open_model(*args, **kwargs)

    return opened
