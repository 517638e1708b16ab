#!/usr/bin/env python3
"""Compares AirbyteIO with PyAirbyte, dlt, DuckDB's own reader and the connector alone.

Every contender is a whole process, from its start to its end. They run in turn, several times; the
figures are medians. What is compared is installed from PyPI. See docs/performance.md.
"""

import argparse
import json
import os
import pathlib
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass, field

import inputs
import measure
import tools

US = "AirbyteIO"


@dataclass
class Scenario:
    title: str
    records: int
    contenders: dict = field(default_factory=dict)


class Bench:
    def __init__(self, folder, heap):
        self.folder = folder
        self.data = folder / "inputs"
        self.data.mkdir(parents=True, exist_ok=True)
        self.class_path = tools.built()
        self.options = f"-Xmx{heap}"

    def database(self, name):
        database = self.folder / "out" / name / "x.duckdb"
        shutil.rmtree(database.parent, ignore_errors=True)
        database.parent.mkdir(parents=True)
        return str(database)

    def tool(self, name, program="python"):
        return str(tools.environment(self.folder, name) / program)

    def ours(self, source, config="{}", streams=None):
        def command():
            line = [str(tools.ROOT / "bin" / "airbyteio"), "sync", "--source", f"exec:{source}"]
            line += ["--config", config, "--to", f"duckdb:{self.database('ours')}"]
            line += ["--mode", "append"]
            return line + (["--streams", streams] if streams else [])

        return command

    def ours_to_nothing(self, source, stream):
        main = "io.github.airbyteio.benchmarks.ReadToNothing"
        return lambda: ["java", self.options, "-cp", self.class_path, main, str(source), stream]

    def pyairbyte(self, source, config="{}", streams="*", keep=True):
        script = str(tools.HERE / "pyairbyte_read.py")
        return lambda: [
            self.tool("pyairbyte"),
            script,
            str(source),
            config,
            streams,
            self.database("pyairbyte") if keep else "-",
        ]

    def dlt(self, command):
        script = str(tools.HERE / "dlt_read.py")
        return lambda: [self.tool("dlt"), script, self.database("dlt"), *command]

    def duckdb(self, file, stream, properties):
        types = {name: inputs.DUCKDB_TYPES[id(schema)] for name, schema in properties.items()}
        return lambda: [
            self.tool("duckdb"),
            str(tools.HERE / "duckdb_read.py"),
            str(file),
            stream,
            json.dumps(types),
            self.database("duckdb"),
        ]

    def piped(self, command, stream, properties):
        """The connector's output into DuckDB's reader: nothing can be quicker."""

        def line():
            reader = self.duckdb("-", stream, properties)()
            return ["sh", "-c", '"$@" | ' + " ".join(map(shlex.quote, reader)), "pipe", *command]

        return line

    def replayed(self, name, properties, make, count):
        file = inputs.records(self.data, name, properties, make, count)
        source = inputs.replay(self.data, file, [inputs.stream(name, properties)])
        return Scenario(
            f"{count:,} records of {len(properties)} columns, replayed, into DuckDB",
            count,
            {
                US: self.ours(source),
                "DuckDB's read_json": self.duckdb(file, name, properties),
                "PyAirbyte": self.pyairbyte(source),
                "dlt": self.dlt([str(source), "read"]),
            },
        )

    def replayed_to_nothing(self, count):
        name = "five"
        file = inputs.records(self.data, name, inputs.FIVE_STRINGS, inputs.five_strings, count)
        source = inputs.replay(self.data, file, [inputs.stream(name, inputs.FIVE_STRINGS)])
        return Scenario(
            f"{count:,} records of 5 strings, replayed, to nothing",
            count,
            {
                US: self.ours_to_nothing(source, name),
                "PyAirbyte": self.pyairbyte(source, keep=False),
                "cat": lambda: ["cat", str(file)],
            },
        )

    def connector(self, name, program, stream, config, count):
        executable = self.tool(name, program)
        written = self.data / f"{name}-{count}.config.json"
        written.write_text(json.dumps(config))
        discovered = subprocess.run(
            [executable, "discover", "--config", written], capture_output=True, check=True, text=True
        ).stdout
        catalog = next(
            message["catalog"]
            for message in map(json.loads, discovered.splitlines())
            if message["type"] == "CATALOG"
        )
        described = next(s for s in catalog["streams"] if s["name"] == stream)
        configured = self.data / f"{name}-{count}.catalog.json"
        configured.write_text(
            json.dumps(
                {
                    "streams": [
                        {
                            "stream": described,
                            "sync_mode": "full_refresh",
                            "destination_sync_mode": "append",
                        }
                    ]
                }
            )
        )
        read = [executable, "read", "--config", str(written), "--catalog", str(configured)]
        fields = described["json_schema"]["properties"]
        properties = {column: kind(schema) for column, schema in fields.items()}
        text = json.dumps(config)
        return Scenario(
            f"{program}, {count:,} records of {stream}, into DuckDB",
            count,
            {
                US: self.ours(executable, text, stream),
                "the connector alone": lambda: read,
                "piped into DuckDB": self.piped(read, stream, properties),
                "PyAirbyte": self.pyairbyte(executable, text, stream),
                "dlt": self.dlt(read),
            },
        )

    def small_streams(self, streams, count):
        file = inputs.small_streams(self.data, streams, count)
        described = [inputs.stream(f"small{i}", inputs.FIVE_STRINGS) for i in range(streams)]
        source = inputs.replay(self.data, file, described)
        return Scenario(
            f"{streams} streams of {count} records each, replayed, into DuckDB",
            streams * count,
            {
                US: self.ours(source),
                "PyAirbyte": self.pyairbyte(source),
                "dlt": self.dlt([str(source), "read"]),
            },
        )

    def merge(self):
        main = "io.github.airbyteio.benchmarks.MergeBenchmark"
        subprocess.run(
            ["java", self.options, "-cp", self.class_path, main, "5000000", "3"], check=True
        )

    def run(self, scenario, runs, only):
        contenders = {
            name: make for name, make in scenario.contenders.items() if not only or name in only
        }
        results = {name: [] for name in contenders}
        for number in range(runs):
            for name, make in contenders.items():
                print(f"{scenario.title}: {name}, run {number + 1} of {runs}", file=sys.stderr)
                results[name].append(measure.run(make(), self.folder / "last.log"))
        show(scenario, results)


def kind(schema):
    """A property of a connector's catalog as one of those whose type in DuckDB is known."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    for name, known in (
        ("object", inputs.OBJECT),
        ("array", inputs.LIST),
        ("integer", inputs.INTEGER),
        ("number", inputs.NUMBER),
        ("boolean", inputs.BOOLEAN),
    ):
        if name in types:
            return known
    formats = {"date": inputs.DATE, "date-time": inputs.TIMESTAMP}
    return formats.get(schema.get("format"), inputs.TEXT)


def show(scenario, results):
    median = {
        name: statistics.median(r.seconds for r in measured) for name, measured in results.items()
    }
    ours = median.get(US)
    print(f"\n### {scenario.title}\n")
    print("| | seconds (least to most) | ratio to ours | records/s | peak MB | CPU seconds |")
    print("|---|---|---|---|---|---|")
    for name, measured in results.items():
        seconds = [r.seconds for r in measured]
        ratio = f"{median[name] / ours:.2f}" if ours else "–"
        print(
            f"| {name} | {median[name]:.2f} ({min(seconds):.2f}–{max(seconds):.2f}) | {ratio} |"
            f" {scenario.records / median[name]:,.0f} |"
            f" {max(r.peak_bytes for r in measured) / 1e6:,.0f} |"
            f" {statistics.median(r.cpu_seconds for r in measured):.1f} |"
        )
    sys.stdout.flush()


SCENARIOS = {
    "five": lambda b: b.replayed("five", inputs.FIVE_STRINGS, inputs.five_strings, 1_000_000),
    "five10": lambda b: b.replayed("five", inputs.FIVE_STRINGS, inputs.five_strings, 10_000_000),
    "nothing": lambda b: b.replayed_to_nothing(1_000_000),
    "nothing10": lambda b: b.replayed_to_nothing(10_000_000),
    "wide": lambda b: b.replayed("wide", inputs.WIDE, inputs.wide, 300_000),
    "faker": lambda b: b.connector(
        "faker", "source-faker", "users", {"count": 500_000, "always_updated": True}, 500_000
    ),
    "hardcoded": lambda b: b.connector(
        "hardcoded", "source-hardcoded-records", "dummy_fields", {"count": 500_000}, 500_000
    ),
    "small": lambda b: b.small_streams(100, 100),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", help=", ".join([*SCENARIOS, "merge"]) + "; default: all")
    parser.add_argument("--runs", type=int, default=3, help="how often each runs (3)")
    parser.add_argument("--only", action="append", help="a contender; may be repeated")
    parser.add_argument("--heap", default="256m", help="our JVM's heap (256m)")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("comparison"))
    arguments = parser.parse_args()
    names = arguments.scenarios or [*SCENARIOS, "merge"]
    for name in names:
        if name != "merge" and name not in SCENARIOS:
            parser.error(f"no such scenario: {name}")
    os.environ["AIRBYTEIO_JAVA_OPTS"] = f"-Xmx{arguments.heap}"
    os.environ["AIRBYTE_OFFLINE_MODE"] = "1"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    folder = arguments.folder.resolve()
    os.environ["AIRBYTEIO_HOME"] = str(folder / "home")
    bench = Bench(folder, arguments.heap)
    print(f"{platform.platform()}, {os.cpu_count()} CPUs, our heap {arguments.heap}")
    for name in names:
        if name == "merge":
            bench.merge()
        else:
            bench.run(SCENARIOS[name](bench), arguments.runs, arguments.only)
    print("\n" + ", ".join(tools.versions(folder)))


if __name__ == "__main__":
    main()
