package io.github.airbyteio.pipelines.run;

import java.net.InetSocketAddress;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is known of a run when it begins.
 *
 * @param source the connector's name
 * @param target the sink as it may be shown
 * @param keep how many runs of the connection are kept
 * @param notifier takes reports; null: nobody does
 * @param metrics where Prometheus finds metrics; null: nowhere
 */
public record RunSettings(
    String connection,
    String source,
    String target,
    int keep,
    @Nullable Notifier notifier,
    @Nullable InetSocketAddress metrics) {}
