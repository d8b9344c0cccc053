"""Sections on what answers are made of and how they are judged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr

from rag.settings.section import Section


class Answering(Section):
    """``[answering]``: what an answer may look like."""

    max_chars: int = Field(400, ge=50, description="length an extractive answer aims to stay below")
    max_history: int = Field(20, ge=0, description="earlier turns of a conversation that are read")


class Chat(Section):
    """``[chat]``: a chat model, any OpenAI-compatible endpoint; none by default."""

    model: str = Field("", description="name of the chat model; empty: extractive answers")
    base_url: str = Field("", description="endpoint, such as http://127.0.0.1:11434/v1")
    api_key: SecretStr = Field(SecretStr(""), description="key for the endpoint")
    timeout: float = Field(60, gt=0, description="seconds without a byte before giving up")
    max_retries: int = Field(2, ge=0, le=10, description="retries before falling back")
    max_tokens: int = Field(800, ge=16, description="longest generated answer, tokens")
    context_tokens: int = Field(4000, ge=256, description="token budget for passages in the prompt")


class Judge(Section):
    """``[judge]``: a chat model that judges answers in the evaluation; none by default."""

    model: str = Field("", description="name of the chat model that judges answers; empty: none")
    base_url: str = Field("", description="endpoint, such as http://127.0.0.1:11434/v1")
    api_key: SecretStr = Field(SecretStr(""), description="key for the endpoint")
    timeout: float = Field(60, gt=0, description="seconds without a byte before giving up")
    max_retries: int = Field(2, ge=0, le=10, description="retries before a request has failed")
    max_tokens: int = Field(512, ge=16, description="longest verdict, tokens, thoughts included")


class Evaluation(Section):
    """``[evaluation]``: how ``wence eval`` judges answers."""

    entailment: Literal["rules", "nli", "judge"] = Field(
        "rules", description="what says whether citations entail a statement: rules, nli or judge"
    )
    nli_model: str = Field(
        "MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7",
        description="for nli: a folder or hub name of a model that classifies pairs of texts",
    )
    nli_threshold: float = Field(
        0.5, gt=0, le=1, description="least probability of entailment that counts as one"
    )
    nli_device: str = Field(
        "auto", description='torch device: cpu, cuda, mps; "auto": an accelerator if there is one'
    )
    nli_batch_size: int = Field(16, ge=1, le=4096, description="pairs judged at a time")
