package one.commserver.operations.explain;

import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.operations.asking.BusyException;
import one.commserver.registry.RegistryUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import reactor.core.publisher.Mono;

import java.util.function.Function;

/// Questions about one identity, which whoever asks must know whole: answers to beginnings would let anybody who may
/// look find out the rest, one character after another.
final class WholeIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(WholeIdentity.class);
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int FAILED = 500;
    private static final String NONSENSE =
            "the identity must be a whole one, <algorithm>:<base64url>, like ed25519: and 43 characters";

    private WholeIdentity() {}

    /// Answers about it, or says what would have made sense.
    static Mono<WebEndpointResponse<Object>> answered(String text, Function<Identity, Mono<?>> answer) {
        Identity identity;
        try {
            identity = Identity.parseAny(text);
        } catch (InvalidIdentityException invalid) {
            return Mono.just(refused(NONSENSE, WebEndpointResponse.STATUS_BAD_REQUEST));
        }
        return answered(Mono.defer(() -> answer.apply(identity)));
    }

    /// Answers, or says why that can't be.
    static Mono<WebEndpointResponse<Object>> answered(Mono<?> answer) {
        return answer.map(found -> new WebEndpointResponse<Object>(found))
                .onErrorResume(
                        BusyException.class, busy -> Mono.just(refused(String.valueOf(busy.getMessage()), TOO_MANY)))
                .onErrorResume(
                        RegistryUnavailableException.class,
                        away ->
                                Mono.just(
                                        refused(
                                                "the store didn't answer: it isn't known whether it was done, ask"
                                                        + " again",
                                                UNAVAILABLE)))
                .onErrorResume(
                        RuntimeException.class,
                        failure -> {
                            // whoever else writes it down writes the identity with the path of the request
                            LOG.error("A question of an operator failed", failure);
                            return Mono.just(
                                    refused(
                                            "the server failed, see its log; it isn't known whether anything was done",
                                            FAILED));
                        });
    }

    private static WebEndpointResponse<Object> refused(String why, int status) {
        return new WebEndpointResponse<>(new Explanation.Refused(why), status);
    }
}
