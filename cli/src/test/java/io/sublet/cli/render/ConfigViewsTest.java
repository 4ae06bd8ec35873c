package io.sublet.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.config.ConfigCheck;
import io.sublet.cli.config.ConfigDiff.Change;
import io.sublet.cli.config.EffectiveConfig;
import io.sublet.cli.config.LeafPath;
import io.sublet.cli.config.Setting;
import io.sublet.cli.config.Setting.Source;
import io.sublet.cli.fleet.Feature;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigViewsTest {
    private static final LeafPath FIELD = new LeafPath(List.of("lsClass", "cpuQOS", "groupIdentity"));
    private static final EffectiveConfig CONFIG = new EffectiveConfig(
            List.of(
                    new Setting("resource-qos-config", FIELD, 2L, new Source.Item("pool-a", false)),
                    new Setting("host-application-config", new LeafPath(List.of()), List.of(), new Source.Default()),
                    new Setting(
                            "resource-qos-config",
                            new LeafPath(List.of("policies")),
                            List.of("a"),
                            new Source.Cluster())),
            List.of("cpu-burst-config: it is no JSON"));
    private static final List<Feature> LIMITS =
            List.of(new Feature("bestEffortIdle", "impossible", "cpu.idle: no such file"));

    @Test
    void valuesAreShownWithWhatSetThem() {
        assertThat(new ConfigViews.Effective("n1", CONFIG, LIMITS, false).text(Style.PLAIN))
                .isEqualTo("""
                KEY                  FIELD                         VALUE  SET BY
                resource-qos-config  lsClass.cpuQOS.groupIdentity  2      item pool-a
                resource-qos-config  policies                      ["a"]  cluster
                not used: cpu-burst-config: it is no JSON
                not done here: bestEffortIdle is impossible: cpu.idle: no such file
                """);
        assertThat(new ConfigViews.Effective("n1", CONFIG, LIMITS, true).text(Style.PLAIN))
                .contains("host-application-config                                []     default\n");
        assertThat(Json.write(new ConfigViews.Effective("n1", CONFIG, LIMITS, false).tree()))
                .contains(
                        "\"problems\":[\"cpu-burst-config: it is no JSON\"]",
                        "\"notDoneHere\":[{\"feature\":\"bestEffortIdle\"");
    }

    @Test
    void changesAreCountedByNodes() {
        List<Change> changes = List.of(
                new Change("resource-qos-config", FIELD, Optional.of(1L), Optional.of(2L), List.of("a", "b", "c", "d")),
                new Change(
                        "resource-qos-config",
                        FIELD,
                        Optional.of("x"),
                        Optional.empty(),
                        List.of("a", "b", "c", "d", "e")));

        assertThat(new ConfigViews.Diff(changes, 5).text(Style.PLAIN)).isEqualTo("""
                KEY                  FIELD                         BEFORE  AFTER  NODES
                resource-qos-config  lsClass.cpuQOS.groupIdentity  1       2      4 of 5: a, b, c, …
                resource-qos-config  lsClass.cpuQOS.groupIdentity  x       -      all 5
                """);
        assertThat(new ConfigViews.Diff(changes, 0).text(Style.PLAIN)).contains("any that no item selects");
        assertThat(new ConfigViews.Diff(List.of(), 5).text(Style.PLAIN)).isEqualTo("no difference for any node\n");
    }

    @Test
    void aCheckEndsWithItsVerdict() {
        assertThat(new ConfigViews.Check(
                                new ConfigCheck(List.of("a: wrong"), List.of("b: odd"), List.of("c: idle")), "the file")
                        .text(Style.PLAIN))
                .isEqualTo("""
                        refused  a: wrong
                        warning  b: odd
                        note     c: idle
                        the file cannot be used
                        """);
    }
}
