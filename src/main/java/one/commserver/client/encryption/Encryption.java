package one.commserver.client.encryption;

import one.commserver.crypto.agreement.AgreementSuite;

import java.util.Set;

/// What two peers have agreed on. Whoever gets it closes it, which wipes the keys.
///
/// @param suite how the keys were agreed
/// @param features what both can do
/// @param maxMessage the longest message that the peer takes, in bytes
/// @param sealer for what this end sends
/// @param opener for what the peer sends
public record Encryption(
        AgreementSuite suite, Set<String> features, int maxMessage, RecordSealer sealer, RecordOpener opener)
        implements AutoCloseable {

    @Override
    public void close() {
        sealer.close();
        opener.close();
    }
}
