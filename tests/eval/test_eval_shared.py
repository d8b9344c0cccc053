"""Agreement with an independent scorer on answers built from the reference questions."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval import score
from eval.questions import load_all

SHARED = Path(__file__).parents[2].parent / "shared"
SETS = sorted((SHARED / "qa").glob("*.jsonl"))
SCORER = SHARED / "tools" / "score.py"
TOLERANCE = 0.01
COMPARED = (
    "hit@1",
    "hit@5",
    "all@1",
    "all@5",
    "all@10",
    "all@2000ch",
    "mrr@10",
    "facts",
    "facts_all",
    "cite_prec",
    "cite_rec",
    "cite_doc",
    "cite_para",
    "cite_real",
    "numbers_grounded",
    "false_refusal",
    "refused_unanswerable",
    "answer_chars_median",
    "seconds_median",
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SETS or not SCORER.exists(), reason="no reference questions here"),
]


class Writer:
    """Writes answers of all kinds from gold: right, partly right, wrong, refused, missing."""

    def __init__(self, questions, seed):
        self.random = random.Random(seed)
        self.questions = questions
        self.golds = [gold for question in questions for gold in question.gold]
        self.texts = {}

    def write(self):
        kinds = ("right", "right", "partial", "wrong", "liar", "refused", "missing")
        for question in self.questions:
            kind = self.random.choice(kinds)
            if kind != "missing":
                yield {"id": question.id, **self.answer(question, kind)}

    def answer(self, question, kind):
        refuses = self.random.random() < 0.7 if question.abstain else kind == "refused"
        if refuses:
            cited = [self.other()] if self.random.random() < 0.1 else []
            return self.fields("抱歉，收录的文件中没有依据，无法作答。", cited, question, True)
        golds = list(question.gold) or [self.other()]
        text = question.answer or "有的。"
        if kind == "partial":
            golds = [*golds[:1], self.other()]
            text = text[: len(text) // 2]
        elif kind == "wrong":
            golds = [self.other() for _ in golds]
            text = self.random.choice(self.questions).answer
        elif kind == "liar":
            text = re.sub(r"\d", lambda m: str(9 - int(m[0])), text)
        if self.random.random() < 0.1:
            golds = []
        return self.fields(self.dress(text + "[1]"), golds, question, False)

    def fields(self, text, golds, question, abstained):
        found = [*question.gold, *(self.other() for _ in range(9))][:10]
        if self.random.random() < 0.5:
            self.random.shuffle(found)
        return {
            "answer": text,
            "abstained": abstained,
            "citations": [self.citation(i + 1, gold) for i, gold in enumerate(golds)],
            "retrieved": [
                {"doc_number": g.doc_number, "paragraph": g.paragraph, "text": self.passage(g)}
                for g in found
            ],
            "seconds": self.random.choice([None, 0.01, 0.2, 1.5]),
        }

    def citation(self, mark, gold):
        quote = self.dress(gold.evidence)
        cut = self.random.choice([1, 1, 0.7, 0.3])
        text = self.source(gold.file)
        start = max(text.find(gold.evidence[:6]), 0) + self.random.choice([0, 0, 40])
        path = self.random.choice(
            [gold.paragraph, gold.paragraph, gold.paragraph + "（9）", "九、"]
        )
        number = self.random.choice([gold.doc_number, gold.doc_number, self.other().doc_number])
        return {
            "mark": mark,
            "doc_number": number and number.translate(str.maketrans("〔〕", "[]")),
            "title": gold.title,
            "issued_on": "2024-05-14",
            "paragraph": path,
            "quote": quote[: int(len(quote) * cut)],
            "source": gold.file,
            "start": start,
            "end": start + 2 * len(gold.evidence),
        }

    def passage(self, gold):
        cut = self.random.choice([1, 1, 0.9, 0.5])
        evidence = self.dress(gold.evidence)
        return "前言。" * self.random.choice([0, 200]) + evidence[: int(len(evidence) * cut)]

    def dress(self, text):
        """The same text as another source may print it."""
        kind = self.random.randrange(4)
        if kind == 1:
            return text.replace("发", "發（fā）").replace("业", "業")
        if kind == 2:
            return text.translate(str.maketrans("，（）：", ",():"))
        return " ".join(text) if kind == 3 and not re.search(r"\d", text) else text

    def other(self):
        return self.random.choice(self.golds)

    def source(self, name):
        if name not in self.texts:
            raw = (SHARED / "notices" / name).read_bytes()
            self.texts[name] = raw.decode()
        return self.texts[name]


@pytest.fixture(scope="module")
def questions():
    return load_all(SETS)


@pytest.mark.parametrize("seed", range(5))
def test_the_metrics_agree_with_an_independent_scorer(tmp_path, questions, seed):
    given = list(Writer(questions, seed).write())
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(g, ensure_ascii=False) + "\n" for g in given), "utf-8")
    command = [sys.executable, SCORER, ",".join(map(str, SETS)), path, "--json"]
    command += ["--raw", SHARED / "notices", "--by", "audience"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=True)
    theirs = json.loads(done.stdout)
    ours = score(questions, given, sources=SHARED / "notices").to_dict()
    groups = {"all": ours["overall"], **ours["groups"]["audience"]}
    assert groups.keys() == theirs.keys()
    # Answers that are all right or all wrong would compare nothing.
    assert not [n for n in COMPARED if groups["all"]["metrics"][n] in (None, 0, 1)]
    for group, summary in groups.items():
        assert summary["questions"] == theirs[group]["n"]
        assert summary["missing"] == theirs[group]["missing"]
        for name in COMPARED:
            value = summary["metrics"][name]
            assert value == pytest.approx(theirs[group][name], abs=TOLERANCE), (group, name)


def test_every_reference_question_is_read_whole(questions):
    raw = [
        json.loads(line)
        for path in SETS
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    assert len(questions) == len(raw)
    for question, fields in zip(questions, raw, strict=True):
        assert question.id == fields["id"]
        assert [list(forms) for forms in question.facts] == fields["facts"]
        assert [gold.evidence for gold in question.gold] == [g["evidence"] for g in fields["gold"]]
        assert [turn.content for turn in question.history] == [
            turn["content"] for turn in fields["history"]
        ]
