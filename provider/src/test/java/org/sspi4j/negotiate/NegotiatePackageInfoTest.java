package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.PackageCapability;

@DisplayName("Negotiate beside what Windows reports of it")
class NegotiatePackageInfoTest {
    /** fCapabilities of Negotiate in a published EnumerateSecurityPackages of a recent Windows. */
    private static final int WINDOWS = 0x00883BB3;

    /** Where the two differ, and why. */
    private static final Map<PackageCapability, String> NOT_HERE = new TreeMap<>(Map.of(
            PackageCapability.RESTRICTED_TOKENS, "a JVM has no restricted access tokens to be called with",
            PackageCapability.APPCONTAINER_CHECKS, "there are no application containers outside of Windows"));

    @Test
    void whatItIsCalledAndHowLargeItsTokensAre() {
        var info = new NegotiatePackage().info();
        assertEquals("Negotiate", info.name());
        assertEquals(1, info.version());
        assertEquals(9, info.rpcId());
        assertEquals(65791, info.maxToken());
        assertEquals(List.of("1.3.6.1.5.5.2"), info.oids());
    }

    @Test
    void itCanWhatWindowsCanButForWhatIsNamedHere() {
        var missing = EnumSet.noneOf(PackageCapability.class);
        var more = EnumSet.noneOf(PackageCapability.class);
        for (var capability : PackageCapability.values()) {
            boolean there = (WINDOWS & capability.bit()) != 0;
            boolean here = new NegotiatePackage().info().has(capability);
            if (there && !here) {
                missing.add(capability);
            }
            if (here && !there) {
                more.add(capability);
            }
        }
        assertEquals(NOT_HERE.keySet(), missing);
        assertEquals(EnumSet.noneOf(PackageCapability.class), more);
    }
}
