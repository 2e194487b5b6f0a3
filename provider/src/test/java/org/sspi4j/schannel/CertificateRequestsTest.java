package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRequestsTest {
    /** After random and session id: TLS_AES_128_GCM_SHA256, no compression; as in RFC 8448 3. */
    private static final String SUITE = "1301" + "00";
    private static final String SUPPORTED_VERSIONS = "002b00020304";
    private static final String PRE_SHARED_KEY = "002900020000";
    private static final int TAG = 16;

    private final CertificateRequests requests = new CertificateRequests();

    @Test
    void aServerThatShowsItsCertificateOnlyAsksForNone() {
        see(22, message(2, serverHello("")), message(11, "0d0d0d0d"), message(12, "0d"), message(14, ""));
        assertFalse(requests.possible());
    }

    @Test
    void certificateRequestIsFoundAmongOthers() {
        see(22, message(2, serverHello("")), message(11, "00"), message(13, "0140"), message(14, ""));
        assertTrue(requests.possible());
    }

    @Test
    void certificateRequestIsFoundInPiecesOfAnySize() {
        var all = join(message(2, serverHello("")), message(11, "000000"), message(13, "0140"), message(14, ""));
        for (int size = 1; size < all.length; size++) {
            var each = new CertificateRequests();
            for (int at = 0; at < all.length; at += size) {
                assertFalse(each.possible() && at <= message(2, serverHello("")).length, "not before it is there");
                var piece = new byte[Math.min(size, all.length - at)];
                System.arraycopy(all, at, piece, 0, piece.length);
                each.see(record(22, piece), false);
            }
            assertTrue(each.possible(), "in pieces of " + size);
        }
    }

    @Test
    void whatIsEncryptedInTls12IsNotRead() {
        see(22, message(2, serverHello("")));
        see(20, new byte[] {1});
        see(22, message(13, "0140"));
        assertFalse(requests.possible());
    }

    @Test
    void whatIsEncryptedInTls13MayBeARequest() {
        see(22, message(2, serverHello(SUPPORTED_VERSIONS)));
        see(20, new byte[] {1});
        assertFalse(requests.possible());
        see(23, new byte[] {0});
        assertTrue(requests.possible());
    }

    @Test
    void nobodyIsAskedWhereASessionIsResumedInTls13() {
        see(22, message(2, serverHello(SUPPORTED_VERSIONS + PRE_SHARED_KEY)));
        see(23, new byte[] {0});
        assertFalse(requests.possible());
    }

    @Test
    void onlyAnExtensionOfServerHelloSaysThatASessionIsResumed() {
        see(22, message(2, serverHello("0033" + "0006" + PRE_SHARED_KEY)), message(11, PRE_SHARED_KEY));
        see(23, new byte[] {0});
        assertTrue(requests.possible());
    }

    @Test
    void anExtensionWithoutDataIsOneToo() {
        see(22, message(2, serverHello(SUPPORTED_VERSIONS + "00290000")));
        see(23, new byte[] {0});
        assertFalse(requests.possible());
    }

    @Test
    void noOtherMessageIsTakenForServerHello() {
        see(22, message(2, serverHello(SUPPORTED_VERSIONS)), message(8, serverHello(SUPPORTED_VERSIONS + PRE_SHARED_KEY)));
        see(23, new byte[] {0});
        assertTrue(requests.possible());
    }

    @Test
    void whatIsNoHandshakeIsNotRead() {
        see(22, message(2, serverHello("")));
        see(21, message(13, "0140"));
        assertFalse(requests.possible());
    }

    @Test
    void aRequestThatWasSeenStaysOne() {
        see(22, message(13, "0140"), message(2, serverHello(SUPPORTED_VERSIONS + PRE_SHARED_KEY)));
        see(23, new byte[] {0});
        assertTrue(requests.possible());
    }

    /** More than 16 bits of length, over several records, of bytes that look like requests. */
    @Test
    void aLongMessageIsPassedOver() {
        var certificate = message(11, "0d".repeat(0x10010));
        for (int at = 0; at < certificate.length; at += 1 << 14) {
            see(22, Arrays.copyOfRange(certificate, at, Math.min(certificate.length, at + (1 << 14))));
        }
        assertFalse(requests.possible());
        see(22, message(13, "0140"));
        assertTrue(requests.possible());
    }

    @Test
    void whateverServerHelloItIsMadeOfNothingFails() {
        var whole = HexFormat.of().parseHex(serverHello(SUPPORTED_VERSIONS + PRE_SHARED_KEY));
        for (int length = 0; length < whole.length; length++) {
            var each = new CertificateRequests();
            var cut = new byte[length];
            System.arraycopy(whole, 0, cut, 0, length);
            each.see(record(22, message(2, HexFormat.of().formatHex(cut))), false);
            each.see(record(23, new byte[] {0}), false);
            cut = whole.clone();
            cut[length] = (byte) 0xFF;
            each.see(record(22, message(2, HexFormat.of().formatHex(cut))), false);
        }
    }

    @Nested
    class WhereRecordsAreDecryptedInTheirPlace {
        @BeforeEach
        void serverHelloComesFirst() {
            requests.see(record(22, message(2, serverHello(SUPPORTED_VERSIONS))), true);
        }

        private void see(byte[] fragment) {
            var record = record(23, fragment);
            requests.see(record, true);
            requests.seeDecrypted(record);
        }

        private byte[] plaintext(int type, int zeros, byte[]... messages) {
            return join(join(messages), new byte[] {(byte) type}, new byte[zeros + TAG]);
        }

        @Test
        void aServerThatAsksForNoneIsSeenToAskForNone() {
            see(plaintext(22, 0, message(8, "0000"), message(11, "000000"), message(15, "0d"), message(20, "0d0d")));
            assertFalse(requests.possible());
            see(new byte[] {1, 2, 3});
            assertFalse(requests.possible(), "the place of a request is over");
        }

        @Test
        void aRequestIsSeen() {
            see(plaintext(22, 0, message(8, "0000"), message(13, "0d"), message(11, "000000")));
            assertTrue(requests.possible());
        }

        @Test
        void aRequestThatComesLaterIsSeen() {
            see(plaintext(22, 0, message(8, "0000")));
            assertFalse(requests.possible());
            see(plaintext(22, 0, message(13, "0d")));
            assertTrue(requests.possible());
            see(plaintext(22, 0, message(11, "000000")));
            assertTrue(requests.possible());
        }

        @Test
        void paddingIsPassedOver() {
            see(plaintext(22, 200, message(8, "0000"), message(11, "000000")));
            assertFalse(requests.possible());
        }

        @Test
        void aRequestIsFoundInPiecesOfAnySize() {
            var all = join(message(8, "0000"), message(13, "0d"), message(11, "000000"));
            for (int size = 1; size < all.length; size++) {
                var each = new CertificateRequests();
                for (int at = 0; at < all.length; at += size) {
                    var record = record(23, plaintext(22, 0, Arrays.copyOfRange(all, at, Math.min(all.length, at + size))));
                    each.see(record, true);
                    each.seeDecrypted(record);
                }
                assertTrue(each.possible(), "in pieces of " + size);
            }
        }

        @Test
        void whatDoesNotBeginAsItHasToMayBeARequest() {
            see(plaintext(22, 0, message(11, "000000")));
            assertTrue(requests.possible());
        }

        @Test
        void whatIsNoHandshakeMayBeARequest() {
            see(plaintext(21, 0, new byte[] {1, 0}));
            assertTrue(requests.possible());
        }

        @Test
        void whatHasNoContentTypeMayBeARequest() {
            see(new byte[40]);
            assertTrue(requests.possible());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 15, 16, 17})
        void whatIsTooShortMayBeARequest(int length) {
            var fragment = new byte[length];
            Arrays.fill(fragment, (byte) 22);
            see(fragment);
            assertTrue(requests.possible());
        }

        @Test
        void nothingIsReadWhereASessionIsResumed() {
            requests.see(record(22, message(2, serverHello(SUPPORTED_VERSIONS + PRE_SHARED_KEY))), true);
            see(new byte[40]);
            assertFalse(requests.possible());
        }
    }

    private void see(int type, byte[]... messages) {
        requests.see(record(type, join(messages)), false);
    }

    private static ByteBuffer record(int type, byte[] fragment) {
        var record = ByteBuffer.allocate(7 + fragment.length).position(2);
        record.put((byte) type).put((byte) 3).put((byte) 3).putShort((short) fragment.length).put(fragment);
        return record.position(2);
    }

    private static String serverHello(String extensions) {
        return "0303" + "0d".repeat(32) + "04" + "0d0d0d0d" + SUITE + String.format("%04x", extensions.length() / 2) + extensions;
    }

    private static byte[] message(int type, String body) {
        var bytes = HexFormat.of().parseHex(body);
        return ByteBuffer.allocate(4 + bytes.length).putInt(type << 24 | bytes.length).put(bytes).array();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
