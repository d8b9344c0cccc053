"""Teaching token vectors which texts belong together.

In-batch softmax over cosines in both directions (van den Oord et al. 2018, arXiv:1807.03748),
summed over nested prefixes of the vector (Kusupati et al. 2022, arXiv:2205.13147) so that a model
can be cut shorter later.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from embeddings.pairs import Ids, Pair, Source

logger = logging.getLogger(__name__)

SCALE = 20.0
"""Cosines are multiplied by this before the softmax; its inverse is the temperature."""
SHORTER_WEIGHT = 0.3
"""Weight of the loss of each shorter prefix; the full vector's is 1."""
WARM_UP = 50
BETAS = (0.9, 0.99)


def train(
    rows: NDArray[np.float32],
    mixture: Mapping[Source, float],
    *,
    steps: int,
    batch: int,
    rate: float,
    seed: int,
) -> NDArray[np.float32]:
    """Return the token vectors after training; row 0, the unknown token, stays zero.

    :param rows: first vectors, shape (tokens, dimension).
    :param mixture: sources of pairs and their shares of a batch.
    :param steps: batches.
    :param batch: pairs in a batch.
    :param rate: highest learning rate; it rises over ``WARM_UP`` steps, then falls to zero.
    :param seed: fixes which pairs are drawn.
    """
    rng = np.random.default_rng(seed)
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(rows.copy()), freeze=False)
    optimiser = torch.optim.Adam(bag.parameters(), lr=rate, betas=BETAS)
    widths = _widths(rows.shape[1])
    total = sum(mixture.values())
    for step in range(steps):
        pairs = [
            pair
            for source, share in mixture.items()
            for pair in source.draw(round(batch * share / total), rng)
        ]
        for group in optimiser.param_groups:
            group["lr"] = rate * min((step + 1) / WARM_UP, (steps - step) / steps)
        loss = _loss(bag, pairs, widths)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if step % 100 == 0 or step == steps - 1:
            logger.info("step %d of %d: loss %.3f", step + 1, steps, loss.item())
    trained: NDArray[np.float32] = bag.weight.detach().numpy().copy()
    trained[0] = 0
    return trained


def _widths(dimension: int) -> list[int]:
    """Return the lengths of vector that are trained: the whole, a half, a quarter."""
    return [width for width in (dimension, dimension // 2, dimension // 4) if width >= 8] or [
        dimension
    ]


def _loss(bag: torch.nn.EmbeddingBag, pairs: Sequence[Pair], widths: Sequence[int]) -> torch.Tensor:
    queries = _embed(bag, [pair.query for pair in pairs])
    passages = _embed(bag, [pair.passage for pair in pairs])
    keys = torch.tensor([pair.key for pair in pairs])
    shared = (keys[:, None] == keys[None, :]) & (keys > 0)[:, None]
    shared.fill_diagonal_(False)
    target = torch.arange(len(pairs))
    loss = torch.zeros(())
    for width in widths:
        query = functional.normalize(queries[:, :width], dim=1)
        passage = functional.normalize(passages[:, :width], dim=1)
        scores = (SCALE * query @ passage.T).masked_fill(shared, -torch.inf)
        both = functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)
        loss = loss + both * (0.5 if width == widths[0] else 0.5 * SHORTER_WEIGHT)
    return loss


def _embed(bag: torch.nn.EmbeddingBag, texts: Sequence[Ids]) -> torch.Tensor:
    offsets = np.cumsum([0] + [len(text) for text in texts[:-1]])
    vectors: torch.Tensor = bag(
        torch.from_numpy(np.concatenate(texts).astype(np.int64)), torch.from_numpy(offsets)
    )
    return vectors
