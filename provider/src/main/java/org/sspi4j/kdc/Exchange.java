package org.sspi4j.kdc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KdcAddress;

/**
 * One request on its way to the servers of its realm: finds them, and races them. All of it happens on the thread of a {@link Loop};
 * nothing blocks.
 */
final class Exchange implements Carried {
    /** A server may do what it is asked for and not get to say so. */
    private static final String MAYBE_CHANGED = "If one of them had the request, the new password may be in force already: try both";

    private final Loop loop;
    private final Shared shared;
    private final KdcRequest request;
    private final Finish<byte[]> finish;
    private final Trail trail = new Trail();
    private ServiceLookUp lookUp;
    private Race race;
    private volatile boolean over;

    Exchange(Loop loop, Shared shared, KdcRequest request, Finish<byte[]> finish) {
        this.loop = loop;
        this.shared = shared;
        this.request = request;
        this.finish = finish;
    }

    @Override
    public void start() {
        loop.begun(this);
        var configured = configured();
        if (!configured.isEmpty()) {
            race(configured);
        } else if (request.service() == KdcService.PRIMARY_KDC && !request.config().kdcs(request.realm()).isEmpty()) {
            finish(null, nobodyIsKnown("DNS is not asked, since the realm's other KDCs are named there"));
        } else if (!request.config().dnsLookupKdc()) {
            finish(null, nobodyIsKnown("DNS is not asked, since dns_lookup_kdc is false"));
        } else {
            lookUp = new ServiceLookUp(loop, shared, request, this::found);
            lookUp.start();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            stop();
        }
    }

    @Override
    public void fail(String why) {
        if (!over) {
            stop();
            finish(null, failure("No " + server() + " of the realm " + request.realm() + " answers: " + why));
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    private void stop() {
        loop.ended(this);
        if (lookUp != null) {
            lookUp.cancel();
        }
        if (race != null) {
            race.cancel();
        }
    }

    private List<KdcAddress> configured() {
        return switch (request.service()) {
            case KDC -> request.config().kdcs(request.realm());
            case PRIMARY_KDC -> request.config().primaryKdcs(request.realm());
            case KPASSWD -> request.config().kpasswdServers(request.realm());
        };
    }

    private void found(List<KdcAddress> servers) {
        if (servers.isEmpty()) {
            finish(null, nobodyIsKnown("DNS was asked: " + lookUp.told()));
        } else {
            race(servers);
        }
    }

    private void race(List<KdcAddress> servers) {
        int limit = request.config().udpPreferenceLimit();
        var course = new Race.Course(
                request.realm(), request.service(), request.bytes(), limit > 1 ? limit : -1, request.deadline(), shared.patience(),
                server -> request.service() == KdcService.PRIMARY_KDC && request.answered().isBy(server));
        race = new Race(loop, shared.names(), shared.health(), trail, course, this::raced);
        race.start(servers);
    }

    private void raced(byte[] reply, InetSocketAddress by) {
        if (reply != null && request.service() == KdcService.KDC) {
            request.answered().by(by);
        }
        finish(reply, reply == null ? nobodyAnswers() : null);
    }

    private void finish(byte[] reply, SspiException failure) {
        if (over) {
            return;
        }
        over = true;
        loop.ended(this);
        try {
            if (!trail.isEmpty()) {
                request.decisions().accept("The " + server() + "s of " + request.realm() + " were asked: " + trail);
            }
        } finally {
            finish.finished(reply, failure);
        }
    }

    private String server() {
        return request.service().server();
    }

    private SspiException nobodyIsKnown(String dns) {
        String where = switch (request.service()) {
            case KDC -> "kdc";
            case PRIMARY_KDC -> "primary_kdc";
            case KPASSWD -> "kpasswd_server or admin_server";
        };
        return failure("No " + server() + " of the realm " + request.realm() + " is known: [realms] has no " + where + " of it in "
                + request.config().origin() + ". " + dns + ". Add " + where + " = host to the realm's entry in [realms]");
    }

    private SspiException nobodyAnswers() {
        String source = lookUp == null ? "are those of " + request.config().origin() : "were found in DNS: " + lookUp.told();
        String sentence = "No " + server() + " of the realm " + request.realm() + " answers: "
                + (trail.isEmpty() ? whyNobodyWasAsked() : trail) + ". The servers " + source
                + ". See that one of them runs, and that no firewall is between"
                + (request.service() == KdcService.KPASSWD ? ". " + MAYBE_CHANGED : "");
        return isTooLate()
                ? new SspiException(
                        SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, sentence,
                        new TimeoutException("The call's time for KDCs is over"))
                : failure(sentence);
    }

    private boolean isTooLate() {
        return request.deadline() - loop.now() <= 0;
    }

    private String whyNobodyWasAsked() {
        return isTooLate() ? "no time was left to ask" : "the one that answered already is such a one";
    }

    private static SspiException failure(String message) {
        return new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, message);
    }
}
