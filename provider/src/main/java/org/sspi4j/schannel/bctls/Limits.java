package org.sspi4j.schannel.bctls;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.tls.ProtocolVersion;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsLimits;
import org.sspi4j.schannel.tls.TlsVersion;

/** What may be spoken, in Bouncy Castle's form. The arrays are not to be changed. */
record Limits(TlsLimits of, ProtocolVersion[] versions, int[] suites) {
    static Limits of(TlsLimits limits) throws SspiException {
        var suites = Stream.of(Suite.values())
                .filter(suite -> suite.isFor(limits.versions()) && limits.cipherSuites().test(suite.name()))
                .toList();
        var spoken = limits.versions().stream()
                .filter(version -> suites.stream().anyMatch(suite -> suite.isFor(Set.of(version)) || isOlder(suite, version)))
                .sorted(Comparator.reverseOrder())
                .toList();
        if (spoken.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    "No cipher suite is left for " + limits.versions() + "; allow some in the credential, or another version");
        }
        return new Limits(
                limits,
                spoken.stream().map(Limits::protocolVersion).toArray(ProtocolVersion[]::new),
                suites.stream().mapToInt(Suite::number).toArray());
    }

    /** Suites of before TLS 1.2 are of TLS 1.2 too. */
    private static boolean isOlder(Suite suite, TlsVersion version) {
        return version == TlsVersion.TLS_1_2 && suite.isFor(Set.of(TlsVersion.TLS_1_1));
    }

    private static ProtocolVersion protocolVersion(TlsVersion version) {
        return ProtocolVersion.get(version.number() >> 8, version.number() & 0xFF);
    }
}
