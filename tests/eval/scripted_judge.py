"""A judge whose endpoint plays a script, for the tests of judging."""

from __future__ import annotations

from chat_server import ChatServer, says

from eval.entailment.judged import Judged
from eval.judging import Judge, load_judge
from rag.settings import Settings

YES, NO = says('{"entailed": "yes"}'), says('{"entailed": "no"}')
QUOTE = "二孩每月补助500元。"


def settings_for(server: ChatServer, language: str = "zh-Hans", **judge) -> Settings:
    section = {"model": "scripted", "base_url": server.url, "timeout": 5, "max_retries": 0, **judge}
    return Settings(language=language, judge=section, evaluation={"entailment": "judge"})


class Trial:
    """A judge whose endpoint plays a script."""

    def __init__(self, *script, **options) -> None:
        self.server = ChatServer(*script)
        self.options = options

    def __enter__(self) -> Trial:
        self.server.__enter__()
        judge = load_judge(settings_for(self.server, **self.options))
        assert judge is not None
        self.judge: Judge = judge
        self.entailment = Judged(judge)
        return self

    def __exit__(self, *error: object) -> None:
        self.server.__exit__(*error)

    def prompt(self, place: int = 0) -> tuple[str, str]:
        system, user = (m["content"] for m in self.server.requests[place]["messages"])
        return system, user
