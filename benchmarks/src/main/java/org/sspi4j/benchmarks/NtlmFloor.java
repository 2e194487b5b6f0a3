package org.sspi4j.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What MS-NLMP prescribes of HMAC-MD5, MD5, MD4 and RC4, over the three messages of a real context:
 *
 * <pre>
 *   server  NTOWFv2: MD4 and HMAC-MD5                                3.3.2
 *   both    NTProofStr and SessionBaseKey                            3.3.2
 *           RC4K of the exported session key                         3.1.5.1.2
 *           the MIC over the three messages                          3.1.5.1.2
 *           the hash of the channel bindings                         2.2.2.1
 * </pre>
 *
 * <p>Not the keys of messages and their key schedules (3.4.5.2, 3.4.5.3, 3.4.3): a context that protects none needs none, and ours makes
 * them for the first one.
 *
 * <p>Inside Negotiate a context needs them: NTLM has the list of mechanisms signed, as MS-SPNG 3.3.5.1 and RFC 4178 5 have it, so that
 * each end derives the keys of both directions, signs the list and checks the other's signature:
 *
 * <pre>
 *   both    SIGNKEY and SEALKEY of two directions, two key schedules  3.4.5.2, 3.4.5.3
 *           two mechListMICs: HMAC-MD5, and RC4 over the checksum     3.4.4.2
 * </pre>
 *
 * <p>A client's NTOWFv2 is ready, as ours has it in the credential. A server makes one for each context: it does not know who comes. It
 * has MD4 over a password in each, whether the account has one, or a hash, or is not there at all: who is refused is not to learn which.
 */
@State(Scope.Thread)
public class NtlmFloor {
    private static final int SERVER_CHALLENGE = 24;
    private static final int NT_CHALLENGE_RESPONSE = 20;
    private static final int ENCRYPTED_RANDOM_SESSION_KEY = 52;
    private static final int MIC = 72;
    private static final int KEY = 16;

    /** The list of NTLM's object identifier alone. */
    static final byte[] MECH_TYPES = HexFormat.of().parseHex("300c060a2b06010401823702020a");

    private static final byte[][] MAGIC = {
        magic("client-to-server signing"), magic("client-to-server sealing"),
        magic("server-to-client signing"), magic("server-to-client sealing")
    };

    private final MessageDigest md5 = FloorHmac.md5();
    private final MD4Digest md4 = new MD4Digest();
    private final Cipher rc4 = NtlmFloorKey.rc4();
    private final FloorHmac user = new FloorHmac();
    private final FloorHmac responseKey = new FloorHmac();
    private final FloorHmac session = new FloorHmac();
    private final NtlmFloorKey toServer = new NtlmFloorKey();
    private final NtlmFloorKey toClient = new NtlmFloorKey();

    private byte[] negotiate;
    private byte[] challenge;
    private byte[] serverChallenge;
    private byte[] temp;
    /** With a MIC of zeros. */
    private byte[] authenticate;
    private byte[] bindings;
    private byte[] password;
    private byte[] userAndDomain;
    private byte[] randomSessionKey;
    private byte[] received;
    private byte[] established;

    private final byte[] ntHash = new byte[KEY];
    private final byte[] ntowfv2 = new byte[KEY];
    private final byte[] ntProofStr = new byte[KEY];
    private final byte[] sessionBaseKey = new byte[KEY];
    private final byte[] exportedSessionKey = new byte[KEY];
    private final byte[] encryptedSessionKey = new byte[KEY];
    private final byte[] bindingsHash = new byte[KEY];
    private final byte[] mic = new byte[KEY];
    private final byte[] signkey = new byte[KEY];
    private final byte[] sealkey = new byte[KEY];

    @Setup
    public void take(NtlmOurs peers) throws Exception {
        take(peers.converse());
    }

    void take(NtlmOurs.Transcript transcript) throws GeneralSecurityException {
        negotiate = transcript.negotiate();
        challenge = transcript.challenge();
        serverChallenge = Arrays.copyOfRange(challenge, SERVER_CHALLENGE, SERVER_CHALLENGE + 8);
        byte[] response = field(transcript.authenticate(), NT_CHALLENGE_RESPONSE);
        temp = Arrays.copyOfRange(response, KEY, response.length);
        received = field(transcript.authenticate(), ENCRYPTED_RANDOM_SESSION_KEY);
        randomSessionKey = transcript.exportedSessionKey();
        authenticate = transcript.authenticate().clone();
        Arrays.fill(authenticate, MIC, MIC + KEY, (byte) 0);
        byte[] data = NtlmOurs.BINDINGS.applicationData();
        bindings = ByteBuffer.allocate(20 + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(16, data.length).put(20, data).array();
        password = NtlmOurs.PASSWORD.getBytes(UTF_16LE);
        userAndDomain = (NtlmOurs.USER.toUpperCase(Locale.ROOT) + NtlmOurs.DOMAIN).getBytes(UTF_16LE);
        ntowfv2();
    }

    int initiator() throws GeneralSecurityException {
        prove();
        rc4k(randomSessionKey, encryptedSessionKey);
        protect(randomSessionKey);
        return mic[0] + encryptedSessionKey[0] + bindingsHash[0];
    }

    int acceptor() throws GeneralSecurityException {
        ntowfv2();
        prove();
        rc4k(received, exportedSessionKey);
        protect(exportedSessionKey);
        return mic[0] + bindingsHash[0];
    }

    /** Both ends. */
    int context() throws GeneralSecurityException {
        return initiator() + acceptor();
    }

    /** The same inside Negotiate. */
    int negotiate() throws GeneralSecurityException {
        int client = initiator() + mechListMics();
        return client + acceptor() + mechListMics();
    }

    private int mechListMics() throws GeneralSecurityException {
        return toServer().mac(MECH_TYPES)[0] + toClient().mac(MECH_TYPES)[0];
    }

    private void ntowfv2() throws GeneralSecurityException {
        md4.update(password, 0, password.length);
        md4.doFinal(ntHash, 0);
        user.key(ntHash).begin().update(userAndDomain, userAndDomain.length).end(ntowfv2);
        responseKey.key(ntowfv2);
    }

    private void prove() throws GeneralSecurityException {
        md5.update(bindings);
        md5.digest(bindingsHash, 0, KEY);
        responseKey.of(ntProofStr, serverChallenge, temp);
        responseKey.begin().update(ntProofStr, KEY).end(sessionBaseKey);
    }

    private void rc4k(byte[] in, byte[] out) throws GeneralSecurityException {
        rc4.init(Cipher.ENCRYPT_MODE, NtlmFloorKey.key(sessionBaseKey));
        rc4.update(in, 0, KEY, out, 0);
    }

    private void protect(byte[] sessionKey) throws GeneralSecurityException {
        session.key(sessionKey).begin()
                .update(negotiate, negotiate.length)
                .update(challenge, challenge.length)
                .update(authenticate, authenticate.length)
                .end(mic);
        established = sessionKey;
    }

    private NtlmFloorKey keys(NtlmFloorKey direction, byte[] signing, byte[] sealing) throws GeneralSecurityException {
        derive(signkey, established, signing);
        derive(sealkey, established, sealing);
        return direction.keys(signkey, sealkey);
    }

    private void derive(byte[] key, byte[] sessionKey, byte[] magic) throws GeneralSecurityException {
        md5.update(sessionKey);
        md5.update(magic);
        md5.digest(key, 0, KEY);
    }

    /** What the last context came to. */
    byte[] mic() {
        return mic;
    }

    byte[] ntProofStr() {
        return ntProofStr;
    }

    byte[] bindingsHash() {
        return bindingsHash;
    }

    byte[] encryptedSessionKey() {
        return encryptedSessionKey;
    }

    byte[] exportedSessionKey() {
        return exportedSessionKey;
    }

    /** From the client to the server, with keys of the last context. */
    NtlmFloorKey toServer() throws GeneralSecurityException {
        return keys(toServer, MAGIC[0], MAGIC[1]);
    }

    NtlmFloorKey toClient() throws GeneralSecurityException {
        return keys(toClient, MAGIC[2], MAGIC[3]);
    }

    private static byte[] field(byte[] message, int at) {
        var numbers = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int offset = numbers.getInt(at + 4);
        return Arrays.copyOfRange(message, offset, offset + numbers.getShort(at));
    }

    /** With the NUL at its end. */
    private static byte[] magic(String which) {
        return ("session key to " + which + " key magic constant\0").getBytes(US_ASCII);
    }
}
