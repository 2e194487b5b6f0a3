package org.sspi4j.sasl;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import javax.security.sasl.Sasl;

/** What a caller can demand of mechanisms: those that cannot promise it are not offered. */
enum Policy {
    NOPLAINTEXT(Sasl.POLICY_NOPLAINTEXT),
    NOACTIVE(Sasl.POLICY_NOACTIVE),
    NODICTIONARY(Sasl.POLICY_NODICTIONARY),
    NOANONYMOUS(Sasl.POLICY_NOANONYMOUS),
    FORWARD_SECRECY(Sasl.POLICY_FORWARD_SECRECY),
    PASS_CREDENTIALS(Sasl.POLICY_PASS_CREDENTIALS);

    private final String property;

    Policy(String property) {
        this.property = property;
    }

    /** @param properties as the factories of {@code javax.security.sasl} take them */
    static Set<Policy> demandedBy(Map<String, ?> properties) {
        var demanded = EnumSet.noneOf(Policy.class);
        for (var policy : values()) {
            if (SaslProperties.isTrue(properties.get(policy.property))) {
                demanded.add(policy);
            }
        }
        return demanded;
    }
}
