package one.commserver.protocol.one;

/// One text frame of the ONE dialect before a relay begins, or between peers before they encrypt.
public sealed interface OneMessage permits OneClientMessage, OneServerMessage, OnePeerMessage {

    /// The member that tells messages apart.
    String MEMBER = "command";

    /// What stands in it.
    String command();
}
