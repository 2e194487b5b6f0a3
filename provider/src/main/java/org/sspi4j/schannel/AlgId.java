package org.sspi4j.schannel;

/** ALG_ID: algorithms by the numbers of wincrypt.h, as far as TLS has to do with them. */
final class AlgId {
    static final int CALG_3DES = 0x6603;
    static final int CALG_AES_128 = 0x660E;
    static final int CALG_AES_256 = 0x6610;
    static final int CALG_SHA1 = 0x8004;
    static final int CALG_SHA_256 = 0x800C;
    static final int CALG_SHA_384 = 0x800D;
    static final int CALG_RSA_KEYX = 0xA400;
    static final int CALG_DH_EPHEM = 0xAA02;
    static final int CALG_ECDH_EPHEM = 0xAE06;
    static final int CALG_RSA_SIGN = 0x2400;
    static final int CALG_ECDSA = 0x2203;

    private AlgId() {}

    /** 0 for a cipher that has none, as ChaCha20. */
    static int cipher(CipherSuite suite) {
        return suite.cipher().equals("AES") ? suite.strength() == 256 ? CALG_AES_256 : CALG_AES_128
                : suite.cipher().equals("3DES") ? CALG_3DES
                : 0;
    }

    static int hash(CipherSuite suite) {
        return switch (suite.hash()) {
            case "SHA384" -> CALG_SHA_384;
            case "SHA256" -> CALG_SHA_256;
            default -> CALG_SHA1;
        };
    }

    /** 0 where the suite leaves it open. */
    static int exchange(CipherSuite suite) {
        return switch (suite.exchange()) {
            case "ECDHE" -> CALG_ECDH_EPHEM;
            case "DHE" -> CALG_DH_EPHEM;
            case "RSA" -> CALG_RSA_KEYX;
            default -> 0;
        };
    }

    /** 0 where the suite leaves it open. */
    static int signature(CipherSuite suite) {
        return suite.signature().map(with -> with.equals("ECDSA") ? CALG_ECDSA : CALG_RSA_SIGN).orElse(0);
    }
}
