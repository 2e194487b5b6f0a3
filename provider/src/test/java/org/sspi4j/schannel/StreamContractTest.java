package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.api.SecurityStatus.SEC_I_RENEGOTIATE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("Schannel as a stream: sspi.md 7.6")
class StreamContractTest {
    private static final byte[] TEXT = "The quick brown fox".getBytes(UTF_8);

    private static SecurityStatus refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @Nested
    @DisplayName("the handshake")
    class Handshakes {
        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_2")
        void takesTheLegsOfTls12(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                assertEquals(List.of(SEC_I_CONTINUE_NEEDED, SEC_I_CONTINUE_NEEDED, SEC_E_OK), ends.client.statuses());
                assertEquals(List.of(SEC_I_CONTINUE_NEEDED, SEC_E_OK), ends.server.statuses());
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "JDK_1_3")
        void takesTheLegsOfTls13AndTheTicketAsRenegotiation(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                assertEquals(
                        List.of(SEC_I_CONTINUE_NEEDED, SEC_E_OK, SEC_I_RENEGOTIATE, SEC_E_OK), ends.client.statuses());
                assertEquals(List.of(SEC_I_CONTINUE_NEEDED, SEC_E_OK), ends.server.statuses());
            }
        }

        @ParameterizedTest
        @EnumSource
        @Tag("S103")
        void goesOnByteByByte(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server();
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var toServer = client.begin();
                while (toServer.length > 0) {
                    toServer = byteByByte(client, byteByByte(server, toServer));
                }
                assertTrue(client.established && server.established);
                byteByByte(server, client.write(TEXT));
                assertArrayEquals(TEXT, server.text());
                byteByByte(client, server.write(TEXT));
                assertArrayEquals(TEXT, client.text());
                assertTrue(client.statuses().contains(SEC_E_INCOMPLETE_MESSAGE));
            }
        }

        private byte[] byteByByte(TlsParty party, byte[] bytes) throws SspiException {
            var reply = new byte[0];
            for (byte one : bytes) {
                reply = concat(reply, party.receive(new byte[] {one}));
            }
            return reply;
        }

        @ParameterizedTest
        @EnumSource
        void goesOnHoweverTheStreamIsCut(Tls tls) throws Exception {
            try (var web = tls.server()) {
                for (int seed = 0; seed < 20; seed++) {
                    try (var alice = tls.client();
                            var client = TlsParty.client(alice, Tls.WEB);
                            var server = TlsParty.server(web)) {
                        var random = new Random(seed);
                        var toServer = client.begin();
                        while (toServer.length > 0) {
                            toServer = inPieces(client, inPieces(server, toServer, random), random);
                        }
                        inPieces(server, concat(client.write(TEXT), client.write(TEXT)), random);
                        assertArrayEquals(TEXT, server.text(), "seed " + seed);
                        assertArrayEquals(TEXT, server.text(), "seed " + seed);
                    }
                }
            }
        }

        private byte[] inPieces(TlsParty party, byte[] bytes, Random random) throws SspiException {
            var reply = new byte[0];
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(200));
                reply = concat(reply, party.receive(Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            return reply;
        }

        @ParameterizedTest
        @CsvSource({"0, 5", "1, 4", "4, 1"})
        @Tag("S104")
        @Tag("S105")
        void tellsHowMuchOfAHeaderIsMissing(int there, int missing) throws Exception {
            try (var alice = Tls.JDK_1_3.client();
                    var web = Tls.JDK_1_3.server();
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                server.leg(Arrays.copyOf(client.begin(), there));
                assertEquals(SEC_E_INCOMPLETE_MESSAGE, server.last.status());
                assertEquals(missing, server.last.missing());
            }
        }

        @ParameterizedTest
        @EnumSource
        @Tag("S105")
        void tellsHowMuchOfARecordIsMissing(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server();
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var hello = client.begin();
                for (int there = 5; there < hello.length; there += 7) {
                    server.leg(Arrays.copyOf(hello, there));
                    assertEquals(SEC_E_INCOMPLETE_MESSAGE, server.last.status());
                    assertEquals(hello.length - there, server.last.missing());
                }
                server.leg(hello);
                assertEquals(SEC_I_CONTINUE_NEEDED, server.last.status());
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_3")
        void leavesWhatFollowsItsRecords(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server();
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var last = client.receive(server.leg(client.begin()));
                assertTrue(client.established);
                var withData = concat(last, client.write(TEXT));
                server.leg(withData);
                assertEquals(SEC_E_OK, server.last.status());
                assertEquals(withData.length - last.length, server.last.extra());
                server.receive(new byte[0]);
                assertArrayEquals(TEXT, server.text());
            }
        }

        @ParameterizedTest
        @CsvSource({"GET / HTTP/1.0, 0", "SSH-2.0-OpenSSH, 0"})
        void refusesWhatIsNoTls(String text, int ignored) throws Exception {
            try (var web = Tls.JDK_1_3.server();
                    var server = TlsParty.server(web)) {
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> server.leg(text.getBytes(UTF_8))));
            }
        }

        @ParameterizedTest
        @CsvSource({"19 03 03 00 05", "18 03 03 00 05", "13 03 03 00 05", "16 02 03 00 05", "16 03 03 48 01", "16 03 03 ff ff"})
        void refusesAHeaderThatNoRecordHas(String header) throws Exception {
            var bytes = new byte[5];
            int i = 0;
            for (var octet : header.split(" ")) {
                bytes[i++] = (byte) Integer.parseInt(octet, 16);
            }
            try (var web = Tls.JDK_1_3.server();
                    var server = TlsParty.server(web)) {
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> server.leg(bytes)));
            }
        }

        @ParameterizedTest
        @EnumSource
        void isNotGoneThroughAgain(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                assertEquals(SEC_E_OUT_OF_SEQUENCE, refused(() -> ends.client.leg(new byte[0])));
                ends.server.receive(ends.client.write(TEXT));
                assertArrayEquals(TEXT, ends.server.text());
            }
        }

        @ParameterizedTest
        @EnumSource
        void tellsThePeerWhyItFails(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server();
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var hello = client.begin();
                hello[9] = 9;       // a version of long ago, or a length that cannot be
                hello[6] = 1;
                var failure = assertThrows(SspiException.class, () -> server.leg(hello));
                assertEquals(TlsRecord.ALERT, failure.token()[0]);
                var told = assertThrows(SspiException.class, () -> client.leg(failure.token()));
                assertTrue(told.getMessage().contains("alert"), told.getMessage());
            }
        }
    }

    @Nested
    @DisplayName("EncryptMessage and DecryptMessage")
    class Messages {
        @ParameterizedTest
        @EnumSource
        void carryTextsOfEachSize(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                int most = ends.client.context.query(ContextAttribute.STREAM_SIZES).maximumMessage();
                assertTrue(most >= 16367 && most <= 16384, "cbMaximumMessage " + most);
                for (int size : new int[] {1, 2, 15, 16, 17, 255, 256, 1000, most - 1, most}) {
                    var text = new byte[size];
                    new Random(size).nextBytes(text);
                    ends.server.receive(ends.client.write(text));
                    assertArrayEquals(text, ends.server.text());
                    ends.client.receive(ends.server.write(text));
                    assertArrayEquals(text, ends.client.text());
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void makeOneRecordOfOneMessage(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                int most = ends.client.context.query(ContextAttribute.STREAM_SIZES).maximumMessage();
                var sent = ends.client.write(new byte[most]);
                assertEquals(sent.length, 5 + (sent[3] & 0xFF) * 256 + (sent[4] & 0xFF));
            }
        }

        @ParameterizedTest
        @EnumSource
        void takeSeveralRecordsOneByOne(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var one = ends.client.write("one".getBytes(UTF_8));
                var two = ends.client.write("two".getBytes(UTF_8));
                var buffers = received(concat(one, two));
                assertEquals(SEC_E_OK, ends.server.context.decryptMessage(buffers).status());
                assertArrayEquals("one".getBytes(UTF_8), SecBuffer.find(buffers, SecBufferType.DATA).orElseThrow().toBytes());
                assertArrayEquals(two, SecBuffer.find(buffers, SecBufferType.EXTRA).orElseThrow().toBytes());
            }
        }

        @ParameterizedTest
        @EnumSource
        void leaveHeaderDataTrailerAndRestInThePlaceOfTheRecord(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var record = ends.client.write(TEXT);
                var buffers = received(concat(record, record));
                var memory = buffers.get(0).memory().array();
                ends.server.context.decryptMessage(buffers);
                assertEquals(
                        List.of(SecBufferType.STREAM_HEADER, SecBufferType.DATA, SecBufferType.STREAM_TRAILER, SecBufferType.EXTRA),
                        buffers.stream().map(SecBuffer::type).toList());
                int at = 0;
                for (var buffer : buffers) {
                    assertSame(memory, buffer.memory().array());
                    assertEquals(at, buffer.memory().arrayOffset() + buffer.memory().position());
                    at += buffer.size();
                }
                assertEquals(2 * record.length, at);
            }
        }

        @ParameterizedTest
        @EnumSource
        void workInDirectMemoryToo(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var sizes = ends.client.context.query(ContextAttribute.STREAM_SIZES);
                var header = ByteBuffer.allocateDirect(sizes.header());
                var data = ByteBuffer.allocateDirect(TEXT.length).put(TEXT).flip();
                var trailer = ByteBuffer.allocateDirect(sizes.trailer());
                ends.client.context.encryptMessage(List.of(trailer(trailer), SecBuffer.data(data), header(header)));
                var record = ByteBuffer.allocateDirect(header.remaining() + data.remaining() + trailer.remaining())
                        .put(header).put(data).put(trailer).flip();
                var buffers = List.of(SecBuffer.empty(), SecBuffer.data(record), SecBuffer.empty(), SecBuffer.empty());
                assertEquals(SEC_E_OK, ends.server.context.decryptMessage(buffers).status());
                var found = buffers.stream().filter(buffer -> buffer.type() == SecBufferType.DATA).findFirst().orElseThrow();
                assertArrayEquals(TEXT, found.toBytes());
                assertTrue(found.memory().isDirect());
            }
        }

        @ParameterizedTest
        @EnumSource
        @Tag("S103")
        @Tag("S104")
        void sayHowMuchIsMissingAndLeaveTheRest(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var record = ends.client.write(TEXT);
                for (int there = 0; there < record.length; there++) {
                    var buffers = received(Arrays.copyOf(record, there));
                    var result = ends.server.context.decryptMessage(buffers);
                    assertEquals(SEC_E_INCOMPLETE_MESSAGE, result.status());
                    assertEquals(there < 5 ? 5 - there : record.length - there, result.missing());
                    assertArrayEquals(Arrays.copyOf(record, there), buffers.get(0).toBytes());
                }
                ends.server.receive(record);
                assertArrayEquals(TEXT, ends.server.text());
            }
        }

        @ParameterizedTest
        @EnumSource
        void haveNothingToSayOfNothing(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                ends.server.receive(ends.client.write(new byte[0]));
                ends.server.receive(ends.client.write(TEXT));
                var first = ends.server.text();
                assertArrayEquals(TEXT, first.length == 0 ? ends.server.text() : first);
            }
        }

        @ParameterizedTest
        @EnumSource
        void refuseAMessageThatIsTooLongOrHasNoRoom(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var sizes = ends.client.context.query(ContextAttribute.STREAM_SIZES);
                var header = ByteBuffer.allocate(sizes.header());
                var trailer = ByteBuffer.allocate(sizes.trailer());
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(List.of(
                        header(header), SecBuffer.data(ByteBuffer.allocate(sizes.maximumMessage() + 1)), trailer(trailer)))));
                assertEquals(SEC_E_BUFFER_TOO_SMALL, refused(() -> ends.client.context.encryptMessage(List.of(
                        header(ByteBuffer.allocate(sizes.header() - 1)), data(), trailer(trailer)))));
                assertEquals(SEC_E_BUFFER_TOO_SMALL, refused(() -> ends.client.context.encryptMessage(List.of(
                        header(header), data(), trailer(ByteBuffer.allocate(sizes.trailer() - 1))))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(List.of(data(), trailer(trailer)))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(List.of(header(header), data()))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(
                        List.of(header(header), trailer(trailer)))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(
                        List.of(header(header), data(), data(), trailer(trailer)))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.client.context.encryptMessage(List.of(
                        header(header), SecBuffer.data(ByteBuffer.wrap(TEXT).asReadOnlyBuffer()), trailer(trailer)))));
                ends.server.receive(ends.client.write(TEXT));
                assertArrayEquals(TEXT, ends.server.text(), "none of these calls has sent anything");
            }
        }

        @ParameterizedTest
        @EnumSource
        void refuseBuffersThatLeaveNoPlaceToAnswer(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var record = ends.client.write(TEXT);
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.server.context.decryptMessage(
                        List.of(SecBuffer.data(ByteBuffer.wrap(record)), SecBuffer.empty(), SecBuffer.empty()))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.server.context.decryptMessage(
                        List.of(SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty()))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> ends.server.context.decryptMessage(List.of(
                        SecBuffer.data(ByteBuffer.wrap(record).asReadOnlyBuffer()),
                        SecBuffer.empty(),
                        SecBuffer.empty(),
                        SecBuffer.empty()))));
                ends.server.receive(record);
                assertArrayEquals(TEXT, ends.server.text());
            }
        }

        @ParameterizedTest
        @EnumSource
        void failForEveryChangedByteAndStayFailed(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server()) {
                for (int i = 5; i < 40; i++) {
                    try (var client = TlsParty.client(alice, Tls.WEB);
                            var server = TlsParty.server(web);
                            var ends = new Tls.Ends(client, server)) {
                        var record = client.write(TEXT);
                        record[Math.min(i, record.length - 1)] ^= 1;
                        assertEquals(SEC_E_MESSAGE_ALTERED, refused(() -> server.receive(record)));
                        var good = client.write(TEXT);
                        assertEquals(SEC_E_MESSAGE_ALTERED, refused(() -> server.context.decryptMessage(received(good))));
                        assertEquals(SEC_E_CONTEXT_EXPIRED, refused(() -> server.write(TEXT)));
                    }
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void failForARecordThatComesTwiceOrOutOfOrder(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var one = ends.client.write(TEXT);
                ends.client.write(TEXT);
                var three = ends.client.write(TEXT);
                ends.server.receive(one.clone());
                assertEquals(SEC_E_MESSAGE_ALTERED, refused(() -> ends.server.receive(three)));
            }
            try (var ends = new Tls.Ends(tls)) {
                var one = ends.client.write(TEXT);
                ends.server.receive(one.clone());
                assertEquals(SEC_E_MESSAGE_ALTERED, refused(() -> ends.server.receive(one)));
            }
        }

        @ParameterizedTest
        @EnumSource
        void areTheOnlyProtection(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var buffers = List.of(SecBuffer.token(ByteBuffer.allocate(64)), data());
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> ends.client.context.makeSignature(buffers)));
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused(() -> ends.client.context.verifySignature(buffers)));
                assertEquals(SEC_E_QOP_NOT_SUPPORTED, refused(
                        () -> ends.client.context.encryptMessage(Qop.WRAP_NO_ENCRYPT, buffers)));
                assertFalse(ends.client.context.isExportable());
            }
        }
    }

    @Nested
    @DisplayName("the end")
    class Ends {
        @ParameterizedTest
        @EnumSource
        void isToldOnlyAfterCloseNotify(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                var goodbye = ends.client.shutDown();
                assertEquals(SEC_E_OK, ends.client.last.status());
                for (int there = 0; there < goodbye.length; there++) {
                    assertEquals(
                            SEC_E_INCOMPLETE_MESSAGE,
                            ends.server.context.decryptMessage(received(Arrays.copyOf(goodbye, there))).status());
                }
                assertEquals(SEC_I_CONTEXT_EXPIRED, ends.server.context.decryptMessage(received(goodbye)).status());
                assertEquals(SEC_I_CONTEXT_EXPIRED, ends.server.context.decryptMessage(received(new byte[] {1})).status());
            }
        }

        @ParameterizedTest
        @EnumSource
        void leavesNothingToEncrypt(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                ends.server.receive(ends.client.write(TEXT));
                ends.server.receive(ends.client.shutDown());
                assertTrue(ends.server.expired);
                assertEquals(SEC_E_CONTEXT_EXPIRED, refused(() -> ends.client.write(TEXT)));
                if (!tls.isTls13()) {
                    assertEquals(SEC_E_CONTEXT_EXPIRED, refused(() -> ends.server.write(TEXT)));
                }
                ends.client.receive(ends.server.shutDown());
                assertTrue(ends.client.expired);
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_3")
        @DisplayName("RFC 8446 6.1: of one direction is not that of the other")
        void ofOneDirectionIsNotThatOfTheOther(Tls tls) throws Exception {
            try (var ends = new Tls.Ends(tls)) {
                ends.server.receive(ends.client.shutDown());
                ends.client.receive(ends.server.write(TEXT));
                assertArrayEquals(TEXT, ends.client.text());
            }
        }

        @ParameterizedTest
        @CsvSource({"00000000, SEC_E_UNSUPPORTED_FUNCTION", "02000000, SEC_E_UNSUPPORTED_FUNCTION",
                "0300000001000000, SEC_E_UNSUPPORTED_FUNCTION", "04000000, SEC_E_INVALID_TOKEN", "010000, SEC_E_INVALID_TOKEN",
                "0100000000, SEC_E_INVALID_TOKEN", "'', SEC_E_INVALID_TOKEN"})
        void isTheOnlyThingThatAControlTokenAsksFor(String token, SecurityStatus status) throws Exception {
            var bytes = new byte[token.length() / 2];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(token.substring(2 * i, 2 * i + 2), 16);
            }
            try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
                assertEquals(status, refused(() -> Sspi.applyControlToken(ends.client.context, List.of(SecBuffer.token(bytes)))));
                assertEquals(SEC_E_INVALID_TOKEN, refused(() -> Sspi.applyControlToken(ends.client.context, List.of())));
                ends.server.receive(ends.client.write(TEXT));
                assertArrayEquals(TEXT, ends.server.text());
            }
        }
    }

    @Nested
    @DisplayName("ALPN: RFC 7301")
    class ApplicationProtocols {
        private Tls.Ends ends(Tls tls, List<String> offered, List<String> spoken) throws SspiException {
            var alice = tls.client();
            var web = tls.server();
            var client = TlsParty.client(alice, Tls.WEB);
            var server = TlsParty.server(web);
            if (!offered.isEmpty()) {
                client.with(SecBuffer.applicationProtocols(offered.toArray(String[]::new)));
            }
            if (!spoken.isEmpty()) {
                server.with(SecBuffer.applicationProtocols(spoken.toArray(String[]::new)));
            }
            return new Tls.Ends(client, server, alice, web);
        }

        private String protocol(TlsParty party) throws SspiException {
            var told = party.context.query(org.sspi4j.api.SchannelAttribute.APPLICATION_PROTOCOL);
            return told.protoNegoStatus() + " " + told.protoNegoExt() + " " + new String(told.protocolId(), UTF_8);
        }

        @ParameterizedTest
        @EnumSource
        void theServersFirstChoiceCounts(Tls tls) throws Exception {
            try (var ends = ends(tls, List.of("http/1.1", "h2"), List.of("h3", "h2", "http/1.1"))) {
                assertEquals("SUCCESS ALPN h2", protocol(ends.client));
                assertEquals("SUCCESS ALPN h2", protocol(ends.server));
            }
        }

        @ParameterizedTest
        @EnumSource
        void noneIsChosenWhereOneSideIsSilent(Tls tls) throws Exception {
            try (var ends = ends(tls, List.of("h2"), List.of())) {
                assertEquals("NONE NONE ", protocol(ends.client));
            }
            try (var ends = ends(tls, List.of(), List.of("h2"))) {
                assertEquals("NONE NONE ", protocol(ends.server));
            }
        }

        @ParameterizedTest
        @EnumSource
        void noneInCommonIsRefusedWithAlert120(Tls tls) throws Exception {
            try (var alice = tls.client();
                    var web = tls.server();
                    var client = TlsParty.client(alice, Tls.WEB).with(SecBuffer.applicationProtocols("h2"));
                    var server = TlsParty.server(web).with(SecBuffer.applicationProtocols("http/1.1"))) {
                var hello = client.begin();
                var failure = assertThrows(SspiException.class, () -> server.leg(hello));
                assertEquals(SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH, failure.status());
                assertEquals(
                        SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH, refused(() -> client.receive(failure.token())));
            }
        }

        @Test
        void aMalformedListIsRefused() throws Exception {
            var good = SecBuffer.applicationProtocols("h2").toBytes();
            try (var alice = Tls.JDK_1_3.client()) {
                for (int length = 0; length < good.length; length++) {
                    var cut = new SecBuffer(
                            SecBufferType.APPLICATION_PROTOCOLS,
                            SecBuffer.Access.READONLY,
                            ByteBuffer.wrap(Arrays.copyOf(good, length)));
                    assertEquals(SEC_E_INVALID_TOKEN, refused(
                            () -> Sspi.initializeSecurityContext(alice, null, Tls.WEB, Set.of(), List.of(cut))), "length " + length);
                }
            }
        }
    }

    private static List<SecBuffer> received(byte[] bytes) {
        return new ArrayList<>(List.of(
                SecBuffer.data(ByteBuffer.wrap(bytes)), SecBuffer.empty(), SecBuffer.empty(), SecBuffer.empty()));
    }

    private static SecBuffer header(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.STREAM_HEADER, SecBuffer.Access.READ_WRITE, memory);
    }

    private static SecBuffer data() {
        return SecBuffer.data(ByteBuffer.wrap(TEXT.clone()));
    }

    private static SecBuffer trailer(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.STREAM_TRAILER, SecBuffer.Access.READ_WRITE, memory);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
