package one.commserver.operations;

import one.commserver.drain.Drain;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import java.util.Locale;

/// `/actuator/drain`: sends all clients of this node elsewhere, while the process goes on.
@Endpoint(id = "drain")
public final class DrainEndpoint {

    private static final int CONFLICT = 409;

    private final Drain drain;

    DrainEndpoint(Drain drain) {
        this.drain = drain;
    }

    /// How far a drain is.
    ///
    /// @param state one of [Drain.State], in small letters
    public record Progress(String state) {}

    /// How far it is.
    @ReadOperation
    public Progress progress() {
        return new Progress(drain.state().name().toLowerCase(Locale.ROOT));
    }

    /// Begins; nothing happens if it has begun.
    @WriteOperation
    public Progress start() {
        drain.start();
        return progress();
    }

    /// Takes it back, unless the process is ending.
    @DeleteOperation
    public WebEndpointResponse<Progress> cancel() {
        boolean inTime = drain.cancel();
        return new WebEndpointResponse<>(progress(), inTime ? WebEndpointResponse.STATUS_OK : CONFLICT);
    }
}
