package one.commserver.protocol;

/// A message that a client sends. A server decodes what comes in as this type, so a server's own message coming back
/// is refused by its type.
public sealed interface ClientMessage extends Message
        permits AuthenticationMessage.FromClient,
                ConnectionMessage.FromClient,
                ChannelMessage.FromClient,
                PairingMessage.FromClient,
                DiscoveryMessage.FromClient,
                SyncMessage.FromClient {}
