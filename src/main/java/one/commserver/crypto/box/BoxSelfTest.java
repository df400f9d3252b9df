package one.commserver.crypto.box;

/// One registration's cryptography, done while starting: it finds a broken or missing library before the first client
/// does, and loads what is loaded on first use.
public final class BoxSelfTest {

    private BoxSelfTest() {}

    /// Takes some milliseconds. Not on an event loop.
    ///
    /// @throws IllegalStateException if it doesn't work on this machine
    public static void run() {
        try (BoxKeyPair server = BoxKeyPair.generate();
                BoxKeyPair client = BoxKeyPair.generate();
                BoxChallenge challenge = BoxChallenge.issue(server.agree(client.publicKey()));
                BoxKey clients = client.agree(server.publicKey())) {
            byte[] answer = BoxChallenge.answer(clients, challenge.challenge());
            if (!challenge.isAnsweredBy(answer) || challenge.isAnsweredBy(challenge.challenge())) {
                throw new IllegalStateException("the self-test of the box failed");
            }
        }
    }
}
