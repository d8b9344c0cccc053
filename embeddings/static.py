"""Static models: the vector of a text is the mean of its tokens' vectors.

Only ``tokenizers``, ``safetensors`` and NumPy are needed, so that answering with the bundled model
never waits for torch. Vectors equal those of sentence-transformers' ``StaticEmbedding`` over the
same folder, but for a text without known tokens: zeros here, not-a-number there when the weights
are in half precision.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer

from embeddings.blas import one_thread
from embeddings.encoder import Encoder, Vectors
from embeddings.words import StaticWords

WEIGHT = "embedding.weight"
READABLE = ("F16", "F32", "F64")


@dataclass(frozen=True)
class StaticFolder:
    """A sentence-transformers folder whose only computing module is a ``StaticEmbedding``."""

    weights: Path
    tokenizer: Path

    @classmethod
    def recognise(cls, folder: Path) -> StaticFolder | None:
        """Return the files of a static model; None where ``folder`` holds any other kind.

        :raises ValueError: ``modules.json`` or the configuration is not JSON.
        :raises OSError: a file cannot be read.
        """
        listed = folder / "modules.json"
        if not listed.is_file():
            return None
        modules = json.loads(listed.read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        if kinds[:1] != ["StaticEmbedding"] or any(kind != "Normalize" for kind in kinds[1:]):
            return None
        if _has_prompts(folder / "config_sentence_transformers.json"):
            return None
        inside = folder / str(modules[0]["path"])
        found = cls(inside / "model.safetensors", inside / "tokenizer.json")
        if not (found.weights.is_file() and found.tokenizer.is_file()):
            return None
        return found

    def fingerprint(self) -> str:
        """Return a digest over both files, twelve hexadecimal digits."""
        digest = hashlib.sha256()
        for path in (self.weights, self.tokenizer):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:12]


def _has_prompts(config: Path) -> bool:
    """Say whether the model brings prompts of its own, which only sentence-transformers applies."""
    if not config.is_file():
        return False
    prompts = json.loads(config.read_text(encoding="utf-8")).get("prompts") or {}
    return any(prompts.values())


class StaticEncoder(Encoder):
    """A static model held as one float32 matrix, a row for each token."""

    def __init__(
        self,
        name: str,
        folder: StaticFolder,
        *,
        query_prefix: str,
        passage_prefix: str,
        batch_size: int,
    ) -> None:
        """Read the model.

        :raises ValueError: the matrix is missing, not of numbers, or smaller than the vocabulary.
        :raises OSError: a file cannot be read.
        """
        one_thread()
        self._rows = _read_rows(folder.weights)
        self._tokenizer = Tokenizer.from_file(str(folder.tokenizer))
        self._tokenizer.no_padding()
        tokens = self._tokenizer.get_vocab_size()
        if tokens > len(self._rows):
            raise ValueError(f"{tokens} tokens but only {len(self._rows)} vectors")
        super().__init__(
            name=name,
            fingerprint=folder.fingerprint(),
            dimension=self._rows.shape[1],
            query_prefix=query_prefix,
            passage_prefix=passage_prefix,
            batch_size=batch_size,
        )

    @property
    def words(self) -> StaticWords:
        """The tokens of the model, a vector each."""
        return StaticWords(self._tokenizer, self._rows)

    def _passages(self, texts: Sequence[str]) -> Vectors:
        return self._sums([self._passage_prefix + text for text in texts])

    def _query(self, text: str) -> Vectors:
        sums: Vectors = self._sums([self._query_prefix + text])[0]
        return sums

    def _sums(self, texts: list[str]) -> Vectors:
        """Return the sum of each text's token vectors; its direction is that of their mean."""
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        for row, encoding in enumerate(encodings):
            if encoding.ids:
                # Counting first keeps memory within one matrix however long the text is.
                tokens, counts = np.unique(encoding.ids, return_counts=True)
                sums[row] = counts.astype(np.float32) @ self._rows[tokens]
        return sums


def _read_rows(weights: Path) -> Vectors:
    with safe_open(weights, framework="numpy") as tensors:
        if WEIGHT not in set(tensors.keys()):
            raise ValueError(f"{weights.name} holds no {WEIGHT}")
        kind = tensors.get_slice(WEIGHT).get_dtype()
        if kind not in READABLE:
            raise ValueError(f"{WEIGHT} is {kind}, expected one of {', '.join(READABLE)}")
        rows: Vectors = tensors.get_tensor(WEIGHT).astype(np.float32)
    if rows.ndim != 2 or rows.size == 0 or not np.isfinite(rows).all():
        raise ValueError(f"{WEIGHT} of shape {rows.shape} is not a matrix of finite numbers")
    return rows
