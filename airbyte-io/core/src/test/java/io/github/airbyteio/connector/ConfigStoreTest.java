package io.github.airbyteio.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigStoreTest {
  private static final String GIVEN =
      "{\"host\":\"h\",\"credentials\":{\"type\":\"oauth\",\"refresh_token\":\"one\"},\"ids\":[1,2]}";

  @TempDir Path temp;
  private ConfigStore store;

  @BeforeEach
  void open() {
    store = store("c1");
  }

  private ConfigStore store(String connectionId) {
    return new ConfigStore(new ConnectorHome(temp), connectionId);
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }

  @Test
  void withoutChangesTheConfigIsTheGivenOne() throws Exception {
    assertThat(store.apply(json(GIVEN))).isEqualTo(json(GIVEN));
  }

  @Test
  void aChangeIsMergedOverTheGivenConfigAlsoInTheNextRun() throws Exception {
    assertThat(
            store.keep(
                json(GIVEN),
                json("{\"credentials\":{\"refresh_token\":\"two\",\"expires\":9},\"ids\":[3]}")))
        .containsExactly("credentials.refresh_token", "credentials.expires", "ids");

    assertThat(store("c1").apply(json(GIVEN)))
        .isEqualTo(
            json(
                "{\"host\":\"h\",\"credentials\":{\"type\":\"oauth\",\"refresh_token\":\"two\",\"expires\":9},\"ids\":[3]}"));
    assertThat(store("c2").apply(json(GIVEN))).isEqualTo(json(GIVEN));
  }

  @Test
  void theLastChangeWins() throws Exception {
    store.keep(json(GIVEN), json("{\"credentials\":{\"refresh_token\":\"two\"}}"));
    store.keep(json(GIVEN), json("{\"credentials\":{\"refresh_token\":\"three\"}}"));

    assertThat(store.apply(json(GIVEN)).at("/credentials/refresh_token").asText())
        .isEqualTo("three");

    store.keep(json(GIVEN), json(GIVEN));
    assertThat(store.apply(json(GIVEN))).isEqualTo(json(GIVEN));
  }

  @Test
  void aValueThatTheUserChangesCountsAgainAndOtherChangesStay() throws Exception {
    store.keep(json(GIVEN), json("{\"host\":\"h2\",\"credentials\":{\"refresh_token\":\"two\"}}"));

    ObjectNode edited = json(GIVEN);
    edited.put("host", "h3");

    assertThat(store.apply(edited).path("host").asText()).isEqualTo("h3");
    assertThat(store.apply(edited).at("/credentials/refresh_token").asText()).isEqualTo("two");
  }

  @Test
  void theFileIsForItsOwnerAlone() throws Exception {
    store.keep(json(GIVEN), json("{\"credentials\":{\"refresh_token\":\"two\"}}"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file().getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aBrokenFileIsAnErrorAndNotForgotten() throws Exception {
    store.keep(json(GIVEN), json("{\"host\":\"h2\"}"));
    Files.writeString(store.file(), "{\"[\\\"host\\\"]\":");

    assertThatThrownBy(() -> store.apply(json(GIVEN))).isInstanceOf(IOException.class);
  }
}
