package org.sspi4j.ntlm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import java.util.Set;
import org.sspi4j.wire.DecodeException;

/** One good message of each kind, with something in every field, and its reader. */
enum MessageSample {
    NEGOTIATE(40, 16, 24) {
        @Override
        byte[] wire() {
            int flags = FLAGS | NegotiateFlags.OEM_DOMAIN_SUPPLIED | NegotiateFlags.OEM_WORKSTATION_SUPPLIED;
            return NegotiateMessage.of(flags, "EXAMPLE".getBytes(US_ASCII), "PC".getBytes(US_ASCII), Optional.of(Version.OURS)).wire();
        }

        @Override
        byte[] again(byte[] wire) throws DecodeException {
            var read = NegotiateMessage.decode(wire);
            return NegotiateMessage.of(read.negotiateFlags(), read.domainName(), read.workstationName(), read.version()).wire();
        }
    },
    CHALLENGE(56, 12, 40) {
        @Override
        byte[] wire() {
            return ChallengeMessage.of("EXAMPLE", FLAGS, Pair.text(8), Optional.of(targetInfo()), Optional.of(Version.OURS)).wire();
        }

        @Override
        byte[] again(byte[] wire) throws DecodeException {
            var read = ChallengeMessage.decode(wire);
            return ChallengeMessage.of(
                            read.targetName(), read.negotiateFlags(), read.serverChallenge(), read.targetInfo(), read.version())
                    .wire();
        }
    },
    AUTHENTICATE(72, 12, 20, 28, 36, 44, 52) {
        @Override
        byte[] wire() {
            return authenticate().wire().clone();
        }

        @Override
        byte[] again(byte[] wire) throws DecodeException {
            var read = AuthenticateMessage.decode(wire);
            var again = AuthenticateMessage.of(
                    new AuthenticateMessage.Names(read.domainName(), read.userName(), read.workstation()),
                    new AuthenticateMessage.Responses(read.lmChallengeResponse(), read.ntChallengeResponse()),
                    read.encryptedRandomSessionKey(),
                    read.negotiateFlags(),
                    read.version(),
                    read.hasMicField());
            return read.hasMicField() ? again.withMic(read.mic()).wire() : again.wire();
        }
    };

    private static final int FLAGS = Pair.SEALED | NegotiateFlags.TARGET_INFO | NegotiateFlags.VERSION;

    private final int fixedPart;
    private final int[] fields;

    MessageSample(int fixedPart, int... fields) {
        this.fixedPart = fixedPart;
        this.fields = fields;
    }

    /** The message, an array of its own each time. */
    abstract byte[] wire();

    /** Reads it and writes what was read. */
    abstract byte[] again(byte[] wire) throws DecodeException;

    /** How many bytes there are before a payload. */
    int fixedPart() {
        return fixedPart;
    }

    /** Where Len, MaxLen and BufferOffset of each field are. */
    int[] fields() {
        return fields;
    }

    static AvPairs targetInfo() {
        return AvPairs.builder()
                .text(AvId.NB_DOMAIN_NAME, "EXAMPLE")
                .text(AvId.NB_COMPUTER_NAME, "WEB")
                .text(AvId.DNS_DOMAIN_NAME, "example.com")
                .text(AvId.DNS_COMPUTER_NAME, "web.example.com")
                .timestamp(0xFEDCBA9876543210L)
                .build();
    }

    static AuthenticateMessage authenticate() {
        var pairs = AvPairs.builder()
                .copy(targetInfo(), Set.of())
                .flags(AvPairs.MIC_PROVIDED)
                .text(AvId.TARGET_NAME, "HTTP/web.example.com")
                .bytes(AvId.CHANNEL_BINDINGS, new byte[16])
                .build();
        try (var key = Ntowfv2.of(new byte[16], "alice", "EXAMPLE")) {
            var response = Ntlmv2Response.of(key, Pair.text(8), 1, Pair.text(8), pairs);
            return AuthenticateMessage.of(
                    new AuthenticateMessage.Names("EXAMPLE", "alice", "PC"),
                    new AuthenticateMessage.Responses(new byte[24], response.wire()),
                    Pair.text(16),
                    FLAGS,
                    Optional.of(Version.OURS),
                    true);
        }
    }
}
