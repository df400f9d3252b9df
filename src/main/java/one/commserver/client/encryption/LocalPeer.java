package one.commserver.client.encryption;

import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.protocol.AuthenticationMessage;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What this end says of itself in the handshake.
///
/// @param key who it is
/// @param instance which device, as the server knows it: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`
/// @param suites in order of preference, at least one, each once
/// @param features what it can do beyond what it must, in names of the same characters
/// @param maxMessage the longest message that it takes, in bytes, from 1
public record LocalPeer(
        SigningKey key, String instance, List<AgreementSuite> suites, Set<String> features, int maxMessage) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + AuthenticationMessage.MAX_INSTANCE + "}");

    /// The most names in `features`.
    static final int MAX_FEATURES = 16;

    /// @throws IllegalArgumentException if a component breaks its rule
    public LocalPeer {
        suites = List.copyOf(suites);
        features = Set.copyOf(features);
        require(isName(instance), "an instance is a name of 1 to 64 characters");
        require(!suites.isEmpty() && Set.copyOf(suites).size() == suites.size(), "suites stand once each");
        require(
                features.size() <= MAX_FEATURES && features.stream().allMatch(LocalPeer::isName),
                "features are at most 16 names");
        require(maxMessage >= 1, "the longest message has at least one byte");
    }

    /// Whether the text is a name of 1 to 64 characters.
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /// Shows no key.
    @Override
    public String toString() {
        return "LocalPeer[" + key.identity() + "/" + instance + "]";
    }
}
