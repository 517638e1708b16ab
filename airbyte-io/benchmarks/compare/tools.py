"""Installs the contenders from PyPI, each in a virtual environment of its own."""

import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]

REQUIREMENTS = {
    "duckdb": ["duckdb"],
    "pyairbyte": ["airbyte"],
    "dlt": ["dlt[duckdb]"],
    "faker": ["airbyte-source-faker"],
    "hardcoded": ["airbyte-source-hardcoded-records"],
}


def environment(folder, name):
    """The folder of the programs of a virtual environment."""
    home = folder / "tools" / name
    done = home / "installed"
    if not done.exists():
        print(f"Installing {' '.join(REQUIREMENTS[name])} …", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run(
            [home / "bin" / "pip", "install", "-q", *REQUIREMENTS[name]],
            check=True,
            stdout=sys.stderr,
        )
        done.touch()
    return home / "bin"


def versions(folder):
    """What was compared, a line each."""
    lines = []
    for name, (requirement, *_) in REQUIREMENTS.items():
        package = requirement.split("[")[0]
        pip = folder / "tools" / name / "bin" / "pip"
        if pip.exists():
            shown = subprocess.run([pip, "show", package], capture_output=True, text=True).stdout
            lines.append(f"{package} {shown.split('Version: ')[1].splitlines()[0]}")
    return lines


def built():
    """Our command line, and the class path of the benchmarks."""
    subprocess.run([ROOT / "bin" / "airbyteio", "--version"], check=True, stdout=sys.stderr)
    target = HERE.parent / "target"
    if not list(target.glob("airbyte-io-benchmarks-*.jar")):
        subprocess.run(
            ["mvn", "-q", "-B", "-pl", "airbyte-io/benchmarks", "-am", "package", "-DskipTests"],
            cwd=ROOT,
            check=True,
            stdout=sys.stderr,
        )
    command_line = next((ROOT / "pipelines" / "target").glob("*-cli.jar"))
    benchmarks = next(target.glob("airbyte-io-benchmarks-*.jar"))
    return f"{benchmarks}:{command_line}"
