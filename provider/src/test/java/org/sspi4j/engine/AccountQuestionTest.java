package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.spi.Need;

/** What goes wrong otherwise, the packages' tests have. */
@Timeout(120)
@DisplayName("A store that has not answered in time")
class AccountQuestionTest {
    private final CompletableFuture<Optional<StoredAccount>> later = new CompletableFuture<>();
    private final StoredAccount alice = StoredAccount.ofNtHash("alice", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

    private CompletableFuture<Optional<StoredAccount>> asked(Duration patience) {
        return new AccountQuestion<>(new Need.Account((domain, user) -> later, "", "alice"), patience).begin();
    }

    @Test
    void letsNobodyIn() {
        var answer = asked(Duration.ofMillis(1));
        var refusal = assertInstanceOf(SspiException.class, assertThrows(ExecutionException.class, answer::get).getCause());
        assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal.status());
        assertTrue(refusal.getMessage().contains("has not answered for 0 seconds"), refusal.getMessage());
        later.complete(Optional.of(alice));
        assertTrue(alice.secret().secret().isClosed(), "the answer is nobody's");
    }

    @Test
    void hasAMinuteForIt() {
        assertEquals(Duration.ofMinutes(1), new AccountQuestion<>(new Need.Account((domain, user) -> later, "", "alice")).patience());
    }

    @Test
    void isNotSaidOfOneThatHas() throws Exception {
        var answer = asked(Duration.ofMinutes(1));
        later.complete(Optional.of(alice));
        assertEquals(alice, answer.get().orElseThrow());
        assertFalse(alice.secret().secret().isClosed());
    }
}
