package org.sspi4j.tools.demo.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.HttpAnswer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

class LegTest {
    private static final HttpAnswer OFFER = new HttpAnswer.Unauthorized(List.of("Negotiate", "NTLM"));

    private static Leg leg(String authorization, HttpAnswer answer) {
        return Leg.of(3, Optional.ofNullable(authorization), answer, List.of("Negotiate", "NTLM"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
        "null|says nothing of who it is from",
        "Negotiate YWI=|says Negotiate, with a token of 2 bytes",
        "ntlm  YWJj|says NTLM, with a token of 3 bytes",
        "Negotiate|says Negotiate, with no token",
        "Basic YWxpY2U6UGFzcyE=|says something of another scheme",
        "<b>|says something of another scheme",
    })
    void aRequestIsToldWithoutWhatStandsInIt(String authorization, String request) {
        assertEquals(new Leg(3, request, 401, "asks for Negotiate or NTLM"), leg(authorization, OFFER));
    }

    @Test
    void answersAreTold() {
        assertEquals("goes on with a token of 2 bytes", leg(null, new HttpAnswer.Unauthorized(List.of("NTLM YWI="))).response());
        var why = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "no");
        assertEquals("does not take it, and asks for NTLM", leg(null, new HttpAnswer.Refused(why, List.of("NTLM"))).response());
    }
}
