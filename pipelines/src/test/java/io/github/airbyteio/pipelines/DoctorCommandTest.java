package io.github.airbyteio.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.airbyteio.connector.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private static final List<Finding> FINDINGS =
      List.of(
          Finding.ok("Java", "17"),
          Finding.warn("containers", "none", "Install podman."),
          Finding.fail("Python", "not\nfound", "Install Python 3.11."));

  private static String print(boolean json) {
    StringWriter out = new StringWriter();
    DoctorCommand.print(FINDINGS, json, new PrintWriter(out));
    return out.toString();
  }

  @Test
  void eachFindingSaysHowGoodItIsAndWhatToDo() {
    assertThat(print(false).lines())
        .containsExactly(
            "ok    Java: 17",
            "warn  containers: none",
            "      Install podman.",
            "fail  Python: not; found",
            "      Install Python 3.11.");
  }

  @Test
  void onlyWhatFailsIsAnExitCode() throws Exception {
    assertThat(DoctorCommand.exitCode(FINDINGS)).isEqualTo(1);
    assertThat(DoctorCommand.exitCode(FINDINGS.subList(0, 2))).isZero();
    JsonNode document = new ObjectMapper().readTree(print(true));
    assertThat(document.path("ok").asBoolean()).isFalse();
    assertThat(document.at("/findings/2/level").asText()).isEqualTo("fail");
    assertThat(document.at("/findings/0/hint").isNull()).isTrue();
  }

  @Test
  void thisMachineIsLookedAt() throws Exception {
    StringWriter out = new StringWriter();
    int code =
        AirbyteIoCommand.commands()
            .setOut(new PrintWriter(out))
            .execute("doctor", "--json", "--offline");

    JsonNode document = new ObjectMapper().readTree(out.toString());
    assertThat(code).isEqualTo(document.path("ok").asBoolean() ? 0 : 1);
    assertThat(document.at("/findings/1/found").asText())
        .matches("airbyteio .*, Beam 2\\..*, Flink 1\\..*, DuckDB v\\d.*");
  }
}
