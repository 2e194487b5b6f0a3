package org.sspi4j.ntlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.testkit.Leaks;

@DisplayName("NTLM: no password and no key is told, in no log, no message and no text of an object")
class NtlmNoSecretsTest {
    private final Leaks leaks = new Leaks();

    @Test
    void ofAConversationAndItsFailures() throws Exception {
        try (var log = leaks.listen("org.sspi4j")) {
            var conversation = new Conversation();
            byte[] ntowfv1 = NtlmKeys.ntowfv1(NtlmString.unicode(Conversation.PASSWORD));
            leaks.secret("the password", Conversation.PASSWORD);
            leaks.secret("the NT hash", ntowfv1);
            tell(conversation);
            var wrong = new Conversation();
            wrong.password = "a wrong one";
            leaks.secret("the wrong password", "a wrong one");
            leaks.told(wrong.refused());
            leaks.told(wrong.facilities.noted());
            var altered = new Conversation();
            altered.onAuthenticate = token -> {
                token[80] ^= 1;
                return token;
            };
            leaks.told(altered.refused());
            leaks.told(altered.facilities.noted());
            var hash = Identity.ntHash("EXAMPLE\\alice", Secret.key(ntowfv1));
            leaks.told(hash + " " + NtlmCred.builder().identity(hash).build());
            leaks.told(conversation.acquire(CredentialUse.OUTBOUND, hash));
            assertEquals(Set.of(), leaks.found());
            assertTrue(leaks.text().contains("answers with NTLM_V2"), "there was something to read");
            leaks.told(leaks.forms("the NT hash").get(0));
            assertEquals(Set.of("the NT hash"), leaks.found(), "what is told is found");
        }
    }

    private void tell(Conversation conversation) throws Exception {
        var ends = conversation.establish();
        leaks.secret("the session key", NtlmHandshakeTest.key(ends.client()));
        leaks.told(conversation.clientCredential() + " " + conversation.serverCredential());
        leaks.told(ends.client() + " " + ends.server() + " " + ends.server().query(ContextAttribute.SESSION_KEY));
        leaks.told(ends.server().accessToken() + " " + ends.server().accessToken().subject());
        leaks.told(conversation.facilities.noted());
        var negotiate = NegotiateMessage.decode(conversation.negotiate);
        var challenge = ChallengeMessage.decode(conversation.challenge);
        var authenticate = AuthenticateMessage.decode(conversation.authenticate);
        leaks.told(negotiate + " " + challenge + " " + authenticate);
        var messages = new ClientClaim.Messages(Optional.of(negotiate), challenge, authenticate);
        var demands = new ClientClaim.Demands(
                Set.of(), Optional.empty(), new TargetNames(Set.of(Conversation.WEB)), Set.of());
        var claim = ClientClaim.check(messages, demands);
        leaks.told(claim + " " + claim.logon());
        try (var user = ProvenUser.check(claim, Optional.of(Conversation.hashed("alice", Conversation.PASSWORD)))) {
            leaks.told(user.toString());
        }
    }
}
