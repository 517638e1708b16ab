package io.github.airbyteio.sink;

import java.io.Serializable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.transforms.DoFn;

/** Hands the reports of a running pipeline to a test. Copies of it share one queue. */
public final class Reports implements Serializable {
  private static final Map<String, BlockingQueue<SyncReport>> QUEUES = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  private BlockingQueue<SyncReport> queue() {
    return QUEUES.computeIfAbsent(id, i -> new LinkedBlockingQueue<>());
  }

  /** Waits for the next report. */
  public SyncReport next() throws InterruptedException {
    SyncReport report = queue().poll(2, TimeUnit.MINUTES);
    if (report == null) {
      throw new AssertionError("No report came.");
    }
    return report;
  }

  /** What puts the reports here. */
  public DoFn<SyncReport, Void> collector() {
    return new Collector(this);
  }

  private static final class Collector extends DoFn<SyncReport, Void> {
    private final Reports reports;

    Collector(Reports reports) {
      this.reports = reports;
    }

    @ProcessElement
    public void process(@Element SyncReport report) {
      reports.queue().add(report);
    }
  }
}
