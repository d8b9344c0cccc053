"""The model card: what a model was made from, how, and how well it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from string import Template

from embeddings.evaluate import DEPTHS, Score
from embeddings.recipe import Recipe

KINDS = {
    "law_clozes": "a thinned sentence of an article of law → the rest of the article",
    "news_clozes": "a thinned sentence of news → the sentences around it",
    "headings": "a law's title and headings → an article; a report's first sentence → what follows",
    "questions": "a Chinese question → the passage that answers it",
    "glossed": "a thinned Chinese sentence put into English word by word → what surrounds it",
    "parallel": "an English question → the Chinese passage that answers it",
    "words": "one to five English glosses → their Chinese words",
    "synonyms": "a Chinese word → another with the same gloss",
}


def describe(recipe: Recipe, tokens: int, scores: Sequence[Score]) -> str:
    """Return the text of the model card.

    :param tokens: size of the vocabulary as it came out.
    :param scores: what the model reached; empty when it has seen the questions.
    """
    template = resources.files(__package__).joinpath("card.md").read_text(encoding="utf-8")
    mixture = asdict(recipe.mixture)
    return Template(template).substitute(
        tokens=f"{tokens:,}",
        dimension=recipe.dimension,
        command=_command(recipe),
        characters=f"{recipe.characters:,}",
        english_words=f"{recipe.english_words:,}",
        steps=f"{recipe.steps:,}",
        batch=f"{recipe.batch:,}",
        rate=recipe.rate,
        seed=recipe.seed,
        mixture="\n".join(f"   * {mixture[kind]:g}: {what}" for kind, what in KINDS.items()),
        scores=_table(scores) if scores else "Trained on every question there is: none.",
    )


def _command(recipe: Recipe) -> str:
    """Return the command that trains the model again."""
    parts = ["python -m embeddings.train --corpora DIR --out DIR"]
    for name, value in recipe.changed().items():
        option = "--" + name.replace("_", "-")
        parts.append(option if value is True else f"{option} {value}")
    return " ".join(parts)


def _table(scores: Sequence[Score]) -> str:
    head = [
        "Held-out questions, a third of each set, chosen by what they are about; recall in percent",
        "(`python -m embeddings.evaluate DIR --corpora DIR`). Passages are ranked by cosine; with",
        "the lexicon, by the mean of the standard scores of cosine and translated words. Settings",
        "were compared on the same questions, so expect a little less elsewhere.",
        "",
        "| questions | number | passages | " + " | ".join(f"R@{depth}" for depth in DEPTHS) + " |",
        "|---|---|---|" + "---|" * len(DEPTHS),
    ]
    rows = [
        f"| {score.task} | {score.questions:,} | {score.passages:,} | "
        + " | ".join(f"{100 * score.recall[depth]:.1f}" for depth in DEPTHS)
        + " |"
        for score in scores
    ]
    return "\n".join(head + rows)
