package one.commserver.client.authentication;

import one.commserver.protocol.ConnectionKind;

/// Where a client asks to be let in: a slot on one server. A session and its token belong to one place.
///
/// @param audience the authority that is dialled
/// @param instance names the device
/// @param lane empty for the default one
public record Place(String audience, String instance, ConnectionKind kind, String lane) {}
