package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncReceipt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Set;

/// What a client was told of mailboxes and hasn't looked at. For one thread.
final class MailNotices {

    private static final Set<Class<?>> NOTICES = Set.of(SyncAvailable.class, SyncReceipt.class);

    private final RawClient client;
    private final Deque<ServerMessage> kept = new ArrayDeque<>();

    MailNotices(RawClient client) {
        this.client = client;
    }

    /// The next message: of these notices if it is asked for one, else of all others.
    ServerMessage next(Class<? extends ServerMessage> type) {
        return NOTICES.contains(type) ? notice(type) : RawClient.CODEC.decodeServer(answer());
    }

    /// The next message that is none of these notices, as text.
    String answer() {
        String text = client.nextText();
        ServerMessage message = RawClient.CODEC.decodeServer(text);
        while (NOTICES.contains(message.getClass())) {
            kept.add(message);
            text = client.nextText();
            message = RawClient.CODEC.decodeServer(text);
        }
        return text;
    }

    private ServerMessage notice(Class<? extends ServerMessage> type) {
        for (Iterator<ServerMessage> all = kept.iterator(); all.hasNext(); ) {
            ServerMessage notice = all.next();
            if (type.isInstance(notice)) {
                all.remove();
                return notice;
            }
        }
        ServerMessage next = RawClient.CODEC.decodeServer(client.nextText());
        while (NOTICES.contains(next.getClass()) && !type.isInstance(next)) {
            kept.add(next);
            next = RawClient.CODEC.decodeServer(client.nextText());
        }
        return next;
    }

    void forget() {
        kept.clear();
    }

    /// None of that kind has come.
    void hasNone(Class<? extends ServerMessage> type) {
        assertThat(kept).noneMatch(type::isInstance);
    }
}
