"""A chat model behind an OpenAI-compatible endpoint, through LangChain."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from rag.errors import ChatUnavailable
from rag.settings import Chat

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

# A server that sends a byte now and then never runs into the time-out between bytes.
PATIENCE = 5  # time-outs that a whole answer may take


class Endpoint:
    """Streams the model's output; every way in which it can fail is ``ChatUnavailable``.

    Refusals before the first byte (429, 5xx, no connection) are tried again ``max_retries`` times
    with growing pauses by the client library; a stream that breaks is not begun anew.
    """

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._client: ChatOpenAI | None = None

    def _model(self) -> ChatOpenAI:
        if self._client is None:
            from langchain_openai import ChatOpenAI  # seconds of imports, only where it is used

            chat = self._chat
            # Servers other than OpenAI's know the limit by its first name.
            other = {"extra_body": {"max_tokens": chat.max_tokens}}
            own = {"max_completion_tokens": chat.max_tokens}
            self._client = ChatOpenAI(
                model=chat.model,
                base_url=chat.base_url or "https://api.openai.com/v1",
                # Local servers take any key, the library takes none at all from nowhere.
                api_key=lambda: chat.api_key.get_secret_value() or "none",
                temperature=0,
                timeout=chat.timeout,
                max_retries=chat.max_retries,
                stream_usage=False,
                **(other if chat.base_url else own),
            )
        return self._client

    def deltas(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        """Yield the output for ``messages`` (role, text) as it comes.

        :raises ChatUnavailable: no connection, a status of failure, a time-out, a reply that is
            not the protocol's, or a stream that ends before the model has.
        """
        import httpx
        import openai

        deadline = time.monotonic() + PATIENCE * self._chat.timeout
        finished = None
        try:
            with closing(self._model().stream(list(messages))) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    finished = chunk.response_metadata.get("finish_reason") or finished
                    if isinstance(chunk.content, str) and chunk.content:
                        yield chunk.content
                    if time.monotonic() > deadline:
                        raise self._unavailable(f"> {PATIENCE * self._chat.timeout:g} s")
        except openai.APIStatusError as error:
            # Only the status: the body may repeat the key or hold a page of HTML.
            raise self._unavailable(f"HTTP {error.status_code}") from error
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            raise self._unavailable(f"> {self._chat.timeout:g} s") from error
        except (openai.OpenAIError, httpx.HTTPError) as error:
            raise self._unavailable(type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            # What the libraries raise over a reply that is not of the protocol's shape.
            raise self._unavailable(f"{type(error).__name__}: protocol") from error
        if finished is None:
            raise self._unavailable("stream cut off")
        if finished == "content_filter":
            raise self._unavailable("content_filter")

    def _unavailable(self, reason: str) -> ChatUnavailable:
        return ChatUnavailable(model=self._chat.model, reason=reason)
