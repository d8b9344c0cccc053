"""Benchmarks: figures that can be worked out by hand, and every benchmark run for real, small."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from eval.bench import cold, growth, machine, process
from eval.bench.cli import command
from eval.bench.errors import CommandFailed
from eval.bench.measurement import Measurement, Target, quantile
from eval.bench.plot import digest, svg
from eval.bench.report import Report
from eval.bench.rows import figure
from eval.bench.sources import Text
from eval.bench.suite import BENCHMARKS
from eval.bench.summary import markdown
from eval.bench.workbench import Bench, Plan
from eval.texts import text

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Draft202012Validator(
    json.loads((ROOT / "docs" / "schema" / "benchmark.schema.json").read_text(encoding="utf-8"))
)
LANGUAGES = ("zh-Hans", "en")
RUNS = [(6.0, 2.0), (90.0, 3.0), (9.0, 4.0)]


def test_a_measurement_is_the_median_of_its_runs():
    it = Measurement.of("reading", 1000, "s", RUNS, Target(2.5))
    assert (it.value, it.floor, it.ratio, it.reached) == (9.0, 3.0, 3.0, False)


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (Target(3.0), True),
        (Target(2.9), False),
        (Target(3.0, at_least=True), True),
        (Target(3.1, at_least=True), False),
        (Target(9.0, of="value"), True),
        (Target(8.9, of="value"), False),
        (None, None),
    ],
)
def test_a_target_is_reached_from_its_own_side(target, reached):
    assert Measurement.of("x", 1, "s", RUNS, target).reached is reached


def test_without_a_floor_there_is_no_ratio_and_nothing_to_reach():
    it = Measurement.of("x", 1, "s", [(1.0, None)], Target(2.0))
    assert (it.floor, it.ratio, it.reached) == (None, None, None)


def test_a_target_holds_from_its_size_on():
    target = Target(1.0, since=1000)
    assert Measurement.of("x", 999, "s", RUNS, target).target is None
    assert Measurement.of("x", 1000, "s", RUNS, target).reached is False


def test_what_was_never_run_has_no_figure():
    with pytest.raises(ValueError, match="never run"):
        Measurement.of("x", 10, "s", [])


def test_growth_sets_the_largest_collection_against_that_of_ten_thousand():
    sizes = {1_000: 1.0, 10_000: 2.0, 1_000_000: 30.0}
    tails = [Measurement.of("retrieval_p95", n, "ms", [(ms, 1.0)]) for n, ms in sizes.items()]
    [it] = growth.measure(tails)
    assert (it.size, it.value, it.floor, it.ratio, it.reached) == (1_000_000, 30, 2, 15, False)
    assert list(growth.measure(tails[:1])) == []


def test_a_quantile_is_a_value_that_was_measured():
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([float(n) for n in range(100)], 0.95) == 95.0
    assert quantile([1.0], 0.95) == 1.0


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(1234.5, "ms", "1,234 ms"), (12.345, "", "12.3"), (0.0123456, "s", "0.0123 s"), (0, "", "0")],
)
def test_figures_have_three_digits(value, unit, shown):
    assert figure(value, unit) == shown


@pytest.fixture(scope="module")
def report():
    found = [
        Measurement.of("retrieval", 1000, "ms", [(2.0, 1.0)], Target(3.0)),
        Measurement.of("retrieval", 100_000, "ms", [(8.0, 2.0)], Target(3.0)),
        Measurement.of("answer", 1000, "ms", [(2.0, 1.0)]),
        Measurement.of("threads_failed", 1000, "", [(0.0, None)], Target(0, of="value")),
    ]
    facts = machine.machine() | {"load": 1.5, "cores": 2, "busy": True}
    return Report.of(Plan((1000,), (Path("laws.jsonl.xz"),)), facts, [], found)


def test_a_report_keeps_its_schema(report):
    SCHEMA.validate(json.loads(report.to_json()))
    assert Report.from_json(report.to_json()).to_json() == report.to_json()
    wrong = json.loads(report.to_json())
    del wrong["measurements"][0]["floor"]
    assert not SCHEMA.is_valid(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_column_a_size_and_the_machine(report, language):
    head, _, first, second, *_, last = markdown(report, language).splitlines()
    assert re.findall(r"[\d,]{3,}", head) == ["1,000", "100,000"]
    times = text("bench.times", language, limit=2)
    cell = f"2 ms ({times}) | **8 ms ({text('bench.times', language, limit=4)})**"
    assert first == f"| {text('bench_name.retrieval', language)} | {cell} | {limit3(language)} |"
    assert second.startswith(f"| {text('bench_name.answer', language)} | 2 ms ({times}) |  |")
    assert "1.5" in last  # the machine was busy
    assert report.facts["machine"]["python"] in markdown(report, language)
    promised = markdown(report, language, only_targets=True)
    assert text("bench_name.answer", language) not in promised
    assert text("bench_name.threads_failed", language) in promised


def limit3(language):
    return text("bench.at_most", language, limit=text("bench.times", language, limit=3))


@pytest.mark.parametrize(("load", "busy"), [(0.5, False), (0.51, True)])
def test_a_machine_is_busy_when_others_take_more_than_a_quarter(load, busy):
    assert machine.is_busy(load, 2) is busy


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plot_is_a_picture_with_words(report, language):
    root = ElementTree.fromstring(svg(report, language))
    words = "".join(root.itertext())
    assert text("bench_name.retrieval", language) in words
    assert text("bench_name.threads_failed", language) not in words
    assert digest(report) in words
    assert svg(report, language) == svg(report, language)


def test_every_benchmark_has_a_name_in_every_language():
    for language in LANGUAGES:
        for name in ("retrieval_p95", "growth", "adding_share", "removing", "dense"):
            assert text(f"bench_name.{name}", language)


def test_a_process_is_measured_apart_from_this_one():
    held = bytearray(300 * 1024 * 1024)  # of this process, which must not count
    held[::4096] = b"x" * len(held[::4096])
    ran = process.python("-c", "import time; time.sleep(0.3); print('done')")
    assert ran.output.strip() == "done"
    assert 0.3 <= ran.seconds < 30
    assert 3 < ran.peak_mib < 150
    more = process.python("-c", "b = b'x' * (200 << 20)")
    assert more.peak_mib > ran.peak_mib + 150


def test_a_command_that_fails_is_said_with_what_it_said():
    with pytest.raises(CommandFailed, match="too bad") as failed:
        process.python("-c", "raise SystemExit('too bad')")
    assert "too bad" in failed.value.say("zh-Hans")


def run(*options):
    return CliRunner().invoke(command, [*map(str, options)])


@pytest.fixture(scope="module")
def kept(samples, tmp_path_factory):
    """Run every benchmark once, small; return the folder with all that it kept."""
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cold, "FLOOR", "import json")  # seconds less than the real one
        done = run(
            *("--quick", "--from", samples, "--keep", folder / "kept"),
            *("--json", folder / "figures.json", "--plot", folder / "plots" / "plot.svg"),
        )
    assert done.exit_code == 0, done.output
    assert text("bench.ratio") in done.stdout  # a table is what a terminal gets
    return folder


def test_every_benchmark_runs_on_a_small_collection(kept):
    found = json.loads((kept / "figures.json").read_text(encoding="utf-8"))
    SCHEMA.validate(found)
    by_name = {it["name"]: it for it in found["measurements"]}
    assert by_name.keys() == {
        *("reading", "memory", "embedding", "cold", "retrieval", "retrieval_p95", "answer"),
        *("first_piece", "recall", "dense", "threads", "threads_failed"),
        *("adding", "adding_share", "unchanged", "removing"),
    }
    assert by_name["threads_failed"]["value"] == 0
    assert by_name["recall"]["value"] == 1
    assert all(it["value"] > 0 for name, it in by_name.items() if name != "threads_failed")
    assert all(it["floor"] > 0 for name, it in by_name.items() if name != "threads_failed")
    assert found["collections"][0]["clauses"] == 300
    assert (kept / "plots" / "plot.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_what_was_kept_is_taken_up_again(kept, samples):
    made = {path: path.stat().st_mtime_ns for path in (kept / "kept").rglob("*.json")}
    done = run(
        "--quick", "--from", samples, "--keep", kept / "kept", "--only", "retrieval", "--json"
    )
    assert done.exit_code == 0, done.output
    names = [it["name"] for it in json.loads(done.stdout)["measurements"]]
    assert names == ["retrieval", "retrieval_p95"]
    assert all(path.stat().st_mtime_ns == time for path, time in made.items())


def test_what_was_kept_of_another_text_is_made_anew(tmp_path):
    def bench(seed):
        plan = Plan((12,), (tmp_path / "here",), seed=seed)
        return Bench(plan, 12, tmp_path / "kept", lambda: [Text("甲", ("一、一。", "二、二。"))])

    (tmp_path / "kept").mkdir()
    assert bench(1).collection.seed == bench(1).collection.seed == 1
    (tmp_path / "kept" / "indexed").touch()
    assert bench(2).collection.seed == 2
    assert not (tmp_path / "kept" / "indexed").exists()


@pytest.mark.parametrize(("size", "runs"), [(200_000, 3), (200_001, 1)])
def test_large_collections_are_read_once(tmp_path, size, runs):
    assert len(Bench(Plan((size,), ()), size, tmp_path, list).whole_runs) == runs


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "nothing"], ", ".join(BENCHMARKS)),
        (["--sizes", "10,x"], "10,x"),
        (["--sizes", "0"], "0"),
        (["--runs", "0"], "--runs"),
    ],
)
def test_wrong_options_are_refused(options, said):
    done = run(*options)
    assert done.exit_code == 2
    assert said in done.output


def test_a_missing_source_is_one_line(tmp_path):
    done = run("--quick", "--from", tmp_path / "none.txt")
    assert done.exit_code == 1
    assert "none.txt" in done.output
    assert "Traceback" not in done.output
