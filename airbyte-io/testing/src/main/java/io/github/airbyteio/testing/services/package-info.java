/** Real services for tests, started by the tests themselves: no root and no container is needed. */
package io.github.airbyteio.testing.services;
