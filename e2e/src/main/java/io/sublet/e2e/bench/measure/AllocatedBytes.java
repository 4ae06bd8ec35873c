package io.sublet.e2e.bench.measure;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** How many bytes all threads of another Java program have allocated, by its own count. */
public final class AllocatedBytes implements AutoCloseable {
    private static final String THREADS = "java.lang:type=Threading";

    private final JMXConnector connector;
    private final MBeanServerConnection connection;

    private AllocatedBytes(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.connection = connector.getMBeanServerConnection();
    }

    /** Attaches to the program, on this machine. */
    @SuppressWarnings("BanJNDI") // the other side is a program that this one started
    public static AllocatedBytes of(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            return new AllocatedBytes(JMXConnectorFactory.connect(new JMXServiceURL(address)));
        } catch (AttachNotSupportedException | IOException e) {
            throw new ClusterException("cannot attach to process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** Since the program started. Asking costs some, too: the same each time. */
    public long bytes() {
        try {
            return (Long) connection.getAttribute(new ObjectName(THREADS), "TotalThreadAllocatedBytes");
        } catch (JMException | IOException e) {
            throw new ClusterException("the program does not tell its allocations: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new ClusterException("closing the connection", e);
        }
    }
}
