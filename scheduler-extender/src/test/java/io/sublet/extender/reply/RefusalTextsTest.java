package io.sublet.extender.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.NodeVerdict.OverThreshold;
import io.sublet.extender.rank.NodeVerdict.Refused;
import io.sublet.extender.rank.RefusalCode;
import io.sublet.model.unit.Percent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RefusalTextsTest {
    private static final Duration EXPIRY = Duration.ofMinutes(3);

    @Test
    void fewNodesGetTheirOwnNumbers() {
        assertThat(texts(List.of(cpu(66, 65), cpu(67, 65), stale(200))))
                .containsExactlyInAnyOrder(
                        "\"cpu usage 66 percent (with this pod) over threshold 65\"",
                        "\"cpu usage 67 percent (with this pod) over threshold 65\"",
                        "\"usage report 200s old, expires at 180s\"");
    }

    @Test
    void moreNodesGetBands() {
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            refused.add(cpu(66 + i, 65));
            refused.add(stale(200 + i));
        }

        assertThat(texts(refused))
                .containsExactlyInAnyOrder(
                        "\"cpu usage 65-69 percent (with this pod) over threshold 65\"",
                        "\"cpu usage 70-74 percent (with this pod) over threshold 65\"",
                        "\"cpu usage 75-79 percent (with this pod) over threshold 65\"",
                        "\"usage report older than 180s\"");
    }

    @Test
    void manyBandsBecomeOneRangeForEachReason() {
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            refused.add(cpu(61 + i, 60 - i % 3));
            refused.add(new OverThreshold(
                    RefusalCode.MemoryOverThreshold, "prod ", "memory", new Percent(80 + i), new Percent(75)));
        }
        refused.add(stale(200));
        refused.add(new NodeVerdict.NeverReported());

        assertThat(texts(refused))
                .containsExactlyInAnyOrder(
                        "\"cpu usage 60-104 percent (with this pod) over threshold 58-60\"",
                        "\"prod memory usage 80-119 percent (with this pod) over threshold 75\"",
                        "\"usage report older than 180s\"",
                        "\"no usage report yet\"");
    }

    private static Set<String> texts(List<Refused> refused) {
        return RefusalTexts.of(refused).stream()
                .map(text -> new String(text, StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
    }

    private static Refused cpu(long usage, long threshold) {
        return new OverThreshold(RefusalCode.CpuOverThreshold, "", "cpu", new Percent(usage), new Percent(threshold));
    }

    private static Refused stale(long seconds) {
        return new NodeVerdict.ReportStale(Duration.ofSeconds(seconds), EXPIRY);
    }
}
