package org.sspi4j.schannel.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.fixture.HeaderTable;

@DisplayName("Alerts and statuses: sspi.md 4")
class TlsAlertTest {
    @Test
    void eachNumberIsToldAsTheTableSays() {
        var table = HeaderTable.lines("tls-alerts.txt").stream()
                .collect(Collectors.toMap(line -> Integer.parseInt(line[0]), line -> SecurityStatus.valueOf(line[1])));
        assertEquals(24, table.size());
        for (int number = 0; number < 256; number++) {
            assertEquals(table.getOrDefault(number, SecurityStatus.SEC_E_ILLEGAL_MESSAGE), TlsAlert.status(number), "alert " + number);
        }
    }

    @Test
    void eachNumberIsThatOfOneName() {
        for (var alert : TlsAlert.values()) {
            assertEquals(alert, TlsAlert.of(alert.number()).orElseThrow());
        }
    }
}
