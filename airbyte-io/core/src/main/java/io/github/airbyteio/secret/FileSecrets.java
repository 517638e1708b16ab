package io.github.airbyteio.secret;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Secrets in files. */
final class FileSecrets implements SecretResolver {
  static final String SCHEME = "file";

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String notation() {
    return "file:PATH";
  }

  @Override
  public boolean isName(String name) {
    return !name.isEmpty();
  }

  @Override
  public String resolve(String name) throws IOException {
    try {
      return Files.readString(Path.of(name));
    } catch (CharacterCodingException e) {
      throw new IOException("is no text in UTF-8", e);
    } catch (IOException | InvalidPathException e) {
      throw new IOException("cannot be read (" + e + ")", e);
    }
  }

  @Override
  public String describe(String name) {
    return "the file " + name;
  }
}
