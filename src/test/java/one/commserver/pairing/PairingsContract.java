package one.commserver.pairing;

/// What every store of invites and pairings has to pass.
///
/// Spec: chapter 7.
public interface PairingsContract extends InvitesContract, RedeemContract, PairsContract {}
