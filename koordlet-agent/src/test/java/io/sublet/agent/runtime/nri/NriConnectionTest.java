package io.sublet.agent.runtime.nri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.runtime.ContainerHook;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.agent.runtime.RuntimeStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NriConnectionTest {
    private static final byte[] CREATE = new ProtoWriter()
            .message(1, pod -> pod.text(2, "batch").text(3, "uid-1").text(4, "default"))
            .message(2, container -> container.text(1, "c0ffee").text(3, "main"))
            .done();
    private static final byte[] STARTED = new ProtoWriter()
            .varint(1, 7)
            .message(3, container -> container.text(1, "c0ffee"))
            .done();

    /** What the runtime says, one thing after the other, whatever it is answered. */
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private final Multiplexer runtime = new Multiplexer(InputStream.nullInputStream(), said);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final List<String> told = new ArrayList<>();
    private Map<Knob, KnobValue> answer = Map.of(Knob.CPU_SHARES, new KnobValue.Whole(512));
    private Optional<RuntimeException> failure = Optional.empty();
    private int stream = 1;

    @BeforeEach
    void registerAndConfigure() throws IOException {
        answerToRegister(TtrpcResponse.of(new byte[0]));
        call("Configure", new ProtoWriter().text(2, "cri-o").text(3, "1.35").done());
    }

    private void answerToRegister(TtrpcResponse response) throws IOException {
        runtime.write(
                Multiplexer.RUNTIME_SERVICE, new TtrpcMessage(1, TtrpcMessage.RESPONSE, response.encode()).encode());
    }

    private void call(String method, byte[] payload) throws IOException {
        TtrpcRequest request =
                new TtrpcRequest(NriMessages.PLUGIN_SERVICE, method, payload, Optional.of(Duration.ofMillis(800)));
        runtime.write(
                Multiplexer.PLUGIN_SERVICE, new TtrpcMessage(stream, TtrpcMessage.REQUEST, request.encode()).encode());
        stream += 2;
    }

    private final class Hook implements ContainerHook, NriConnection.Listener {
        @Override
        public Answer ask(ContainerRequest request, Duration atMost) {
            told.add(request.kind() + " " + request.id() + " within " + atMost.toMillis());
            failure.ifPresent(bug -> {
                throw bug;
            });
            return new Answer(Result.ADJUSTED, answer);
        }

        @Override
        public void started(String id) {
            told.add("started " + id);
        }

        @Override
        public void gone(String id) {
            told.add("gone " + id);
        }

        @Override
        public void status(RuntimeStatus status) {
            told.add(status.toString());
        }

        @Override
        public void answered(String call, String result) {
            told.add(call + " " + result);
        }

        @Override
        public void bug(RuntimeException bug) {
            told.add("bug " + bug.getMessage());
        }
    }

    /** Everything that the plugin has answered, by stream. */
    private List<TtrpcResponse> served() throws IOException {
        assertThatThrownBy(this::serve).isInstanceOf(EOFException.class);
        return answers();
    }

    private void serve() throws IOException {
        Hook hook = new Hook();
        new NriConnection(
                        new Multiplexer(new ByteArrayInputStream(said.toByteArray()), heard),
                        new NriConnection.Identity("sublet", "10"),
                        CgroupVersion.V1,
                        hook,
                        hook)
                .serve();
    }

    private List<TtrpcResponse> answers() throws IOException {
        Multiplexer reader =
                new Multiplexer(new ByteArrayInputStream(heard.toByteArray()), OutputStream.nullOutputStream());
        Multiplexer.Frame register = reader.read();
        assertThat(register.connection()).isEqualTo(Multiplexer.RUNTIME_SERVICE);
        TtrpcRequest registered = TtrpcRequest.decode(
                new TtrpcInbox().add(register.payload()).getFirst().body());
        assertThat(registered.method()).isEqualTo("RegisterPlugin");
        List<TtrpcResponse> answers = new ArrayList<>();
        TtrpcInbox inbox = new TtrpcInbox();
        for (int next = 1; next < stream; next += 2) {
            TtrpcMessage message = inbox.add(reader.read().payload()).getFirst();
            assertThat(message.stream()).isEqualTo(next);
            assertThat(message.type()).isEqualTo(TtrpcMessage.RESPONSE);
            answers.add(TtrpcResponse.decode(message.body()));
        }
        return answers;
    }

    private static String hex(TtrpcResponse response) {
        assertThat(response.code()).isZero();
        return HexFormat.of().formatHex(response.payload());
    }

    @Test
    void answersWithinHalfOfTheTimeThatTheRuntimeWaits() throws IOException {
        call("CreateContainer", CREATE);
        call("UpdateContainer", CREATE);
        List<TtrpcResponse> answers = served();
        assertThat(hex(answers.get(0))).isEqualTo("10c80d");
        assertThat(hex(answers.get(1))).isEqualTo("0a0b3209120712050a03088004");
        assertThat(hex(answers.get(2))).isEqualTo("0a130a06633066666565120" + "90a0712050a03088004");
        assertThat(told)
                .containsExactly(
                        "Connected[runtime=cri-o 1.35]",
                        "CREATE cri-o://c0ffee within 400",
                        "CreateContainer adjusted",
                        "UPDATE cri-o://c0ffee within 400",
                        "UpdateContainer adjusted");
    }

    @Test
    void leavesTheContainerAsItIsWhateverGoesWrong() throws IOException {
        failure = Optional.of(new IllegalStateException("here"));
        call("CreateContainer", CREATE);
        call("CreateContainer", new byte[] {0});
        assertThat(served().subList(1, 3))
                .allSatisfy(answer -> assertThat(hex(answer)).isEmpty());
        assertThat(told).containsSubsequence("CreateContainer bug", "bug here", "CreateContainer malformed");
    }

    @Test
    void hearsOfStartsAndEndsByEitherCall() throws IOException {
        call("StateChange", STARTED);
        call("PostStartContainer", CREATE);
        call("StopContainer", CREATE);
        call("RemoveContainer", CREATE);
        assertThat(served())
                .hasSize(5)
                .allSatisfy(answer -> assertThat(answer.code()).isZero());
        assertThat(told)
                .containsSubsequence(
                        "started cri-o://c0ffee",
                        "started cri-o://c0ffee",
                        "gone cri-o://c0ffee",
                        "gone cri-o://c0ffee");
    }

    @Test
    void takesTheRuntimesStateInPartsAndChangesNothingOfIt() throws IOException {
        call("Synchronize", new ProtoWriter().varint(3, 1).done());
        call("Synchronize", new byte[0]);
        List<TtrpcResponse> answers = served();
        assertThat(hex(answers.get(1))).isEqualTo("1001");
        assertThat(hex(answers.get(2))).isEmpty();
    }

    @Test
    void saysThatItDoesNotKnowACall() throws IOException {
        call("Dance", new byte[0]);
        assertThat(served().getLast().code()).isEqualTo(TtrpcResponse.UNIMPLEMENTED);
    }

    @Test
    void endsWhenTheRuntimeShutsDown() throws IOException {
        call("Shutdown", new byte[0]);
        serve();
        assertThat(answers()).hasSize(2);
    }

    @Test
    void endsWhenItIsRefused() throws IOException {
        said.reset();
        answerToRegister(TtrpcResponse.failure(3, "invalid plugin index"));
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessage("the runtime refuses the plugin: invalid plugin index");
    }

    @Test
    void endsWhenTheRuntimeSpeaksAnotherLanguage() {
        said.writeBytes(new byte[] {0, 0, 0, 1, 0x7f, 0, 0, 0});
        assertThatThrownBy(this::serve).isInstanceOf(MalformedMessageException.class);
    }
}
