package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;

@DisplayName("RFC 4757 3: a TGS-REP under a sub-key is of usage 9, or of 8")
class Rc4KeysTest {
    private static final RandomSource RANDOM = RandomSource.system();

    private final ProtocolKey key = EncryptionType.RC4_HMAC.randomKey(RANDOM);
    private final byte[] plain = RANDOM.bytes(40);

    @Test
    void whatWasEncryptedUnder8IsReadUnder9() throws Exception {
        assertArrayEquals(plain, key.decrypt(9, key.encrypt(8, plain, RANDOM)));
    }

    @Test
    void whatWasEncryptedUnder9IsNotReadUnder8() {
        byte[] cipher = key.encrypt(9, plain, RANDOM);
        assertThrows(IntegrityException.class, () -> key.decrypt(8, cipher));
    }

    @Test
    void nothingIsLeftToReadOfWhatIsOfNeither() {
        byte[] data = Arrays.copyOf(RANDOM.bytes(8), 48);
        var message = new ScatteredBytes().sealed(data, 0, data.length);
        assertThrows(IntegrityException.class, () -> key.specificKey(9).unseal(message, new byte[16], 0));
        assertArrayEquals(new byte[48], data);
    }
}
