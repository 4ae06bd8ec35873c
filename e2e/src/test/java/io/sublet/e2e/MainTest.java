package io.sublet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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
}
