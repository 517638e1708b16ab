"""dlt: dlt_read.py DATABASE COMMAND... loads the records that a command of a connector writes."""

import collections
import json
import subprocess
import sys

import dlt

# dlt takes lists and single records.
BATCH = 10_000

database, *command = sys.argv[1:]


@dlt.resource(name="records", write_disposition="append")
def messages():
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        batches = collections.defaultdict(list)
        for line in process.stdout:
            message = json.loads(line)
            if message["type"] == "RECORD":
                record = message["record"]
                batch = batches[record["stream"]]
                batch.append(record["data"])
                if len(batch) == BATCH:
                    yield dlt.mark.with_table_name(batches.pop(record["stream"]), record["stream"])
        for stream, batch in batches.items():
            yield dlt.mark.with_table_name(batch, stream)


pipeline = dlt.pipeline(
    "compared",
    pipelines_dir=database + ".dlt",
    destination=dlt.destinations.duckdb(database),
    dataset_name="main_data",
)
pipeline.run(messages())
