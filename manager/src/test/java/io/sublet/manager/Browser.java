package io.sublet.manager;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Chromium without a window, driven by its own DevTools protocol over a web socket on loopback. */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String PORT_FILE = "DevToolsActivePort";

    private final Process process;
    private final Inbox inbox = new Inbox();
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket socket;

    private Browser(Process process, Path profile) throws IOException, InterruptedException {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page(profile), inbox)
                .join();
        List.of("Page.enable", "Runtime.enable", "Log.enable", "Network.enable")
                .forEach(method -> call(method, Map.of()));
    }

    /** The program, if this machine has one. */
    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox", // which root cannot have
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--window-size=1280,1000",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.log").toFile())
                .start();
        return new Browser(process, profile);
    }

    /** The address of its first page. */
    private static URI page(Path profile) throws IOException, InterruptedException {
        Path file = profile.resolve(PORT_FILE);
        RealCluster.await()
                .until(() -> Files.exists(file) && Files.readAllLines(file).size() >= 2);
        String port = Files.readAllLines(file).getFirst();
        String list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return ((List<?>) Objects.requireNonNull(Json.parse(list)))
                .stream()
                        .map(entry -> JsonObject.of(entry, ""))
                        .filter(entry -> entry.string("type").equals(Optional.of("page")))
                        .map(entry ->
                                URI.create(entry.string("webSocketDebuggerUrl").orElseThrow()))
                        .findFirst()
                        .orElseThrow();
    }

    JsonObject call(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = inbox.expect(id);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        socket.sendText(Json.write(message), true).join();
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /** The value of an expression in the page. */
    @Nullable
    Object value(String expression) {
        return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true))
                .objectOrEmpty("result")
                .objectOrEmpty("result")
                .fields()
                .get("value");
    }

    String text(String selector) {
        return String.valueOf(value("document.querySelector(" + Json.write(selector) + ").textContent"));
    }

    /** Presses and releases a key. */
    void key(String key, int code) {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
        }
    }

    /** What the page is told that the person prefers. */
    void prefers(String scheme) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void screenshot(Path file) {
        String data = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .objectOrEmpty("result")
                .string("data")
                .orElseThrow();
        try {
            Files.write(file, Base64.getDecoder().decode(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the browser complained about: exceptions, refused resources, violated policies. */
    List<String> complaints() {
        return List.copyOf(inbox.complaints);
    }

    /** Addresses that the pages asked for. */
    List<String> requests() {
        return List.copyOf(inbox.requests);
    }

    @Override
    public void close() {
        // Its helpers write to the profile, which somebody deletes next.
        List<ProcessHandle> helpers = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (ProcessHandle helper : helpers) {
                helper.onExit().get(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (ExecutionException | TimeoutException e) {
            helpers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static final class Inbox implements WebSocket.Listener {
        private final Map<Integer, CompletableFuture<JsonObject>> expected = new ConcurrentHashMap<>();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private final StringBuilder begun = new StringBuilder();

        CompletableFuture<JsonObject> expect(int id) {
            return expected.computeIfAbsent(id, any -> new CompletableFuture<>());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                take(Json.parseObject(begun.toString()));
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(JsonObject message) {
            message.integer("id").ifPresent(id -> expect(id.intValue()).complete(message));
            JsonObject parameters = message.objectOrEmpty("params");
            switch (message.string("method").orElse("")) {
                case "Network.requestWillBeSent" ->
                    requests.add(
                            parameters.objectOrEmpty("request").string("url").orElse(""));
                case "Runtime.exceptionThrown" -> complaints.add(Json.write(parameters.fields()));
                case "Log.entryAdded" -> {
                    JsonObject entry = parameters.objectOrEmpty("entry");
                    if (entry.string("level").equals(Optional.of("error"))) {
                        complaints.add(entry.string("text").orElse("") + " "
                                + entry.string("url").orElse(""));
                    }
                }
                default -> {}
            }
        }
    }
}
