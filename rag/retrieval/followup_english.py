"""English questions that lean on the turn before them, and what they ask in full."""

from __future__ import annotations

import re

_COURTESY = re.compile(
    r"^(?:(?:hi|hello|hey|please|thanks|thank you|ok|okay|well|sorry|excuse me)\b[\s,.!]*)+", re.I
)
_JOINS = re.compile(r"^(?:and|so|then|also|but|or)\b[\s,]*", re.I)
_ABOUT = re.compile(
    r"^(?:(?:what|how)\s+about|and(?!\s+\w+\s+(?:is|are|do|does|did|can|will)\b))\s+", re.I
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|will"
    r"|would|should|may|must|has|have)\b",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|his|her|the same|the others?|that one|the rest"
    r"|(?:this|these|those|that)(?=\s*(?:[?.!,]|$|\b(?:is|are|was|cost|costs|do|does|apply|take|rule"
    r"|notice|document|policy|one|ones|last|expire|end)\b)))\b",
    re.I,
)
# It is possible, how long does it take to …: the pronoun stands for nothing.
_EXPLETIVE = re.compile(
    r"\b(?:is|was|will|would|does|can|may|might)\s+it\s+(?:\w+\s+){0,3}?(?:to|that|if)\b|\bit\s+(?:is|was)\s+\w+\s+(?:to|that)\b",
    re.I,
)
# Words that alone name no topic: function words, and what may be asked of anything.
_LITTLE = re.compile(
    r"a|an|the|of|for|in|on|at|to|by|with|from|as|and|or|so|then|also|but|"
    r"if|is|are|was|were|be|been|do|does|did|can|could|will|would|should|may|"
    r"might|must|shall|has|have|had|what|when|where|which|who|whom|whose|why|"
    r"how|much|many|long|far|old|often|there|here|i|we|you|me|us|my|our|your|"
    r"it|its|they|them|their|he|she|him|his|her|this|that|these|those|one|ones|"
    r"not|no|any|some|more|most|else|about|get|need|apply|take|last|cost|costs|"
    r"pay|paid|valid|expire|start|begin|end|date|deadline|document|documents|"
    r"amount|condition|conditions|fee|person|office|charge|same|other|others|rest|"
    r"up|out",
    re.I,
)
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*", re.I)
_NOUN_PHRASE = re.compile(
    r"\b(?:the|a|an|this|that|my|our)\s+(?:(?!(?:is|are|was|were|be|do|does|did|can|will|issued|take|takes"
    r"|apply|expire|cost|costs|say|says|pay|paid|last|when|where|who|which|that|if|and)\b)[\w'’-]+\s*){1,8}",
    re.I,
)
_GROUP = re.compile(r"^\W*(?:which|what)\s+((?:[\w'’-]+\s+){0,2}?[\w'’-]+s)\b", re.I)
_OF = re.compile(r"\b(?:for|of)\s[^?.,!]{1,60}", re.I)
_END = "?!. ,"


def rewritten_english(text: str, question: str) -> str | None:
    """Return an English follow-up in full after ``question``, None where it stands alone.

    >>> rewritten_english("What about Zone 2?", "How much is the parking fee in Zone 1?")
    'How much is the parking fee in Zone 2?'
    """
    core = _COURTESY.sub("", text.strip())
    about = _ABOUT.match(core)
    if about and not _ASKS.search(core[about.end() :]):
        return _filled(core[about.end() :].strip(_END), question)
    joins = _JOINS.match(core)
    said = core[joins.end() :] if joins else core
    pronoun = _pronoun(said)
    if pronoun is not None:
        return _referring(said, pronoun, question)
    if _content(said) == 0 or (joins and _content(said) < 2):
        topic = _topic(question)
        return f"{_upper(said.strip(_END))}, about {topic}?" if topic else f"{question} {said}"
    return None


def _pronoun(said: str) -> re.Match[str] | None:
    """Return the pronoun that points back; None where the question names what it stands for."""
    void = _EXPLETIVE.search(said)
    for found in _PRONOUN.finditer(said):
        inside = void and void.start() <= found.start() < void.end()
        if not inside and _content(said[: found.start()]) < 2:
            return found
    return None


def _referring(said: str, found: re.Match[str], question: str) -> str:
    word = found[0].lower()
    group = _GROUP.match(question) if word in ("they", "them", "their") else None
    topic = _topic(question)
    if group:  # which grants for tenants exist: the grants for tenants
        of = _OF.search(question, group.end())
        topic = f"the {group[1]}" + (f" {of[0]}" if of else "")
    if not topic:
        return f"{question} {said}"
    instead = topic
    if word in ("its", "their", "his") or (word == "her" and found.end() < len(said.rstrip(_END))):
        instead = topic + ("'" if topic.endswith("s") else "'s")
    elif word not in ("it", "they", "them", "this", "that", "these", "those"):
        return f"{said.strip(_END)}, about {topic}?"
    return _upper(f"{said[: found.start()]}{instead}{said[found.end() :]}")


def _filled(phrase: str, question: str) -> str:
    """Return ``question`` with ``phrase`` for the words parallel to it."""
    asked = question.strip()
    new = _WORD.findall(phrase)
    old = list(_WORD.finditer(asked))
    plain = [
        word.lower()
        for word in new
        if word.lower() not in ("the", "a", "an", "for", "in", "of", "to")
    ]
    for size in (len(plain), len(plain) + 1, len(plain) - 1):
        for at in range(len(old) - size + 1 if size > 0 else 0):
            window = [m[0].lower() for m in old[at : at + size]]
            alike = window[-1] == plain[-1] or (window[0] == plain[0] and len(plain) > 1)
            if alike and window != plain and not any(_ASKS.fullmatch(w) for w in window):
                there = asked[old[at].start() : old[at + size - 1].end()]
                return asked.replace(
                    there, re.sub(r"^(?:the|an?|for|in|of|to)\s+", "", phrase, flags=re.I)
                )
    return f"{asked.rstrip(_END)}? What about {phrase}?"


def _topic(question: str) -> str:
    """Return the first noun phrase of ``question``, '' where none can be told."""
    found = _NOUN_PHRASE.search(question)
    return found[0].strip(_END) if found else ""


def _content(text: str) -> int:
    return sum(1 for word in _WORD.findall(text) if not _LITTLE.fullmatch(word))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
