"""Plays the scenario in the file argv[1] for the command in argv[2]. Standard library only, so that it starts at once."""
import json
import os
import signal
import sys
import time

# A fake that a failed test has left behind goes away by itself.
LIFETIME_SECONDS = 600
# SIGPIPE ends the fake when nobody reads any more, as it ends most connectors.
signal.signal(signal.SIGPIPE, signal.SIG_DFL)

# How many records are left to live for, if that is limited.
mortal = []

stdout = sys.stdout.buffer
stdin = sys.stdin.buffer


def option(name):
    """The text of the file that the command line names, or None."""
    if name in sys.argv:
        with open(sys.argv[sys.argv.index(name) + 1], encoding="utf-8") as file:
            return file.read()
    return None


def line(text):
    stdout.write(text.encode("utf-8", "surrogatepass") + b"\n")
    stdout.flush()


def say(message):
    line(json.dumps(message, separators=(",", ":"), ensure_ascii=False))


def stop(*_):
    os._exit(0)


def wait_for_ever():
    time.sleep(LIFETIME_SECONDS)
    os._exit(99)


def append(path, text):
    # One write: the reader sees the whole line or nothing.
    with open(path, "ab", buffering=0) as file:
        file.write(text.encode("utf-8") + b"\n")


def descriptor(stream):
    namespace, _, name = stream.rpartition("|")
    return {"name": name, "namespace": namespace} if namespace else {"name": name}


def record(stream, number, base=0):
    if mortal:
        mortal[0] -= 1
        if mortal[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)
            wait_for_ever()
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1700000000 + number))
    names = {("stream" if key == "name" else key): value for key, value in descriptor(stream).items()}
    data = {"id": number, "name": "name %d" % number, "updated_at": at}
    return {"type": "RECORD", "record": dict(names, data=data, emitted_at=1700000000000 + base + number)}


def cursors():
    """Where each stream of the given state file stands, by name, and the cursors of a global state."""
    given = {}
    state = json.loads(option("--state") or "[]")
    if isinstance(state, dict):
        return state
    for message in state:
        if message.get("type") == "GLOBAL":
            for part in message["global"]["stream_states"]:
                given[key_of(part["stream_descriptor"])] = (part.get("stream_state") or {}).get("cursor", 0)
        elif "stream" in message:
            part = message["stream"]
            given[key_of(part["stream_descriptor"])] = (part.get("stream_state") or {}).get("cursor", 0)
    return given


def key_of(stream):
    return (stream.get("namespace") + "|" if stream.get("namespace") else "") + stream["name"]


def state_of(kind, stream, all_cursors, count):
    stats = {"sourceStats": {"recordCount": float(count)}}
    if kind == "STREAM":
        body = {"stream_descriptor": descriptor(stream), "stream_state": {"cursor": all_cursors[stream]}}
        return {"type": "STATE", "state": dict(type="STREAM", stream=body, **stats)}
    if kind == "GLOBAL":
        parts = [{"stream_descriptor": descriptor(s), "stream_state": {"cursor": c}} for s, c in sorted(all_cursors.items())]
        body = {"shared_state": {"sum": sum(all_cursors.values())}, "stream_states": parts}
        return {"type": "STATE", "state": dict(type="GLOBAL", **{"global": body}, **stats)}
    return {"type": "STATE", "state": {"data": dict(all_cursors)}}


def play_incremental(step):
    """Records behind the given cursor, in turn for all streams, each followed by a state every so often."""
    known = cursors()
    catalog = option("--catalog")
    asked = {key_of(part["stream"]) for part in json.loads(catalog)["streams"]} if catalog else step["streams"]
    streams = [stream for stream in step["streams"] if stream in asked]
    now = {stream: known.get(stream, 0) for stream in streams}
    for stream in streams:
        status(stream, "STARTED")
    counts = dict.fromkeys(streams, 0)
    # A source may send the record at its cursor again.
    for stream, cursor in now.items():
        if cursor and step["repeatsBoundary"]:
            say(record(stream, cursor))
            counts[stream] += 1
    while any(cursor < step["to"] for cursor in now.values()):
        time.sleep(step["pause"])
        for stream in streams:
            for _ in range(min(step["stateEvery"], step["to"] - now[stream])):
                now[stream] += 1
                say(record(stream, now[stream]))
                counts[stream] += 1
            if counts[stream] and step["kind"] == "STREAM":
                say(state_of("STREAM", stream, now, counts[stream]))
                counts[stream] = 0
        if step["kind"] != "STREAM":
            say(state_of(step["kind"], None, now, sum(counts.values())))
            counts = dict.fromkeys(counts, 0)
    for stream in streams:
        status(stream, "COMPLETE")


def status(stream, word, reasons=None):
    body = {"stream_descriptor": descriptor(stream), "status": word}
    if reasons:
        body["reasons"] = reasons
    say({"type": "TRACE", "trace": {"type": "STREAM_STATUS", "emitted_at": 1700000000000, "stream_status": body}})


def fork(step):
    if os.fork():
        return
    if step.get("ignoresTerm"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if step.get("newSession"):
        os.setsid()
    if not step.get("holdsStdout"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if step.get("pidFile"):
        append(step["pidFile"], str(os.getpid()))
    wait_for_ever()


def note_launch(path):
    files = {name: oct(os.stat(name).st_mode & 0o777) for name in sorted(os.listdir("."))}
    append(
        path,
        json.dumps(
            {
                "pid": os.getpid(),
                "argv": sys.argv,
                "environment": dict(os.environ),
                "folder": os.getcwd(),
                "folderMode": oct(os.stat(".").st_mode & 0o777),
                "files": files,
                "config": option("--config"),
                "catalog": option("--catalog"),
                "state": option("--state"),
            }
        ),
    )


def consume(step):
    """The destination's role: takes the lines of stdin and echoes their states."""
    states, seen = [], 0
    while step.get("lines") is None or seen < step["lines"]:
        received = stdin.readline()
        if not received:
            break
        seen += 1
        if step.get("receivedFile"):
            append(step["receivedFile"], received.decode("utf-8").rstrip("\n"))
        if json.loads(received).get("type") == "STATE":
            states.append(received)
            for _ in range({"EACH": 1, "TWICE": 2}.get(step["acknowledge"], 0)):
                stdout.write(received)
                stdout.flush()
    for echo in {"LATE": states, "REVERSED": states[::-1]}.get(step["acknowledge"], []):
        stdout.write(echo)
        stdout.flush()


def holds(condition, run):
    if "run" in condition:
        return run == condition["run"]
    if "stateContains" in condition:
        return condition["stateContains"] in (option("--state") or "")
    if "configContains" in condition:
        return condition["configContains"] in (option("--config") or "")
    if "noState" in condition:
        return option("--state") is None
    raise SystemExit("unknown condition: %s" % condition)


def play(steps, run):
    for step in steps:
        (name, value), = step.items()
        if name == "emit":
            line(value)
        elif name == "print":
            # Left to Python's own buffering.
            print(value)
        elif name == "raw":
            stdout.write(bytes.fromhex(value))
            stdout.flush()
        elif name == "records":
            for number in range(value["from"], value["to"] + 1):
                say(record(value["stream"], number))
        elif name == "large":
            message = record(value["stream"], value["id"])
            message["record"]["data"]["name"] = "x" * value["letters"]
            say(message)
        elif name == "incremental":
            play_incremental(value)
        elif name == "status":
            status(value["stream"], value["status"], value.get("reasons"))
        elif name == "err":
            sys.stderr.write(value + "\n")
            sys.stderr.flush()
        elif name == "flood":
            target = sys.stderr.buffer if value["to"] == "stderr" else stdout
            text = b"x" * (value["bytes"] - 1) + b"\n"
            for _ in range(value["lines"]):
                target.write(text)
            target.flush()
        elif name == "reach":
            append(value, str(os.getpid()))
        elif name == "gate":
            while not os.path.exists(value):
                time.sleep(0.005)
        elif name == "hang":
            wait_for_ever()
        elif name == "close":
            os.close(1)
        elif name == "ignore":
            signal.signal(getattr(signal, "SIG" + value), signal.SIG_IGN)
        elif name == "fork":
            fork(value)
        elif name == "exit":
            os._exit(value)
        elif name == "mortal":
            mortal[:] = [value]
        elif name == "kill":
            os.kill(os.getpid(), getattr(signal, "SIG" + value))
            wait_for_ever()
        elif name == "when":
            play(value["then"] if holds(value["condition"], run) else value["otherwise"], run)
        elif name == "repeat":
            rounds = 0
            while value["times"] is None or rounds < value["times"]:
                play(value["steps"], run)
                rounds += 1
        elif name == "launch":
            note_launch(value)
        elif name == "consume":
            consume(value)
        else:
            raise SystemExit("unknown step: " + name)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        scenario = json.load(file)
    command = sys.argv[2] if len(sys.argv) > 2 else ""
    if command not in scenario["commands"]:
        sys.stderr.write("unknown command: %s\n" % command)
        os._exit(2)
    counter = "%s.%s.runs" % (sys.argv[1], command)
    append(counter, str(os.getpid()))
    with open(counter, encoding="ascii") as file:
        run = sum(1 for _ in file)
    play(scenario["commands"][command], run)
    try:
        sys.stdout.flush()
    except OSError:
        pass
    # Without the interpreter's own farewell, which would complain of a stdout that was closed.
    os._exit(0)


main()
