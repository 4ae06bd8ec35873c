package io.sublet.crds.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request came to nothing.
 *
 * @param sentence for an operator: where it was sent, what came of it, and what to look at
 */
public record ApiTrouble(String sentence) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int LONGEST = 300;
    /** The address that the client takes if it is told none. */
    private static final String IN_CLUSTER = "kubernetes.default.svc";

    /**
     * A request to which the client has a failure.
     *
     * @param address of the API server
     */
    public static ApiTrouble of(String address, Throwable failure) {
        Optional<KubernetesClientException> answered = causes(failure)
                .filter(KubernetesClientException.class::isInstance)
                .map(KubernetesClientException.class::cast)
                .filter(client -> client.getCode() > 0)
                .findFirst();
        return answered.map(client -> answered(address, client.getCode(), said(client)))
                .orElseGet(() -> unanswered(address, failure));
    }

    private static String said(KubernetesClientException failure) {
        Status status = failure.getStatus();
        return status != null && status.getMessage() != null
                ? status.getMessage()
                : String.valueOf(failure.getMessage());
    }

    private static Stream<Throwable> causes(@Nullable Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(Throwable.class::cast);
    }

    /**
     * A request that was refused.
     *
     * @param code of HTTP
     * @param said by the API server
     */
    public static ApiTrouble answered(String address, int code, String said) {
        String answer =
                "the API server at " + address + " answers " + code + (said.isBlank() ? "" : ", " + plain(said));
        return new ApiTrouble(
                switch (code) {
                    case UNAUTHORIZED ->
                        answer
                                + ": it does not accept the credentials; is the token of the kubeconfig or of the service account"
                                + " expired or of another cluster?";
                    case FORBIDDEN -> answer + ": a right is missing; look at the roles and bindings of this account";
                    case NOT_FOUND -> answer + ": it does not know this kind; are the definitions installed?";
                    default -> answer;
                });
    }

    private static ApiTrouble unanswered(String address, Throwable failure) {
        String hint = causes(failure)
                .flatMap(cause -> hint(address, cause).stream())
                .findFirst()
                .orElseGet(() -> plain(last(failure)));
        return new ApiTrouble("no answer from the API server at " + address + ": " + hint);
    }

    private static Optional<String> hint(String address, Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return switch (cause) {
            case UnknownHostException e ->
                Optional.of("its name cannot be resolved; "
                        + (address.contains(IN_CLUSTER)
                                ? "outside of a pod, set KUBECONFIG to a file that is there"
                                : "look at the address in the kubeconfig and at the DNS"));
            case ConnectException e
            when text.contains("refused") ->
                Optional.of("the connection is refused; is it running, and is the address right?");
            case ConnectException e when text.contains("timed out") -> Optional.of(silent());
            case SSLException e ->
                Optional.of("its certificate or protocol is not accepted, " + plain(last(cause))
                        + "; look at the certificate authority in the kubeconfig");
            case TimeoutException e -> Optional.of(silent());
            default -> Optional.empty();
        };
    }

    private static String silent() {
        return "it is silent for too long; look at the network on the way to it";
    }

    /** The innermost cause says most. */
    private static String last(Throwable failure) {
        Throwable last = causes(failure).reduce(failure, (outer, inner) -> inner);
        String message = last.getMessage();
        return message == null || message.isBlank() ? last.getClass().getSimpleName() : message;
    }

    /** One line. */
    private static String plain(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
