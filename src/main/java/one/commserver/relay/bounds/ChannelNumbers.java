package one.commserver.relay.bounds;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import one.commserver.connection.NanoClock;
import one.commserver.registry.SessionId;

import java.time.Duration;

/// The last channel number of each session whose socket is gone: a session that goes on never gives a number again.
///
/// Spec: chapter 8, opening.
public final class ChannelNumbers {

    private final Cache<SessionId, Integer> last;

    /// @param life how long a session can go on without a socket
    /// @param most how many sessions are remembered
    public ChannelNumbers(Duration life, long most, NanoClock clock) {
        last = Caffeine.newBuilder().expireAfterWrite(life).maximumSize(most).ticker(clock::nanos).build();
    }

    public void keep(SessionId session, int number) {
        last.put(session, number);
    }

    /// The number to go on behind; 0 for a new session.
    public int take(SessionId session) {
        Integer number = last.asMap().remove(session);
        return number == null ? 0 : number;
    }
}
