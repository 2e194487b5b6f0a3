package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice.Wish;

class CertificateQuestionTest {
    /** The caller's own thread computes then, and would wait for itself. */
    @Test
    void nobodyWaitsWhereTheServerHasNotAsked() {
        var question = new CertificateQuestion(wish -> Optional.empty());
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThrows(
                        IllegalStateException.class, () -> question.choose(new Wish(Set.of("EC"), List.of(), Optional.empty()))));
    }

    @Nested
    class WhatFollowsATask {
        private final CertificateQuestion question = new CertificateQuestion(wish -> Optional.empty());

        private SecurityStatus failure() {
            return question.failure().orElseThrow().status();
        }

        @Test
        void isDoneOnTheSameThread() {
            var done = new ArrayList<String>();
            var event = question.begin();
            question.run(() -> done.add("task"), () -> done.add("rest"));
            assertEquals(List.of("task", "rest"), done);
            assertEquals(CertificateQuestion.Event.DONE, event.toCompletableFuture().getNow(null));
            assertTrue(question.failure().isEmpty());
        }

        @Test
        void failsWithItsStatus() {
            var event = question.begin();
            question.run(() -> {}, () -> {
                throw new SspiException(SecurityStatus.SEC_E_UNTRUSTED_ROOT, "nobody we know");
            });
            assertEquals(CertificateQuestion.Event.DONE, event.toCompletableFuture().getNow(null));
            assertEquals(SecurityStatus.SEC_E_UNTRUSTED_ROOT, failure());
        }

        @Test
        @DisplayName("leaves nothing to go on from after a fault, and says which")
        void endsWithAFault() {
            var event = question.begin();
            question.run(() -> {}, () -> {
                throw new ClassCastException("no key");
            });
            assertEquals(CertificateQuestion.Event.DONE, event.toCompletableFuture().getNow(null));
            assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, failure());
            assertInstanceOf(ClassCastException.class, question.failure().orElseThrow().getCause());
        }

        @Test
        void isNotDoneAfterAFaultOfTheTask() {
            question.begin();
            question.run(() -> {
                throw new ProviderException("no device");
            }, () -> {
                throw new AssertionError();
            });
            assertInstanceOf(ProviderException.class, question.failure().orElseThrow().getCause());
        }
    }
}
