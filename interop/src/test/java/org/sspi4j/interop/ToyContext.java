package org.sspi4j.interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;

/**
 * A mechanism that protects nothing: two context tokens, every message flipped, checked by a CRC and numbered. It lets
 * the sample programs talk to each other without any real mechanism.
 */
public final class ToyContext {
    private static final int CRC = 8;

    private final String client;
    private int expected;
    private int sent;
    private boolean established;

    private ToyContext(String client) {
        this.client = client;
    }

    /** A context that answers the calls which this class has, and refuses all others. */
    static GSSContext of(String client) {
        var toy = new ToyContext(client);
        return proxy(GSSContext.class, toy);
    }

    private static <T> T proxy(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            try {
                return target.getClass().getMethod(method.getName(), method.getParameterTypes()).invoke(target, args);
            } catch (NoSuchMethodException e) {
                throw new UnsupportedOperationException(method.getName(), e);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    public byte[] initSecContext(byte[] token, int offset, int length) throws GSSException {
        established = length > 0;
        if (established && token[offset] != 'B') {
            throw new GSSException(GSSException.DEFECTIVE_TOKEN);
        }
        return established ? null : new byte[] {'A'};
    }

    public byte[] acceptSecContext(byte[] token, int offset, int length) throws GSSException {
        if (length != 1 || token[offset] != 'A') {
            throw new GSSException(GSSException.DEFECTIVE_TOKEN);
        }
        established = true;
        return new byte[] {'B'};
    }

    public boolean isEstablished() {
        return established;
    }

    public GSSName getSrcName() {
        return proxy(GSSName.class, new Object() {
            @Override
            public String toString() {
                return client;
            }
        });
    }

    public byte[] wrap(byte[] in, int offset, int length, MessageProp wanted) {
        byte[] body = Arrays.copyOfRange(in, offset, offset + length);
        byte[] mic = getMIC(in, offset, length, wanted);
        byte[] out = Arrays.copyOf(mic, CRC + 1 + length);
        out[CRC] = (byte) (wanted.getPrivacy() ? 1 : 0);
        for (int i = 0; i < length; i++) {
            out[CRC + 1 + i] = (byte) (wanted.getPrivacy() ? ~body[i] : body[i]);
        }
        return out;
    }

    public byte[] unwrap(byte[] in, int offset, int length, MessageProp found) throws GSSException {
        byte[] body = Arrays.copyOfRange(in, offset + CRC + 1, offset + length);
        found.setPrivacy(in[offset + CRC] == 1);
        for (int i = 0; found.getPrivacy() && i < body.length; i++) {
            body[i] = (byte) ~body[i];
        }
        verifyMIC(in, offset, CRC, body, 0, body.length, found);
        return body;
    }

    public byte[] getMIC(byte[] in, int offset, int length, MessageProp wanted) {
        return mic(sent++, in, offset, length);
    }

    public void verifyMIC(
            byte[] mic, int micOffset, int micLength, byte[] in, int offset, int length, MessageProp found)
            throws GSSException {
        byte[] received = Arrays.copyOfRange(mic, micOffset, micOffset + micLength);
        int number = received[0];
        if (!MessageDigest.isEqual(received, mic(number, in, offset, length))) {
            throw new GSSException(GSSException.BAD_MIC);
        }
        found.setSupplementaryStates(number < expected, false, false, number > expected, 0, null);
        expected = Math.max(expected, number + 1);
    }

    private static byte[] mic(int number, byte[] in, int offset, int length) {
        var crc = new CRC32();
        crc.update(number);
        crc.update(in, offset, length);
        long value = crc.getValue();
        byte[] mic = new byte[CRC];
        mic[0] = (byte) number;
        for (int i = 0; i < 4; i++) {
            mic[1 + i] = (byte) (value >> 8 * i);
        }
        return mic;
    }
}
