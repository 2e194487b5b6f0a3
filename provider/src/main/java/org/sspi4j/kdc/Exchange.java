package org.sspi4j.kdc;

import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KdcAddress;

/**
 * One request on its way to the servers of its realm: finds them, and races them. All of it happens on the thread of a {@link Loop};
 * nothing blocks.
 */
final class Exchange {
    /** What an exchange comes to; called once. */
    interface Finish {
        /** @param failure null if there is a reply */
        void finished(byte[] reply, SspiException failure);
    }

    private final Loop loop;
    private final Shared shared;
    private final KdcRequest request;
    private final Finish finish;
    private final Trail trail = new Trail();
    private ServiceLookUp lookUp;
    private Race race;
    private volatile boolean over;

    Exchange(Loop loop, Shared shared, KdcRequest request, Finish finish) {
        this.loop = loop;
        this.shared = shared;
        this.request = request;
        this.finish = finish;
    }

    void start() {
        loop.begun(this);
        var configured = configured();
        if (!configured.isEmpty()) {
            race(configured);
        } else if (!request.config().dnsLookupKdc()) {
            finish(null, nobodyIsKnown("DNS is not asked, since dns_lookup_kdc is false"));
        } else {
            lookUp = new ServiceLookUp(loop, shared, request, trail, this::found);
            lookUp.start();
        }
    }

    /** Ends it without a result: nothing of it is left. */
    void cancel() {
        if (!over) {
            over = true;
            stop();
        }
    }

    void fail(String why) {
        if (!over) {
            stop();
            finish(null, failure("No " + server() + " of the realm " + request.realm() + " answers: " + why));
        }
    }

    /** May be asked from any thread, which then sees it late at worst. */
    boolean isOver() {
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
        return request.service() == KdcService.KDC
                ? request.config().kdcs(request.realm())
                : request.config().kpasswdServers(request.realm());
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
                request.realm(), request.service(), request.bytes(), limit > 1 ? limit : -1, request.deadline(), shared.patience());
        race = new Race(loop, shared.names(), shared.health(), trail, course, this::raced);
        race.start(servers);
    }

    private void raced(byte[] reply) {
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
                request.decisions().accept(server() + " of " + request.realm() + ": " + trail);
            }
        } finally {
            finish.finished(reply, failure);
        }
    }

    private String server() {
        return request.service().server();
    }

    private SspiException nobodyIsKnown(String dns) {
        String where = request.service() == KdcService.KDC ? "kdc" : "kpasswd_server or admin_server";
        return failure("No " + server() + " of the realm " + request.realm() + " is known: [realms] has no " + where + " of it in "
                + request.config().origin() + ". " + dns + ". Add " + where + " = host to the realm's entry in [realms]"
                + (trail.isEmpty() ? "" : " (" + trail + ")"));
    }

    private SspiException nobodyAnswers() {
        String source = lookUp == null ? "are those of " + request.config().origin() : "were found in DNS: " + lookUp.told();
        return failure("No " + server() + " of the realm " + request.realm() + " answers: "
                + (trail.isEmpty() ? "no time was left to ask" : trail) + ". The servers " + source
                + ". See that one of them runs, and that no firewall is between");
    }

    private static SspiException failure(String message) {
        return new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, message);
    }
}
