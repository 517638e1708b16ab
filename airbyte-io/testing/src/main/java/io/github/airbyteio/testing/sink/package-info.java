/**
 * The conformance suite that every sink passes: extend {@link
 * io.github.airbyteio.testing.sink.SinkConformanceTest}.
 */
package io.github.airbyteio.testing.sink;
