"""DuckDB alone: duckdb_read.py FILE STREAM TYPES DATABASE reads a file of messages, or - for stdin."""

import json
import sys

import duckdb

file, stream, types, database = sys.argv[1:]
fields = ", ".join(f'"{name}" {kind}' for name, kind in json.loads(types).items())
with duckdb.connect(database) as connection:
    connection.execute(
        f"""
        CREATE TABLE "{stream}" AS
        SELECT unnest(record.data), make_timestamp(record.emitted_at * 1000) AS emitted_at
        FROM read_json('{"/dev/stdin" if file == "-" else file}', format = 'newline_delimited',
                       maximum_object_size = 67108864,
                       columns = {{type: 'VARCHAR',
                                   record: 'STRUCT(stream VARCHAR, data STRUCT({fields}),
                                            emitted_at BIGINT)'}})
        WHERE type = 'RECORD' AND record.stream = '{stream}'
        """
    )
    print(connection.execute(f'SELECT count(*) FROM "{stream}"').fetchone()[0])
