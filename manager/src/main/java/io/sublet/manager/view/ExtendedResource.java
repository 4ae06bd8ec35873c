package io.sublet.manager.view;

import io.sublet.protocol.ResourceNames;

/** The resources that the manager adds to Nodes. */
public enum ExtendedResource {
    BATCH_CPU(ResourceNames.BATCH_CPU, true),
    BATCH_MEMORY(ResourceNames.BATCH_MEMORY, false),
    MID_CPU(ResourceNames.MID_CPU, true),
    MID_MEMORY(ResourceNames.MID_MEMORY, false);

    private final String wireName;
    private final boolean cpu;

    ExtendedResource(String wireName, boolean cpu) {
        this.wireName = wireName;
        this.cpu = cpu;
    }

    /** As in the lists of a Node's status. */
    public String wireName() {
        return wireName;
    }

    /** Whether it counts thousandths of a CPU; the others count bytes. */
    public boolean isCpu() {
        return cpu;
    }

    /** How many make a core or a byte, the units of metrics. */
    public double perUnit() {
        return cpu ? 1000 : 1;
    }

    /** Without the domain, as in reasons and explanations. */
    public String label() {
        return wireName.substring(wireName.indexOf('/') + 1);
    }

    /** {@code batch} or {@code mid}. */
    public String tier() {
        return this == BATCH_CPU || this == BATCH_MEMORY ? "batch" : "mid";
    }
}
