"""A runner for one machine, for pipelines that use WriteToDuckDB.

Beam's own local runner refuses transforms that require stable input: it does not say that it has it. It has, as long as
it executes no bundle twice, which it only does when it is told to, by --direct_runner_bundle_repeat.
"""
from apache_beam.portability import common_urns
from apache_beam.runners.portability.fn_api_runner import FnApiRunner


class LocalRunner(FnApiRunner):
    @staticmethod
    def supported_requirements():
        return (*FnApiRunner.supported_requirements(), common_urns.requirements.REQUIRES_STABLE_INPUT.urn)
