"""First vectors, from which words stand near each other.

Positive pointwise mutual information factorised by a truncated SVD (Levy & Goldberg 2014, "Neural
Word Embedding as Implicit Matrix Factorization"), rows weighted by smooth inverse frequency
(Arora et al. 2017, "A Simple but Tough-to-Beat Baseline for Sentence Embeddings").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Matrix = NDArray[np.float32]

WINDOW = 6
NEAR = 3
FAR_WEIGHT = 0.6
"""Weight of pairs more than ``NEAR`` tokens apart."""
SUBSAMPLING = 1e-4
SMOOTHING = 0.75
RAREST_PAIR = 2.0
SIF = 1e-4
FAINT = 0.01
BLOCK = 4_000_000
"""Tokens counted at a time; bounds memory."""


def cooccurrences(sentences: Sequence[Ids], size: int, rng: np.random.Generator) -> Any:
    """Return the symmetric matrix of weighted pair counts, SciPy CSR of shape (size, size).

    Frequent tokens are thinned as word2vec does: one of frequency f stays with probability
    sqrt(t / f), t = ``SUBSAMPLING``.

    :param sentences: token ids of each sentence; pairs never cross a sentence's end.
    :param size: number of tokens.
    """
    from scipy import sparse

    counts = token_counts(sentences, size)
    frequency = counts / max(counts.sum(), 1)
    keep = np.minimum(1.0, np.sqrt(SUBSAMPLING / np.maximum(frequency, 1e-12)))
    keep[0] = 0  # the unknown token
    pairs = sparse.csr_matrix((size, size), dtype=np.float32)
    for ids, owner in _blocks(sentences):
        kept = rng.random(len(ids)) < keep[ids]
        ids, owner = ids[kept], owner[kept]
        for distance in range(1, WINDOW + 1):
            left, right = ids[:-distance], ids[distance:]
            same = owner[:-distance] == owner[distance:]
            weight = np.full(int(same.sum()), 1.0 if distance <= NEAR else FAR_WEIGHT, np.float32)
            pairs = pairs + sparse.csr_matrix(
                (weight, (left[same], right[same])), shape=(size, size), dtype=np.float32
            )
    return (pairs + pairs.T).tocsr()


def token_counts(sentences: Sequence[Ids], size: int) -> NDArray[np.float64]:
    """Return how often each token stands in ``sentences``, shape (size,)."""
    counts = np.zeros(size)
    for ids, _ in _blocks(sentences):
        counts += np.bincount(ids, minlength=size)
    return counts


def first_vectors(pairs: Any, dimension: int, seed: int) -> Matrix:
    """Return unit rows U·sqrt(S) of the truncated SVD of the positive PMI, (size, dimension).

    PMI(i, j) = log(n(i, j) · N / (n(i) · n(j)^0.75)), the contexts' counts smoothed and N the sum
    of the smoothed counts; what is not positive is dropped. Tokens without pairs get zeros.

    :param pairs: what ``cooccurrences`` returns.
    """
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    cells = pairs.tocoo()
    often = cells.data >= RAREST_PAIR
    row, column, value = cells.row[often], cells.col[often], cells.data[often]
    totals = np.asarray(pairs.sum(axis=1)).ravel()
    smoothed = totals**SMOOTHING
    pmi = np.log(value * smoothed.sum() / (totals[row] * smoothed[column]))
    positive = pmi > 0
    matrix = sparse.csr_matrix(
        (pmi[positive].astype(np.float32), (row[positive], column[positive])), shape=pairs.shape
    )
    # More threads would round otherwise, and another number of processors give other bytes.
    with threadpool_limits(limits=1):
        left, singular, _ = randomized_svd(matrix, dimension, n_iter=3, random_state=seed)
    vectors = left * np.sqrt(singular)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9) * (lengths > 1e-6), dtype=np.float32)


def weighted(vectors: Matrix, frequency: NDArray[np.float64]) -> Matrix:
    """Return the rows times a / (a + f), a = ``SIF``: frequent tokens say little."""
    factor = SIF / (SIF + frequency)
    return np.asarray(vectors * factor[:, np.newaxis], dtype=np.float32)


def stirred(rows: Matrix, rng: np.random.Generator) -> Matrix:
    """Return the rows with a faint random direction, of length ``FAINT`` or so, in each empty one.

    A text of nothing but zeros has no direction for training to turn.
    """
    noise = rng.normal(scale=FAINT / np.sqrt(rows.shape[1]), size=rows.shape)
    return np.where(rows.any(axis=1, keepdims=True), rows, noise).astype(np.float32)


def _blocks(sentences: Sequence[Ids]) -> list[tuple[Ids, Ids]]:
    """Return (ids, number of the sentence) of runs of sentences, ``BLOCK`` tokens or so each."""
    blocks: list[tuple[Ids, Ids]] = []
    start, tokens = 0, 0
    for end, ids in enumerate(sentences, 1):
        tokens += len(ids)
        if tokens >= BLOCK or end == len(sentences):
            run = sentences[start:end]
            owner = np.repeat(np.arange(len(run), dtype=np.int32), [len(one) for one in run])
            blocks.append((np.concatenate(run), owner))
            start, tokens = end, 0
    return blocks
