"""A source of two streams, good and bad, whose process always ends well.

Its config: bad_status, the status with which the stream bad ends (COMPLETE or INCOMPLETE); hang, a command that
writes the file "reached" and then never answers.
"""
import json
import sys
import time

STREAMS = ["good", "bad"]
SPEC = {
    "type": "object",
    "properties": {"bad_status": {"type": "string"}, "hang": {"type": "string"}, "reached": {"type": "string"}},
}


def emit(message):
    sys.stdout.write(json.dumps(message) + "\n")


def status(stream, name):
    emit({"type": "TRACE", "trace": {"type": "STREAM_STATUS", "emitted_at": 1, "stream_status": {
        "stream_descriptor": {"name": stream}, "status": name}}})


def read(config):
    for stream in STREAMS:
        status(stream, "STARTED")
        for n in range(100):
            emit({"type": "RECORD", "record": {"stream": stream, "emitted_at": 1720000000000, "data": {"n": n}}})
        status(stream, config.get("bad_status", "COMPLETE") if stream == "bad" else "COMPLETE")


command = sys.argv[1]
config = json.load(open(sys.argv[sys.argv.index("--config") + 1])) if "--config" in sys.argv else {}
if config.get("hang") == command:
    open(config["reached"], "w").close()
    while True:
        time.sleep(1)
if command == "spec":
    emit({"type": "SPEC", "spec": {"connectionSpecification": SPEC}})
elif command == "check":
    emit({"type": "CONNECTION_STATUS", "connectionStatus": {"status": "SUCCEEDED"}})
elif command == "discover":
    emit({"type": "CATALOG", "catalog": {"streams": [
        {"name": name, "json_schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
         "supported_sync_modes": ["full_refresh"]} for name in STREAMS]}})
else:
    read(config)
sys.stdout.flush()
