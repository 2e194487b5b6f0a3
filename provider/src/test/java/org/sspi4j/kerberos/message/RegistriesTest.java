package org.sspi4j.kerberos.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RegistriesTest {
    @Test
    void numbersHaveNames() {
        assertEquals("KDC_ERR_PREAUTH_REQUIRED", ErrorCode.name(25));
        assertEquals("KRB_AP_ERR_SKEW", ErrorCode.name(37));
        assertEquals("KRB_ERR_RESPONSE_TOO_BIG", ErrorCode.name(52));
        assertEquals("KDC_ERR_WRONG_REALM", ErrorCode.name(68));
        assertEquals("PA_ETYPE_INFO2", PaType.name(19));
        assertEquals("PA_FOR_USER", PaType.name(129));
        assertEquals("NT_ENTERPRISE", NameType.name(10));
        assertEquals("AD_WIN2K_PAC", AdType.name(128));
        assertEquals("INITIATOR_SIGN", KeyUsage.name(25));
        assertEquals("KRB_AP_REQ", MsgType.name(14));
        assertEquals("IPV6", AddressType.name(24));
        assertEquals("LR_PASSWORD_EXPIRES", LrType.name(6));
        assertEquals("DOMAIN_X500_COMPRESS", TrType.name(1));
    }

    @Test
    void otherNumbersStayNumbers() {
        assertEquals("4711", ErrorCode.name(4711));
        assertEquals("-1", PaType.name(-1));
    }

    @Test
    void bitsAreCountedFromTheLeft() {
        assertEquals(0x40000000, TicketFlags.FORWARDABLE);
        assertEquals(0x00040000, TicketFlags.OK_AS_DELEGATE);
        assertEquals(0x00010000, KdcOptions.CANONICALIZE);
        assertEquals(0x00000010, KdcOptions.RENEWABLE_OK);
        assertEquals(0x00000008, KdcOptions.ENC_TKT_IN_SKEY);
        assertEquals(0x00020000, KdcOptions.CNAME_IN_ADDL_TKT);
        assertEquals(0x20000000, ApOptions.MUTUAL_REQUIRED);
        assertEquals("[FORWARDABLE, INITIAL, PRE_AUTHENT]", TicketFlags.toString(0x40600000));
        assertEquals("[bit 0, bit 31]", TicketFlags.toString(0x80000001));
        assertEquals("[]", ApOptions.toString(0));
    }

    @Test
    void aTimeIsSecondsAndMicroseconds() {
        var time = Instant.parse("2026-01-02T03:04:05.678901234Z");
        assertEquals(Instant.parse("2026-01-02T03:04:05Z"), KerberosTime.seconds(time));
        assertEquals(678_901, KerberosTime.micros(time));
        assertEquals(Instant.parse("2026-01-02T03:04:05.678901Z"), KerberosTime.of(KerberosTime.seconds(time), KerberosTime.micros(time)));
        assertEquals(999_999, KerberosTime.micros(Instant.parse("1969-12-31T23:59:59.999999999Z")));
    }
}
