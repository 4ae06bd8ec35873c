package io.sublet.agent.observe.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import org.junit.jupiter.api.Test;

class WritableLayersTest {
    private static final String ID = "3f4c2a9d0e".repeat(6) + "beef";

    /** As a node with containerd 2 has them. */
    @Test
    void findsTheUpperDirectoryOfAContainer() {
        String mounts = """
                22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
                501 22 0:55 / /run/containerd/io.containerd.runtime.v2.task/k8s.io/%s/rootfs rw,relatime shared:200 - overlay overlay rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs,upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/42/fs,workdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/42/work,nouserxattr
                502 22 0:56 / /var/lib/docker/overlay2/abc/merged rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
                503 22 0:57 / /run/containerd/io.containerd.runtime.v2.task/k8s.io/short/rootfs rw - overlay overlay rw,lowerdir=/l
                """.formatted(ID);

        assertThat(WritableLayers.of(Reading.of(mounts)))
                .containsOnlyKeys(ID)
                .containsEntry(ID, "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/42/fs");
    }

    @Test
    void knowsNoneWhereMountsCannotBeRead() {
        assertThat(WritableLayers.of(Reading.missing("EACCES"))).isEmpty();
        assertThat(WritableLayers.of(Reading.of(" - overlay \nx - overlay overlay upperdir=/u")))
                .isEmpty();
    }
}
