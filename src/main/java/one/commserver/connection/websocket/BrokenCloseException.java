package one.commserver.connection.websocket;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;

/// A close frame came that breaks a rule itself: nothing comes behind it, another one neither.
///
/// Spec: RFC 6455, section 7.1.7.
final class BrokenCloseException extends CodecException {

    private static final long serialVersionUID = 1L;

    private final CorruptedWebSocketFrameException rule;

    BrokenCloseException(CorruptedWebSocketFrameException rule) {
        super(rule.getMessage(), rule);
        this.rule = rule;
    }

    /// What it breaks.
    CorruptedWebSocketFrameException rule() {
        return rule;
    }
}
