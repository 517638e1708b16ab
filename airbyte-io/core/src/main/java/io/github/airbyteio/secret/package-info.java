/**
 * Where secrets are: references in the pipeline, which are resolved on the machine that needs the
 * secret. Own places are added by {@link io.github.airbyteio.secret.SecretResolver}.
 */
package io.github.airbyteio.secret;
