package io.sublet.agent.runtime.nri;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.runtime.ContainerHook;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.agent.runtime.RuntimeStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The plugin's end of one connection: registers, says what it wants to be told, and answers until either side ends it. Whatever goes wrong
 * with one call is answered by leaving the container as it is, because a runtime fails the container upon an error, and leaves a
 * plugin that is too late. Used by one thread.
 */
final class NriConnection {
    /** What a call may take, if its caller does not say how long it waits; the caller's default is twice that. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int REGISTER_STREAM = 1;

    /** Ascending order of these is the order in which plugins are asked. */
    record Identity(String name, String index) {}

    /** Who hears of what happens on the connection. */
    interface Listener {
        void status(RuntimeStatus status);

        /** A call was answered. */
        void answered(String call, String result);

        /** A call was answered by leaving all as it is, because of a bug. */
        void bug(RuntimeException bug);
    }

    private final Multiplexer trunk;
    private final Identity identity;
    private final CgroupVersion version;
    private final ContainerHook hook;
    private final Listener listener;
    private final TtrpcInbox calls = new TtrpcInbox();
    private final TtrpcInbox answers = new TtrpcInbox();
    private Optional<NriMessages.RuntimeName> runtime = Optional.empty();
    private boolean ended;

    NriConnection(Multiplexer trunk, Identity identity, CgroupVersion version, ContainerHook hook, Listener listener) {
        this.trunk = trunk;
        this.identity = identity;
        this.version = version;
        this.hook = hook;
        this.listener = listener;
    }

    /** Serves until the runtime says that it shuts down; any other end is an exception. */
    void serve() throws IOException {
        TtrpcRequest register = new TtrpcRequest(
                NriMessages.RUNTIME_SERVICE,
                "RegisterPlugin",
                NriMessages.register(identity.name(), identity.index()),
                Optional.empty());
        trunk.write(
                Multiplexer.RUNTIME_SERVICE,
                new TtrpcMessage(REGISTER_STREAM, TtrpcMessage.REQUEST, register.encode()).encode());
        while (!ended) {
            Multiplexer.Frame frame = trunk.read();
            switch (frame.connection()) {
                case Multiplexer.PLUGIN_SERVICE -> called(frame.payload());
                case Multiplexer.RUNTIME_SERVICE -> answered(frame.payload());
                default -> {}
            }
        }
    }

    private void answered(byte[] payload) throws IOException {
        for (TtrpcMessage message : answers.add(payload)) {
            TtrpcResponse response = TtrpcResponse.decode(message.body());
            if (response.code() != 0) {
                throw new IOException("the runtime refuses the plugin: " + response.message());
            }
        }
    }

    private void called(byte[] payload) throws IOException {
        for (TtrpcMessage message : calls.add(payload)) {
            if (message.type() == TtrpcMessage.REQUEST) {
                TtrpcResponse response = answer(TtrpcRequest.decode(message.body()));
                trunk.write(
                        Multiplexer.PLUGIN_SERVICE,
                        new TtrpcMessage(message.stream(), TtrpcMessage.RESPONSE, response.encode()).encode());
            }
        }
    }

    private TtrpcResponse answer(TtrpcRequest request) {
        if (!request.service().equals(NriMessages.PLUGIN_SERVICE)) {
            return TtrpcResponse.failure(TtrpcResponse.UNIMPLEMENTED, "no service " + request.service());
        }
        Duration atMost = request.timeout()
                .map(timeout -> timeout.dividedBy(2))
                .filter(half -> half.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
        try {
            return answer(request.method(), request.payload(), atMost);
        } catch (MalformedMessageException e) {
            listener.answered(request.method(), "malformed");
        } catch (RuntimeException e) {
            listener.answered(request.method(), "bug");
            listener.bug(e);
        }
        return TtrpcResponse.of(new byte[0]);
    }

    private TtrpcResponse answer(String method, byte[] payload, Duration atMost) throws MalformedMessageException {
        Optional<NriEvent> event = NriEvent.of(method);
        if (event.isPresent()) {
            return TtrpcResponse.of(happened(event.get(), payload, atMost));
        }
        return switch (method) {
            case "Configure" -> {
                NriMessages.RuntimeName other = NriMessages.runtime(payload);
                runtime = Optional.of(other);
                listener.status(new RuntimeStatus.Connected(other.toString()));
                yield TtrpcResponse.of(NriMessages.subscription(NriEvent.all()));
            }
            // Containers that are there already are the business of the tick.
            case "Synchronize" -> TtrpcResponse.of(NriMessages.synchronizedAnswer(NriMessages.hasMore(payload)));
            case "StateChange" -> {
                NriMessages.Told told = NriMessages.stateChange(payload);
                NriEvent.of(told.event()).ifPresent(known -> noted(known, told));
                yield TtrpcResponse.of(new byte[0]);
            }
            case "Shutdown" -> {
                ended = true;
                yield TtrpcResponse.of(new byte[0]);
            }
            default -> TtrpcResponse.failure(TtrpcResponse.UNIMPLEMENTED, "no method " + method);
        };
    }

    private byte[] happened(NriEvent event, byte[] payload, Duration atMost) throws MalformedMessageException {
        return switch (event) {
            case CREATE_CONTAINER -> {
                NriMessages.Told told = NriMessages.told(payload);
                yield NriMessages.adjustment(
                        ask(event, told.request(ContainerRequest.Kind.CREATE, runtimeName()), atMost)
                                .values(),
                        version);
            }
            case UPDATE_CONTAINER -> {
                NriMessages.Told told = NriMessages.update(payload);
                yield NriMessages.update(
                        told.container().id(),
                        ask(event, told.request(ContainerRequest.Kind.UPDATE, runtimeName()), atMost)
                                .values(),
                        version);
            }
            case POST_START_CONTAINER, STOP_CONTAINER, REMOVE_CONTAINER -> {
                noted(event, NriMessages.told(payload));
                yield new byte[0];
            }
        };
    }

    private ContainerHook.Answer ask(NriEvent event, ContainerRequest request, Duration atMost) {
        ContainerHook.Answer answer = hook.ask(request, atMost);
        listener.answered(event.method(), answer.result().label());
        return answer;
    }

    private void noted(NriEvent event, NriMessages.Told told) {
        String id = told.idOf(runtimeName());
        switch (event) {
            case POST_START_CONTAINER -> hook.started(id);
            case STOP_CONTAINER, REMOVE_CONTAINER -> hook.gone(id);
            case CREATE_CONTAINER, UPDATE_CONTAINER -> {}
        }
    }

    private String runtimeName() {
        return runtime.map(NriMessages.RuntimeName::name).orElse("containerd");
    }
}
