package one.commserver;

import one.commserver.storage.StorageRefusedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Tells in one line that the server doesn't know where to store: no stack trace, no box.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StorageRefused extends AbstractFailureAnalyzer<StorageRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StorageRefusedException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
