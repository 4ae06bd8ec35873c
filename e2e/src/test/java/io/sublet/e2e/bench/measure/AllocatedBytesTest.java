package io.sublet.e2e.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class AllocatedBytesTest {
    private static final int MIB = 1 << 20;

    @Test
    void addsUpWhatTheJvmTellsOfEachThread() {
        String dump = """
                "main" #3 [14] prio=5 os_prio=0 cpu=84.31ms elapsed=1.03s allocated=5120B defined_classes=1 tid=0x1 nid=14 runnable  [0x2]
                "worker" #30 [40] daemon prio=5 os_prio=0 cpu=0.31ms elapsed=1.03s allocated=24K defined_classes=0 tid=0x3 nid=40 waiting
                "loop" #31 [41] daemon prio=5 os_prio=0 cpu=0.31ms elapsed=1.03s allocated=300M defined_classes=0 tid=0x4 nid=41 waiting
                "VM Thread" os_prio=0 cpu=5.11ms elapsed=1.05s tid=0x5 nid=20 runnable
                """;
        assertThat(AllocatedBytes.sumOf(dump)).isEqualTo(5120 + 24 * 1024L + 300L * MIB);
    }

    @Test
    void readsTheDumpOfThisJvm() throws JMException {
        long before = AllocatedBytes.sumOf(dumpOfThisJvm());
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            kept.add(new byte[MIB]);
        }
        assertThat(AllocatedBytes.sumOf(dumpOfThisJvm()) - before).isGreaterThan(32L * MIB);
        assertThat(kept).hasSize(64);
    }

    /** The command that jcmd asks for, from inside: a JVM need not admit another process that attaches. */
    private static String dumpOfThisJvm() throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "threadPrint",
                        new Object[] {new String[] {"-e"}},
                        new String[] {String[].class.getName()});
    }
}
