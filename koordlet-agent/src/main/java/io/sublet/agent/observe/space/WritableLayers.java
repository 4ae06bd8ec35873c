package io.sublet.agent.observe.space;

import io.sublet.model.reading.Reading;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directories into which containers write what is not in a volume: the upper ones of overlay filesystems whose mount point names the
 * container, as those of containerd do.
 */
final class WritableLayers {
    private static final Pattern CONTAINER = Pattern.compile("/([0-9a-f]{64})/rootfs$");
    private static final Pattern UPPER = Pattern.compile("(?:^|,)upperdir=([^,]+)");
    private static final int MOUNT_POINT = 4;

    private WritableLayers() {}

    /**
     * By the id of the container.
     *
     * @param mountinfo see proc_pid_mountinfo(5)
     */
    static Map<String, String> of(Reading<String> mountinfo) {
        Map<String, String> layers = new HashMap<>();
        mountinfo.toOptional().orElse("").lines().forEach(line -> {
            int filesystem = line.indexOf(" - overlay ");
            if (filesystem >= 0) {
                String[] mount = line.substring(0, filesystem).split(" ");
                upper(line).ifPresent(directory -> container(mount).ifPresent(id -> layers.put(id, directory)));
            }
        });
        return layers;
    }

    private static Optional<String> upper(String line) {
        Matcher found = UPPER.matcher(line.substring(line.lastIndexOf(' ') + 1));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static Optional<String> container(String[] mount) {
        Matcher found = CONTAINER.matcher(mount.length > MOUNT_POINT ? mount[MOUNT_POINT] : "");
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
