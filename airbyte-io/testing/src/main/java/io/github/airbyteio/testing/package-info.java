/**
 * What helps to test pipelines and sinks: connectors that are real processes and need nothing
 * installed.
 */
package io.github.airbyteio.testing;
