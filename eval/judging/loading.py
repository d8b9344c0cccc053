"""The judge that settings name."""

from __future__ import annotations

from eval.judging.judge import Judge
from rag.answering.models import load_chat
from rag.settings import Chat, Settings


def load_judge(settings: Settings) -> Judge | None:
    """Return the judge of ``[judge]``, None where no model is named there.

    Its prompts are in ``settings.language``; its endpoint is first asked when it first judges.
    """
    it = settings.judge
    if not it.model:
        return None
    chat = Chat(
        model=it.model,
        base_url=it.base_url,
        api_key=it.api_key,
        timeout=it.timeout,
        max_retries=it.max_retries,
        max_tokens=it.max_tokens,
    )
    return Judge(load_chat(chat), it.model, settings.language)
