package one.commserver.client.request;

import one.commserver.protocol.ServerMessage;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.MonoSink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// What was asked on one link and isn't answered yet. Belongs to the link's thread.
public final class Requests {

    /// How many may wait for an answer.
    public static final int MAX_WAITING = 64;

    /// @param answer the only type that answers it
    private record Waiting(Class<? extends ServerMessage> answer, MonoSink<ServerMessage> sink) {}

    private final Map<String, Waiting> waiting = new HashMap<>();
    private @Nullable Throwable ended;
    private long lastRef;

    /// Keeps a place for an answer. Where there is none the sink hears why.
    ///
    /// @param full what is wrong if too many wait
    /// @return the `ref` to ask with; null if nothing can be asked: too many wait, or the link is gone
    public @Nullable String expect(
            Class<? extends ServerMessage> answer, MonoSink<ServerMessage> sink, Supplier<Throwable> full) {
        if (ended != null) {
            sink.error(ended);
            return null;
        }
        if (waiting.size() >= MAX_WAITING) {
            sink.error(full.get());
            return null;
        }
        String ref = "q" + ++lastRef;
        waiting.put(ref, new Waiting(answer, sink));
        return ref;
    }

    /// Nobody waits any more.
    public void forget(@Nullable String ref) {
        waiting.remove(ref);
    }

    /// An answer came. One to nothing that waits does no harm.
    ///
    /// @return false if it answers something else than what was asked
    public boolean answered(@Nullable String ref, ServerMessage message) {
        Waiting asked = waiting.get(ref);
        if (asked == null) {
            return true;
        }
        if (!asked.answer().isInstance(message)) {
            return false;
        }
        waiting.remove(ref);
        asked.sink().success(message);
        return true;
    }

    /// An error came.
    ///
    /// @return whether it answers something that waits
    public boolean refused(String ref, Throwable failure) {
        Waiting asked = waiting.remove(ref);
        if (asked != null) {
            asked.sink().error(failure);
        }
        return asked != null;
    }

    /// The link is gone.
    public void end(Throwable failure) {
        ended = failure;
        List<Waiting> all = new ArrayList<>(waiting.values());
        waiting.clear();
        all.forEach(asked -> asked.sink().error(failure));
    }
}
