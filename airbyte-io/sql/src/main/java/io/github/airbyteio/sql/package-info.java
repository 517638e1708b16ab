/**
 * What stores that speak SQL share: a {@link io.github.airbyteio.sql.Dialect} says how a store's
 * SQL looks, a {@link io.github.airbyteio.sql.TableWriter} moves staged rows into tables, a {@link
 * io.github.airbyteio.sql.SqlSinkConnection} does the rest. For the authors of sinks.
 */
package io.github.airbyteio.sql;
