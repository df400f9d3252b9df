package one.commserver.client.one;

import static one.commserver.client.one.Peers.SOON;
import static one.commserver.client.one.Peers.assertArrives;
import static one.commserver.client.one.Peers.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.one.OneListener.State;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Peers on Node.js, with the libraries for sockets and boxes that are common there, through the real server. Skipped
/// where there is no Node.js.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "commserver.one.ping-interval=1s")
class OneNodeJsIT {

    private static final String SPARES = "2";
    private static final String PULSE_MILLIS = "100";
    private static final String WORDS = "That is all.";

    @LocalServerPort private int port;

    private final BoxKeyPair own = BoxKeyPair.generate();
    private final OneSettingsBuilder settings =
            new OneSettingsBuilder().keepAlive(Duration.ofMillis(100), Duration.ofSeconds(25));
    private final List<NodeProgram> programs = new ArrayList<>();
    private Disposable serving = Disposables.disposed();
    private String url = "";

    /// What is seen here tells half of it.
    @RegisterExtension
    final TestExecutionExceptionHandler telling =
            (context, failure) -> {
                String said = programs.stream().map(NodeProgram::said).collect(Collectors.joining("\n"));
                throw new AssertionError(
                        "%s%nMeanwhile on Node.js:%n%s".formatted(failure.getMessage(), said), failure);
            };

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        NodeProgram.install();
    }

    @BeforeEach
    void address() {
        url = "ws://127.0.0.1:" + port + "/";
    }

    @AfterEach
    void end() {
        programs.forEach(NodeProgram::close);
        serving.dispose();
        own.close();
    }

    @Test
    void aListenerThereIsReachedFromHere() throws IOException {
        NodeProgram listener = listener();
        OneConnection connection = connect(listener);
        assertThat(connection.peer().hex()).isEqualTo(listener.key());
        listener.says("accepted " + own.publicKey().hex());

        List<OnePayload> all =
                Stream.of(Peers.ofManySizes(), Peers.keywords(), Peers.manyMixed(100)).flatMap(List::stream).toList();
        assertArrives(connection, connection, all);
        listener.says("lifesign");

        get(connection.close("New connection replaced old one"));
        listener.says("echoed " + all.size());
        listener.says("ended 1000 Close called: New connection replaced old one");
    }

    @Test
    void whatAListenerThereSaysAtTheEndIsHeardHere() throws IOException {
        OneConnection connection = connect(listener());
        get(connection.sendText(Mono.just("leave")).thenReturn(true));

        assertThat(get(connection.ended()).status().text()).isEqualTo("Close called: I was told to leave.");
    }

    /// The server asks again only whoever has answered, and cuts who doesn't.
    @Test
    void aListenerThereAnswersAndTakesItsPlaceAgain() throws IOException {
        NodeProgram listener = listener();
        listener.says("pinged", 5);

        for (int i = 1; i <= 4; i++) {
            listener.says("waiting", i + 1);
            OneConnection connection = connect(listener);
            assertArrives(connection, connection, List.of(new OnePayload.Text("hello " + i)));
            listener.says("handed over", i);
            get(connection.close());
        }
    }

    @Test
    void aRequesterThereReachesAListenerHere() throws Exception {
        OneListener listener = settings.listener(url, own);
        Mono<Ended> served = listener.connections().take(1).flatMap(this::echo).single().cache();
        serving = served.subscribe(ended -> {}, failure -> {});
        await().atMost(SOON).until(() -> listener.state() == State.LISTENING);

        NodeProgram requester = requester(own.publicKey().hex());
        requester.says("reached " + own.publicKey().hex());
        requester.ends();

        Ended ended = get(served);
        assertThat(ended.peer().hex()).isEqualTo(requester.key());
        assertThat(ended.words()).isEqualTo("Close called: " + WORDS);
        requester.says("heard " + ended.echoed());
    }

    @Test
    void theyReachEachOther() throws Exception {
        NodeProgram listener = listener();
        NodeProgram requester = requester(listener.key());
        requester.ends();

        listener.says("accepted " + requester.key());
        listener.says("ended 1000 Close called: " + WORDS);
    }

    private record Ended(BoxPublicKey peer, long echoed, String words) {}

    private Mono<Ended> echo(OneConnection connection) {
        return connection
                .receive()
                .concatMap(each -> sendBack(connection, each).thenReturn(each))
                .count()
                .zipWith(connection.ended(), (count, end) -> new Ended(connection.peer(), count, end.status().text()));
    }

    private static Mono<Void> sendBack(OneConnection connection, OnePayload message) {
        return switch (message) {
            case OnePayload.Text(String text) -> connection.sendText(Mono.just(text));
            case OnePayload.Bytes(ByteBuffer data) -> connection.send(Mono.just(data));
        };
    }

    private OneConnection connect(NodeProgram listener) {
        return get(settings.requester(url, own).connect(BoxPublicKey.ofHex(listener.key())));
    }

    /// One that can be reached.
    private NodeProgram listener() throws IOException {
        NodeProgram program = started("listen", url, SPARES, PULSE_MILLIS);
        program.says("waiting");
        return program;
    }

    private NodeProgram requester(String target) throws IOException {
        return started("ask", url, target, PULSE_MILLIS, WORDS);
    }

    private NodeProgram started(String... arguments) throws IOException {
        NodeProgram program = NodeProgram.start(arguments);
        programs.add(program);
        return program;
    }
}
