package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/**
 * Filesystems, and the files that fill them. A disk that does not answer holds the caller up, so that the thread of the loop never calls
 * this.
 */
public interface DiskTrees {
    /**
     * A filesystem.
     *
     * @param device major and minor number
     * @param available bytes that a process without rights may still take, as the kubelet counts
     * @param inodes 0 where the filesystem has no fixed number of them
     */
    record Space(String device, long bytes, long available, long inodes, long freeInodes) {}

    /**
     * What files take of one filesystem.
     *
     * @param bytes in blocks, so that holes do not count; of a file with several names the part of each
     * @param complete whether all of it was counted; else it is at least this
     */
    record Size(long bytes, long inodes, boolean complete) {
        public static final Size NOTHING = new Size(0, 0, true);

        public Size plus(Size other) {
            return new Size(bytes + other.bytes, inodes + other.inodes, complete && other.complete);
        }
    }

    /** A count that goes on step by step; it never leaves its filesystem and follows no link. */
    interface Walk extends AutoCloseable {
        /** Counts so many more entries at most; false when there is nothing more to count. */
        boolean step(int entries);

        /** What has been counted so far. */
        Size size();

        /** Of the filesystem. */
        String device();

        @Override
        void close();
    }

    /** The filesystem on which a directory is. */
    Reading<Space> space(String directory);

    /**
     * Begins to count what is below a directory.
     *
     * @param most entries, after which it ends incomplete
     */
    Reading<Walk> walk(String directory, long most);
}
