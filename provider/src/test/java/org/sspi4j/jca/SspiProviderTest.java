package org.sspi4j.jca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.api.PackageCapability;
import org.sspi4j.api.PackageInfo;

class SspiProviderTest {
    private static final PackageInfo SOME = new PackageInfo(
            "Some", "A comment", Set.of(PackageCapability.CONNECTION), 1, 0xFFFF, 256, List.of("1.3.9999.1", "1.3.9999.2"));

    private final Provider provider = new SspiProvider(List.of(SOME));

    @Test
    void itsNameIsSspi() {
        assertEquals("SSPI", provider.getName());
        assertEquals(SspiProvider.NAME, provider.getName());
    }

    @Test
    void aPackageIsAServiceUnderItsName() throws Exception {
        var service = provider.getService("SecurityPackage", "Some");
        assertEquals(SspiProvider.SECURITY_PACKAGE, service.getType());
        assertEquals("Some", service.getAlgorithm());
        assertSame(provider, service.getProvider());
        assertSame(SOME, service.newInstance(null));
    }

    @Test
    void namesCompareWithoutRegardToCase() {
        assertNotNull(provider.getService("SecurityPackage", "sOME"));
    }

    @Test
    void eachOidIsAnAliasInBothWaysOfWritingIt() throws Exception {
        for (var oid : SOME.oids()) {
            assertSame(SOME, provider.getService("SecurityPackage", oid).newInstance(null));
            assertSame(SOME, provider.getService("SecurityPackage", "OID." + oid).newInstance(null));
        }
    }

    @Test
    void itsAttributesAreThoseOfThePackage() {
        var service = provider.getService("SecurityPackage", "Some");
        assertEquals("65535", service.getAttribute("RpcId"));
        assertEquals("256", service.getAttribute("MaxToken"));
        assertEquals("A comment", service.getAttribute("Comment"));
    }

    @Test
    void whatIsNoPackageIsNoService() {
        assertNull(provider.getService("SecurityPackage", "Other"));
        assertNull(provider.getService("Cipher", "Some"));
    }

    @Test
    void aParameterIsNotTaken() {
        var service = provider.getService("SecurityPackage", "Some");
        assertTrue(service.supportsParameter(null));
        assertFalse(service.supportsParameter("parameter"));
    }

    @Test
    void theOneThatIsFoundOffersEveryPackageThereIs() throws NoSuchAlgorithmException {
        var found = ServiceLoader.load(Provider.class).stream()
                .filter(candidate -> candidate.type() == SspiProvider.class)
                .findFirst()
                .orElseThrow()
                .get();
        assertEquals(
                Sspi.enumerateSecurityPackages().stream()
                        .map(info -> info.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                found.getServices().stream()
                        .filter(service -> service.getType().equals(SspiProvider.SECURITY_PACKAGE))
                        .map(service -> service.getAlgorithm().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }
}
