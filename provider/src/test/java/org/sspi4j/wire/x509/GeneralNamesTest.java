package org.sspi4j.wire.x509;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.sspi4j.testkit.TestPki;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.Oid;

class GeneralNamesTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void namesOfACertificateAreThoseThatWereIssued() throws Exception {
        var certificate = TestPki.root("Root").certificate("CN=x")
                .upn("alice@example.com").dnsNames("a.example", "*.b.example").ipAddresses("192.0.2.1", "::ffff:192.0.2.1")
                .rfc822Name("alice@example.com").issue().certificate();
        var names = GeneralNames.of(certificate);
        assertEquals(List.of("a.example", "*.b.example"), names.dnsNames());
        assertEquals(List.of("alice@example.com"), names.rfc822Names());
        assertEquals(
                List.of("c0000201", "00000000000000000000ffffc0000201"), names.ipAddresses().stream().map(HEX::formatHex).toList());
        assertEquals(Oid.of("1.3.6.1.4.1.311.20.2.3"), names.otherNames().get(0).typeId());
        assertEquals("0c11" + HEX.formatHex("alice@example.com".getBytes()), HEX.formatHex(names.otherNames().get(0).value()));
    }

    @Test
    void aCertificateWithoutTheExtensionHasNone() throws Exception {
        var names = GeneralNames.of(TestPki.root("Root").certificate("CN=x").issue().certificate());
        assertEquals(new GeneralNames(List.of(), List.of(), List.of(), List.of()), names);
    }

    @Test
    void namesOfOtherKindsArePassedOver() throws Exception {
        var names = new org.bouncycastle.asn1.x509.GeneralNames(new GeneralName[] {
            new GeneralName(new X500Name("CN=directory")),
            new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.com"),
            new GeneralName(GeneralName.registeredID, "1.2.3"),
            new GeneralName(GeneralName.dNSName, "last.example")
        });
        assertEquals(List.of("last.example"), GeneralNames.decode(names.getEncoded("DER")).dnsNames());
    }

    @Test
    void octetsBeyondAsciiStayTheOnesTheyAre() throws Exception {
        var names = GeneralNames.decode(HEX.parseHex("3006" + "8204" + "6100ff2e"));
        assertEquals(List.of("a\0\u00ff."), names.dnsNames());
    }

    @Test
    void everyPrefixIsRefused() throws IOException {
        byte[] whole = new org.bouncycastle.asn1.x509.GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "a.example"),
            new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[4])),
        }).getEncoded("DER");
        assertDoesNotThrow(() -> GeneralNames.decode(whole));
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThrows(DecodeException.class, () -> GeneralNames.decode(prefix));
        }
    }

    @Test
    void anOtherNameHasATypeAndOneValueAndNothingElse() throws Exception {
        var good = GeneralNames.decode(HEX.parseHex("300a" + "a008" + "06022a03" + "a0020500"));
        assertArrayEquals(new byte[] {5, 0}, good.otherNames().get(0).value());
        for (var bad : List.of("3006a00406022a03", "300ca00a06022a03a0020500" + "0500", "300ca00a06022a03a00405000500", "3004a0020500")) {
            assertThrows(DecodeException.class, () -> GeneralNames.decode(HEX.parseHex(bad)), bad);
        }
    }

    @Test
    void whatIsNoListOfNamesIsRefused() {
        for (var bad : List.of("", "0500", "30020c00" + "00", "30021f00", "3080")) {
            var refused = assertThrows(DecodeException.class, () -> GeneralNames.decode(HEX.parseHex(bad)), bad);
            assertTrue(refused.getMessage().contains("offset"), refused.getMessage());
        }
    }
}
