/** What surrounds a run of the command line: progress, reports, folders of past runs, metrics. */
package io.github.airbyteio.pipelines.run;
