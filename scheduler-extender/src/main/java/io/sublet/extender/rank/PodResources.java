package io.sublet.extender.rank;

import java.util.List;

/**
 * What a pod asks for in all: the rules by which kube-scheduler adds up containers (KEP-753 for sidecars, KEP-2837 for
 * pod-level resources).
 *
 * <ol>
 *   <li>Containers and sidecars (init containers that restart) run together: their sum.
 *   <li>Any other init container runs alone with the sidecars started before it: the largest of these sums.
 *   <li>The larger of both, replaced by the pod's own amounts where it states them.
 *   <li>Overhead comes on top; for limits only where there is one.
 * </ol>
 *
 * @param requests effective requests
 * @param limits effective limits
 */
public record PodResources(ResourceAmounts requests, ResourceAmounts limits) {
    public static final PodResources NONE = new PodResources(ResourceAmounts.NONE, ResourceAmounts.NONE);

    /** When a container of a pod runs. */
    public enum Role {
        MAIN,
        SIDECAR,
        INIT
    }

    /** One container's part. */
    public record Container(Role role, ResourceAmounts requests, ResourceAmounts limits) {}

    /**
     * Adds up a pod.
     *
     * @param containers init containers in their order, the others in any
     * @param podLevel the pod's own requests and limits
     * @param overhead of the pod's runtime class
     */
    public static PodResources of(List<Container> containers, PodResources podLevel, ResourceAmounts overhead) {
        ResourceAmounts requests = effective(
                containers.stream().map(c -> new Part(c.role, c.requests)).toList());
        ResourceAmounts limits = effective(
                containers.stream().map(c -> new Part(c.role, c.limits)).toList());
        return new PodResources(
                requests.overriddenBy(podLevel.requests).plus(overhead),
                limits.overriddenBy(podLevel.limits).plusWhereSet(overhead));
    }

    private record Part(Role role, ResourceAmounts amounts) {}

    private static ResourceAmounts effective(List<Part> parts) {
        ResourceAmounts running = ResourceAmounts.NONE;
        ResourceAmounts sidecars = ResourceAmounts.NONE;
        ResourceAmounts starting = ResourceAmounts.NONE;
        for (Part part : parts) {
            switch (part.role) {
                case MAIN -> running = running.plus(part.amounts);
                case SIDECAR -> {
                    running = running.plus(part.amounts);
                    sidecars = sidecars.plus(part.amounts);
                    starting = starting.max(sidecars);
                }
                case INIT -> starting = starting.max(sidecars.plus(part.amounts));
            }
        }
        return running.max(starting);
    }
}
