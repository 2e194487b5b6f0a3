package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/** Both sides of a handshake, and a line between them that does something to one flight. */
@DisplayName("A handshake over a bad line")
@Timeout(120)
class CutAndFlippedTest {
    /** Each octet of a flight's beginning is flipped, then one of so many, another one in each flight. */
    private static final int BEGINNING = 24;
    private static final int STEP = 23;

    private static final byte[] TEXT = "The quick brown fox".getBytes(UTF_8);

    private CredHandle alice;
    private CredHandle web;

    private void acquire(Tls tls) throws SspiException {
        alice = tls.client(Tls.ALICE);
        web = Tls.inbound(tls.credentials(Tls.SERVER).flags(SchCredFlag.DISABLE_RECONNECTS));
    }

    @AfterEach
    void free() {
        alice.close();
        web.close();
    }

    /** One handshake. */
    private final class Conversation implements AutoCloseable {
        private final TlsParty client = TlsParty.client(alice, Tls.WEB).with(SecBuffer.applicationProtocols("h2", "http/1.1"));
        private final TlsParty server =
                TlsParty.server(web, ContextFlag.MUTUAL_AUTH).with(SecBuffer.applicationProtocols("http/1.1", "h2"));
        private final List<byte[]> flights = new ArrayList<>();
        private boolean failed;

        /** With one flight as the line makes it; empty bytes are lost ones. */
        Conversation with(int flight, UnaryOperator<byte[]> line, Object what) throws SspiException {
            var to = server;
            var token = client.begin();
            while (token.length > 0) {
                flights.add(token);
                token = flights.size() - 1 == flight ? line.apply(token) : token;
                try {
                    token = to.receive(token);
                } catch (SspiException e) {
                    failed = true;
                    Refusals.check(e, what);
                    hear(to == server ? client : server, e.token(), what);
                    return this;
                }
                to = to == server ? client : server;
            }
            return this;
        }

        private void hear(TlsParty other, byte[] lastWords, Object what) {
            try {
                other.receive(lastWords);
            } catch (SspiException e) {
                Refusals.check(e, what);
            }
        }

        boolean isEstablished() {
            return client.established && server.established && !failed;
        }

        /** Whoever is established with the other one has the same idea of it. */
        void assertAgreed(Object what) throws SspiException {
            var ours = client.context;
            var theirs = server.context;
            assertEquals(ours.query(SchannelAttribute.CIPHER_INFO), theirs.query(SchannelAttribute.CIPHER_INFO), what::toString);
            assertEquals(
                    ours.query(SchannelAttribute.ENDPOINT_BINDINGS), theirs.query(SchannelAttribute.ENDPOINT_BINDINGS), what::toString);
            assertEquals(Tls.SERVER.certificate(), ours.query(SchannelAttribute.REMOTE_CERT_CONTEXT), what::toString);
            assertEquals(Tls.ALICE.certificate(), theirs.query(SchannelAttribute.REMOTE_CERT_CONTEXT), what::toString);
            assertArrayEquals(
                    ours.query(SchannelAttribute.APPLICATION_PROTOCOL).protocolId(),
                    theirs.query(SchannelAttribute.APPLICATION_PROTOCOL).protocolId(),
                    what::toString);
            assertNoOtherText(client, server, what);
            assertNoOtherText(server, client, what);
        }

        /** What was lost after both were established shows here. */
        private void assertNoOtherText(TlsParty from, TlsParty to, Object what) throws SspiException {
            var sent = from.write(TEXT);
            try {
                to.receive(sent);
            } catch (SspiException e) {
                Refusals.check(e, what);
                return;
            }
            var text = to.text();
            if (text == null) {
                assertTrue(to.pending().length > 0, what::toString);
            } else {
                assertArrayEquals(TEXT, text, what::toString);
            }
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    /** Nothing was done to it. */
    private List<byte[]> good() throws SspiException {
        try (var conversation = new Conversation().with(-1, token -> token, "good")) {
            assertTrue(conversation.isEstablished());
            conversation.assertAgreed("good");
            return conversation.flights;
        }
    }

    /** Whether both sides were established all the same. */
    private boolean isEstablished(int flight, UnaryOperator<byte[]> line, Object what) throws SspiException {
        try (var conversation = new Conversation().with(flight, line, what)) {
            if (conversation.isEstablished()) {
                conversation.assertAgreed(what);
                return true;
            }
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOctetIsFlipped(Tls tls) throws Exception {
        acquire(tls);
        var good = good();
        int established = 0;
        int flipped = 0;
        for (int flight = 0; flight < good.size(); flight++) {
            var random = new Random(flight);
            for (int at = 0; at < good.get(flight).length; at += at < BEGINNING ? 1 : 1 + random.nextInt(2 * STEP)) {
                int here = at;
                var bit = (byte) (1 << random.nextInt(8));
                flipped++;
                if (isEstablished(flight, token -> flip(token, here, bit), "bit " + bit + " of octet " + at + " of flight " + flight)) {
                    established++;
                }
            }
        }
        // What is no part of what both sides hash: versions of records, of which one is in each flight, and what came after the end.
        assertTrue(established <= 3 * good.size(), established + " of " + flipped);
    }

    private static byte[] flip(byte[] token, int at, byte bit) {
        var flipped = token.clone();
        flipped[Math.min(at, token.length - 1)] ^= bit;
        return flipped;
    }

    @ParameterizedTest
    @EnumSource
    void anEndIsLost(Tls tls) throws Exception {
        acquire(tls);
        var good = good();
        for (int flight = 0; flight < good.size(); flight++) {
            var random = new Random(flight);
            for (int end = 0; end < good.get(flight).length; end += 1 + random.nextInt(2 * STEP)) {
                int here = end;
                isEstablished(flight, token -> Arrays.copyOf(token, Math.min(here, token.length - 1)), end + " octets of flight " + flight);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void octetsAreLostInBetween(Tls tls) throws Exception {
        acquire(tls);
        var good = good();
        for (int flight = 0; flight < good.size(); flight++) {
            var random = new Random(flight);
            for (int at = 0; at < good.get(flight).length - 1; at += 1 + random.nextInt(4 * STEP)) {
                int from = at;
                int length = 1 + random.nextInt(40);
                isEstablished(
                        flight, token -> without(token, from, length), length + " octets lost at " + at + " of flight " + flight);
            }
        }
    }

    private static byte[] without(byte[] token, int from, int length) {
        int begin = Math.min(from, token.length - 1);
        int end = Math.min(begin + length, token.length);
        var out = new ByteArrayOutputStream();
        out.write(token, 0, begin);
        out.write(token, end, token.length - end);
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordComesTwice(Tls tls) throws Exception {
        acquire(tls);
        var good = good();
        for (int flight = 0; flight < good.size(); flight++) {
            for (int record = 0; record < records(good.get(flight)).size(); record++) {
                int which = record;
                isEstablished(flight, token -> twice(token, which), "record " + record + " of flight " + flight + " twice");
            }
            isEstablished(flight, token -> joined(List.of(token, token)), "flight " + flight + " twice");
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordsChangePlaces(Tls tls) throws Exception {
        acquire(tls);
        var good = good();
        for (int flight = 0; flight < good.size(); flight++) {
            for (int record = 1; record < records(good.get(flight)).size(); record++) {
                int which = record;
                isEstablished(flight, token -> exchanged(token, which), "record " + record + " of flight " + flight + " too early");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a flight of another connection of the same two")
    void aFlightOfAnotherConnectionComesInstead(Tls tls) throws Exception {
        acquire(tls);
        var other = good();
        for (int flight = 0; flight < other.size(); flight++) {
            var theirs = other.get(flight);
            assertFalse(isEstablished(flight, token -> theirs, "another connection's flight " + flight));
            for (int record = 0; record < records(theirs).size(); record++) {
                int which = record;
                isEstablished(flight, token -> mixed(token, theirs, which), "another connection's record " + record + " of " + flight);
            }
        }
    }

    private static List<byte[]> records(byte[] token) {
        var records = new ArrayList<byte[]>();
        for (int at = 0; at < token.length; ) {
            int length = 5 + (token[at + 3] & 0xFF) * 256 + (token[at + 4] & 0xFF);
            records.add(Arrays.copyOfRange(token, at, at + length));
            at += length;
        }
        return records;
    }

    private static byte[] joined(List<byte[]> parts) {
        var out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] twice(byte[] token, int record) {
        var records = records(token);
        int at = Math.min(record, records.size() - 1);
        records.add(at, records.get(at));
        return joined(records);
    }

    private static byte[] exchanged(byte[] token, int record) {
        var records = records(token);
        if (record < records.size()) {
            records.add(record - 1, records.remove(record));
        }
        return joined(records);
    }

    private static byte[] mixed(byte[] token, byte[] other, int record) {
        var records = records(token);
        if (record < records.size()) {
            records.set(record, records(other).get(record));
        }
        return joined(records);
    }
}
