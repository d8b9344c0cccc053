"""A real transformer of two small layers that reads characters, its weights drawn at random."""

from __future__ import annotations

from pathlib import Path


def classifier(folder: Path, text: str, reads: int, **head: object) -> Path:
    """Save a classifier of pairs of texts into ``folder``, which is made; return it.

    :param text: the characters that it knows.
    :param reads: tokens of a pair that it takes.
    :param head: what its configuration says of classes (``num_labels``, ``id2label`` …).
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(text))]
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(vocab=str(vocabulary), model_max_length=reads).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.5,
        **head,
    )
    torch.manual_seed(7)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder
