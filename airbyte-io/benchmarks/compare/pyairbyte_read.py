"""PyAirbyte: pyairbyte_read.py EXECUTABLE CONFIG STREAMS DATABASE, or - to read into nothing."""

import json
import sys

import airbyte

executable, config, streams, database = sys.argv[1:]
source = airbyte.get_source(
    "source-compared",
    local_executable=executable,
    config=json.loads(config),
    streams=streams.split(",") if streams != "*" else "*",
)
if database == "-":
    count = 0
    for stream in source.get_selected_streams():
        for _ in source.get_records(stream):
            count += 1
else:
    cache = airbyte.caches.DuckDBCache(db_path=database)
    count = source.read(cache=cache).processed_records
print(count)
