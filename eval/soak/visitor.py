"""Somebody who asks, searches, reads and leaves in the middle, by every door that is public."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

import httpx

from eval.answers import parse
from eval.errors import Flaw
from eval.fields import Fields
from eval.soak import checks
from eval.soak.ledger import Ledger, Window
from eval.soak.tally import Tally
from eval.sources import Sources
from rag.answering.model import Answer

_PAUSE = 0.2  # seconds between two visits, on average
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all visitors share: the server, what it may say, and what was found."""

    url: str
    questions: Sequence[str]
    ledger: Ledger
    background: Sources
    tally: Tally
    over: threading.Event


class Visitor(threading.Thread):
    """A visitor number ``number``, who goes on until it is over."""

    def __init__(self, around: Surroundings, number: int) -> None:
        super().__init__(name=f"visitor-{number}", daemon=True)
        self._around, self._random = around, Random(f"visitor:{number}")
        # A connection that rested would be closed by the server in the moment it is used again.
        anew = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(
            base_url=around.url, trust_env=False, timeout=_SECONDS, limits=anew
        )
        doors: Mapping[Callable[[], None], int] = {
            self._ask: 6,
            self._stream: 4,
            self._leave: 1,
            self._search: 3,
            self._chat: 2,
            self._page: 2,
            self._list: 1,
            self._opinion: 1,
            self._probe: 1,
            self._nonsense: 1,
        }
        self._doors, self._weights = list(doors), list(doors.values())

    def run(self) -> None:
        """Visit until it is over; whatever fails is counted."""
        with self._client:
            while not self._around.over.wait(self._random.expovariate(1 / _PAUSE)):
                [door] = self._random.choices(self._doors, self._weights)
                kind, began = door.__name__.strip("_"), monotonic()
                try:
                    door()
                except (httpx.HTTPError, ValueError, KeyError, Flaw) as error:
                    self._around.tally.found("error", f"{kind}: {type(error).__name__} {error}")
                self._around.tally.visit(kind, monotonic() - began)

    # Doors

    def _ask(self) -> None:
        question, check = self._question()
        asked = monotonic()
        got = self._post("/api/ask", {"question": question})
        check(got.json(), Window(asked, monotonic()))

    def _stream(self) -> None:
        question, check = self._question()
        asked, text = monotonic(), ""
        for event, data in self._events(question):
            if event == "delta":
                text += data["text"]
            elif event == "answer":
                check(data, Window(asked, monotonic()))
                if text != data["answer"]:
                    self._around.tally.found("error", f"stream: {text} is not {data['answer']}")
                return
        raise ValueError(f"stream without an answer: {question}")

    def _leave(self) -> None:
        next(self._events(self._question()[0]), None)

    def _search(self) -> None:
        self._post("/api/search", {"question": self._question()[0]}).json()["retrieved"]

    def _chat(self) -> None:
        """Ask in OpenAI's protocol, and follow the address of the first citation."""
        question, check = self._question()
        asked = monotonic()
        body = {"model": "wence", "messages": [{"role": "user", "content": question}]}
        [choice] = self._post("/v1/chat/completions", body).json()["choices"]
        message = choice["message"]
        answered = Window(asked, monotonic())
        abstained = message["wence"]["abstained"]
        check({"answer": message["content"], **message, "abstained": abstained}, answered)
        for note in message["annotations"][:1]:
            got = self._client.get(note["url_citation"]["url"])
            # The notice may have been changed or taken out since.
            if got.status_code not in (200, 404):
                self._unexpected(got)

    def _page(self) -> None:
        """Ask on the chat page, through Gradio's queue."""
        question, _ = self._question()
        config = self._get("/config").json()
        asking = next(
            one
            for one in config["dependencies"]
            if {"submit", "click"} == {name for _, name in one["targets"]}
        )
        session = f"{self._random.getrandbits(64):016x}"
        data = [question, *[None] * (len(asking["inputs"]) - 1)]
        body = {"fn_index": asking["id"], "data": data, "session_hash": session}
        self._post("/gradio_api/queue/join", body)
        where = {"session_hash": session}
        with self._client.stream("GET", "/gradio_api/queue/data", params=where) as response:
            for line in response.iter_lines():
                said = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if said.get("msg") == "process_completed":
                    if not said["success"]:
                        self._around.tally.found("error", f"page: {said['output']}")
                    return
        raise ValueError(f"page without an answer: {question}")

    def _list(self) -> None:
        self._get("/notices")

    def _opinion(self) -> None:
        body = {"question": self._question()[0], "answer": "……", "helpful": False}
        self._post("/api/feedback", body, status=201)

    def _probe(self) -> None:
        for path in ("/healthz", "/readyz", "/metrics"):
            self._get(path)

    def _nonsense(self) -> None:
        bodies: tuple[object, ...] = (
            {},
            {"question": ""},
            {"question": 5},
            [],
            {"question": "?" * 9999},
        )
        got = self._client.post("/api/ask", json=self._random.choice(bodies))
        if got.status_code not in (400, 413, 422):
            self._unexpected(got)

    # What doors have in common

    def _question(self) -> tuple[str, Callable[[Any, Window], object]]:
        """Return a question, and what looks at its answer."""
        around = self._around
        planted = around.ledger.now()
        if not planted or self._random.random() < 0.5:
            return self._random.choice(around.questions), self._check
        asked = self._random.choice(planted)
        number = self._random.randrange(len(asked.questions))

        def check(got: Any, window: Window) -> None:
            answer = self._check(got, window)
            around.tally.count("planted")
            around.tally.count("planted_refused", int(answer.abstained))
            if wanted := checks.missed(answer, asked, number, window, around.ledger):
                around.tally.found("wrong", f"planted: {wanted} in {answer.answer}")

        return asked.questions[number][0], check

    def _check(self, got: Any, window: Window) -> Answer:
        answer = parse(Fields({**got, "id": "soak"})).answer
        around = self._around
        around.tally.count("answers")
        around.tally.count("refused" if answer.abstained else "answered")
        around.tally.count("citations", len(answer.citations))
        for kind, what in checks.wrong(answer, window, around.ledger, around.background):
            around.tally.found("wrong", f"{kind}: {what}")
        return answer

    def _events(self, question: str) -> Iterator[tuple[str, Any]]:
        body = {"question": question, "stream": True}
        with self._client.stream("POST", "/api/ask", json=body) as response:
            if response.status_code != 200:
                response.read()
                self._unexpected(response)
            event = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield event, json.loads(line.removeprefix("data: "))

    def _get(self, path: str) -> httpx.Response:
        got = self._client.get(path)
        if got.status_code != 200:
            self._unexpected(got)
        return got

    def _post(self, path: str, body: object, status: int = 200) -> httpx.Response:
        got = self._client.post(path, json=body)
        if got.status_code != status:
            self._unexpected(got)
        return got

    def _unexpected(self, got: httpx.Response) -> None:
        raise ValueError(f"{got.status_code} from {got.request.url.path}: {got.text[:200]}")
