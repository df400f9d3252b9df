package one.commserver.operations;

import one.commserver.connection.statistics.ConnectionStatistics;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/// `/actuator/connectionreport`: the numbers of this node's connections as text made to be read.
@Endpoint(id = "connectionreport", defaultAccess = Access.READ_ONLY)
public final class ConnectionReportEndpoint {

    private final ConnectionStatistics statistics;

    ConnectionReportEndpoint(ConnectionStatistics statistics) {
        this.statistics = statistics;
    }

    /// A few hundred lines at most.
    @ReadOperation(produces = "text/plain;charset=UTF-8")
    public String report() {
        return statistics.report();
    }
}
