/** What every store of states must do, as a test to be extended. */
package io.github.airbyteio.testing.store;
