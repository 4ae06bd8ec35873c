package io.sublet.agent.observe.disk;

import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.DiskQos.Kind;

/**
 * A block device as people name it.
 *
 * @param pod whose volume it is, by the uid that the kubelet knows it by; empty for what is no volume of a pod
 */
public record DiskName(Kind kind, String name, String pod) {
    /** Of a block in the settings of a class, or of a pod. */
    public static DiskName of(DiskQos.Block block, String pod) {
        return new DiskName(block.kind(), block.name(), block.kind() == Kind.POD_VOLUME ? pod : "");
    }

    @Override
    public String toString() {
        return name;
    }
}
