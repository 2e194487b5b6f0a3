package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GivenChallengesTest {
    private final TargetNames web = new TargetNames(Set.of("HTTP/web.example.com"));
    private final GivenChallenges given = new GivenChallenges(4);

    @Test
    void whatWasGivenIsFoundUntilItIsAnswered() {
        given.add(challenge(1), web);
        assertEquals(Optional.of(web), given.find(challenge(1)));
        assertEquals(Optional.empty(), given.find(challenge(2)));
        given.remove(challenge(1));
        assertEquals(Optional.empty(), given.find(challenge(1)));
    }

    @Test
    void eachOfItsBytesCounts() {
        given.add(challenge(1), web);
        for (int at = 0; at < 8; at++) {
            byte[] other = challenge(1);
            other[at] ^= (byte) 0x80;
            assertEquals(Optional.empty(), given.find(other));
            given.remove(other);
        }
        assertEquals(Optional.of(web), given.find(challenge(1)));
    }

    @Test
    void nobodyAnswersToAnEmptyName() {
        assertFalse(new TargetNames(Set.of("", "HTTP/web")).contain(""));
        assertTrue(new TargetNames(Set.of("HTTP/a", "HTTP/web")).contain("http/WEB"));
    }

    @Test
    void aLaterOneMayTakeThePlace() {
        given.add(challenge(1), web);
        given.add(challenge(5), web);
        assertEquals(Optional.empty(), given.find(challenge(1)));
        assertEquals(Optional.of(web), given.find(challenge(5)));
        given.remove(challenge(1));
        assertEquals(Optional.of(web), given.find(challenge(5)), "somebody else's place is not emptied");
    }

    @Test
    void anAnswerOrTheEndOfAContextForgetsIt() throws Exception {
        var conversation = new Conversation();
        var forged = new ForgedClient();
        var challenged = conversation.accept(forged.negotiate());
        byte[] number = ChallengeMessage.decode(challenged.token()).serverChallenge();
        assertEquals(Optional.of(web), GivenChallenges.ofProcess().find(number));
        challenged.next().close();
        assertEquals(Optional.empty(), GivenChallenges.ofProcess().find(number));
    }

    private static byte[] challenge(int last) {
        return new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) last};
    }
}
