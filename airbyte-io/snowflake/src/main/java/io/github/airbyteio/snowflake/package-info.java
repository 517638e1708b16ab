/** Writes to Snowflake, through its own stages: no bucket is needed. */
package io.github.airbyteio.snowflake;
