package one.commserver.protocol.one;

/// What can be wrong before a relay begins, with the text that a close bears. The code of such a close is always 1000.
/// Existing servers' words are kept where operators look for them.
public enum OneFailure {
    /// The text isn't JSON.
    NOT_JSON("Received message that does not conform to JSON"),
    /// A frame that isn't text.
    NOT_TEXT("Received message that is not a string message."),
    /// JSON, but no message that clients send: no object, an unknown or no command, a member is missing or isn't
    /// hexadecimal. Also a `pong` before anything else.
    NO_CLIENT_MESSAGE("Received data does not match the data of a client message."),
    /// JSON, but no message that servers send.
    NO_SERVER_MESSAGE("Received data does not match the data of a server message."),
    /// JSON, but nothing that peers say to each other.
    NO_PEER_MESSAGE("Received data does not match the data of a peer message."),
    /// A client's message whose turn it isn't.
    UNEXPECTED_FIRST("Received unexpected or malformed message from client."),
    /// Something else than the answer to the challenge.
    UNEXPECTED_COMMAND("Received unexpected type. Expected type 'authentication_response'."),
    /// A key of another length, or of digits that are none.
    NOT_A_PUBLIC_KEY("CYENC-ENSPUB: Data is not a public key"),
    /// An odd number of digits, or a number in place of digits.
    ODD_DIGITS("Expected string to be an even number of characters"),
    /// The answer to the challenge doesn't open.
    NOT_OPENED("CYENC-SYMDEC: Decryption with symmetric key failed"),
    /// The answer to the challenge is a wrong one.
    WRONG_ANSWER("Client authentication failed."),
    /// Nobody waits for whoever asks for this key.
    NO_LISTENER("No listening connection for the specified publicKey."),
    /// A listener has sent too much that nobody takes.
    QUEUE_FULL("Queue is full, it reached its maximum length of 10");

    private static final String PREFIX = "Close called: ";

    private final String text;

    OneFailure(String text) {
        this.text = text;
    }

    /// What is wrong. Repeats nothing that a stranger has sent.
    public String text() {
        return text;
    }

    /// The text of the close frame: at most 123 bytes.
    public String closeText() {
        return PREFIX + text;
    }

    /// [#UNEXPECTED_COMMAND] with the command that came.
    public static String unexpectedCommand(OneClientMessage came) {
        return PREFIX
                + "Received unexpected type '"
                + came.command()
                + "'. Expected type '"
                + OneClientMessage.AuthenticationResponse.COMMAND
                + "'.";
    }
}
