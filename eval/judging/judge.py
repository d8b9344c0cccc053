"""A chat model that judges answers, behind any OpenAI-compatible endpoint."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Protocol

from eval.judging.errors import JudgeUnavailable
from rag.answering.prompting import load
from rag.errors import ChatUnavailable
from rag.messages import DEFAULT_LANGUAGE

LONGEST = 40_000  # characters of a reply that are read; past them no model stops by itself
_THOUGHTS_END = ("</think>", "</thinking>")
_FENCE = "```"
_FILTERED = "content_filter"


class Chat(Protocol):
    """What the judge needs of a chat model: the pieces of its reply to messages (role, text)."""

    def deltas(self, messages: Sequence[tuple[str, str]]) -> Generator[str, None, None]:
        """Yield the reply as it comes.

        :raises ChatUnavailable: the endpoint fails.
        """
        ...


class Judge:
    """Puts tasks of ``prompts/`` to ``chat``; prompts are in ``language``, replies are bare.

    Material is filled in as data: whoever does so escapes it (``rag.answering.prompting.as_data``).
    """

    def __init__(self, chat: Chat, model: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Keep whom to ask.

        :param model: the model's name, for reports and errors.
        """
        self.model = model
        self._chat, self._language = chat, language

    def reply(self, task: str, **values: str) -> str | None:
        """Return the reply to ``task`` filled in with ``values``, thoughts and code fence removed.

        None for a reply that is blank or endless, and where the endpoint withholds it.

        :raises JudgeUnavailable: the endpoint fails.
        :raises PromptInvalid: the prompt file is missing or needs other values.
        """
        messages = load(task, self._language).fill(**values)
        reply = ""
        try:
            with closing(self._chat.deltas(messages)) as deltas:
                for delta in deltas:
                    reply += delta
                    if len(reply) > LONGEST:
                        return None
        except ChatUnavailable as error:
            if error.params["reason"] == _FILTERED:
                return None
            raise JudgeUnavailable(model=self.model, reason=error.params["reason"]) from error
        return _bare(reply) or None


def _bare(reply: str) -> str:
    for end in _THOUGHTS_END:
        reply = reply.rpartition(end)[2]
    reply = reply.strip()
    if reply.startswith(_FENCE) and reply.endswith(_FENCE):
        reply = reply.strip("`").removeprefix("json").strip()
    return reply
