"""What decides a trained model beside its corpora."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Mixture:
    """Shares of a training batch by kind of pair."""

    law_clozes: float = 2.0
    """A thinned sentence of an article of law, and the rest of the article."""
    news_clozes: float = 1.5
    """A thinned sentence of news, and the sentences around it."""
    headings: float = 1.0
    """A law's title with headings, and an article; a report's first sentence, and what follows."""
    questions: float = 4.0
    """A Chinese question, and the passage that answers it."""
    glossed: float = 3.0
    """A cloze whose sentence is put into English word by word."""
    parallel: float = 0.5
    """An English question, and the Chinese passage that answers it."""
    words: float = 1.5
    """A few English glosses, and the Chinese words they belong to."""
    synonyms: float = 0.7
    """Two Chinese words with a gloss in common."""


@dataclass(frozen=True)
class Recipe:
    """Size of the model, how much text it sees, and how long it learns."""

    dimension: int = 192
    vocabulary: int = 18_000
    characters: int = 4_500
    english_words: int = 5_500
    counted: int = 6_000
    """News texts whose words are counted; every third law is counted beside them."""
    news: int = 20_000
    """News texts that are learnt from."""
    steps: int = 1_500
    batch: int = 1_024
    rate: float = 0.005
    seed: int = 0
    threads: int = 1
    """Threads of the training loop; another number gives other roundings."""
    everything: bool = False
    """Learn from held-out questions too; the model cannot be measured then."""
    mixture: Mixture = field(default_factory=Mixture)

    def changed(self) -> dict[str, object]:
        """Return the fields that differ from the defaults."""
        default = asdict(Recipe())
        return {name: value for name, value in asdict(self).items() if value != default[name]}
