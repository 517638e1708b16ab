package io.github.airbyteio.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.airbyteio.protocol.Generation;
import io.github.airbyteio.protocol.StreamDescriptor;
import io.github.airbyteio.protocol.WriteMode;
import io.github.airbyteio.schema.AirbyteType;
import io.github.airbyteio.schema.Column;
import io.github.airbyteio.schema.StreamSchema;
import io.github.airbyteio.sink.StreamTarget;
import io.github.airbyteio.sql.StreamTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The statements, to the letter: what is sent to Snowflake changes only on purpose. */
class SnowflakeSqlTest {
  private static final Generation GENERATION = Generation.of(3, 3, 9);
  private static final StreamTarget TARGET =
      StreamTarget.of(
          "c",
          StreamDescriptor.of("users"),
          StreamSchema.of(
              List.of(
                  Column.of("id", AirbyteType.INTEGER),
                  Column.of("at", AirbyteType.TIMESTAMP_WITH_TIMEZONE),
                  Column.of("tags", AirbyteType.ARRAY),
                  Column.of("_ab_cdc_deleted_at", AirbyteType.STRING))),
          WriteMode.OVERWRITE_DEDUP,
          List.of(0),
          1);
  private static final StreamTable TABLE =
      new StreamTable(
          SnowflakeDialect.INSTANCE,
          TARGET,
          "S",
          "USERS",
          Map.of(
              "id", "ID", "at", "AT", "tags", "TAGS", "_ab_cdc_deleted_at", "_AB_CDC_DELETED_AT"),
          Set.of());
  private static final StagingArea AREA = new StagingArea("S", "_AIRBYTE_STAGED_1_2");
  private static final StagedRows ROWS = new StagedRows(AREA, List.of("b1", "b2"));

  private static final String SELECT =
      "SELECT a.\"C0\"::NUMBER(38,0) AS \"ID\", a.\"C1\"::TIMESTAMP_TZ AS \"AT\","
          + " PARSE_JSON(a.\"C2\", 'd') AS \"TAGS\", a.\"C3\" AS \"_AB_CDC_DELETED_AT\","
          + " UUID_STRING() AS \"_AIRBYTE_RAW_ID\","
          + " a.\"EMITTED_AT\"::TIMESTAMP_TZ AS \"_AIRBYTE_EXTRACTED_AT\","
          + " PARSE_JSON('{\"sync_id\":9,' || COALESCE(a.\"META\", '\"changes\":[]') || '}', 'd')"
          + " AS \"_AIRBYTE_META\", 3::NUMBER(38,0) AS \"_AIRBYTE_GENERATION_ID\"";
  private static final String FROM =
      " FROM \"S\".\"_AIRBYTE_STAGED_1_2\" AS a WHERE a.\"BLOCK\" IN ('b1', 'b2')";

  @Test
  void staging() {
    assertThat(AREA.create(2))
        .isEqualTo(
            "CREATE TRANSIENT TABLE IF NOT EXISTS \"S\".\"_AIRBYTE_STAGED_1_2\" (\"BLOCK\" VARCHAR,"
                + " \"NUMBER\" VARCHAR, \"EMITTED_AT\" VARCHAR, \"META\" VARCHAR, \"C0\" VARCHAR,"
                + " \"C1\" VARCHAR)");
    assertThat(AREA.put(Path.of("/tmp/it's \\ here/b1.csv.gz")))
        .isEqualTo(
            "PUT 'file:///tmp/it''s \\\\ here/b1.csv.gz' @%_AIRBYTE_STAGED_1_2"
                + " SOURCE_COMPRESSION=GZIP AUTO_COMPRESS=FALSE OVERWRITE=TRUE");
    assertThat(AREA.copy())
        .isEqualTo(
            "COPY INTO \"S\".\"_AIRBYTE_STAGED_1_2\" FROM @%_AIRBYTE_STAGED_1_2"
                + " FILE_FORMAT=(TYPE=CSV COMPRESSION=GZIP FIELD_OPTIONALLY_ENCLOSED_BY='\"'"
                + " NULL_IF=() EMPTY_FIELD_AS_NULL=TRUE ESCAPE_UNENCLOSED_FIELD=NONE) PURGE=TRUE");
  }

  @Test
  void movingRows() {
    assertThat(ROWS.count())
        .isEqualTo(
            "SELECT \"BLOCK\", COUNT(*) FROM \"S\".\"_AIRBYTE_STAGED_1_2\" WHERE \"BLOCK\" IN"
                + " ('b1', 'b2') GROUP BY \"BLOCK\"");
    assertThat(ROWS.delete())
        .isEqualTo("DELETE FROM \"S\".\"_AIRBYTE_STAGED_1_2\" WHERE \"BLOCK\" IN ('b1', 'b2')");
    assertThat(ROWS.select(TABLE, GENERATION, false, false)).isEqualTo(SELECT + FROM);
    assertThat(ROWS.select(TABLE, GENERATION, false, true))
        .isEqualTo(
            SELECT
                + FROM
                + " QUALIFY ROW_NUMBER() OVER (PARTITION BY a.\"BLOCK\", a.\"NUMBER\" ORDER BY"
                + " a.\"NUMBER\") = 1");
  }

  @Test
  void deduplicating() {
    String newer =
        "(s.\"AT\" > t.\"AT\" OR (t.\"AT\" IS NULL AND s.\"AT\" IS NOT NULL) OR (s.\"AT\" IS NOT"
            + " DISTINCT FROM t.\"AT\" AND s.\"_AIRBYTE_EXTRACTED_AT\" >="
            + " t.\"_AIRBYTE_EXTRACTED_AT\"))";
    assertThat(SnowflakeTableWriter.merge(TABLE, "\"S\".\"USERS\"", "SELECT 1"))
        .isEqualTo(
            "MERGE INTO \"S\".\"USERS\" AS t USING (SELECT * FROM (SELECT 1) QUALIFY ROW_NUMBER()"
                + " OVER (PARTITION BY \"ID\" ORDER BY \"AT\" DESC NULLS LAST,"
                + " \"_AIRBYTE_EXTRACTED_AT\" DESC, \"_airbyte_record_number\" DESC) = 1) AS s ON"
                + " s.\"ID\" IS NOT DISTINCT FROM t.\"ID\" WHEN MATCHED AND "
                + newer
                + " AND s.\"_AB_CDC_DELETED_AT\" IS NOT NULL THEN DELETE WHEN MATCHED AND "
                + newer
                + " THEN UPDATE SET \"ID\" = s.\"ID\", \"AT\" = s.\"AT\", \"TAGS\" = s.\"TAGS\","
                + " \"_AB_CDC_DELETED_AT\" = s.\"_AB_CDC_DELETED_AT\", \"_AIRBYTE_RAW_ID\" ="
                + " s.\"_AIRBYTE_RAW_ID\", \"_AIRBYTE_EXTRACTED_AT\" = s.\"_AIRBYTE_EXTRACTED_AT\","
                + " \"_AIRBYTE_META\" = s.\"_AIRBYTE_META\", \"_AIRBYTE_GENERATION_ID\" ="
                + " s.\"_AIRBYTE_GENERATION_ID\" WHEN NOT MATCHED AND s.\"_AB_CDC_DELETED_AT\" IS"
                + " NULL THEN INSERT (\"ID\", \"AT\", \"TAGS\", \"_AB_CDC_DELETED_AT\","
                + " \"_AIRBYTE_RAW_ID\", \"_AIRBYTE_EXTRACTED_AT\", \"_AIRBYTE_META\","
                + " \"_AIRBYTE_GENERATION_ID\") VALUES (s.\"ID\", s.\"AT\", s.\"TAGS\","
                + " s.\"_AB_CDC_DELETED_AT\", s.\"_AIRBYTE_RAW_ID\", s.\"_AIRBYTE_EXTRACTED_AT\","
                + " s.\"_AIRBYTE_META\", s.\"_AIRBYTE_GENERATION_ID\")");
  }

  @Test
  void replacing() {
    assertThat(new GenerationTable(TABLE, GENERATION).replace())
        .startsWith("INSERT OVERWRITE INTO \"S\".\"USERS\" (\"ID\", \"AT\", ")
        .endsWith("FROM \"S\".\"_AIRBYTE_TMP_USERS_G3\"");
  }

  @Test
  void changingATypeTakesAColumnAside() {
    assertThat(
            SnowflakeDialect.INSTANCE.changeType("\"S\".\"T\"", "\"C\"", "FLOAT", "\"C\"::FLOAT"))
        .hasSize(5)
        .first()
        .asString()
        .startsWith("ALTER TABLE \"S\".\"T\" ADD COLUMN IF NOT EXISTS \"_AIRBYTE_NEW_");
  }

  @Test
  void namesAreInUpperCaseAndNeverTooLong() {
    SnowflakeDialect dialect = SnowflakeDialect.INSTANCE;
    assertThat(dialect.name("userName")).isEqualTo("USERNAME");
    assertThat(dialect.name("a\u0000b \"c\"")).isEqualTo("A_B \"C\"");
    String one = dialect.name("x".repeat(300) + "1");
    assertThat(one).hasSize(255).isNotEqualTo(dialect.name("x".repeat(300) + "2"));
    assertThat(dialect.name("\ud83d\ude00".repeat(200))).hasSizeLessThanOrEqualTo(255);
  }
}
