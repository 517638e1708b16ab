"""Reads a connector's stream in Python, works on it there, and writes the result to DuckDB.

How to run it: docs/beam-yaml.md.
"""
import argparse

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.external import JavaJarExpansionService
from apache_beam.transforms.external_transform_provider import ExternalTransformProvider

URNS = r"^beam:schematransform:io\.github\.airbyteio:([\w-]+):v1$"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--jar", required=True, help="The jar of the command line.")
    parser.add_argument("--database", required=True, help="The DuckDB file to write.")
    args, beam_args = parser.parse_known_args()

    with beam.Pipeline(options=PipelineOptions(beam_args)) as pipeline:
        airbyte = ExternalTransformProvider(JavaJarExpansionService(args.jar), urn_pattern=URNS)
        users = pipeline | airbyte.ReadFromAirbyte(
            source="source-faker", config='{"count": 50}', streams=["users"])
        (users
         | beam.Map(lambda user: beam.Row(title=str(user.title), users=1))
         | beam.GroupBy("title").aggregate_field("users", sum, "users")
         | beam.Map(lambda row: beam.Row(title=str(row.title), users=int(row.users)))
         | airbyte.WriteToDuckdb(database=args.database, table="titles", primary_key=["title"]))


if __name__ == "__main__":
    main()
