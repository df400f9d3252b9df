package one.commserver.session.one;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.limits.InForce;
import one.commserver.limits.SizeLimits;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registry;
import one.commserver.relay.Relay;
import one.commserver.session.link.LoginWatch;
import one.commserver.verification.SignatureChecker;

/// What all links of this dialect work with.
///
/// @param self this node
/// @param key of this process: clients don't keep it
/// @param cryptography for what takes its time
/// @param watch hears whose registration was refused
record OneServices(
        OneProperties properties,
        OneAccess access,
        Registry registry,
        Relay relay,
        NodeId self,
        BoxKeyPair key,
        SignatureChecker cryptography,
        SparePings pings,
        InForce<SizeLimits> sizes,
        LoginWatch watch,
        NanoClock clock) {}
