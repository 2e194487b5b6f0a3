package org.sspi4j.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.sspi4j.crypto.CryptoVectors;

/** A worked example of MS-NLMP 4.2, by the number of its section. */
record WorkedExample(CryptoVectors values) {
    /** What the messages of the examples say. */
    static final Optional<Version> SERVERS = Optional.of(new Version(6, 0, 6000, 15));
    static final Optional<Version> CLIENTS = Optional.of(new Version(5, 1, 2600, 15));

    static WorkedExample of(String section) {
        return new WorkedExample(CryptoVectors.read("ms-nlmp/" + section + ".txt").get(0));
    }

    byte[] hex(String name) {
        return values.hex(name);
    }

    String text(String name) {
        return values.text(name);
    }

    /** Written in the order of the bytes. */
    int flags(String name) {
        return ByteBuffer.wrap(hex(name)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    AuthenticateMessage.Names names() {
        return new AuthenticateMessage.Names(text("domain"), text("user"), text("workstation"));
    }

    Ntowfv2 ntowfv2() {
        return Ntowfv2.of(hex("ntowfv1"), text("user"), text("domain"));
    }

    AvPairs targetInfo() {
        return AvPairs.builder()
                .text(AvId.NB_DOMAIN_NAME, text("domain"))
                .text(AvId.NB_COMPUTER_NAME, text("server"))
                .build();
    }
}
