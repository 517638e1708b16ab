# The launcher of the Flex Template. Built from the project's folder with the jar of -Pdataflow, see docs/dataflow.md.
FROM gcr.io/dataflow-templates-base/java17-template-launcher-base

COPY pipelines/target/airbyte-io-pipelines-0.1.0-SNAPSHOT-cli.jar /template/airbyteio.jar
COPY catalog.json /template/catalog.json

ENV FLEX_TEMPLATE_JAVA_CLASSPATH=/template/airbyteio.jar
ENV FLEX_TEMPLATE_JAVA_MAIN_CLASS=io.github.airbyteio.pipelines.beam.SyncPipeline
