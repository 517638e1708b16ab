package io.github.airbyteio.pipelines.beam;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.beam.sdk.schemas.Schema.Field;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {ReadFromAirbyteProvider.URN, WriteToDuckDbProvider.URN, SyncAirbyteProvider.URN})
  void eachOptionIsNamedInSnakeCaseAndDescribed(String urn) {
    SchemaTransformProvider provider = Expansion.provider(urn);

    assertThat(provider.description()).isNotBlank();
    assertThat(provider.outputCollectionNames()).containsExactly("output");
    assertThat(provider.configurationSchema().getFields())
        .extracting(Field::getName)
        .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
    assertThat(provider.configurationSchema().getFields())
        .extracting(Field::getDescription)
        .allMatch(description -> !description.isBlank());
  }
}
