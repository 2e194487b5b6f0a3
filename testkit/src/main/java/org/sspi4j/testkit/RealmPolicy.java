package org.sspi4j.testkit;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;

/** What one KDC grants, and the clock it goes by. */
record RealmPolicy(
        String realm,
        Clock clock,
        Duration clockSkew,
        Duration ticketLifetime,
        Duration renewableLifetime,
        boolean preAuthentication,
        int maxUdpReply,
        List<EncryptionType> encryptionTypes) {

    /** The KDC's time in whole seconds, as a KerberosTime is sent. */
    KerberosTime now() {
        return new KerberosTime(clock.instant().getEpochSecond() * 1000);
    }

    boolean withinSkew(KerberosTime time) {
        return Math.abs(time.getTime() - clock.millis()) <= clockSkew.toMillis();
    }
}
