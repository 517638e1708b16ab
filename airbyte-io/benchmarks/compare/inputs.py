"""The inputs of the comparison: files of Airbyte messages and a source that replays them."""

import datetime
import json
import pathlib
import random

TEXT = {"type": ["null", "string"]}
INTEGER = {"type": ["null", "integer"]}
NUMBER = {"type": ["null", "number"]}
BOOLEAN = {"type": ["null", "boolean"]}
DATE = {"type": ["null", "string"], "format": "date"}
TIMESTAMP = {
    "type": ["null", "string"],
    "format": "date-time",
    "airbyte_type": "timestamp_with_timezone",
}
OBJECT = {"type": ["null", "object"], "properties": {"a": INTEGER, "b": TEXT}}
LIST = {"type": ["null", "array"], "items": INTEGER}

EMITTED_AT = 1760000000000
FIVE_STRINGS = {f"field{i}": TEXT for i in range(1, 6)}
WIDE = {"id": INTEGER} | {
    f"{kind}{i}": schema
    for kind, schema, count in (
        ("text", TEXT, 12),
        ("integer", INTEGER, 8),
        ("number", NUMBER, 6),
        ("flag", BOOLEAN, 4),
        ("day", DATE, 2),
        ("time", TIMESTAMP, 4),
        ("object", OBJECT, 2),
        ("list", LIST, 1),
    )
    for i in range(count)
}

# What DuckDB's own reader is told of the types.
DUCKDB_TYPES = {
    id(TEXT): "VARCHAR",
    id(INTEGER): "BIGINT",
    id(NUMBER): "DOUBLE",
    id(BOOLEAN): "BOOLEAN",
    id(DATE): "DATE",
    id(TIMESTAMP): "TIMESTAMPTZ",
    id(OBJECT): "JSON",
    id(LIST): "JSON",
}


def five_strings(rng, number):
    return {name: f"{rng.getrandbits(128):032x}" for name in FIVE_STRINGS}


def wide(rng, number):
    moment = datetime.datetime(2020, 1, 1) + datetime.timedelta(seconds=number)
    record = {"id": number}
    for name, schema in WIDE.items():
        if name == "id":
            continue
        if schema is TEXT:
            record[name] = f"{rng.getrandbits(64):016x}"
        elif schema is INTEGER:
            record[name] = rng.getrandbits(40)
        elif schema is NUMBER:
            record[name] = rng.random() * 1000
        elif schema is BOOLEAN:
            record[name] = rng.random() < 0.5
        elif schema is DATE:
            record[name] = moment.date().isoformat()
        elif schema is TIMESTAMP:
            record[name] = moment.isoformat() + "Z"
        elif schema is OBJECT:
            record[name] = {"a": number, "b": "x"}
        else:
            record[name] = [1, 2, 3]
    return record


def message(stream, data):
    record = {"stream": stream, "data": data, "emitted_at": EMITTED_AT}
    return json.dumps({"type": "RECORD", "record": record}, separators=(",", ":"))


def stream(name, properties):
    return {
        "name": name,
        "json_schema": {"type": "object", "properties": properties},
        "supported_sync_modes": ["full_refresh"],
    }


def status(name, value):
    trace = {
        "type": "STREAM_STATUS",
        "emitted_at": EMITTED_AT,
        "stream_status": {"stream_descriptor": {"name": name}, "status": value},
    }
    return json.dumps({"type": "TRACE", "trace": trace})


def write_stream(out, name, make, rng, count):
    out.write(status(name, "STARTED") + "\n")
    for number in range(count):
        out.write(message(name, make(rng, number)) + "\n")
    out.write(status(name, "COMPLETE") + "\n")


def records(folder, name, properties, make, count):
    """A file of so many records of one stream; made once."""
    file = folder / f"{name}-{count}.jsonl"
    if not file.exists():
        rng = random.Random(1)
        unfinished = file.with_suffix(".tmp")
        with unfinished.open("w") as out:
            write_stream(out, name, make, rng, count)
        unfinished.rename(file)
    return file


def small_streams(folder, streams, count):
    """A file of many streams of few records each."""
    file = folder / f"small-{streams}-{count}.jsonl"
    with file.open("w") as out:
        rng = random.Random(1)
        for i in range(streams):
            write_stream(out, f"small{i}", five_strings, rng, count)
    return file


def replay(folder, file, streams):
    """A source that writes the file, as quick as `cat`."""
    catalog = json.dumps({"type": "CATALOG", "catalog": {"streams": streams}})
    specification = json.dumps(
        {"type": "SPEC", "spec": {"connectionSpecification": {"type": "object"}}}
    )
    answer = folder / f"{file.stem}.catalog"
    answer.write_text(catalog + "\n")
    source = folder / f"source-{file.stem}"
    source.write_text(
        "#!/bin/sh\n"
        "case $1 in\n"
        f"  spec) echo '{specification}' ;;\n"
        '  check) echo \'{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}}\' ;;\n'
        f"  discover) cat '{answer}' ;;\n"
        f"  read) exec cat '{file}' ;;\n"
        "esac\n"
    )
    source.chmod(0o755)
    return pathlib.Path(source)
