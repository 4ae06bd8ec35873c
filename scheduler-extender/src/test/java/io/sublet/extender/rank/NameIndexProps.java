package io.sublet.extender.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class NameIndexProps {
    @Property(seed = "20261123")
    void everyNameHasItsRowAndNoOtherHasOne(
            @ForAll @Size(max = 80) Set<@AlphaChars @NumericChars @StringLength(max = 3) String> known,
            @ForAll @AlphaChars @NumericChars @StringLength(max = 3) String other) {
        List<String> names = List.copyOf(known);
        NameIndex index = NameIndex.of(names);

        for (int row = 0; row < names.size(); row++) {
            assertThat(index.find(names.get(row))).isEqualTo(row);
        }
        if (!known.contains(other)) {
            assertThat(index.find(other)).isEqualTo(ClusterSnapshot.NO_ROW);
        }
    }

    @Example
    void aNameThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> NameIndex.of(List.of("a", "b", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node a is there twice");
    }
}
