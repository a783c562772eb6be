"""A batch on a standalone cluster on this machine: a master and two workers, one of which loses its executor.

Skipped where there is no Java.
"""

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyspark.find_spark_home import _find_spark_home

import onrecord
from onrecord.ingest import Overrides, load_articles
from onrecord.model.record import Undone
from onrecord.model.serial import outcome_to_json
from onrecord.pipeline import make_pipeline

EXAMPLES = Path(__file__).parents[2] / "examples" / "formats"
FEW_COMPILERS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java starts in half the processor time
NAMES = (
    "articles.tar.gz", "articles.xlsx", "articles.zip", "bluesky-feed.jsonl", "cc-news.parquet",
    "crawl.warc.gz", "excel-semicolon-cp1252.csv", "feeds.opml", "mastodon-outbox.json", "media-cloud.csv",
    "news.tsv", "newsml-g2.xml", "page.html.gz", "rss.xml", "gone.jsonl", "telegram-channel.json",
    "tweets.js",
)  # fmt: skip
SECONDS = 240  # to wait for a process that starts
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not here")


@dataclass(frozen=True)
class Cluster:
    """The address of the master, the processes of its workers, and the environment of programs."""

    master: str
    workers: list[int]
    environment: dict[str, str]


def wait_for(log: Path, words: str, process: "subprocess.Popen[bytes]") -> str:
    """Return what the words, a regular expression with one group, match in a log that is being written."""
    started = time.monotonic()
    while time.monotonic() - started < SECONDS and process.poll() is None:
        found = re.search(words, log.read_text("utf-8", "replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"{words} is not in {log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a master and two workers, and end them."""
    folder = tmp_path_factory.mktemp("cluster")
    environment = os.environ | {
        "PYTHONPATH": str(Path(onrecord.__file__).parents[1]),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": FEW_COMPILERS,
        "OMP_NUM_THREADS": "1",
    }
    spark_class = str(Path(_find_spark_home()) / "bin" / "spark-class")
    place = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]

    def start(name: str, *arguments: str) -> "tuple[subprocess.Popen[bytes], Path]":
        log = folder / f"{name}.log"
        command = [spark_class, f"org.apache.spark.deploy.{arguments[0]}", *place, *arguments[1:]]
        with log.open("wb") as sink:
            process = subprocess.Popen(command, stdout=sink, stderr=sink, env=environment)
        running.callback(process.wait)
        running.callback(process.terminate)
        return process, log

    with ExitStack() as running:
        master, log = start("master", "master.Master")
        address = wait_for(log, r"Starting Spark master at (spark://\S+)", master)
        workers = [
            start(f"worker{at}", "worker.Worker", "--cores", "1", "--memory", "1g", address) for at in (1, 2)
        ]
        for process, log in workers:
            wait_for(log, r"(Successfully registered) with master", process)
        yield Cluster(address, [process.pid for process, _ in workers], environment)


def children(process: int) -> list[int]:
    """Return the process ids of the children of a process."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def kill_when(is_time: Callable[[], bool], process: "subprocess.Popen[bytes]", worker: int) -> None:
    """Kill the executors of a worker of Spark once it is time, while the command runs."""
    while not is_time():
        assert process.poll() is None, "the command ended before an executor could be killed"
        time.sleep(0.1)
    executors = children(worker)
    assert executors
    for pid in executors:
        os.kill(pid, signal.SIGKILL)


def test_a_cluster_gives_the_bytes_of_read_although_an_executor_is_killed(
    cluster: Cluster, tmp_path: Path
) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    inputs = [str(EXAMPLES / name) for name in NAMES]
    command = [
        sys.executable, "-m", "onrecord", "batch", *inputs, "--out", str(out), "--records",
        "--master", cluster.master, "--shard-size", "8", "--conf", "spark.executor.memory=512m",
        "--conf", f"spark.executorEnv.PYTHONPATH={cluster.environment['PYTHONPATH']}",
        "--conf", f"spark.executor.extraJavaOptions={FEW_COMPILERS}",
        "--conf", f"spark.driver.extraJavaOptions={FEW_COMPILERS}",
    ]  # fmt: skip
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env=cluster.environment)
    kill_when(lambda: any(out.glob("run=*/shards/*.json")), process, cluster.workers[0])
    status = process.wait(SECONDS)
    told = log.read_text("utf-8")
    pipeline = make_pipeline()
    found = [item for name in inputs for item in load_articles(name, Overrides())]
    expected = [item if isinstance(item, Undone) else pipeline.read(item) for item in found]
    lines = [line for file in sorted(out.glob("run=*/records/*.gz")) for line in unpacked(file)]
    assert sorted(lines) == sorted(map(outcome_to_json, expected)), told
    assert status == 1, told  # one file is not there
    counts = Counter(outcome.outcome for outcome in expected)
    assert counts["done"] >= 30
    assert re.search(rf"in +{len(found)}\n", told)
    assert re.search(rf"failed +{counts['failed']}\n", told)
    assert not list(out.rglob("*.tmp"))


def unpacked(file: Path) -> list[str]:
    return gzip.decompress(file.read_bytes()).decode().split("\n")[:-1]
