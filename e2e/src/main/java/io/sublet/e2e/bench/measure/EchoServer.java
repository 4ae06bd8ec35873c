package io.sublet.e2e.bench.measure;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server of the central programs with nothing behind it: reads a request and answers with as many bytes as the request says in
 * {@value #ANSWER_BYTES}. What it takes is what the client, the kernel and the server take of a measured time. Listens on loopback,
 * with TLS where the command line names a file with the key and one with the certificate, and prints its port.
 */
final class EchoServer {
    static final String ANSWER_BYTES = "Answer-Bytes";

    private final Map<Integer, Buffer> answers = new ConcurrentHashMap<>();

    private EchoServer() {}

    public static void main(String[] keyAndCertificate) {
        HttpServerOptions options = new HttpServerOptions();
        if (keyAndCertificate.length == 2) {
            // as the webhook has it
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addKeyPath(keyAndCertificate[0])
                            .addCertPath(keyAndCertificate[1]))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setUseAlpn(false);
        } else {
            // as the extender has it
            options.setMaxChunkSize(1 << 16);
        }
        EchoServer echo = new EchoServer();
        Vertx.vertx(new VertxOptions()
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false)))
                .createHttpServer(options)
                .requestHandler(echo::answer)
                .listen(0, InetAddress.getLoopbackAddress().getHostAddress())
                .map(HttpServer::actualPort)
                .onSuccess(System.out::println)
                .onFailure(problem -> System.exit(1));
    }

    private void answer(HttpServerRequest request) {
        int bytes = Integer.parseInt(request.getHeader(ANSWER_BYTES));
        request.handler(part -> {});
        request.endHandler(end -> request.response().end(answers.computeIfAbsent(bytes, EchoServer::text)));
    }

    private static Buffer text(int bytes) {
        byte[] text = new byte[bytes];
        Arrays.fill(text, (byte) 'x');
        return Buffer.buffer(text);
    }
}
