package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.PackageCapability;

@DisplayName("Kerberos beside what Windows reports of it")
class KerberosPackageInfoTest {
    /** fCapabilities of Kerberos in a published EnumerateSecurityPackages of a recent Windows. */
    private static final int WINDOWS = 0x008F3BBF;

    /** Where the two differ, and why. */
    private static final Map<PackageCapability, String> NOT_HERE = new TreeMap<>(Map.of(
            PackageCapability.DATAGRAM, "contexts without a handshake are not offered yet",
            PackageCapability.EXTENDED_ERROR, "an acceptor makes no KRB-ERROR token yet; an initiator understands one",
            PackageCapability.DELEGATION, "tickets are not forwarded yet",
            PackageCapability.RESTRICTED_TOKENS, "a JVM has no restricted access tokens to be called with",
            PackageCapability.APPCONTAINER_CHECKS, "there are no application containers outside of Windows"));

    @Test
    @Tag("S156")
    void whatItIsCalledAndHowLargeItsTokensAre() {
        var info = new KerberosPackage().info();
        assertEquals("Kerberos", info.name());
        assertEquals(1, info.version());
        assertEquals(16, info.rpcId());
        assertEquals(65535, info.maxToken());
        assertEquals(List.of("1.2.840.113554.1.2.2", "1.2.840.48018.1.2.2"), info.oids());
        assertFalse(info.comment().contains("Microsoft"), "Windows says Microsoft Kerberos V1.0, which this is not");
    }

    @Test
    void itCanWhatWindowsCanButForWhatIsNamedHere() {
        var missing = EnumSet.noneOf(PackageCapability.class);
        var more = EnumSet.noneOf(PackageCapability.class);
        for (var capability : PackageCapability.values()) {
            boolean there = (WINDOWS & capability.bit()) != 0;
            boolean here = new KerberosPackage().info().has(capability);
            if (there && !here) {
                missing.add(capability);
            }
            if (here && !there) {
                more.add(capability);
            }
        }
        assertEquals(NOT_HERE.keySet(), missing);
        assertEquals(EnumSet.noneOf(PackageCapability.class), more);
        assertEquals(0x00053B37, new KerberosPackage().info().capabilityBits());
    }
}
