package one.commserver.registry;

import org.jspecify.annotations.Nullable;

/// Somebody who has proven an identity wants a slot of it.
///
/// @param session the token that was presented, if any
/// @param holder whom to tell when it is over
public record Claim(Slot slot, @Nullable SessionToken session, SlotHolder holder) {}
