package io.github.airbyteio.faults;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a sync's JVM kills itself: at the n-th time that it comes to a kind of place.
 *
 * @param count from 1; 0: never
 */
record CrashPoint(Place place, int count) implements java.io.Serializable {
  enum Place {
    NOWHERE,
    BEFORE_STAGE,
    AFTER_STAGE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    /** Before a statement within a transaction, its COMMIT included. */
    IN_TRANSACTION,
    /** Before rows of a stream are inserted. */
    INSERT_ROWS,
    /** Before the latest staged row of each key is chosen. */
    GATHER_ROWS,
    /** Before the rows that the staged ones replace are deleted. */
    DELETE_OLDER,
    /** Before the table of an older generation is dropped. */
    DROP_OLD,
    /** Between that and the renaming of the new one. */
    RENAME_NEW,
    /** Before a generation is noted as complete. */
    COMPLETE_GENERATION,
    /** Before a state is written. */
    STORE_STATE,
    /** Before the COMMIT of a transaction that has written a state. */
    END;

    /** The kind of a statement within a transaction, or NOWHERE. */
    static Place of(String sql) {
      if (sql.startsWith("INSERT INTO") && !sql.contains("_airbyte_streams")) {
        return sql.contains("\"_airbyte_state\" ") ? STORE_STATE : INSERT_ROWS;
      }
      if (sql.startsWith("CREATE OR REPLACE TEMP TABLE")) {
        return GATHER_ROWS;
      }
      if (sql.startsWith("DELETE FROM") && sql.contains(" USING ")) {
        return DELETE_OLDER;
      }
      if (sql.startsWith("DROP TABLE") && !sql.contains("IF EXISTS") && !sql.contains("temp.")) {
        return DROP_OLD;
      }
      return sql.contains(" RENAME TO ") ? RENAME_NEW : NOWHERE;
    }
  }

  static CrashPoint nowhere() {
    return new CrashPoint(Place.NOWHERE, 0);
  }

  static CrashPoint parse(String text) {
    String[] parts = text.split(":", -1);
    return new CrashPoint(Place.valueOf(parts[0]), Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return place + ":" + count;
  }

  /** Counts the places that a JVM comes to. */
  static final class Counter {
    /** The runner copies what it runs by serialization; only the JVM is common to the copies. */
    private static final Map<CrashPoint, Counter> OF_JVM = new ConcurrentHashMap<>();

    private final CrashPoint point;
    private final AtomicInteger seen = new AtomicInteger();

    private Counter(CrashPoint point) {
      this.point = point;
    }

    static Counter of(CrashPoint point) {
      return OF_JVM.computeIfAbsent(point, Counter::new);
    }

    /** Does not return where the point is. */
    void at(Place place) {
      if (place == point.place() && seen.incrementAndGet() == point.count()) {
        try {
          // A real SIGKILL: no hook runs, no buffer is flushed.
          new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        } catch (IOException e) {
          Runtime.getRuntime().halt(137);
        }
        while (true) {
          LockSupport.park();
        }
      }
    }
  }
}
