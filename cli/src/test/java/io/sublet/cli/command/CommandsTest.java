package io.sublet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path home = Path.of("");

    private Console console() {
        return Console.in(home);
    }

    @Test
    void saysInOneLineWhatIsWrongWithTheCommandLine() {
        assertThat(console().run("statsu")).isEqualTo(new Console.Result(2, "", """
                        error: Unmatched argument at index 0: 'statsu'
                        did you mean status?
                        see 'kubectl sublet --help'
                        """));
        assertThat(console().run("status", "--bad").code()).isEqualTo(2);
        assertThat(console().run("top", "--lines", "-3").err())
                .isEqualTo("error: --lines is -3; it must be 0 or more\n");
        assertThat(console().run().err()).startsWith("error: a command is missing\n");
        assertThat(console().run("config", "diff").err())
                .startsWith("error: Missing required option: '--filename=FILE'\n");
        assertThat(console().run("status", "-o", "xml").err()).startsWith("error: Invalid value for option '--output'");
    }

    @Test
    void everyCommandHasHelpAndItsExitCodesAreListed() {
        assertThat(console().run("--help").out()).contains("Exit codes:", "3   the cluster cannot be asked");
        Commands.line(console().surroundings())
                .getSubcommands()
                .keySet()
                .forEach(name ->
                        assertThat(console().run(name, "--help").out()).startsWith("Usage: kubectl sublet " + name));
    }

    @Test
    void aMissingKubeconfigIsOneSentence() throws IOException {
        Console.Result none = console().run("status");
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.err())
                .isEqualTo("error: no kubeconfig: there is no " + home.resolve(".kube/config")
                        + "; set KUBECONFIG or give --kubeconfig\n");

        assertThat(console().with("KUBECONFIG", "/none/a:/none/b").run("status").err())
                .isEqualTo("error: KUBECONFIG names /none/a:/none/b, and there is no such file\n");

        Path file = Files.writeString(home.resolve("config"), "apiVersion: v1\nkind: Config\n");
        assertThat(console().run("status", "--kubeconfig", file.toString()).err())
                .isEqualTo("error: the kubeconfig " + file + " has no current context: choose one with --context\n");
        Files.writeString(file, "]");
        assertThat(console().run("status", "--kubeconfig", file.toString()).err())
                .isEqualTo("error: the kubeconfig " + file + " cannot be used: it is not one\n");
    }

    /** The client would go on with another context, and so perhaps with another cluster. */
    @Test
    void aContextThatIsNotThereIsNotReplacedByAnother() throws IOException {
        Path file = Console.kubeconfig(home, "http://127.0.0.1:1");

        Console.Result result =
                console().run("disable", "--all", "--kubeconfig", file.toString(), "--context", "stagin");
        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .isEqualTo("error: the kubeconfig " + file + " has no context stagin: choose one with --context\n");

        Files.writeString(file, Files.readString(file).replaceFirst("current-context: .*", "current-context: gone"));
        assertThat(console().run("status", "--kubeconfig", file.toString()).err())
                .isEqualTo("error: the kubeconfig " + file + " has no current context: choose one with --context\n");
    }

    @Test
    void aServerThatIsAwayIsOneSentence() throws IOException {
        Console.Result result = console()
                .run(
                        "status",
                        "--kubeconfig",
                        Console.kubeconfig(home, "http://127.0.0.1:1").toString());

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith("error: the API server at http://127.0.0.1:1/ does not answer: ")
                .hasLineCount(1);
    }

    @Test
    void validatesAFileWithoutACluster() throws IOException {
        Path good = Files.writeString(home.resolve("good.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: slo-controller-config}
                data:
                  colocation-config: |
                    {"enable": true}
                """);
        Path bad = Files.writeString(home.resolve("bad.json"), "{\"colocation-config\":\"{\\\"enable\\\":3}\"}");
        Path other = Files.writeString(home.resolve("other.yaml"), "kind: Secret\n");

        assertThat(console().run("config", "validate", "-f", good.toString()))
                .isEqualTo(new Console.Result(0, good + " can be used\n", ""));
        Console.Result refused = console().run("config", "validate", "-f", bad.toString(), "-o", "json");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("\"usable\" : false", "enable must be true or false, was 3");
        assertThat(console().run("config", "validate", "-f", other.toString()))
                .isEqualTo(new Console.Result(2, "", "error: " + other + " is a Secret, and no ConfigMap\n"));
        assertThat(console()
                        .run("config", "validate", "-f", home.resolve("none").toString())
                        .err())
                .startsWith("error: the file " + home.resolve("none") + " cannot be read: ");
        assertThat(console().run("config", "diff", "-f", bad.toString()).err())
                .startsWith("error: " + bad + " cannot be used: colocation-config: ");
    }

    @Test
    void completesForShellsAndForKubectl() {
        assertThat(console().run("completion").out()).contains("kubectl-sublet", "status", "effective");
        assertThat(console().run("__complete", "conf").out()).isEqualTo("config\n:4\n");
        assertThat(console().run("__complete", "config", "").out().lines())
                .contains("diff", "effective", "validate", ":4");
        assertThat(console().run("__complete", "status", "--out").out()).isEqualTo("--output\n:4\n");
        assertThat(console().run("__complete", "status", "-o", "j").out()).isEqualTo("json\n:4\n");
        assertThat(console().run("__complete").out()).startsWith("capture\ncheck\ncompletion\nconfig\n");
    }
}
