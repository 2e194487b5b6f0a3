package org.sspi4j.api;

import java.util.List;
import java.util.Set;

/**
 * SecPkgInfo: what a security package is and can do.
 *
 * @param name the name to pass to AcquireCredentialsHandle; names compare without regard to case
 * @param comment a sentence for people
 * @param capabilities what it can do, truthfully
 * @param version always 1
 * @param rpcId the RPC authentication service number, 0xFFFF if it has none
 * @param maxToken the largest token in bytes that it makes or takes
 * @param oids its GSS-API mechanism identifiers in dotted form, the preferred one first; empty if it has none
 */
public record PackageInfo(
        String name,
        String comment,
        Set<PackageCapability> capabilities,
        int version,
        int rpcId,
        int maxToken,
        List<String> oids) {
    public PackageInfo {
        capabilities = Set.copyOf(capabilities);
        oids = List.copyOf(oids);
    }

    /** fCapabilities: the bits of {@link #capabilities()}. */
    public int capabilityBits() {
        return capabilities.stream().mapToInt(PackageCapability::bit).reduce(0, (a, b) -> a | b);
    }

    /** Whether the package can do this. */
    public boolean has(PackageCapability capability) {
        return capabilities.contains(capability);
    }
}
