package io.sublet.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what must come: a condition that does come costs nothing by a long limit, and a machine that is busy with
 * something else may need more than Awaitility's ten seconds.
 */
public final class Patience implements LauncherSessionListener {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
