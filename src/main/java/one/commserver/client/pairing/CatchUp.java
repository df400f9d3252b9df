package one.commserver.client.pairing;

import java.util.List;

/// What the server's list of pairings has brought.
///
/// @param added peers that weren't known here
/// @param refused what isn't to be believed
/// @param missing peers that the server doesn't list: revoked elsewhere, or withheld
public record CatchUp(List<Peer> added, List<PairingEvent.Refused> refused, List<Peer> missing) {}
