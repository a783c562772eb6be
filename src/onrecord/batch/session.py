"""Starts Spark, or says what is missing for it."""

import os
import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.model.errors import MissingExtraError, SettingError

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

LOCAL = "local[*]"
_CONNECT = 5.0  # seconds
_MASTERS = ("local", "spark://", "yarn", "k8s://")
_PORT = 7077  # of a standalone master
ATTEMPTS = 4  # attempts of a task on this machine too, where Spark makes one
_LOG = Path(__file__).with_name("log4j2.properties")
_DEFAULTS = {
    "spark.app.name": "onrecord batch",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{_LOG}",
    "spark.driver.memory": "1g",
    "spark.executorEnv.OMP_NUM_THREADS": "1",
    "spark.executorEnv.OPENBLAS_NUM_THREADS": "1",
}


def open_context(master: str | None, settings: Mapping[str, str]) -> "SparkContext":
    """Start Spark. `master` None is that of `spark-submit`, or all cores of this machine.

    `settings` are properties of Spark, which come before the program's own. Raises MissingExtraError without
    pyspark, SettingError without Java or when the master does not answer.
    """
    try:
        from pyspark import SparkContext
        from pyspark.errors import PySparkRuntimeError
    except ImportError as error:
        raise MissingExtraError("spark", "onrecord batch") from error
    _check_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        with without_pandas_warning():
            return SparkContext.getOrCreate(_configuration(master, settings))
    except PySparkRuntimeError as error:
        raise SettingError(
            f"Spark did not start ({_first_line(error)}); it needs Java 17 or later: see `java -version`"
        ) from error
    except (SettingError, KeyboardInterrupt):
        raise
    except Exception as error:
        raise SettingError(f"Spark did not start ({_first_line(error)})") from error


@contextmanager
def without_pandas_warning() -> Iterator[None]:
    """Silence one warning of Spark's Python, which looks for pandas and warns of a new one."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def close_context(context: "SparkContext") -> None:
    """Stop Spark. If its Java is gone already, that is told by what was at work, not here."""
    with suppress(Exception):
        context.stop()


def _configuration(master: str | None, settings: Mapping[str, str]) -> "SparkConf":
    """Return the properties of Spark: those given, then those of `spark-submit`, then the program's own."""
    from pyspark import SparkConf, SparkContext

    if "PYSPARK_GATEWAY_PORT" in os.environ:  # started by spark-submit, whose properties are in its Java
        SparkContext._ensure_initialized()
    conf = SparkConf()
    for name, value in settings.items():
        conf.set(name, value)
    conf.setMaster(_with_attempts(master or conf.get("spark.master") or LOCAL))
    found = conf.get("spark.master") or LOCAL
    _check_master(found)
    for name, value in {**_DEFAULTS, **_local(found)}.items():
        conf.setIfMissing(name, value)
    return conf


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


def _with_attempts(master: str) -> str:
    """Return the master; one on this machine tries a task again, whose worker process was killed."""
    if master == "local":
        master = "local[1]"
    is_plain = master.startswith("local[") and master.endswith("]") and "," not in master
    return f"{master[:-1]},{ATTEMPTS}]" if is_plain else master


def _local(master: str) -> dict[str, str]:
    local = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return local if master.startswith("local[") else {}


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        where = f"JAVA_HOME={home} has none" if home else "there is none on the path"
        raise SettingError(f"Spark needs Java 17 or later, and {where}; install it, or set JAVA_HOME")
    ran = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        raise SettingError(f"Spark needs Java 17 or later, and {java} does not run; set JAVA_HOME")


def _check_master(master: str) -> None:
    """Raise SettingError when an address is none that Spark knows, or no standalone master answers there:
    Spark alone would say little, or try for a minute.
    """
    if not master.startswith(_MASTERS):
        raise SettingError(f"--master {master}: Spark knows local[N], spark://host:port, yarn and k8s://…")
    if not master.startswith("spark://"):
        return
    faults = []
    for place in master.removeprefix("spark://").split(","):
        host, _, port = place.rpartition(":")
        try:
            with closing(socket.create_connection((host or place, int(port or _PORT)), _CONNECT)):
                return
        except (OSError, ValueError) as error:
            faults.append(str(error))
    raise SettingError(f"no master of Spark answers at {master} ({'; '.join(faults)}); is it running?")
