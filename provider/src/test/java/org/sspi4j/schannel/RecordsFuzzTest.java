package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** DecryptMessage: whatever is done to a record, it is refused or incomplete, or the text is the one that was sent. */
class RecordsFuzzTest {
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void decrypt(byte[] input) throws Exception {
        var edits = new Edits(input);
        var tls = Tls.values()[edits.number(Tls.values().length - 1)];
        boolean edited = edits.number(3) > 0;
        boolean ofServer = edits.number(1) == 0;
        var text = new byte[edits.number(300)];
        try (var ends = new Tls.Ends(tls)) {
            var from = ofServer ? ends.server : ends.client;
            var to = ofServer ? ends.client : ends.server;
            var record = from.write(text);
            try {
                to.receive(edited ? edits.of(record) : input);
            } catch (SspiException e) {
                Refusals.check(e, "a record");
            }
            var came = to.text();
            if (came != null) {
                assertArrayEquals(text, came);
            }
        }
    }
}
