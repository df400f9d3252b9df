package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.faults.ClockJump;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.time.Duration;
import java.util.List;

/// The clock of a machine jumps, there and back, by hours: everything that takes its time is measured by another clock,
/// which doesn't.
@Timeout(120)
class ClockJumpIT {

    /// Where the clock is then, one after another. The last one is right.
    private static final List<Duration> JUMPS = List.of(Duration.ofHours(5), Duration.ofHours(-5), Duration.ZERO);

    /// Longer than a lease, and than somebody who is silent is kept.
    private static final int ROUNDS = 120;

    @RegisterExtension static final Nodes nodes = Nodes.open(1, "commserver.registry.lease=5s");

    private static final ClockJump clock = new ClockJump();
    private static ConfigurableApplicationContext single;

    @BeforeAll
    static void startThoseWhoseClockJumps() {
        nodes.add(clock);
        single =
                Server.start(
                        new String[] {
                            "commserver.relay.policy=open",
                            "commserver.registry.slot-window=0s",
                            "commserver.health.heartbeat-interval=500ms",
                            "commserver.health.connection-timeout=5s"
                        },
                        own -> {
                            own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads);
                            clock.initialize(own);
                        });
    }

    @AfterAll
    static void end() {
        single.close();
    }

    /// Who talks at a server, and who talks by way of two nodes of which one has a wrong clock.
    @Test
    void nobodyIsDisturbedAndWhoComesGetsIn() throws Exception {
        int alone = single.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        int right = nodes.node(0).port();
        int wrong = nodes.node(1).port();
        var neighbours = List.of(talking(alone, alone), talking(right, wrong));
        for (Duration jump : JUMPS) {
            RawClient cut = join(alone, Who.anybody());
            RawClient cutToo = join(wrong, Who.anybody());
            cut.cut();
            cutToo.cut();

            clock.to(jump);

            for (int i = 0; i < ROUNDS; i++) {
                neighbours.get(i % 2).areWell();
            }
            assertThat(join(alone, cut.who().session(cut.token())).hello().resumed()).isTrue();
            assertThat(join(wrong, cutToo.who().session(cutToo.token())).hello().resumed()).isTrue();
            Joined.of(join(alone, Who.anybody()), join(alone, Who.anybody())).works();
            Joined.of(join(right, Who.anybody()), join(wrong, Who.anybody())).works();
        }
    }

    private static Neighbours talking(int one, int other) {
        return new Neighbours(dial(one).login(Who.anybody()), dial(other).login(Who.anybody()));
    }

    /// Whoever has another time than the server is told which, once, and gets in with it.
    private static RawClient join(int port, Who who) {
        RawClient client = dial(port);
        var login = new Login(client, who);
        login.auth();
        if (!(login.answer() instanceof ErrorMessage error)) {
            client.close();
            return dial(port).login(who);
        }
        assertThat(error.code()).isEqualTo(ErrorCode.AUTH_CLOCK.wireName());
        return client.login(who, WireTime.parse(error.serverTime()));
    }

    private static RawClient dial(int port) {
        return RawClient.dial(new RawSocket.Dial(port));
    }
}
