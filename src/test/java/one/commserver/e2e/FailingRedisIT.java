package one.commserver.e2e;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.faults.FailingRedis;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Chapter 13: Redis fails in each way it can while many come. Those who talk at one node go on, whoever comes gets in
/// or is told to come back, and afterwards all is well by itself.
@Timeout(180)
class FailingRedisIT {

    private static final int CROWD = 10;
    private static final int ROUNDS = 3;

    @RegisterExtension
    static final Nodes nodes = Nodes.open(2, "commserver.redis.command-timeout=1s", "commserver.registry.lease=2s");

    @ParameterizedTest
    @EnumSource(FailingRedis.class)
    void whoTalksGoesOnAndWhoComesIsToldToComeBack(FailingRedis way) throws Exception {
        Neighbours neighbours = talking();
        var answers = new ArrayList<ServerMessage>();
        way.begin(nodes.redis);
        try {
            for (int i = 0; i < ROUNDS; i++) {
                int node = i % 2;
                answers.addAll(simultaneously(CROWD, number -> answerTo(node)));
                neighbours.areWell();
            }
            if (!way.refusesAll()) {
                // a crowd that is quick is through before Redis has its connections back
                await().atMost(RawClient.DEADLINE).until(() -> getsIn(answers));
            }
        } finally {
            way.end(nodes.redis);
            nodes.letIn();
        }

        assertThat(answers).allSatisfy(FailingRedisIT::isInOrToldToComeBack);
        if (way.refusesAll()) {
            assertThat(answers).hasOnlyElementsOfType(ErrorMessage.class);
        }
        neighbours.areWell();
        // an offer that the other node doesn't hear yet takes a deadline of its own
        await().atMost(RawClient.DEADLINE.multipliedBy(3))
                .untilAsserted(() -> Joined.of(nodes.join(0), nodes.join(1)).works());
        neighbours.areWell();
    }

    /// Redis has little time for an answer, and a machine that stands still for a moment uses it up.
    private static Neighbours talking() {
        return await().atMost(RawClient.DEADLINE)
                .until(
                        () -> {
                            try {
                                return new Neighbours(nodes.join(0), nodes.join(0));
                            } catch (AssertionError refused) {
                                return null;
                            }
                        },
                        Objects::nonNull);
    }

    private static boolean getsIn(List<ServerMessage> answers) {
        answers.add(answerTo(0));
        return answers.getLast() instanceof AuthSuccess;
    }

    private static ServerMessage answerTo(int node) {
        var login = new Login(nodes.connect(node), Who.anybody());
        login.auth();
        login.respond(login.challenge());
        return login.answer();
    }

    private static void isInOrToldToComeBack(ServerMessage answer) {
        if (!(answer instanceof AuthSuccess)) {
            assertThat(answer).isInstanceOf(ErrorMessage.class);
            assertThat(((ErrorMessage) answer).code()).isEqualTo(ErrorCode.UNAVAILABLE.wireName());
            assertThat(((ErrorMessage) answer).retryAfterMs()).isPositive();
        }
    }
}
