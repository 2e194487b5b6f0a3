package org.sspi4j.ntlm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The challenges that acceptors of this process have given and not seen answered yet: an initiator that is shown one of them is about to
 * prove its user to its own process, for whoever carries the messages (MS08-068). Each has one place, which a later one may take: nothing
 * grows, nobody waits. So who floods an acceptor with offers can have a challenge forgotten. Then {@link SingleHost}, which stands under
 * the proof of NTLMv2 and is not forgotten, has the acceptor refuse, unless its {@link TargetNames} contain what the client wanted to
 * reach, which is meant. NTLMv1 has nothing of the kind: where both {@code CLIENT_NTLM_V1} and {@code SERVER_NTLM_V1} are allowed in one
 * process, this table is all there is, and it holds for as long as it is not flooded.
 */
final class GivenChallenges {
    private static final int PLACES = 1 << 12;

    private static final GivenChallenges OF_PROCESS = new GivenChallenges(PLACES);

    /** A challenge, and which names the acceptor that gave it answers to. */
    private record Given(long serverChallenge, TargetNames targetNames) {}

    private final AtomicReferenceArray<Given> places;

    /** @param places a power of two */
    GivenChallenges(int places) {
        this.places = new AtomicReferenceArray<>(places);
    }

    static GivenChallenges ofProcess() {
        return OF_PROCESS;
    }

    void add(byte[] serverChallenge, TargetNames targetNames) {
        long number = number(serverChallenge);
        places.set(place(number), new Given(number, targetNames));
    }

    /** It was answered, or the context given up. */
    void remove(byte[] serverChallenge) {
        long number = number(serverChallenge);
        var given = places.get(place(number));
        if (given != null && given.serverChallenge == number) {
            places.compareAndSet(place(number), given, null);
        }
    }

    /** Which names the acceptor answers to; empty if the challenge is none of this process. */
    Optional<TargetNames> find(byte[] serverChallenge) {
        long number = number(serverChallenge);
        var given = places.get(place(number));
        return given != null && given.serverChallenge == number ? Optional.of(given.targetNames) : Optional.empty();
    }

    /** Challenges are random. */
    private int place(long number) {
        return (int) number & (places.length() - 1);
    }

    private static long number(byte[] serverChallenge) {
        long number = 0;
        for (int i = 0; i < ChallengeMessage.CHALLENGE; i++) {
            number = number << Byte.SIZE | serverChallenge[i] & 0xFF;
        }
        return number;
    }
}
