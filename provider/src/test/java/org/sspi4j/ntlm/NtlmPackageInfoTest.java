package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.PackageCapability;

@DisplayName("NTLM beside what Windows reports of it")
class NtlmPackageInfoTest {
    /** fCapabilities of NTLM in a published EnumerateSecurityPackages of a recent Windows. */
    private static final int WINDOWS = 0x00882B37;

    /** Where the two differ, and why. */
    private static final Map<PackageCapability, String> NOT_HERE = new TreeMap<>(Map.of(
            PackageCapability.LOGON, "nothing is proven before a server has answered",
            PackageCapability.RESTRICTED_TOKENS, "a JVM has no restricted access tokens to be called with",
            PackageCapability.APPCONTAINER_CHECKS, "there are no application containers outside of Windows"));

    @Test
    void whatItIsCalledAndHowLargeItsTokensAre() {
        var info = new NtlmPackage().info();
        assertEquals("NTLM", info.name());
        assertEquals(1, info.version());
        assertEquals(10, info.rpcId());
        assertEquals(2888, info.maxToken());
        assertEquals(List.of("1.3.6.1.4.1.311.2.2.10"), info.oids());
    }

    /** DATAGRAM is not among them, on Windows neither, though contexts can be of datagrams. */
    @Test
    void itCanWhatWindowsCanButForWhatIsNamedHere() {
        var missing = EnumSet.noneOf(PackageCapability.class);
        var more = EnumSet.noneOf(PackageCapability.class);
        for (var capability : PackageCapability.values()) {
            boolean there = (WINDOWS & capability.bit()) != 0;
            boolean here = new NtlmPackage().info().has(capability);
            if (there && !here) {
                missing.add(capability);
            }
            if (here && !there) {
                more.add(capability);
            }
        }
        assertEquals(NOT_HERE.keySet(), missing);
        assertEquals(EnumSet.noneOf(PackageCapability.class), more);
        assertEquals(0x00000B37, new NtlmPackage().info().capabilityBits());
    }
}
