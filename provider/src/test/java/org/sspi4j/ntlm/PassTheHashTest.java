package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.crypto.Hash;
import org.sspi4j.testkit.ForkedJvm;

/** What an attacker does who gets hold of a dump of a server's heap, or a client's, and knows what went over the line. */
@DisplayName("Known attacks: NTLM, pass-the-hash")
class PassTheHashTest {
    private final HeapScan heap = new HeapScan();

    @TempDir
    private Path folder;

    @Test
    @DisplayName("pass-the-hash: no password, no hash and no key is left in the heap, garbage included, once all is closed")
    void nothingIsLeftInTheHeap() throws Exception {
        var dump = folder.resolve("heap.hprof");
        // Large enough that nothing is collected; and no compiler that does without an array that is not wiped.
        var victim = ForkedJvm.of(HeapVictim.class)
                .jvmOptions("-XX:+UseSerialGC", "-Xms320m", "-Xmx320m", "-Xmn256m", "-XX:TieredStopAtLevel=1")
                .arguments(folder.toString(), dump.toString())
                .timeLimit(Duration.ofMinutes(3))
                .run();
        assertEquals(0, victim.exitStatus(), victim.errors());
        for (var line : victim.lines()) {
            var words = line.split(" ", -1);
            var way = HeapVictim.Way.valueOf(words[0]);
            passwords(way);
            keys(way, ChallengeMessage.decode(HexFormat.of().parseHex(words[1])), HexFormat.of().parseHex(words[2]));
        }
        password("in digits", HeapVictim.IN_DIGITS);
        var half = new String(HeapVictim.password(HeapVictim.LONG));
        heap.password("password of two halves", half);
        heap.hash("LM hash of the begin of a long password", NtlmKeys.lmowfv1(NtlmString.unicode(half + half.charAt(0))).orElseThrow());
        byte[] hashOfLong = NtlmKeys.ntowfv1(NtlmString.unicode(half + half));
        heap.hash("NT hash of a long password", hashOfLong);
        heap.key("NTOWFv2 of a long password", ntowfv2(hashOfLong));
        password("left behind", HeapVictim.LEFT_BEHIND);
        var found = heap.found(dump);
        var leftBehind = Set.of("password left behind in chars", "NT hash left behind");
        assertEquals(new TreeSet<>(leftBehind), found, "what is left behind on purpose is found, and nothing else");
        assertEquals(HeapVictim.Way.values().length, victim.lines().size());
    }

    private void passwords(HeapVictim.Way way) {
        password(way.toString(), way.ordinal());
        password(way + "'s account", way.password());
        password(way + "'s former account", way.ordinal() + HeapVictim.FORMER);
        password(way + "'s removed account", way.ordinal() + HeapVictim.REMOVED);
    }

    private void password(String whose, int number) {
        var password = new String(HeapVictim.password(number));
        heap.password("password " + whose, password);
        heap.hash("NT hash " + whose, ntowfv1(number));
        heap.key("NTOWFv2 " + whose, ntowfv2(ntowfv1(number)));
        heap.hash("LM hash " + whose, NtlmKeys.lmowfv1(NtlmString.unicode(password)).orElseThrow());
    }

    private static byte[] ntowfv1(int password) {
        return NtlmKeys.ntowfv1(NtlmString.unicode(new String(HeapVictim.password(password))));
    }

    private static byte[] ntowfv2(byte[] ntowfv1) {
        return Ntowfv2.hmac(ntowfv1, NtlmString.unicode("ALICE" + HeapVictim.DOMAIN));
    }

    private void keys(HeapVictim.Way way, ChallengeMessage challenge, byte[] token) throws Exception {
        if (token.length == 0) {
            messageKeys(way, NegotiateFlags.EXTENDED_SESSIONSECURITY | NegotiateFlags.KEY_128, drawn(way));
            return;
        }
        var authenticate = AuthenticateMessage.decode(token);
        sessionBaseKey(way, way.password(), challenge, authenticate);
        byte[] sessionBaseKey = sessionBaseKey(way, way.ordinal(), challenge, authenticate);
        byte[] keyExchangeKey = authenticate.ntlmv2Response().isPresent()
                ? sessionBaseKey
                : NtlmKeys.kxkeyV1(
                        authenticate.negotiateFlags(), sessionBaseKey, new byte[0], authenticate.lmChallengeResponse(),
                        challenge.serverChallenge());
        heap.key("key exchange key of " + way, keyExchangeKey);
        byte[] encrypted = authenticate.encryptedRandomSessionKey();
        messageKeys(
                way, authenticate.negotiateFlags(), encrypted.length == 0 ? keyExchangeKey : NtlmKeys.rc4k(keyExchangeKey, encrypted));
        heap.sealingKey("key exchange key of " + way, keyExchangeKey);
    }

    /** Also the one that a wrong password would have to have. */
    private byte[] sessionBaseKey(
            HeapVictim.Way way, int password, ChallengeMessage challenge, AuthenticateMessage authenticate) {
        byte[] key;
        if (authenticate.ntlmv2Response().isPresent()) {
            byte[] response = authenticate.ntChallengeResponse();
            byte[] ntowfv2 = ntowfv2(ntowfv1(password));
            byte[] proof = Ntowfv2.hmac(ntowfv2, challenge.serverChallenge(), Arrays.copyOfRange(response, 16, response.length));
            key = Ntowfv2.hmac(ntowfv2, proof);
        } else {
            key = NtlmKeys.sessionBaseKeyV1(ntowfv1(password));
        }
        heap.key("session base key of " + way, key);
        return key;
    }

    private void messageKeys(HeapVictim.Way way, int negotiateFlags, byte[] exportedSessionKey) {
        heap.key("exported session key of " + way, exportedSessionKey);
        for (var mode : NtlmKeys.Mode.values()) {
            heap.key("sign key of " + way + ", " + mode, NtlmKeys.signkey(exportedSessionKey, mode));
            byte[] sealkey = NtlmKeys.sealkey(negotiateFlags, exportedSessionKey, mode);
            heap.sealingKey("seal key of " + way + ", " + mode, sealkey);
            for (int i = 0; i < 2; i++) {
                byte[] number = {(byte) i, 0, 0, 0};
                heap.sealingKey("seal key of datagram " + i + " of " + way + ", " + mode, Hash.MD5.of(sealkey, number));
            }
        }
    }

    /** What the client drew behind two challenges: of a message that was too long to be sent. */
    private static byte[] drawn(HeapVictim.Way way) {
        var random = new Random(1);
        HeapVictim.skip(random, way);
        random.nextBytes(new byte[8]);
        random.nextBytes(new byte[8]);
        byte[] key = new byte[16];
        random.nextBytes(key);
        return key;
    }
}
