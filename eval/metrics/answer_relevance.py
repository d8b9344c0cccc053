"""Answer relevance: is what was asked what the answer answers?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from embeddings import Encoder
from eval.judging.judge import Judge
from eval.judging.questions import guess
from eval.metrics.pairs import Pair, Score, scores
from eval.questions import Question
from rag.answering.model import Answer
from rag.answering.statements import MARK

COUNT = 3  # questions guessed for an answer, as RAGAS has it


def _answer_relevance(
    question: Question, answer: Answer, judge: Judge, encoder: Encoder, count: int
) -> Score:
    text = MARK.sub("", answer.answer).strip()
    if answer.abstained or not text:
        return None
    found = guess(judge, text, count)
    if found is None:
        return None
    if found.noncommittal:
        return 0.0
    asked = np.asarray(encoder.embed_query(question.question))
    guessed = np.asarray(encoder.embed_documents(list(found.questions)))
    lengths = np.linalg.norm(guessed, axis=1) * np.linalg.norm(asked)
    if not lengths.all():  # a text of which the model knows no word has no direction
        return None
    return float(np.mean(guessed @ asked / lengths))


def answer_relevance(
    pairs: Sequence[Pair], judge: Judge, encoder: Encoder, count: int = COUNT
) -> list[Score]:
    """Return how near the question is to the questions that the answer would answer.

    rel(a) = 1/n sum of cos(E(q), E(q_i)),  q_1 … q_n guessed by the judge from the answer alone

    where E are embeddings and q is the question as asked; 0 for an answer that the judge finds
    noncommittal ("this cannot be said") though it is not marked as a refusal. Cosines of different
    models are not to be compared.

    Source: answer relevance of RAGAS, Es et al. (2023), arXiv 2309.15217, section 3; the 0 for
    noncommittal answers is its program's.

    :param pairs: questions with their answers.
    :param judge: guesses the questions.
    :param encoder: the model of the embeddings.
    :param count: questions guessed for each answer, n.
    :return: a score for each pair, -1 to 1; None for refusals, for empty answers and where the
        judge's reply cannot be used.
    :raises JudgeUnavailable: the judge's endpoint fails.
    :raises ModelUnavailable: the embedding model fails.
    """
    return scores(
        lambda question, answer: _answer_relevance(question, answer, judge, encoder, count), pairs
    )
