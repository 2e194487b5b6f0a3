package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.config.KerberosConfig;

@DisplayName("A package that is no part of the library, and stands in META-INF/services")
class OthersPackageTest {
    @Test
    @Tag("S69")
    void isListedBesideThoseOfTheLibraryAndServes() throws Exception {
        var names = Sspi.enumerateSecurityPackages().stream().map(PackageInfo::name).toList();
        assertTrue(names.contains("Toy") && names.contains("Kerberos"), names.toString());
        try (var credential = Sspi.acquireCredentialsHandle(
                "Toy", CredentialUse.OUTBOUND, null, KerberosConfig.builder().build())) {
            assertEquals("Toy", credential.packageInfo().name());
        }
    }
}
