package io.sublet.agent.kernel.net;

import java.util.List;

/** Asks the kernel by netlink, in the host's network namespace; see netlink(7). */
public interface Netlink {
    /** A family of messages. */
    enum Family {
        /** Devices, qdiscs and classes; see rtnetlink(7). */
        ROUTE(0),
        /** nf_tables. */
        NETFILTER(12);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /**
     * What the kernel answered.
     *
     * @param messages each without the header of netlink
     * @param error the number of an errno; 0 for none
     * @param problem why it could not be asked at all; empty if it could
     */
    record Reply(List<byte[]> messages, int error, String problem) {
        public Reply {
            messages = List.copyOf(messages);
        }

        public boolean isDone() {
            return error == 0 && problem.isEmpty();
        }
    }

    /**
     * Sends messages in one go and collects the answers, until the last one is acknowledged, one is refused, or all of a list is there.
     *
     * @param messages complete, with sequence numbers from {@code sequence} on
     */
    Reply ask(Family family, byte[] messages, int sequence);
}
