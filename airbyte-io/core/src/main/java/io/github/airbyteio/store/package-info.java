/**
 * Where states are kept outside of the sink, and how they are committed behind any other transform.
 */
package io.github.airbyteio.store;
