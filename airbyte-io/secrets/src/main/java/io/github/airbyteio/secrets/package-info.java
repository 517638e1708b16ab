/**
 * Secret managers: HashiCorp Vault, AWS Secrets Manager, Azure Key Vault, Google Secret Manager. On
 * the class path they are found by themselves; each is set up by its own environment variables on
 * the machine that reads the secret.
 */
package io.github.airbyteio.secrets;
