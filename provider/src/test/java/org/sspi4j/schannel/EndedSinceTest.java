package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.Need;
import org.sspi4j.spi.Step;

@DisplayName("A server's certificate that ended since its session was made")
class EndedSinceTest implements Step.Answers {
    private final Direct direct = new Direct(new MovedClock(), this);
    private Duration later = Duration.ZERO;

    private final class MovedClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.now().plus(later);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Override
    public <A> A to(Need<A> need) throws SspiException {
        try {
            if (need instanceof Need.Run<A> task) {
                return task.task().call();
            }
            var task = (Need.Suspendable<A>) need;
            CompletableFuture.runAsync(task.task());
            return task.event().toCompletableFuture().get();
        } catch (SspiException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** TLS itself knows nothing of the refusal, and would resume the session the next time. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    void isRefusedAndItsSessionForgotten(Tls tls) throws Exception {
        var now = Instant.now();
        var server = Tls.ROOT.certificate("CN=web.example.com").dnsNames(Tls.WEB).serverAuth()
                .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofHours(1))).issue();
        var alice = direct.credential(CredentialUse.OUTBOUND, tls.credentials().build());
        var web = direct.credential(CredentialUse.INBOUND, tls.credentials(server).build());
        assertEquals(0, connect(alice, web));
        assertEquals(1, connect(alice, web));
        later = Duration.ofHours(2);
        assertEquals(SecurityStatus.SEC_E_CERT_EXPIRED, assertThrows(SspiException.class, () -> connect(alice, web)).status());
        later = Duration.ZERO;
        assertEquals(0, connect(alice, web));
    }

    /** SSL_SESSION_RECONNECT, or 0. */
    private int connect(Credential alice, Credential web) throws SspiException {
        return direct.connect(alice, web, Set.of()).query(SchannelAttribute.SESSION_INFO).flags();
    }
}
