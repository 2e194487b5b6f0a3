package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CertificateRequestsTest {
    /** After random and session id: TLS_AES_128_GCM_SHA256, no compression; as in RFC 8448 3. */
    private static final String SUITE = "1301" + "00";
    private static final String SUPPORTED_VERSIONS = "002b00020304";
    private static final String PRE_SHARED_KEY = "002900020000";

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
                each.see(record(22, piece));
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
            each.see(record(22, message(2, HexFormat.of().formatHex(cut))));
            each.see(record(23, new byte[] {0}));
            cut = whole.clone();
            cut[length] = (byte) 0xFF;
            each.see(record(22, message(2, HexFormat.of().formatHex(cut))));
        }
    }

    private void see(int type, byte[]... messages) {
        requests.see(record(type, join(messages)));
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
