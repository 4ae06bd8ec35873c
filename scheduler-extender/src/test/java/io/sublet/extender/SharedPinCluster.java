package io.sublet.extender;

import io.sublet.extender.PinCluster.Replica;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A {@link PinCluster} with one replica, which is ready, for all tests of a class. */
final class SharedPinCluster implements BeforeAllCallback, AfterAllCallback {
    private @Nullable PinCluster started;
    private @Nullable Replica replica;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = Files.createDirectories(
                Path.of("target", "pin-cluster", context.getRequiredTestClass().getSimpleName()));
        started = PinCluster.start(folder);
        replica = started.replica("one");
        replica.awaitReady();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (started != null) {
            started.close();
        }
    }

    PinCluster cluster() {
        return Objects.requireNonNull(started);
    }

    Replica extender() {
        return Objects.requireNonNull(replica);
    }
}
