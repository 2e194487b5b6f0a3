package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.Decision;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

class DecisionLogTest {
    private final DecisionLog log = new DecisionLog();

    @Test
    void valuesTakeTheirPlacesWhenSomebodyReads() {
        log.note(Decision.About.KEY, "the key of {} has version {}", "HTTP/web", 3);
        assertEquals(List.of(new Decision(Decision.About.KEY, "the key of HTTP/web has version 3")), log.told());
    }

    @Test
    void aValueWithBracesIsNoPlace() {
        log.note(Decision.About.TARGET, "{} stands for {}.", "a{}b", "c");
        assertEquals("a{}b stands for c.", log.told().get(0).sentence());
    }

    @Test
    void whoeverDecidesALotIsCutShort() {
        for (int i = 0; i < DecisionLog.MOST + 5; i++) {
            log.note(Decision.About.KDC, "asked {}", i);
        }
        var told = log.told();
        assertEquals(DecisionLog.MOST + 1, told.size());
        assertEquals("asked 63", told.get(DecisionLog.MOST - 1).sentence());
        assertEquals("5 more decisions were not kept", told.get(DecisionLog.MOST).sentence());
    }

    @Test
    void aFailureTellsWhatLedToIt() {
        var failure = assertThrows(SspiException.class, () -> log.toldOnFailure(() -> {
            log.note(Decision.About.REALM, "the realm is {}", "EXAMPLE.COM");
            throw new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "no", new IllegalStateException());
        }));
        assertEquals(List.of(new Decision(Decision.About.REALM, "the realm is EXAMPLE.COM")), failure.decisions());
        assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, failure.status());
        assertEquals("SEC_E_LOGON_DENIED: no", failure.getMessage());
        assertEquals(IllegalStateException.class, failure.getCause().getClass());
    }
}
