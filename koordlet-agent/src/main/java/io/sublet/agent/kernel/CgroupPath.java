package io.sublet.agent.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A control group, by its path below the root of its hierarchy; the same in every v1 hierarchy.
 *
 * @param path without slash at either end; empty for the root
 */
public record CgroupPath(String path) implements Comparable<CgroupPath> {
    public static final CgroupPath ROOT = new CgroupPath("");

    public CgroupPath {
        path = strip(path);
    }

    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == '/') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '/') {
            to--;
        }
        return text.substring(from, to);
    }

    public CgroupPath child(String name) {
        return new CgroupPath(path.isEmpty() ? name : path + "/" + name);
    }

    /** The parent; the root is its own. */
    public CgroupPath parent() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? ROOT : new CgroupPath(path.substring(0, slash));
    }

    /** Number of steps below the root of the hierarchy. */
    public int depth() {
        int steps = path.isEmpty() ? 0 : 1;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            steps++;
        }
        return steps;
    }

    /** Whether this group is the other one or lies below it. */
    public boolean isWithin(CgroupPath other) {
        int length = other.path.length();
        return length == 0 || (path.startsWith(other.path) && (path.length() == length || path.charAt(length) == '/'));
    }

    /** As a record does it, in a tenth of the time where nothing but the first compiler runs; and paths are the keys of most maps. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof CgroupPath that && path.equals(that.path));
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public int compareTo(CgroupPath other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return "/" + path;
    }
}
