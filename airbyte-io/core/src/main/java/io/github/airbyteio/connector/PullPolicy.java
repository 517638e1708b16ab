package io.github.airbyteio.connector;

/** When the image of a container is fetched from its registry. */
public enum PullPolicy {
  /** Before each start: a tag may have moved. */
  ALWAYS,
  /** When it is not on this machine yet. */
  MISSING,
  /** Never: the image has to be on this machine. */
  NEVER
}
