package org.sspi4j.engine;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.sspi4j.api.Decision.About;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kdc.Answered;
import org.sspi4j.kdc.HostQuestion;
import org.sspi4j.kdc.KdcRequest;
import org.sspi4j.kdc.KdcService;
import org.sspi4j.spi.Decisions;
import org.sspi4j.spi.Need;

/**
 * The questions of one call that go over the network. All of them share one deadline, and are noted where the call's decisions are.
 * Its time runs from when the call first asks, or first waits for another call that asks the same.
 */
final class KdcQuestions {
    private final Decisions decisions;
    private final Answered answered = new Answered();
    private final LongSupplier nanoTime;
    private OptionalLong begun = OptionalLong.empty();

    KdcQuestions(Decisions decisions) {
        this(decisions, System::nanoTime);
    }

    KdcQuestions(Decisions decisions, LongSupplier nanoTime) {
        this.decisions = decisions;
        this.nanoTime = nanoTime;
    }

    /** Empty if the need is another one. */
    Optional<KdcRequest> of(Need<?> need) {
        if (need instanceof Need.Awaited<?>) {
            begun();
        }
        if (need instanceof Need.Kdc kdc) {
            return Optional.of(request(kdc.config(), kdc.realm(), KdcService.KDC, kdc.request()));
        }
        if (need instanceof Need.PrimaryKdc kdc) {
            return Optional.of(request(kdc.config(), kdc.realm(), KdcService.PRIMARY_KDC, kdc.request()));
        }
        if (need instanceof Need.Kpasswd kpasswd) {
            return Optional.of(request(kpasswd.config(), kpasswd.realm(), KdcService.KPASSWD, kpasswd.request()));
        }
        return Optional.empty();
    }

    private KdcRequest request(KerberosConfig config, String realm, KdcService service, byte[] request) {
        return new KdcRequest(
                config, realm, service, request, deadline(config), sentence -> decisions.note(About.KDC, "{}", sentence), answered);
    }

    HostQuestion of(Need.CanonicalHost need) {
        return new HostQuestion(
                need.config(), need.host(), deadline(need.config()), sentence -> decisions.note(About.TARGET, "{}", sentence));
    }

    private long deadline(KerberosConfig config) {
        return begun() + config.kdcTimeout().toNanos();
    }

    private long begun() {
        if (begun.isEmpty()) {
            begun = OptionalLong.of(nanoTime.getAsLong());
        }
        return begun.getAsLong();
    }
}
