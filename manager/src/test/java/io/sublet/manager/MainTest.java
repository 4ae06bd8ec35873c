package io.sublet.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.manager.kube.Uninstall;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    private static final List<String> OPTIONS =
            List.of("--name=a", "--instance=b", "--namespace=c", "--agent-namespace=d", "--patience=90");

    @Test
    void readsTheReleaseThatIsToBeUninstalled() {
        assertThat(Main.release(OPTIONS)).isEqualTo(new Uninstall.Release("a", "b", "c", "d", Duration.ofSeconds(90)));
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        assertThatThrownBy(() -> Main.release(List.of("--nam=a")))
                .hasMessageStartingWith("'--nam=a' is none of --name=");
        assertThatThrownBy(() -> Main.release(OPTIONS.subList(0, 4))).hasMessageStartingWith("--patience= is missing");
        assertThatThrownBy(() -> Main.release(
                        List.of("--name=a", "--instance=b", "--namespace=c", "--agent-namespace=d", "--patience=soon")))
                .hasMessage("--patience must be a number of seconds, was soon");
    }
}
