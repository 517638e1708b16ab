"""Runs a command as a whole process and says what it took."""

import os
import pathlib
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    seconds: float
    cpu_seconds: float
    peak_bytes: int


def _parents():
    parents = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
                parents[int(folder.name)] = int(stat[stat.rindex(")") + 2 :].split()[1])
            except (OSError, ValueError):
                pass
    return parents


def _resident(root):
    """The memory of a process and of all below it that is theirs alone or shared among them."""
    parents = _parents()
    total = 0
    for pid in parents:
        ancestor = pid
        while ancestor not in (root, 0):
            ancestor = parents.get(ancestor, 0)
        if ancestor == root:
            try:
                for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
            except (OSError, ValueError):
                pass
    return total


def run(command, log):
    """Runs it, its output in the log; fails when it fails."""
    peak = 0
    ended = threading.Event()
    before = os.times()
    started = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )

        def sample():
            nonlocal peak
            while not ended.wait(0.2):
                peak = max(peak, _resident(process.pid))

        sampler = threading.Thread(target=sample)
        sampler.start()
        code = process.wait()
        seconds = time.monotonic() - started
        ended.set()
        sampler.join()
    after = os.times()
    if code != 0:
        raise SystemExit(f"{command} has failed with {code}:\n{log.read_text()[-4000:]}")
    cpu = (
        after.children_user
        + after.children_system
        - before.children_user
        - before.children_system
    )
    return Measured(seconds, cpu, peak)
