package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.text;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.MessageResult;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Vectors;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;

/** Messages that others made, each the next of its context: opened in order, which their numbers have to bear. */
@DisplayName("RFC 4121 4.2.6 tokens of other implementations")
class RecordedTokensTest {
    private static final String HEAD = "head";
    private static final String TAIL = "tail";

    @ParameterizedTest
    @CsvSource({
        "aes256-cts, acceptor-subkey", "aes256-cts, initiator-subkey",
        "aes128-cts, acceptor-subkey", "aes128-cts, initiator-subkey"
    })
    void mitKrb5(String type, String subkey) throws Exception {
        assertEquals(2 * 17, Recording.of("rfc4121/mit-krb5-tokens.txt", type, subkey).openAll());
    }

    @ParameterizedTest
    @CsvSource({
        "aes256-cts-hmac-sha1-96, acceptor-subkey", "aes256-cts-hmac-sha1-96, initiator-subkey",
        "aes128-cts-hmac-sha1-96, acceptor-subkey", "aes128-cts-hmac-sha1-96, initiator-subkey"
    })
    void jdk(String type, String subkey) throws Exception {
        assertEquals(2 * 19, Recording.of("rfc4121/jdk-tokens.txt", type, subkey).openAll());
    }

    /** What has no random octets comes out as MIT makes it. */
    @ParameterizedTest
    @ValueSource(strings = {"aes256-cts", "aes128-cts"})
    void oursSignLikeMitKrb5(String type) throws Exception {
        var recording = Recording.of("rfc4121/mit-krb5-tokens.txt", type, "acceptor-subkey");
        var mic = recording.initiators.get("mic 100");
        var sender = EstablishedPair.initiator(recording.key, true, ALL, Recording.number(mic), 0);
        assertArrayEquals(mic, EstablishedPair.mic(sender, text(100)));

        var iovSigned = recording.acceptors.get("iov-signed token");
        sender = EstablishedPair.acceptor(recording.key, true, ALL, 0, Recording.number(iovSigned));
        var token = SecBuffer.token(ByteBuffer.allocate(28));
        var data = SecBuffer.data(ByteBuffer.wrap(text(40)));
        sender.encryptMessage(
                Qop.WRAP_NO_ENCRYPT,
                List.of(token, Recording.onlySigned(HEAD), data, Recording.onlySigned(TAIL)),
                0);
        assertArrayEquals(iovSigned, token.toBytes());

        var iovMic = recording.acceptors.get("iov-mic");
        sender = EstablishedPair.acceptor(recording.key, true, ALL, 0, Recording.number(iovMic));
        var signature = SecBuffer.token(ByteBuffer.allocate(28));
        sender.makeSignature(
                0, List.of(SecBuffer.data(ByteBuffer.wrap(text(10))), Recording.onlySigned("signed"), signature), 0);
        assertArrayEquals(iovMic, signature.toBytes());
    }

    /** One context: the messages of both sides, by name. */
    private record Recording(
            ProtocolKey key, boolean acceptorSubkey, Map<String, byte[]> initiators, Map<String, byte[]> acceptors) {
        static Recording of(String file, String type, String subkey) throws Exception {
            var initiators = new LinkedHashMap<String, byte[]>();
            var acceptors = new LinkedHashMap<String, byte[]>();
            String prefix = type + " " + subkey + " ";
            var vectors = Vectors.hex(file);
            vectors.forEach((name, octets) -> {
                if (name.startsWith(prefix + "initiator ")) {
                    initiators.put(name.substring((prefix + "initiator ").length()), octets);
                } else if (name.startsWith(prefix + "acceptor ")) {
                    acceptors.put(name.substring((prefix + "acceptor ").length()), octets);
                }
            });
            var etype = EncryptionType.named(type).get(0);
            var key = etype.key(vectors.get(prefix + "key"));
            return new Recording(key, subkey.equals("acceptor-subkey"), initiators, acceptors);
        }

        int openAll() throws SspiException {
            var acceptor = EstablishedPair.acceptor(key, acceptorSubkey, ALL, first(initiators), 0);
            var initiator = EstablishedPair.initiator(key, acceptorSubkey, ALL, 0, first(acceptors));
            return openAll(acceptor, initiators) + openAll(initiator, acceptors);
        }

        private static long first(Map<String, byte[]> tokens) {
            return number(tokens.values().iterator().next());
        }

        private static int openAll(KerberosSession by, Map<String, byte[]> tokens) throws SspiException {
            int opened = 0;
            for (String name : tokens.keySet()) {
                if (!name.contains(" data")) {
                    open(by, name, name.split(" ")[0], tokens);
                    opened++;
                }
            }
            return opened;
        }

        private static void open(KerberosSession by, String name, String kind, Map<String, byte[]> tokens)
                throws SspiException {
            byte[] token = tokens.get(name);
            switch (kind) {
                case "sealed", "signed" -> assertStream(by, name, kind.equals("sealed"), token);
                case "mic" -> {
                    var data = SecBuffer.data(ByteBuffer.wrap(text(length(name))).asReadOnlyBuffer());
                    assertEquals(MessageResult.SIGNED, by.verifySignatureInOrder(List.of(SecBuffer.token(token), data), 0));
                }
                case "iov-mic" -> by.verifySignatureInOrder(
                        List.of(SecBuffer.data(ByteBuffer.wrap(text(10))), onlySigned("signed"), SecBuffer.token(token)), 0);
                case "iov-sealed", "iov-signed" -> {
                    var data = SecBuffer.data(ByteBuffer.wrap(tokens.get(kind + " data").clone()));
                    by.decryptMessageInOrder(List.of(SecBuffer.token(token), onlySigned(HEAD), data, onlySigned(TAIL)), 0);
                    assertArrayEquals(text(40), data.toBytes(), name);
                }
                case "iov-two" -> {
                    var one = SecBuffer.data(ByteBuffer.wrap(tokens.get("iov-two data 1").clone()));
                    var two = SecBuffer.data(ByteBuffer.wrap(tokens.get("iov-two data 2").clone()));
                    by.decryptMessageInOrder(List.of(SecBuffer.token(token), one, onlySigned("between"), two), 0);
                    assertArrayEquals(text(5), one.toBytes());
                    assertArrayEquals(text(30), two.toBytes());
                }
                case "aead" -> {
                    var data = SecBuffer.empty();
                    by.decryptMessageInOrder(
                            List.of(SecBuffer.stream(ByteBuffer.wrap(token.clone())), onlySigned("associated"), data), 0);
                    assertArrayEquals(text(50), data.toBytes());
                }
                default -> throw new AssertionError(name);
            }
        }

        private static void assertStream(KerberosSession by, String name, boolean sealed, byte[] token) throws SspiException {
            var data = SecBuffer.empty();
            var result = by.decryptMessageInOrder(List.of(SecBuffer.stream(ByteBuffer.wrap(token.clone())), data), 0);
            assertArrayEquals(text(length(name)), data.toBytes(), name);
            assertEquals(sealed ? MessageResult.SEALED : MessageResult.SIGNED, result);
        }

        private static long number(byte[] token) {
            return ByteBuffer.wrap(token).getLong(8);
        }

        private static int length(String name) {
            return Integer.parseInt(name.substring(name.lastIndexOf(' ') + 1));
        }

        private static SecBuffer onlySigned(String text) {
            return SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(text.getBytes(US_ASCII)).asReadOnlyBuffer());
        }
    }
}
