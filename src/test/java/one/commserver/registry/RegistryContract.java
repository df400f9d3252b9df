package one.commserver.registry;

/// What every registry has to pass.
public interface RegistryContract
        extends SlotContract, SessionContract, HandoverContract, RaceContract, RevocationContract {}
