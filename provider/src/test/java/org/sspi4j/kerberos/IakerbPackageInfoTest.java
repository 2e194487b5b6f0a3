package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.PackageCapability;

class IakerbPackageInfoTest {
    @Test
    void isKerberosButForLoggingOn() {
        var info = new IakerbPackage().info();
        assertEquals("IAKERB", info.name());
        assertEquals(List.of("1.3.6.1.5.2.5"), info.oids());
        assertEquals(KerberosPackage.MAX_TOKEN, info.maxToken());
        assertFalse(info.has(PackageCapability.LOGON), "there is nobody to ask before there is a server");
        var others = new HashSet<>(new KerberosPackage().info().capabilities());
        others.remove(PackageCapability.LOGON);
        assertEquals(others, info.capabilities());
    }
}
