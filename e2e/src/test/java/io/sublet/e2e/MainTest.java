package io.sublet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bench --rounds=x | error: ROUNDS is 'x'; it has to be a whole number",
                "bench --check --rounds=-1 | error: ROUNDS is -1; it can be 0 (as usual) to 1000",
                "bench --check --bench=nonsense | error: BENCH is nonsense; it can be manager, webhook, ",
                "up --nodes=many | error: NODES is 'many'; it has to be a whole number",
                "up --simulated-nodes=1e3 | error: SIMULATED_NODES is '1e3'; it has to be a whole number",
                "up --nodes=10 | error: NODES is 10; it can be 0 to 9",
                "up --seed=99999999999999999999 | error: SEED is '99999999999999999999'; it has to be a whole number",
                "upp | error: Unmatched argument at index 0: 'upp'",
            })
    void whatIsWrongIsSaidInTheWordsOfWhoTypedIt(String arguments, String answer) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.line();
        line.setErr(new PrintWriter(said, true));

        assertThat(line.execute(arguments.split(" ", -1))).isNotZero();

        assertThat(said.toString()).startsWith(answer);
        assertThat(said.toString().lines().count()).isLessThanOrEqualTo(2);
    }

    /** A subcommand that fails. */
    @Command(name = "fail")
    private record Fails(RuntimeException failure) implements Runnable {
        @Override
        public void run() {
            throw failure;
        }
    }

    @Test
    void whatTheMachineOrTheClusterDidIsALineAndABugKeepsItsStack() {
        IOException full = new IOException("No space left on device");
        RuntimeException refused = new KubernetesClientException("list", new ConnectException("Connection refused"));

        assertThat(said(new UncheckedIOException("cannot write the values", full)))
                .isEqualTo("error: cannot write the values (java.io.IOException: No space left on device)\n");
        assertThat(said(refused)).isEqualTo("error: the API server: Connection refused\n");
        assertThat(said(new IllegalStateException("a bug"))).contains("\tat io.sublet.e2e.MainTest");
    }

    private static String said(RuntimeException failure) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.line();
        line.addSubcommand(new Fails(failure));
        line.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
        line.setErr(new PrintWriter(said, true));

        assertThat(line.execute("fail")).isEqualTo(1);

        return said.toString();
    }
}
