package one.commserver.protocol;

/// A message that a server sends.
public sealed interface ServerMessage extends Message
        permits AuthenticationMessage.FromServer,
                ConnectionMessage.FromServer,
                ChannelMessage.FromServer,
                PairingMessage.FromServer,
                DiscoveryMessage.FromServer,
                SyncMessage.FromServer,
                ErrorMessage {}
