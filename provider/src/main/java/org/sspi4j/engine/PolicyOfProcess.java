package org.sspi4j.engine;

import java.util.ArrayList;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.sspi4j.spi.PrivilegePolicy;

/**
 * The policies that are registered, as one. Whoever registers a policy means to take something away: what cannot be loaded
 * withholds everything, and of several policies each has to agree.
 */
final class PolicyOfProcess {
    private static final System.Logger LOG = System.getLogger(PolicyOfProcess.class.getName());

    private PolicyOfProcess() {}

    static PrivilegePolicy found(Supplier<? extends Iterable<PrivilegePolicy>> registered) {
        var policies = new ArrayList<PrivilegePolicy>();
        try {
            registered.get().forEach(policies::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "A PrivilegePolicy cannot be loaded: no privilege is held", e);
            return privilege -> false;
        }
        return policies.isEmpty()
                ? PrivilegePolicy.STANDARD
                : privilege -> policies.stream().allMatch(policy -> policy.holds(privilege));
    }
}
