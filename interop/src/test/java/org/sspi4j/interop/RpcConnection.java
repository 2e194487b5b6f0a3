package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.sspi4j.Sspi;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;

/**
 * A connection of a DCE RPC client that logs on with NTLM, and then asks the server whether it listens. Headers are signed with the
 * rest, as Windows does it.
 *
 * @spec C706 12.6; MS-RPCE 2.2.2.11, 3.3.1.5.2.2
 */
final class RpcConnection implements Closeable {
    /** RPC_C_AUTHN_LEVEL_ */
    enum Level {
        PKT_INTEGRITY(5),
        PKT_PRIVACY(6);

        private final int number;

        Level(int number) {
            this.number = number;
        }
    }

    static final int FAULT = 3;

    private static final int REQUEST = 0;
    private static final int RESPONSE = 2;
    private static final int BIND = 11;
    private static final int BIND_ACK = 12;
    private static final int AUTH3 = 16;
    private static final int FIRST_AND_LAST = 3;
    private static final int SUPPORT_HEADER_SIGN = 4;
    private static final int WINNT = 10;
    private static final int SEC_TRAILER = 8;
    private static final int REQUEST_HEADER = 24;
    private static final int FRAG_LENGTH_AT = 8;
    private static final int TYPE_AT = 2;
    private static final int FLAGS_AT = 3;
    private static final int AUTH_LENGTH_AT = 10;
    private static final int CALL_ID_AT = 12;
    private static final int SIGNATURE = 16;
    private static final int IS_SERVER_LISTENING = 2;
    private static final int TIMEOUT_MILLIS = 15_000;
    /** The remote management interface, version 1.0 (C706 appendix Q), and NDR 2.0, little endian. */
    private static final byte[] MGMT = HexFormat.of().parseHex("80bda8af8a7dc911bef408002b10298901000000");
    private static final byte[] NDR = HexFormat.of().parseHex("045d888aeb1cc9119fe808002b10486002000000");

    private final Level level;
    private final Socket socket;
    private final DataInputStream in;
    private int callId = 1;

    private RpcConnection(Level level, Socket socket) throws IOException {
        this.level = level;
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RpcConnection connect(InetSocketAddress server, Level level) throws IOException {
        return new RpcConnection(level, new Socket(server.getAddress(), server.getPort()));
    }

    /** The first step of the logon. */
    byte[] bind(byte[] negotiate) throws IOException {
        var body = little(12 + 4 + MGMT.length + NDR.length);
        body.putShort((short) 4280).putShort((short) 4280).putInt(0);
        body.put((byte) 1).put((byte) 0).putShort((short) 0);
        body.putShort((short) 0).put((byte) 1).put((byte) 0).put(MGMT).put(NDR);
        send(pdu(BIND, SUPPORT_HEADER_SIGN, body.array(), negotiate));
        var ack = receive();
        assertEquals(BIND_ACK, ack[TYPE_AT]);
        assertEquals(SUPPORT_HEADER_SIGN, ack[FLAGS_AT] & SUPPORT_HEADER_SIGN);
        return Arrays.copyOfRange(ack, ack.length - authLength(ack), ack.length);
    }

    /** The last step, which is not answered. */
    void auth3(byte[] authenticate) throws IOException {
        send(pdu(AUTH3, 0, new byte[4], authenticate));
    }

    /**
     * Calls is_server_listening.
     *
     * @return what the server says, opened and checked: its answer, and the status of the call
     */
    byte[] isServerListening(CtxtHandle context) throws IOException, SspiException {
        send(request(context));
        var answer = receive();
        assertEquals(RESPONSE, answer[TYPE_AT]);
        return open(context, answer);
    }

    /**
     * As {@link #isServerListening}, with another call id than the one that was signed: one bit of the header.
     *
     * @return the type of the answer
     */
    int isServerListeningWithAnotherHeader(CtxtHandle context) throws IOException, SspiException {
        var altered = request(context);
        altered[CALL_ID_AT] ^= 1;
        send(altered);
        return receive()[TYPE_AT];
    }

    /** A call without arguments, of eight bytes of padding, so that there is something to encrypt. */
    private byte[] request(CtxtHandle context) throws SspiException {
        callId++;
        var body = little(8 + 16);
        body.putInt(0).putShort((short) 0).putShort((short) IS_SERVER_LISTENING);
        var pdu = pdu(REQUEST, 0, body.array(), new byte[SIGNATURE]);
        protection(context, pdu, true);
        return pdu;
    }

    private byte[] open(CtxtHandle context, byte[] answer) throws SspiException {
        protection(context, answer, false);
        return Arrays.copyOfRange(answer, REQUEST_HEADER, answer.length - SEC_TRAILER - SIGNATURE);
    }

    /** Header and trailer are signed as they are, what is between them is encrypted at the level of privacy. */
    private void protection(CtxtHandle context, byte[] pdu, boolean sending) throws SspiException {
        int trailer = pdu.length - SIGNATURE - SEC_TRAILER;
        var token = SecBuffer.token(ByteBuffer.wrap(pdu, pdu.length - SIGNATURE, SIGNATURE));
        var buffers = List.of(
                SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(pdu, 0, REQUEST_HEADER)),
                SecBuffer.data(ByteBuffer.wrap(pdu, REQUEST_HEADER, trailer - REQUEST_HEADER)),
                SecBuffer.readOnlyWithChecksum(ByteBuffer.wrap(pdu, trailer, SEC_TRAILER)),
                token);
        if (level == Level.PKT_PRIVACY && sending) {
            Sspi.encryptMessage(context, Qop.DEFAULT, buffers);
        } else if (level == Level.PKT_PRIVACY) {
            Sspi.decryptMessage(context, buffers);
        } else if (sending) {
            Sspi.makeSignature(context, buffers);
        } else {
            Sspi.verifySignature(context, buffers);
        }
    }

    private byte[] pdu(int type, int flags, byte[] body, byte[] auth) {
        int padding = type == REQUEST ? 16 : 0;
        var pdu = little(16 + body.length + SEC_TRAILER + auth.length);
        pdu.put((byte) 5).put((byte) 0).put((byte) type).put((byte) (FIRST_AND_LAST | flags)).putInt(0x10);
        pdu.putShort((short) pdu.capacity()).putShort((short) auth.length).putInt(callId);
        pdu.put(body);
        pdu.put((byte) WINNT).put((byte) level.number).put((byte) padding).put((byte) 0).putInt(1);
        return pdu.put(auth).array();
    }

    private void send(byte[] pdu) throws IOException {
        socket.getOutputStream().write(pdu);
    }

    private byte[] receive() throws IOException {
        var pdu = Arrays.copyOf(in.readNBytes(16), 16);
        int length = Short.toUnsignedInt(little(pdu).getShort(FRAG_LENGTH_AT));
        var whole = Arrays.copyOf(pdu, length);
        in.readFully(whole, 16, length - 16);
        return whole;
    }

    private static int authLength(byte[] pdu) {
        return Short.toUnsignedInt(little(pdu).getShort(AUTH_LENGTH_AT));
    }

    private static ByteBuffer little(int length) {
        return little(new byte[length]);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
