package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the cgroup tree: base, then parentDir, then relativePath.
 *
 * @param base {@code CgroupRoot}, {@code Kubepods}, {@code KubepodsBurstable} or {@code KubepodsBesteffort}
 * @param parentDir folder under the base
 * @param relativePath path under that folder
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CgroupPath(
        @Nullable String base,
        @Nullable String parentDir,
        @Nullable String relativePath,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public CgroupPath {
        unknown = Frozen.map(unknown);
    }
}
