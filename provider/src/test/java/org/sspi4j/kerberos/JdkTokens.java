package org.sspi4j.kerberos;

import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.text;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.sspi4j.fixture.JdkLogin;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;

/**
 * A main class in which the JDK's JGSS establishes a context between its two ends; then ours take the place of each end in
 * turn, with the key that the JDK tells and the numbers of its messages. Its input is the user's name, password, the service's
 * name and its keytab, and whether authentication is mutual. It prints the JDK's messages as a vector file, and fails if
 * either reads the other's messages otherwise than it should.
 */
final class JdkTokens {
    private static final GSSManager MANAGER = GSSManager.getInstance();
    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 100, 9000};

    private JdkTokens() {}

    public static void main(String[] args) throws Exception {
        String[] words = new String(System.in.readAllBytes()).trim().split(" ");
        var kerberos = new Oid("1.2.840.113554.1.2.2");
        Subject user = JdkLogin.of(words[0], Map.of(), words[1]);
        Subject service = JdkLogin.of(
                words[2], Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "keyTab", words[3]), "");
        GSSName target = MANAGER.createName(words[2], new Oid("1.2.840.113554.1.2.2.1"));
        GSSContext initiator = JdkLogin.as(user, () -> MANAGER.createContext(target, kerberos, null, GSSContext.DEFAULT_LIFETIME));
        initiator.requestMutualAuth(Boolean.parseBoolean(words[4]));
        GSSContext acceptor = JdkLogin.as(service, () -> MANAGER.createContext(
                MANAGER.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, kerberos, GSSCredential.ACCEPT_ONLY)));
        byte[] apReq = JdkLogin.as(user, () -> initiator.initSecContext(new byte[0], 0, 0));
        byte[] apRep = JdkLogin.as(service, () -> acceptor.acceptSecContext(apReq, 0, apReq.length));
        if (apRep != null) {
            JdkLogin.as(user, () -> initiator.initSecContext(apRep, 0, apRep.length));
        }
        var told = (EncryptionKey) ((ExtendedGSSContext) acceptor).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX);
        var key = EncryptionType.of(told.getKeyType()).orElseThrow().key(told.getEncoded());
        byte[] one = wrap(initiator, true, text(3));
        byte[] two = wrap(acceptor, true, text(3));
        boolean acceptorSubkey = (one[2] & 4) != 0;
        String context = key.type() + (acceptorSubkey ? " acceptor-subkey " : " initiator-subkey ");
        print(context + "key", key.copyOfValue());
        print(context + "initiator sealed 3", one);
        print(context + "acceptor sealed 3", two);
        talk(context + "initiator ", initiator, acceptor, new Ours(key, acceptorSubkey, false, one, two));
        talk(context + "acceptor ", acceptor, initiator, new Ours(key, acceptorSubkey, true, two, one));
    }

    /** Ours at both ends of one direction: the sender in place of the JDK's, and the receiver. */
    private record Ours(KerberosSession sender, KerberosSession receiver) {
        /** The JDK has sent one message already. */
        Ours(ProtocolKey key, boolean acceptorSubkey, boolean fromAcceptor, byte[] sent, byte[] other) throws Exception {
            this(
                    fromAcceptor
                            ? EstablishedPair.acceptor(key, acceptorSubkey, ALL, number(other), number(sent))
                            : EstablishedPair.initiator(key, acceptorSubkey, ALL, number(sent), number(other)),
                    fromAcceptor
                            ? EstablishedPair.initiator(key, acceptorSubkey, ALL, number(other), number(sent))
                            : EstablishedPair.acceptor(key, acceptorSubkey, ALL, number(sent), number(other)));
            expect(text(3), EstablishedPair.opened(receiver, sent));
        }
    }

    private static void talk(String prefix, GSSContext sender, GSSContext receiver, Ours ours) throws Exception {
        for (int length : LENGTHS) {
            byte[] data = text(length);
            byte[] sealed = wrap(sender, true, data);
            expect(data, EstablishedPair.opened(ours.receiver, sealed));
            byte[] signed = wrap(sender, false, data);
            expect(data, EstablishedPair.opened(ours.receiver, signed));
            byte[] mic = sender.getMIC(data, 0, length, new MessageProp(0, false));
            EstablishedPair.verify(ours.receiver, mic, data);
            if (length <= 100) {
                print(prefix + "sealed " + length, sealed);
                print(prefix + "signed " + length, signed);
                print(prefix + "mic " + length, mic);
            }
        }
        for (int length : LENGTHS) {
            byte[] data = text(length);
            unwrap(receiver, EstablishedPair.sealed(ours.sender, data), true, data);
            unwrap(receiver, EstablishedPair.signed(ours.sender, data), false, data);
            var properties = new MessageProp(0, false);
            byte[] mic = EstablishedPair.mic(ours.sender, data);
            receiver.verifyMIC(mic, 0, mic.length, data, 0, length, properties);
            requireInOrder(properties);
        }
        // A signature has no random octets: the same number gives the same one. The JDK has sent one message more.
        EstablishedPair.mic(ours.sender, text(5));
        byte[] theirs = sender.getMIC(text(5), 0, 5, new MessageProp(0, false));
        byte[] again = EstablishedPair.mic(ours.sender, text(5));
        expect(theirs, again);
    }

    private static byte[] wrap(GSSContext from, boolean confidential, byte[] data) throws Exception {
        return from.wrap(data, 0, data.length, new MessageProp(0, confidential));
    }

    private static void unwrap(GSSContext by, byte[] token, boolean confidential, byte[] data) throws Exception {
        var properties = new MessageProp(0, false);
        expect(data, by.unwrap(token, 0, token.length, properties));
        if (properties.getPrivacy() != confidential) {
            throw new AssertionError("confidentiality " + properties.getPrivacy());
        }
        requireInOrder(properties);
    }

    private static void requireInOrder(MessageProp properties) {
        if (properties.isGapToken() || properties.isDuplicateToken() || properties.isOldToken() || properties.isUnseqToken()) {
            throw new AssertionError("out of order for the JDK");
        }
    }

    private static long number(byte[] token) {
        return ByteBuffer.wrap(token).getLong(8);
    }

    private static void expect(byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError(HexFormat.of().formatHex(expected) + " expected: " + HexFormat.of().formatHex(actual));
        }
    }

    private static void print(String name, byte[] octets) {
        System.out.println(name + ": " + HexFormat.of().formatHex(octets));
    }
}
