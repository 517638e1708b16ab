"""A source of numbered records, five strings each, with a STATE each so many.

Its config: count, state_every, fail_at (exit 1 there), garble_at (a broken line there), stop_at (print no more there, until the file "gate" exists),
check ("fail"), secret. Given a state it continues behind it.
"""
import json
import os
import sys
import time

SPEC = {
    "type": "object",
    "required": ["count"],
    "properties": {
        "count": {"type": "integer"},
        "state_every": {"type": "integer"},
        "fail_at": {"type": "integer"},
        "garble_at": {"type": "integer"},
        "stop_at": {"type": "integer"},
        "gate": {"type": "string"},
        "check": {"type": "string"},
        "secret": {"type": "string", "airbyte_secret": True},
    },
}
STREAM = {
    "name": "numbers",
    "json_schema": {
        "type": "object",
        "properties": dict(
            [("n", {"type": "integer"})]
            + [("s%d" % i, {"type": "string"}) for i in range(1, 6)]
        ),
    },
    "supported_sync_modes": ["full_refresh", "incremental"],
    "source_defined_cursor": True,
    "default_cursor_field": ["n"],
    "is_resumable": True,
}


def emit(message):
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")


def option(name):
    return json.load(open(sys.argv[sys.argv.index(name) + 1])) if name in sys.argv else None


def status(name):
    emit({"type": "TRACE", "trace": {"type": "STREAM_STATUS", "emitted_at": 1, "stream_status": {
        "stream_descriptor": {"name": "numbers"}, "status": name}}})


def state(n, count):
    emit({"type": "STATE", "state": {"type": "STREAM", "stream": {
        "stream_descriptor": {"name": "numbers"}, "stream_state": {"n": n}},
        "sourceStats": {"recordCount": float(count)}}})


def read(config, states):
    start = states[0]["stream"]["stream_state"]["n"] if states else 0
    every = config.get("state_every", 1000)
    since = 0
    status("STARTED")
    for n in range(start, config["count"]):
        if n == config.get("fail_at"):
            emit({"type": "TRACE", "trace": {"type": "ERROR", "emitted_at": 1, "error": {
                "message": "the source broke at %d, secret %s" % (n, config.get("secret")),
                "failure_type": "system_error"}}})
            sys.stdout.flush()
            sys.exit(1)
        if n == config.get("garble_at"):
            sys.stdout.write('{"type":"RECORD","record":{"stream":"numbers","data":{"n":%d,"s1":"fir another thread}}\n' % n)
        if n == config.get("stop_at"):
            sys.stdout.flush()
            while not os.path.exists(config["gate"]):
                time.sleep(0.05)
        sys.stdout.write(
            '{"type":"RECORD","record":{"stream":"numbers","data":{"n":%d,"s1":"first value %d","s2":"second value %d",'
            '"s3":"third value %d","s4":"fourth value %d","s5":"fifth value %d"},"emitted_at":1720000000000}}\n'
            % (n, n, n, n, n, n))
        since += 1
        if (n + 1) % every == 0:
            state(n + 1, since)
            since = 0
    state(config["count"], since)
    status("COMPLETE")


command = sys.argv[1]
config = option("--config")
if command == "spec":
    emit({"type": "SPEC", "spec": {"connectionSpecification": SPEC}})
elif command == "check":
    failed = config.get("check") == "fail"
    emit({"type": "CONNECTION_STATUS", "connectionStatus": {
        "status": "FAILED" if failed else "SUCCEEDED", "message": "the key is wrong" if failed else None}})
elif command == "discover":
    emit({"type": "CATALOG", "catalog": {"streams": [STREAM]}})
else:
    read(config, option("--state"))
sys.stdout.flush()
