package org.sspi4j.api;

import java.util.List;
import java.util.Set;

/**
 * TLS_PARAMETERS: what a {@link SchCredentials} does without.
 *
 * @param alpnIds of which application protocols it speaks, sixteen at most; empty for all that no other entry speaks of
 * @param disabledProtocols versions that are not spoken
 * @param disabledCrypto algorithms that are not used, sixteen at most
 * @param optional TLS_PARAMS_OPTIONAL, for servers: passed over where the handshake would fail by it
 */
public record TlsParameters(
        List<String> alpnIds, Set<SpProt> disabledProtocols, List<CryptoSettings> disabledCrypto, boolean optional) {
    private static final int MOST = 16;

    public TlsParameters {
        alpnIds = List.copyOf(alpnIds);
        disabledProtocols = Set.copyOf(disabledProtocols);
        disabledCrypto = List.copyOf(disabledCrypto);
        if (alpnIds.size() > MOST || disabledCrypto.size() > MOST) {
            throw new IllegalArgumentException("At most " + MOST + " application protocols and " + MOST + " algorithms");
        }
    }

    /** For every application protocol: without these versions. */
    public static TlsParameters without(SpProt... disabledProtocols) {
        return new TlsParameters(List.of(), Set.of(disabledProtocols), List.of(), false);
    }

    /** For every application protocol: without these algorithms. */
    public static TlsParameters without(CryptoSettings... disabledCrypto) {
        return new TlsParameters(List.of(), Set.of(), List.of(disabledCrypto), false);
    }
}
