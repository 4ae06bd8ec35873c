package io.sublet.e2e.cluster.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What the first process of a machine does: steps in order, then programs that it keeps running.
 *
 * @param steps what makes the machine's namespaces look like a machine of their own
 * @param programs the programs, in the order of their start
 */
record MachinePlan(List<Step> steps, List<Program> programs) {
    /**
     * One step; {@code action} says which of the other fields matter.
     *
     * @param action the name that machine-init knows
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Step(
            @com.fasterxml.jackson.annotation.JsonProperty("do")
            String action,

            String type,
            String source,
            String target,
            String options,
            List<String> command) {
        private static Step of(String action, String source, String target) {
            return new Step(action, "", source, target, "", List.of());
        }

        static Step write(String text, String path) {
            return of("write", text, path);
        }

        static Step makeDirectory(String path) {
            return of("mkdir", "", path);
        }

        static Step symlink(String text, String path) {
            return of("symlink", text, path);
        }

        static Step hostname(String name) {
            return of("hostname", name, "");
        }

        /** Detaches a mount and all below it. */
        static Step unmount(String path) {
            return of("unmount", "", path);
        }

        /** Shows {@code source} and the mounts below it at {@code path}. */
        static Step bind(String source, String path) {
            return of("bind", source, path);
        }

        static Step move(String source, String path) {
            return of("move", source, path);
        }

        /** Makes the mounts from {@code path} down pass new mounts on to copies of them, as on an ordinary node. */
        static Step share(String path) {
            return of("share", "", path);
        }

        static Step mount(String type, String path, String options) {
            return new Step("mount", type, "", path, options, List.of());
        }

        /** Waits for a file to appear, at most a minute. */
        static Step await(String path) {
            return of("await", "", path);
        }

        static Step run(String... command) {
            return new Step("run", "", "", "", "", List.of(command));
        }
    }

    /**
     * A program to keep running.
     *
     * @param log where its output goes, as the machine sees it
     * @param after a file that must exist before it is started, or empty
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Program(String name, List<String> command, String log, String after) {}
}
