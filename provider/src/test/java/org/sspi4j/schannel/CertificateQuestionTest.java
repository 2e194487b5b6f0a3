package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
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
}
