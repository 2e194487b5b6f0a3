package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.spi.Need;

/** What goes wrong otherwise, the packages' tests have. */
@Timeout(120)
@DisplayName("A store's answer")
class AccountQuestionTest {
    private final CompletableFuture<Optional<StoredAccount>> later = new CompletableFuture<>();
    private final StoredAccount alice = StoredAccount.ofNtHash("alice", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

    private CompletableFuture<Optional<StoredAccount>> asked(Duration patience) {
        return answered(later, patience);
    }

    private static CompletableFuture<Optional<StoredAccount>> answered(
            CompletionStage<Optional<StoredAccount>> stage, Duration patience) {
        return new AccountQuestion<>(new Need.Account((domain, user) -> stage, "", "alice"), patience).begin();
    }

    private static SspiException refusal(CompletableFuture<?> answer) {
        return assertInstanceOf(SspiException.class, assertThrows(ExecutionException.class, answer::get).getCause());
    }

    @Test
    void comesInAStageOfAnyKind() throws Exception {
        var there = CompletableFuture.completedFuture(Optional.of(alice));
        assertEquals(alice, answered(there, Duration.ofMinutes(1)).get().orElseThrow());
        assertEquals(alice, answered(CompletableFuture.completedStage(Optional.of(alice)), Duration.ofMinutes(1)).get().orElseThrow());
        assertEquals(alice, answered(there.minimalCompletionStage(), Duration.ofMinutes(1)).get().orElseThrow());
        var minimal = answered(later.minimalCompletionStage(), Duration.ofMinutes(1));
        later.complete(Optional.of(alice));
        assertEquals(alice, minimal.get().orElseThrow());
        assertFalse(alice.secret().secret().isClosed());
    }

    @Test
    void failsWithTheStatusThatTheStageHas() {
        var failure = new SspiException(SEC_E_INTERNAL_ERROR, "the disk is full");
        assertSame(failure, refusal(answered(CompletableFuture.failedFuture(failure), Duration.ofMinutes(1))));
        assertSame(failure, refusal(answered(CompletableFuture.failedStage(failure), Duration.ofMinutes(1))));
        var other = answered(CompletableFuture.failedFuture(new IllegalStateException("no connection")), Duration.ofMinutes(1));
        assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal(other).status());
    }

    /** Who says that it is there, and has it not, is waited for as others are. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void isNotTakenBeforeItIsThere() {
        var early = new CompletableFuture<Optional<StoredAccount>>() {
            @Override
            public boolean isDone() {
                return true;
            }
        };
        assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal(answered(early, Duration.ofMillis(1))).status());
    }

    @Test
    void thatDoesNotComeInTimeLetsNobodyIn() {
        var answer = asked(Duration.ofMillis(1));
        var refusal = refusal(answer);
        assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal.status());
        assertTrue(refusal.getMessage().contains("has not answered for 0 seconds"), refusal.getMessage());
        later.complete(Optional.of(alice));
        assertTrue(alice.secret().secret().isClosed(), "the answer is nobody's");
    }

    @Test
    void hasAMinuteToCome() {
        assertEquals(Duration.ofMinutes(1), new AccountQuestion<>(new Need.Account((domain, user) -> later, "", "alice")).patience());
    }

    @Test
    void inTimeIsTheCallers() throws Exception {
        var answer = asked(Duration.ofMinutes(1));
        later.complete(Optional.of(alice));
        assertEquals(alice, answer.get().orElseThrow());
        assertFalse(alice.secret().secret().isClosed());
    }
}
