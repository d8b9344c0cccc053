"""Sections on the server: its doors, their limits, what it keeps for staff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from rag.settings.section import Section

# What a browser calls an origin. It goes into a header of every answer, so nothing else gets in.
_ORIGIN = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$"


class Server(Section):
    """``[server]``: the chat page and the HTTP API."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=0, le=65535, description="port to listen on")
    title: str = Field("问策", description="title of the chat page")
    max_concurrency: int = Field(8, ge=1, description="questions answered at the same time")
    workers: Annotated[int, Field(ge=0, le=64)] | Literal["auto"] = Field(
        "auto", description="processes that answer; auto: as many as cores; 0: the server's own"
    )
    keys: Literal["optional", "required"] = Field(
        "optional", description="whether programs need a key to ask; the public page never does"
    )
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=16,
        description="proxies before this server, each adding to X-Forwarded-For",
    )
    embed_sites: tuple[Annotated[str, Field(pattern=_ORIGIN)], ...] = Field(
        (),
        description='sites that may show /embed in a frame, such as "https://www.example.gov.cn"',
    )
    allow_origins: tuple[Annotated[str, Field(pattern=_ORIGIN)], ...] = Field(
        (),
        description='sites whose pages may call /api and /v1, such as "https://www.example.gov.cn"',
    )
    stop_seconds: float = Field(
        30, ge=0, le=3600, description="seconds that answers under way have when the server ends"
    )
    log: Literal["text", "json"] = Field(
        "text", description="lines of the log: text, or json, an object a line"
    )
    https: bool = Field(
        False, description="visitors come by HTTPS: cookies of staff are sent over it alone"
    )


class Limits(Section):
    """``[limits]``: how many questions are answered, by every door alike; 0 is no limit."""

    per_minute: int = Field(300, ge=0, description="questions a minute from one address; 0: any")
    per_day: int = Field(10_000, ge=0, description="questions in 24 hours from one address; 0: any")
    session_per_minute: int = Field(
        30, ge=0, description="questions a minute on one open chat page; 0: any"
    )
    server_per_day: int = Field(
        0, ge=0, description="questions in 24 hours from everybody together; 0: any"
    )


class Office(Section):
    """``[office]``: what the server keeps beside the index; see ``rag.office``."""

    folder: Path = Field(
        Path("office"), description="folder for accounts, uploaded files, feedback and figures"
    )
    keep_questions: bool = Field(
        True, description="keep questions that were refused, without who asked them, for review"
    )
    session_hours: float = Field(
        12, gt=0, le=720, description="hours after which staff have to log in again"
    )
    session_idle_minutes: float = Field(
        60, gt=0, le=43200, description="minutes without a request after which they have to, too"
    )
    keep_days: int = Field(
        180,
        ge=1,
        le=3650,
        description="days after which questions and feedback are erased that staff did not keep",
    )
