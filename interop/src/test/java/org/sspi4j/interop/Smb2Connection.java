package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A connection of an SMB2 client that can log on and connect to a share, and signs what it sends afterwards.
 *
 * @spec MS-SMB2 2.2, 3.1.4.1, 3.1.4.2
 */
final class Smb2Connection implements Closeable {
    static final int STATUS_SUCCESS = 0;
    static final int STATUS_MORE_PROCESSING_REQUIRED = 0xC0000016;
    static final int STATUS_ACCESS_DENIED = 0xC0000022;
    static final int STATUS_INVALID_PARAMETER = 0xC000000D;
    static final int STATUS_LOGON_FAILURE = 0xC000006D;

    private static final int NEGOTIATE = 0;
    private static final int SESSION_SETUP = 1;
    private static final int TREE_CONNECT = 3;
    private static final int SIGNED = 0x8;
    private static final int SIGNING_REQUIRED = 2;
    private static final int HEADER = 64;
    private static final int STATUS_AT = 8;
    private static final int FLAGS_AT = 16;
    private static final int SESSION_ID_AT = 40;
    private static final int SIGNATURE_AT = 48;
    private static final int SIGNATURE = 16;
    private static final int TIMEOUT_MILLIS = 15_000;

    /** What makes signatures: a MAC and where its key comes from. */
    enum Dialect {
        SMB_2_1(0x0210),
        SMB_3_0(0x0300),
        SMB_3_1_1(0x0311);

        private final int number;

        Dialect(int number) {
            this.number = number;
        }
    }

    /** What a server answers. */
    record Reply(byte[] message) {
        int status() {
            return in().getInt(STATUS_AT);
        }

        boolean isSigned() {
            return (in().getInt(FLAGS_AT) & SIGNED) != 0;
        }

        /** Of SESSION_SETUP. */
        byte[] token() {
            int offset = Short.toUnsignedInt(in().getShort(HEADER + 4));
            int length = Short.toUnsignedInt(in().getShort(HEADER + 6));
            return Arrays.copyOfRange(message, offset, offset + length);
        }

        private ByteBuffer in() {
            return little(message);
        }
    }

    private final Dialect dialect;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private byte[] preauthIntegrity = new byte[64];
    private long messageId;
    private long sessionId;
    private Optional<byte[]> signingKey = Optional.empty();

    private Smb2Connection(Dialect dialect, Socket socket) throws IOException {
        this.dialect = dialect;
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static Smb2Connection connect(InetSocketAddress server, Dialect dialect) throws Exception {
        var connection = new Smb2Connection(dialect, new Socket(server.getAddress(), server.getPort()));
        connection.negotiate();
        return connection;
    }

    private void negotiate() throws Exception {
        boolean contexts = dialect == Dialect.SMB_3_1_1;
        var body = little(new byte[contexts ? 40 + 8 + 38 : 38]);
        body.putShort((short) 36).putShort((short) 1).putShort((short) SIGNING_REQUIRED).position(12);
        body.put(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        if (contexts) {
            body.putInt(HEADER + 40).putShort((short) 1).putShort((short) 0);
            body.putShort((short) dialect.number).putShort((short) 0);
            // SMB2_PREAUTH_INTEGRITY_CAPABILITIES: SHA-512, and a salt of zeros
            body.putShort((short) 1).putShort((short) 38).putInt(0).putShort((short) 1).putShort((short) 32).putShort((short) 1);
        } else {
            body.putLong(0).putShort((short) dialect.number);
        }
        var request = message(NEGOTIATE, body.array());
        integrity(request);
        var reply = exchange(request);
        integrity(reply.message);
        assertEquals(STATUS_SUCCESS, reply.status());
        assertEquals(dialect.number, Short.toUnsignedInt(reply.in().getShort(HEADER + 4)));
    }

    /** A step of the logon. The answer to the last one is signed by the server: {@link #logOn(byte[], Reply)} checks that. */
    Reply sessionSetup(byte[] token) throws Exception {
        var body = little(new byte[24 + token.length]);
        body.putShort((short) 25).put((byte) 0).put((byte) SIGNING_REQUIRED).putInt(0).putInt(0);
        body.putShort((short) (HEADER + 24)).putShort((short) token.length).putLong(0).put(token);
        var request = message(SESSION_SETUP, body.array());
        integrity(request);
        var reply = exchange(request);
        if (reply.status() == STATUS_MORE_PROCESSING_REQUIRED) {
            integrity(reply.message);
        }
        sessionId = reply.in().getLong(SESSION_ID_AT);
        return reply;
    }

    /** From here on everything is signed, from the server's last answer on. */
    void logOn(byte[] sessionKey, Reply last) throws Exception {
        assertEquals(STATUS_SUCCESS, last.status());
        signingKey = Optional.of(signingKey(sessionKey));
        verify(last);
    }

    /** @param path such as {@code \\server\IPC$} */
    Reply treeConnect(String path) throws Exception {
        var reply = exchange(signed(treeConnectRequest(path)));
        verify(reply);
        return reply;
    }

    /** As {@link #treeConnect}, with one bit of the signature turned. */
    Reply treeConnectWithAnotherSignature(String path) throws Exception {
        var request = signed(treeConnectRequest(path));
        request[SIGNATURE_AT] ^= 1;
        return exchange(request);
    }

    private byte[] treeConnectRequest(String path) {
        var name = path.getBytes(UTF_16LE);
        var body = little(new byte[8 + name.length]);
        body.putShort((short) 9).putShort((short) 0).putShort((short) (HEADER + 8)).putShort((short) name.length).put(name);
        return message(TREE_CONNECT, body.array());
    }

    private byte[] signed(byte[] request) throws Exception {
        little(request).putInt(FLAGS_AT, SIGNED).put(SIGNATURE_AT, signature(request));
        return request;
    }

    private void verify(Reply reply) throws Exception {
        assertTrue(reply.isSigned(), "it is not signed");
        var message = reply.message;
        var unsigned = message.clone();
        Arrays.fill(unsigned, SIGNATURE_AT, SIGNATURE_AT + SIGNATURE, (byte) 0);
        assertArrayEquals(Arrays.copyOfRange(message, SIGNATURE_AT, SIGNATURE_AT + SIGNATURE), signature(unsigned));
    }

    private byte[] signature(byte[] message) throws Exception {
        if (dialect == Dialect.SMB_2_1) {
            return Arrays.copyOf(hmacSha256(signingKey.orElseThrow(), message), SIGNATURE);
        }
        var mac = new CMac(AESEngine.newInstance());
        mac.init(new KeyParameter(signingKey.orElseThrow()));
        mac.update(message, 0, message.length);
        var signature = new byte[SIGNATURE];
        mac.doFinal(signature, 0);
        return signature;
    }

    private byte[] signingKey(byte[] sessionKey) throws Exception {
        return switch (dialect) {
            case SMB_2_1 -> sessionKey;
            case SMB_3_0 -> derive(sessionKey, "SMB2AESCMAC\0", "SmbSign\0".getBytes(US_ASCII));
            case SMB_3_1_1 -> derive(sessionKey, "SMBSigningKey\0", preauthIntegrity);
        };
    }

    /** SP800-108 in counter mode, 128 bits. */
    private static byte[] derive(byte[] key, String label, byte[] context) throws Exception {
        var text = ByteBuffer.allocate(4 + label.length() + 1 + context.length + 4);
        text.putInt(1).put(label.getBytes(US_ASCII)).put((byte) 0).put(context).putInt(128);
        return Arrays.copyOf(hmacSha256(key, text.array()), 16);
    }

    private static byte[] hmacSha256(byte[] key, byte[] text) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private void integrity(byte[] message) throws Exception {
        var sha512 = MessageDigest.getInstance("SHA-512");
        sha512.update(preauthIntegrity);
        preauthIntegrity = sha512.digest(message);
    }

    private byte[] message(int command, byte[] body) {
        var message = little(new byte[HEADER + body.length]);
        message.put(new byte[] {(byte) 0xFE, 'S', 'M', 'B'}).putShort((short) HEADER).putShort((short) 1).putInt(0);
        message.putShort((short) command).putShort((short) 16).putInt(0).putInt(0).putLong(messageId++);
        message.putLong(0).putLong(sessionId).position(HEADER);
        return message.put(body).array();
    }

    /** Behind four bytes of length (MS-SMB2 2.1). */
    private Reply exchange(byte[] request) throws IOException {
        out.writeInt(request.length);
        out.write(request);
        out.flush();
        return new Reply(in.readNBytes(in.readInt()));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
