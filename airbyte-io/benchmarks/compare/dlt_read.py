"""dlt: dlt_read.py DATABASE COMMAND... loads the records that a command of a connector writes."""

import json
import subprocess
import sys

import dlt

database, *command = sys.argv[1:]


@dlt.resource(name="records", write_disposition="append")
def messages():
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        batch = []
        for line in process.stdout:
            message = json.loads(line)
            if message["type"] == "RECORD":
                record = message["record"]
                batch.append(dlt.mark.with_table_name(record["data"], record["stream"]))
                if len(batch) == 10_000:
                    yield from batch
                    batch = []
        yield from batch


pipeline = dlt.pipeline(
    "compared",
    pipelines_dir=database + ".dlt",
    destination=dlt.destinations.duckdb(database),
    dataset_name="main_data",
)
pipeline.run(messages())
