"""The folder of a linking: what is finished is kept, and takes its place in one step at the end.

All of it by Hadoop's file system, so that it may be on this machine or anywhere that Spark writes to.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_LOG = logging.getLogger(__name__)
PART = "linking.part"  # within the folder of a run, while it is linked


class Stages:
    """The frames of a linking that is under way. A finished one is read again and not made again.

    `token` names what is linked and how: what another linking left behind is thrown away.
    """

    def __init__(self, spark: "SparkSession", folder: str, token: str) -> None:
        self._spark = spark
        self.folder = folder
        self._part = f"{folder}/{PART}"
        if _read(spark, f"{self._part}/token") != token:
            _delete(spark, self._part)
            _write(spark, f"{self._part}/token", token)

    def once(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Write a frame unless it was finished before, and return it as written."""
        if not _exists(self._spark, f"{self._part}/{name}/_SUCCESS"):
            return self.again(name, frame)
        return self._spark.read.parquet(f"{self._part}/{name}")

    def again(self, name: str, frame: "DataFrame") -> "DataFrame":
        """Write a frame in place of an earlier one, and return it as written."""
        _LOG.info("linking: %s", name)
        frame.write.mode("overwrite").parquet(f"{self._part}/{name}")
        return self._spark.read.parquet(f"{self._part}/{name}")

    def put(self, name: str, frame: "DataFrame", kinds: Iterable[str]) -> None:
        """Write a frame, a folder `KIND.parquet` for each kind, to be published by `finish`."""
        _LOG.info("linking: %s", name)
        parts = frame.selectExpr("*", "kind AS part").write.mode("overwrite").partitionBy("part")
        parts.parquet(f"{self._part}/{name}")
        for kind in kinds:
            place = f"{self._part}/{name}/part={kind}"
            if not _exists(self._spark, place):
                frame.limit(0).write.parquet(place)
            _rename(self._spark, place, f"{self._part}/{name}/{kind}.parquet")

    def finish(self, *names: str, summary: dict[str, object]) -> None:
        """Put folders that were `put` in place of those of an earlier linking, then throw the rest away.

        The summary goes into the last one. Each takes its place by one renaming.
        """
        text = json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
        _write(self._spark, f"{self._part}/{names[-1]}/linking.json", text)
        for name in names:
            _delete(self._spark, f"{self.folder}/{name}")
            _rename(self._spark, f"{self._part}/{name}", f"{self.folder}/{name}")
        _delete(self._spark, self._part)


def make_token(spark: "SparkSession", source: str, *settings: str) -> str:
    """Return a digest of the files below `source` (names, lengths, times of change) and of settings."""
    path, system = _open(spark, source)
    found, files = [], system.listFiles(path, True)
    while files.hasNext():
        status = files.next()
        name = status.getPath().toString()
        found.append(f"{name} {status.getLen()} {status.getModificationTime()}")
    return hashlib.sha256("\n".join([*sorted(found), *settings]).encode()).hexdigest()


def exists(spark: "SparkSession", where: str) -> bool:
    """Whether there is a file or folder."""
    return _exists(spark, where)


def _open(spark: "SparkSession", where: str) -> tuple[Any, Any]:
    """Return Hadoop's path and file system of a place."""
    jvm, context = spark._jvm, spark._jsc  # the only way to them from Python
    if jvm is None:
        raise RuntimeError("linking needs Spark's own session, not one over Spark Connect")
    path = jvm.org.apache.hadoop.fs.Path(where)
    return path, path.getFileSystem(context.hadoopConfiguration())


def _exists(spark: "SparkSession", where: str) -> bool:
    path, system = _open(spark, where)
    return bool(system.exists(path))


def _delete(spark: "SparkSession", where: str) -> None:
    path, system = _open(spark, where)
    system.delete(path, True)


def _rename(spark: "SparkSession", before: str, after: str) -> None:
    path, system = _open(spark, before)
    target, _ = _open(spark, after)
    if not system.rename(path, target):
        raise OSError(f"{before} could not be renamed to {after}; link again")


def _write(spark: "SparkSession", where: str, text: str) -> None:
    path, system = _open(spark, where)
    stream = system.create(path, True)
    try:
        stream.write(bytearray(text, "utf-8"))
    finally:
        stream.close()


def _read(spark: "SparkSession", where: str) -> str | None:
    path, system = _open(spark, where)
    if not system.exists(path):
        return None
    stream = system.open(path)
    try:
        return bytes(stream.readAllBytes()).decode("utf-8")
    finally:
        stream.close()
