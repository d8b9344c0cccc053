"""Entailment by a model of natural language inference (NLI), run here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from embeddings.loading import REASON_LENGTH, find, first_line, unavailable
from eval.entailment.errors import EntailmentUnavailable
from eval.entailment.protocol import TextPair, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO = "auto"
LABEL = "entailment"
POSITIONS = 512  # tokens of a pair where neither model nor tokenizer says how many it reads
OVERLAP = 0.25  # of what a window of the premise holds: tokens that the next one has again


class Nli:
    """A sequence classifier with a label ``entailment``, loaded when it is first needed.

        p(h) = max over windows w of the premise of softmax(f(w, h))[entailment],
        entailed where p(h) >= threshold

    A premise longer than the model reads is cut into windows that overlap, and entails what one of
    them does (as for documents in SummaC, Laban et al. 2022, arXiv 2111.09525).

    >>> Nli("MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7").name
    'nli: MoritzLaurer/mDeBERTa-v3-base-xnli-multilingual-nli-2mil7'
    """

    def __init__(
        self, model: str, *, threshold: float = 0.5, device: str = AUTO, batch_size: int = 16
    ) -> None:
        """Keep what to load.

        :param model: a folder, or a name on the model hub.
        :param threshold: least probability of entailment, over 0 to 1.
        :param device: torch device, "auto" for an accelerator where there is one.
        :param batch_size: pairs judged at a time.
        :raises ValueError: ``threshold`` or ``batch_size`` is out of range.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must be above 0 and at most 1, got {threshold}")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        self.name = f"nli: {model}"
        self._source, self._threshold = model, threshold
        self._device, self._batch_size = device, batch_size
        self._loaded: tuple[Any, Any, int] | None = None  # tokenizer, model, place of the label

    def entails(self, pairs: Sequence[TextPair]) -> list[Verdict]:
        """Return a verdict for each of ``pairs``; None where the hypothesis alone fills the model.

        :raises EntailmentUnavailable: the model cannot be loaded, has no label ``entailment``, or
            fails while it runs.
        """
        if not pairs:
            return []
        tokenizer, model, label = self._load()
        limit = _limit(tokenizer, model)
        best: list[float | None] = [None] * len(pairs)
        try:
            for places, batch in self._windows(pairs, tokenizer, limit):
                inputs = tokenizer.pad(batch, return_tensors="pt").to(model.device)
                for place, p in zip(places, _probabilities(model, inputs, label), strict=True):
                    best[place] = max(p, best[place] or 0.0)
        except RuntimeError as error:  # what torch raises when memory is full
            reason = first_line(error)[:REASON_LENGTH]
            raise EntailmentUnavailable(model=self._source, reason=reason) from error
        return [None if p is None else p >= self._threshold for p in best]

    def _windows(
        self, pairs: Sequence[TextPair], tokenizer: Any, limit: int
    ) -> Iterator[tuple[list[int], dict[str, list[list[int]]]]]:
        """Yield batches of rows for the model, each with the places of their pairs in ``pairs``."""
        special = tokenizer.num_special_tokens_to_add(pair=True)
        places: list[int] = []
        rows: dict[str, list[list[int]]] = {}
        for place, (premise, hypothesis) in enumerate(pairs):
            room = limit - special - len(tokenizer(hypothesis, add_special_tokens=False).input_ids)
            if room < special + 1 or room < limit * OVERLAP:
                continue
            found = tokenizer(
                premise,
                hypothesis,
                truncation="only_first",
                max_length=limit,
                stride=int(room * OVERLAP),
                return_overflowing_tokens=True,
            )
            found.pop("overflow_to_sample_mapping")
            places += [place] * len(found["input_ids"])
            for key, values in found.items():
                rows.setdefault(key, []).extend(values)
            while len(places) >= self._batch_size:
                yield places[: self._batch_size], _cut(rows, slice(self._batch_size))
                places, rows = places[self._batch_size :], _cut(rows, slice(self._batch_size, None))
        if places:
            yield places, rows

    def _load(self) -> tuple[Any, Any, int]:
        if self._loaded is None:
            source, local = find(self._source, EntailmentUnavailable)
            with unavailable(self._source, error=EntailmentUnavailable):
                # Imported here: these pull in torch.
                from sentence_transformers.util import get_device_name
                from transformers import AutoModelForSequenceClassification, AutoTokenizer

                from embeddings.transformer import device_of, quiet

                options = {"local_files_only": local}
                with quiet():
                    tokenizer: Any = AutoTokenizer.from_pretrained(source, **options)
                    model: Any = AutoModelForSequenceClassification.from_pretrained(
                        source, **options
                    )
                if not tokenizer.is_fast:
                    raise ValueError("its tokenizer cannot cut a premise into windows")
                label = _label(model.config.id2label)
                device = device_of(self._device) or get_device_name()
                self._loaded = tokenizer, model.to(device).eval(), label
        return self._loaded


def _cut(rows: Mapping[str, list[list[int]]], part: slice) -> dict[str, list[list[int]]]:
    return {key: values[part] for key, values in rows.items()}


def _label(names: Mapping[int, str]) -> int:
    """Return the place of the label of entailment among ``names``.

    :raises ValueError: none is called so.
    """
    for place, name in names.items():
        if name.strip().lower() == LABEL:
            return int(place)
    shown = ", ".join(names.values())
    raise ValueError(f"no label {LABEL!r} among {shown}: no model of inference")


def _limit(tokenizer: Any, model: Any) -> int:
    """Return how many tokens of a pair the model reads.

    A tokenizer that knows no limit states an enormous one; positions that a model counts from an
    offset (RoBERTa) are two more than it reads.
    """
    positions = getattr(model.config, "max_position_embeddings", POSITIONS)
    offset = 2 if "roberta" in model.config.model_type else 0
    return int(min(tokenizer.model_max_length, positions - offset))


def _probabilities(model: Any, inputs: Any, label: int) -> list[float]:
    import torch

    with torch.inference_mode():
        logits = model(**inputs).logits
    found: list[float] = torch.softmax(logits.float(), dim=-1)[:, label].tolist()
    return found
