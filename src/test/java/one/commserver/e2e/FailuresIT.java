package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.util.ReflectionTestUtils;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/// Chapter 3: who guesses is throttled, and signatures have a bounded place to wait.
class FailuresIT {

    @RegisterExtension static final Server SERVER = Servers.SMALL;

    private static final int FAILURES = 3;

    /// One is checked and one waits.
    private static final int CHECKED = 2;

    @Test
    void anAddressThatFailsTooOftenIsThrottled() {
        for (int i = 0; i < FAILURES; i++) {
            fail("127.0.5.1");
        }
        RawClient next = SERVER.connect(SERVER.dial().from("127.0.5.1"));
        new Login(next, Who.anybody()).auth();

        ErrorMessage error = next.refused(ErrorCode.AUTH_THROTTLED, CloseReason.TRY_AGAIN_LATER);

        assertThat(error.retryAfterMs()).isPositive();
        SERVER.connect(SERVER.dial().from("127.0.5.2")).login(Who.anybody()).isQuiet();
    }

    @Test
    void successesDoNotCount() {
        for (int i = 0; i < 2 * FAILURES; i++) {
            SERVER.connect(SERVER.dial().from("127.0.5.3")).login(Who.anybody()).leave();
        }

        fail("127.0.5.3");
    }

    @Test
    void whoIsInIsNotThrottled() {
        RawClient in = SERVER.connect(SERVER.dial().from("127.0.5.4")).login(Who.anybody());
        for (int i = 0; i < FAILURES; i++) {
            fail("127.0.5.4");
        }

        in.isQuiet();
    }

    @Test
    void whenTooManySignaturesWaitTheNextIsToldToComeBack() throws Exception {
        var busy = new CountDownLatch(1);
        RawClient late = SERVER.connect(SERVER.dial().from("127.0.5.7"));
        var login = new Login(late, Who.anybody());
        login.auth();
        Response response = login.response(login.challenge());
        List<RawClient> waiting = fill(busy);

        late.send(response);

        ErrorMessage error = late.refused(ErrorCode.SERVER_BUSY, CloseReason.TRY_AGAIN_LATER);
        assertThat(error.ref()).isEqualTo("r");
        busy.countDown();
        waiting.forEach(client -> client.message(AuthSuccess.class));
    }

    @Test
    void whenTooManySignaturesWaitARequestIsToldSoByItsMark() throws Exception {
        var busy = new CountDownLatch(1);
        RawClient inviter = SERVER.connect(SERVER.dial().from("127.0.5.8")).login(Who.anybody());
        Bytes invite = Invitation.unregistered(inviter.who(), 1, Instant.now().plusSeconds(60)).invite().encoded();
        List<RawClient> waiting = fill(busy);

        inviter.send(new InviteCreate("mark", invite));

        ErrorMessage error = inviter.error(ErrorCode.UNAVAILABLE);
        assertThat(error.ref()).isEqualTo("mark");
        assertThat(error.retryAfterMs()).isPositive();
        busy.countDown();
        waiting.forEach(client -> client.message(AuthSuccess.class));
        inviter.send(new InviteCreate("again", invite));
        assertThat(inviter.message(InviteCreated.class).ref()).isEqualTo("again");
    }

    /// As many signatures as may, until the latch opens.
    private static List<RawClient> fill(CountDownLatch busy) throws InterruptedException {
        List<RawClient> clients = new ArrayList<>();
        List<Response> responses = new ArrayList<>();
        for (int i = 0; i < CHECKED; i++) {
            RawClient client = SERVER.connect(SERVER.dial().from("127.0.5." + (5 + i)));
            var login = new Login(client, Who.anybody());
            login.auth();
            clients.add(client);
            responses.add(login.response(login.challenge()));
        }
        ThreadPoolExecutor pool = pool();
        occupy(pool, busy);
        for (int i = 0; i < CHECKED; i++) {
            clients.get(i).send(responses.get(i));
            while (pool.getQueue().size() <= i) {
                Thread.onSpinWait();
            }
        }
        return clients;
    }

    private static void occupy(ThreadPoolExecutor pool, CountDownLatch busy) throws InterruptedException {
        var running = new CountDownLatch(1);
        try {
            pool.execute(() -> {
                running.countDown();
                try {
                    busy.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
        } catch (RejectedExecutionException full) {
            throw new AssertionError("nobody else should be using it", full);
        }
        running.await();
    }

    private static ThreadPoolExecutor pool() {
        Object checker = SERVER.context().getBean("signatureChecker");
        return (ThreadPoolExecutor) ReflectionTestUtils.getField(checker, "pool");
    }

    private static void fail(String from) {
        RawClient client = SERVER.connect(SERVER.dial().from(from));
        var login = new Login(client, Who.anybody());
        login.auth();
        Response right = login.response(login.challenge());
        client.send(new Response("r", right.proof(), Bytes.of(new byte[64])));
        client.refused(ErrorCode.AUTH_SIGNATURE, CloseReason.POLICY_VIOLATION);
    }
}
