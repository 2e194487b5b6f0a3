package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.testkit.TestKey;

/** Both sides do what the rows of TLS say, and the same as one another. */
class TlsSidesTest {
    /** SSL_SESSION_RECONNECT. */
    private static final int RECONNECT = 1;

    @ParameterizedTest
    @CsvSource({"TLSv1.3,EC", "TLSv1.3,RSA", "TLSv1.2,EC", "TLSv1.2,RSA"})
    void bothSidesSayTheSameAndAgreeOnTheSame(String version, TestKey key) throws Exception {
        var ours = ours(terms(version, key, false));
        var floor = floor(terms(version, key, false));
        assertEquals(
                suitesAndWhatFollows(floor.clientHello()).remaining(),
                suitesAndWhatFollows(ByteBuffer.wrap(ours.begin().token())).remaining());
        assertEquals(suites(floor.clientHello()), suites(ByteBuffer.wrap(ours.begin().token())));
        var pair = floor.establish();
        var cipher = ours.establish().server().query(SchannelAttribute.CIPHER_INFO);
        assertEquals(pair.server().getSession().getCipherSuite(), cipher.cipherSuite());
        assertEquals(version, pair.server().getSession().getProtocol());
        assertTrue(cipher.cipherSuite().contains(
                version.equals(TlsTerms.TLS_1_3) ? "TLS_AES" : "_" + (key == TestKey.EC ? "ECDSA" : "RSA") + "_"));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,true", "TLSv1.3,false", "TLSv1.2,true", "TLSv1.2,false"})
    void bothSidesResumeWhereTheyAreToAndNowhereElse(String version, boolean resumed) throws Exception {
        var ours = ours(terms(version, TestKey.EC, resumed));
        var floor = floor(terms(version, TestKey.EC, resumed));
        for (int i = 0; i < 3; i++) {
            assertEquals(resumed, isResumed(ours.establish().client()));
            int shown = floor.shown();
            floor.establish();
            assertEquals(resumed, floor.shown() == shown);
        }
    }

    @Test
    void bothSidesFillTheLargestRecord() throws Exception {
        var terms = terms(TlsTerms.TLS_1_3, TestKey.EC, false);
        var bare = new TlsBulkBenchmark.Floor();
        bare.size = 16 << 10;
        bare.establish(floor(terms));
        var ours = new TlsBulkBenchmark.Ours();
        ours.size = bare.size;
        ours.establish(ours(terms));
        assertEquals(bare.transmit(), ours.transmit());
        assertTrue(bare.transmit() > bare.size - 64);
    }

    private static boolean isResumed(CtxtHandle context) throws Exception {
        return (context.query(SchannelAttribute.SESSION_INFO).flags() & RECONNECT) != 0;
    }

    private static TlsTerms terms(String version, TestKey key, boolean resumed) {
        var terms = new TlsTerms();
        terms.version = version;
        terms.key = key;
        terms.resumed = resumed;
        return terms;
    }

    private static TlsOurs ours(TlsTerms terms) throws Exception {
        var ours = new TlsOurs();
        ours.prepare(terms);
        return ours;
    }

    private static TlsFloor floor(TlsTerms terms) throws Exception {
        var floor = new TlsFloor();
        floor.prepare(terms);
        return floor;
    }

    /** Behind record header, message header, version, random and session id. */
    private static ByteBuffer suitesAndWhatFollows(ByteBuffer clientHello) {
        int at = 5 + 4 + 2 + 32;
        return clientHello.position(at + 1 + clientHello.get(at)).slice();
    }

    private static ByteBuffer suites(ByteBuffer clientHello) {
        var rest = suitesAndWhatFollows(clientHello);
        return rest.slice(2, rest.getShort());
    }
}
