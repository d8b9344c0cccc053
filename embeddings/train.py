"""Train a static embedding model from public text: ``python -m embeddings.train``.

Words are counted with jieba and become a Unigram tokenizer; vectors start from co-occurrence and
learn from pairs of texts that belong together; last comes the lexicon. One seed, one machine and
one set of corpora give the same bytes again.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save as serialised
from tokenizers import Tokenizer

from embeddings import official
from embeddings.alignment import learn
from embeddings.card import describe
from embeddings.corpora import Article, Corpora, Entry, fold
from embeddings.evaluate import measure
from embeddings.examples import LAY_WEIGHT, Examples, spread
from embeddings.loading import load
from embeddings.recipe import Recipe
from embeddings.static import WEIGHT
from embeddings.vocabulary import SUFFIXES, build_tokenizer, count_english, count_words

logger = logging.getLogger(__name__)

STATIC_MODULE = "sentence_transformers.models.StaticEmbedding"
NEEDED = ("jieba", "scipy", "sklearn")
QUESTION_WEIGHT = 10
"""Questions are few; their words count this many times towards the vocabulary."""


def train_model(
    corpora: Corpora, recipe: Recipe, own: Sequence[str] = ()
) -> tuple[Tokenizer, NDArray[np.float32]]:
    """Return a tokenizer and its token vectors, float32 of shape (tokens, dimension).

    :param own: texts of the user's own, folded; all are learnt from, as news is.
    :raises OSError: a corpus is missing.
    :raises ValueError: the recipe leaves no room for words.
    """
    # Imported here: torch takes seconds, and --help should not.
    import torch

    from embeddings import contrastive, cooccurrence

    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    laws, news, entries = corpora.laws(), corpora.news(), corpora.dictionary()
    wiki = [q for q in corpora.wiki_questions() if recipe.everything or not q.held_out]
    lay = [q for q in corpora.lay_questions() if recipe.everything or not q.held_out]
    parallel = [q for q in corpora.parallel_questions() if recipe.everything or not q.held_out]
    english = corpora.english()
    asked = [question.text for question in (*wiki, *lay)]
    tokenizer = _tokenizer(laws, news, own, entries, english, asked, recipe)

    logger.info("turning text into tokens")
    examples = Examples(tokenizer)
    examples.add_laws(laws)
    examples.add_news([*own, *spread(news, recipe.news)])
    sentences = examples.sentences()
    size = tokenizer.get_vocab_size()
    counts = cooccurrence.token_counts(sentences, size)
    logger.info("first vectors from %d tokens", counts.sum())
    rng = np.random.default_rng(recipe.seed)
    pairs = cooccurrence.cooccurrences(sentences, size, rng)
    rows = cooccurrence.first_vectors(pairs, recipe.dimension, recipe.seed)
    examples.foreign_rows(rows, entries)
    frequency = counts / max(counts.sum(), 1)
    rows = cooccurrence.weighted(rows, np.maximum(frequency, _foreign(tokenizer, english, entries)))
    rows = cooccurrence.stirred(rows, rng)

    sources = examples.sources(
        recipe.mixture,
        questions=[(q, 1.0) for q in wiki] + [(q, LAY_WEIGHT) for q in lay],
        parallel=parallel,
        entries=entries,
        english=english,
        frequency=frequency,
    )
    trained = contrastive.train(
        rows,
        sources,
        steps=recipe.steps,
        batch=recipe.batch,
        rate=recipe.rate,
        seed=recipe.seed,
    )
    return tokenizer, trained


def _tokenizer(
    laws: list[list[Article]],
    news: list[str],
    own: Sequence[str],
    entries: list[Entry],
    english: list[str],
    asked: list[str],
    recipe: Recipe,
) -> Tokenizer:
    logger.info("counting words")
    articles = ["\n".join(article.text for article in law) for law in laws]
    texts = [*spread(articles, recipe.counted // 12), *spread(news, recipe.counted), *own]
    words = count_words(texts)
    for word, count in count_words(asked).items():
        words[word] += QUESTION_WEIGHT * count
    foreign = _english_weights(entries, words)
    foreign.update(count_english(english))
    for word, count in count_english(texts).items():
        foreign[word] += round(count**0.5)
    foreign.update(dict.fromkeys(SUFFIXES, 10**6))
    return build_tokenizer(
        words,
        foreign,
        size=recipe.vocabulary,
        characters=recipe.characters,
        english_words=recipe.english_words,
    )


def _english_weights(entries: list[Entry], words: Counter[str]) -> Counter[str]:
    """Return how much each English word is worth: the words it glosses, by the root of theirs."""
    weights: Counter[str] = Counter()
    for entry in entries:
        worth = round(words[entry.word] ** 0.5) if words[entry.word] else 0
        for gloss in entry.glosses:
            for word in count_english([gloss]):
                weights[word] += worth
    return weights


def _foreign(tokenizer: Tokenizer, english: list[str], entries: list[Entry]) -> NDArray[np.float64]:
    """Return the share of each English token in running English text and glosses."""
    counts = count_english(english)
    counts.update(count_english(gloss for entry in entries for gloss in entry.glosses))
    total = max(sum(counts.values()), 1)
    share = np.zeros(tokenizer.get_vocab_size())
    for word, count in counts.items():
        token = tokenizer.token_to_id(word)
        if token is not None:
            share[token] = count / total
    return share


def save(tokenizer: Tokenizer, rows: NDArray[np.float32], folder: Path) -> None:
    """Write a sentence-transformers folder with half-precision vectors.

    Written by hand, for the library names its modules by where they lie in its present release:
    this name is understood by every release that knows static models.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "model.safetensors"
    # Not save_file: it makes a file that only its owner may read.
    weights.write_bytes(serialised({WEIGHT: rows.astype(np.float16)}))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    module = {"idx": 0, "name": "0", "path": "", "type": STATIC_MODULE}
    config = {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "", "document": ""},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    for name, content in (("modules", [module]), ("config_sentence_transformers", config)):
        text = json.dumps(content, indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def own_texts(folder: Path) -> list[str]:
    """Return the texts of the ``.txt`` files in ``folder`` and below, folded, in order of name.

    :raises OSError: one cannot be read.
    :raises ValueError: there is none, or one is not UTF-8.
    """
    texts = [fold(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.txt"))]
    if not texts:
        raise ValueError(f"no .txt file in {folder}")
    return texts


@click.command()
@click.option(
    "--corpora", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option(
    "--texts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="folder of your own texts (.txt, UTF-8) to learn from beside the corpora",
)
@click.option("--dimension", type=click.IntRange(8), default=Recipe.dimension, show_default=True)
@click.option("--vocabulary", type=click.IntRange(2), default=Recipe.vocabulary, show_default=True)
@click.option("--characters", type=click.IntRange(1), default=Recipe.characters, show_default=True)
@click.option(
    "--english-words", type=click.IntRange(0), default=Recipe.english_words, show_default=True
)
@click.option(
    "--news",
    type=click.IntRange(0),
    default=Recipe.news,
    show_default=True,
    help="news texts to read",
)
@click.option("--steps", type=click.IntRange(1), default=Recipe.steps, show_default=True)
@click.option("--batch", type=click.IntRange(2), default=Recipe.batch, show_default=True)
@click.option("--rate", type=float, default=Recipe.rate, show_default=True)
@click.option("--seed", type=int, default=Recipe.seed, show_default=True)
@click.option("--threads", type=click.IntRange(1), default=Recipe.threads, show_default=True)
@click.option("--everything", is_flag=True, help="train on held-out questions too; no scores then")
def main(corpora: Path, out: Path, texts: Path | None, **options: int | float) -> None:
    """Train a model on the texts in CORPORA and write it to the folder OUT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise click.ClickException(f"needs {', '.join(missing)}: pip install 'wence[train]'")
    recipe = Recipe(**options)  # type: ignore[arg-type]
    public = Corpora(corpora)
    try:
        own = own_texts(texts) if texts else []
        tokenizer, rows = train_model(public, recipe, own)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    save(tokenizer, rows, out)
    lexicon = learn(public, counted=recipe.counted, everything=recipe.everything)
    lexicon.save(out)
    official.save(official.learn(public), out)
    scores = [] if recipe.everything else measure(load(str(out)), public, lexicon)
    card = describe(recipe, len(rows), scores)
    if own:
        card += f"\nLearnt from {len(own)} texts of whoever trained it, too.\n"
    (out / "README.md").write_text(card, encoding="utf-8")
    logger.info("written to %s", out)


if __name__ == "__main__":
    main()
