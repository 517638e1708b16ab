/** Sync files: values that know where they stand, their description, its JSON Schema. */
package io.github.airbyteio.pipelines.file;
