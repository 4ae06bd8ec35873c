package io.sublet.agent.observe.machine;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A NUMA node with CPUs.
 *
 * @param cpus all of it, those that are offline too where the kernel lists them
 * @param memory what it has, huge pages included
 * @param hugePages bytes in huge pages, by the size of a page in bytes; sizes without a page are left out
 */
public record NumaNode(int id, CpuSet cpus, Reading<Bytes> memory, Map<Long, Bytes> hugePages) {
    public NumaNode {
        hugePages = Collections.unmodifiableMap(new TreeMap<>(hugePages));
    }
}
