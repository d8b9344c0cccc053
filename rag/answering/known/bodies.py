"""Bodies (单位) by the names that questions use: 市疾控中心, 发改委, 高新区管委会.

Short names are made by one rule: characters of the full name in their order, from its first one on,
with the word for the kind of body short or in full. So no list of short names is needed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LEVEL = re.compile(r"^(?:原)?(?P<level>自治区|省|市|县|区|旗|州|盟|镇|乡)(?!场|政|容|民)")
# The kind of a body, last in its name, with what else it is called.
_KINDS: dict[str, tuple[str, ...]] = {
    "管理委员会": ("管理委员会", "管委会", "管委"),
    "委员会": ("委员会", "委"),
    "办公室": ("办公室", "办"),
    "办公厅": ("办公厅",),
    "人民政府": ("人民政府", "政府"),
    "人民医院": ("人民医院", "医院"),
    "研究院": ("研究院", "院"),
    "研究所": ("研究所", "所"),
    "联合会": ("联合会", "联"),
    "领导小组": ("领导小组", "小组", "组"),
    "工作组": ("工作组", "小组", "组"),
    "联席会议": ("联席会议",),
    "有限责任公司": ("有限责任公司", "有限公司", "公司", "集团"),
    "有限公司": ("有限公司", "公司", "集团"),
    "管理局": ("管理局", "局"),
    "监督管理局": ("监督管理局", "监管局", "监局", "局"),
}
_ENDING = re.compile(
    r"(?:局|厅|委|会|办|室|院|所|校|馆|站|台|社|部|处|队|组|司|署|中心|政府|公司|集团|会议|区|银行|"
    r"市|县|旗|州|盟|镇|乡)$"
)
_FEWEST = 2  # characters of a short name besides its kind
_WHOLE = 0.99  # what the name without level and place is worth
_RUN = 3  # characters in a row that will do where a short name does not begin with the first one


@dataclass(frozen=True, slots=True)
class Body:
    """A body's name cut in pieces: 市|疾病预防控制|中心."""

    name: str
    level: str
    core: str
    kind: str

    @classmethod
    def of(cls, name: str, place: str = "") -> Body:
        """Return ``name`` cut in pieces; ``place`` (青禾) is left away at its front."""
        rest = name.removeprefix(place) if place and name != place else name
        match = _LEVEL.match(rest)
        level = match["level"] if match and len(rest) > len(match[0]) + 1 else ""
        rest = rest[len(match[0]) :] if match and level else rest
        kind = max((k for k in _KINDS if rest.endswith(k)), key=len, default="")
        if not kind:
            found = _ENDING.search(rest)
            kind = found[0] if found else ""
        core = rest[: len(rest) - len(kind)] if kind else rest
        return cls(name, level, core or rest, kind if core else "")

    def fits(self, said: str, place: str = "") -> float:
        """Return how well ``said`` names this body, 0..1; 0 where it names another."""
        rest = said
        for front in (f"{place}市", place) if place else ():
            if rest.startswith(front) and len(rest) > len(front) + 1:
                rest = rest[len(front) :] if front == place else f"市{rest[len(front) :]}"
                break
        if rest in (self.name, self.level + self.core + self.kind):
            return 1.0
        best = 0.0
        for level, core in _readings(rest):
            if level and self.level and level != self.level:
                continue
            for full, kinds in _splits(self.core + self.kind):
                shorts = (core[: len(core) - len(it)] for it in kinds if core.endswith(it))
                best = max(best, *(_worth(short, full) for short in shorts), 0.0)
        return best


def _splits(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands before the kind of a body, and the words for its kind, for each reading.

    国有资产监督管理委员会 is a 管理委员会 in letters only.
    """
    for kind, words in _KINDS.items():
        if name.endswith(kind) and name != kind:
            yield name[: len(name) - len(kind)], words
    found = _ENDING.search(name)
    end = found.start() if found and found.start() else len(name)
    yield name[:end], (name[end:],)


def _worth(short: str, full: str) -> float:
    """Return how well ``short`` stands for ``full``, both without the kind of the body."""
    if short == full:
        return _WHOLE
    if len(short) < _FEWEST or not _in_order(short, full):
        return 0.0
    if short[0] != full[0] and not (len(short) >= _RUN and short in full):
        return 0.0
    return 0.9 * len(short) / len(full)


def _readings(said: str) -> Iterator[tuple[str, str]]:
    """Yield (level, rest) of a name: 市监局 is the 监局 of a 市, or the whole."""
    yield "", said
    match = _LEVEL.match(said)
    if match and len(said) > len(match[0]) + 1:
        yield match["level"], said[len(match[0]) :]


def _in_order(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


class BodyBook:
    """Bodies by the characters that a name for them begins with."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Take in (name, place of who names it)."""
        self._bodies: dict[str, tuple[Body, str]] = {}
        self._beginning: defaultdict[str, set[str]] = defaultdict(set)
        self._places: set[str] = set()
        for name, place in named:
            if name and name not in self._bodies:
                body = Body.of(name, place)
                self._bodies[name] = body, place
                self._places |= {place, f"{place}市"} if place else set()
                for key in _keys(body.core + body.kind):
                    self._beginning[key].add(name)

    def meant(self, mentions: Iterable[str]) -> dict[str, float]:
        """Return the bodies that ``mentions`` may name with how well they fit, those that fit best.

        A longer mention that names a body rules out shorter ones inside it.
        """
        found: dict[str, float] = {}
        taken: list[str] = []
        for said in sorted(set(mentions), key=lambda it: (-len(it), it)):
            if any(said in longer for longer in taken):
                continue
            best: dict[str, float] = {}
            for name in sorted(self._sharing(said)):
                body, place = self._bodies[name]
                if worth := body.fits(said, place):
                    best[name] = worth
            if best:
                taken.append(said)
                enough = min(_WHOLE, max(best.values()))
                found |= {name: worth for name, worth in best.items() if worth >= enough}
        return found

    def containing(self, words: str) -> list[str]:
        """Return the bodies whose names hold ``words``, three characters or more."""
        held = self._beginning.get(words[:_RUN], set()) if len(words) >= _RUN else set()
        return [name for name in sorted(held) if words in name]

    def _sharing(self, said: str) -> set[str]:
        """Return the bodies that ``said`` may name: those that share how it begins."""
        fronts = [place for place in self._places if said.startswith(place)]
        found = {said} & self._bodies.keys()
        for rest in (said, *(said[len(front) :] for front in fronts)):
            for _, core in _readings(rest):
                for length in (_FEWEST, _RUN):
                    found |= self._beginning.get(core[:length], set())
        return found


def _keys(name: str) -> set[str]:
    """Return how a name for ``name`` may begin: its first character and any after it, or a run."""
    pairs = {name[0] + char for char in name[1:]}
    return pairs | {name[i : i + _RUN] for i in range(len(name) - _RUN + 1)}
