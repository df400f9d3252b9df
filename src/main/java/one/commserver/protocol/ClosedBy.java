package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Who ended something, apart from why.
public enum ClosedBy {
    /// The client that reads this.
    @JsonProperty("client")
    CLIENT,
    /// The client at the other end.
    @JsonProperty("peer")
    PEER,
    /// The server.
    @JsonProperty("server")
    SERVER
}
