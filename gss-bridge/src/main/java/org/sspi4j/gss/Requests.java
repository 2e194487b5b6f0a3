package org.sspi4j.gss;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.ChannelBinding;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;

/**
 * What is asked of a context before its first token is made, in SSPI's words. RFC 5653 has five of the flags on from the
 * start; SSPI has none.
 *
 * @spec RFC 5653 6.4; RFC 2743 1.2.1.2
 */
final class Requests {
    private static final Set<ContextFlag> ON_BY_DEFAULT = EnumSet.of(
            ContextFlag.MUTUAL_AUTH,
            ContextFlag.REPLAY_DETECT,
            ContextFlag.SEQUENCE_DETECT,
            ContextFlag.CONFIDENTIALITY,
            ContextFlag.INTEGRITY);

    private final EnumSet<ContextFlag> flags = EnumSet.copyOf(ON_BY_DEFAULT);
    private boolean delegationByPolicy;
    private Optional<ChannelBinding> binding = Optional.empty();

    synchronized void request(ContextFlag flag, boolean state) {
        if (state) {
            flags.add(flag);
        } else {
            flags.remove(flag);
        }
    }

    synchronized void requestDelegationByPolicy(boolean state) {
        delegationByPolicy = state;
    }

    /** @param binding null for none */
    synchronized void bind(ChannelBinding binding) {
        this.binding = Optional.ofNullable(binding);
    }

    synchronized boolean has(ContextFlag flag) {
        return flags.contains(flag);
    }

    synchronized boolean hasDelegationByPolicy() {
        return delegationByPolicy;
    }

    /** DELEGATE follows the KDC's policy always, so that both ways to ask for delegation come to the same. */
    synchronized Set<ContextFlag> ofInitiator() {
        var asked = EnumSet.copyOf(flags);
        if (delegationByPolicy) {
            asked.add(ContextFlag.DELEGATE);
        }
        return asked;
    }

    /**
     * GSS-API's acceptor asks for nothing and takes what the initiator offers.
     *
     * @param besides what is with its credential
     */
    static Set<ContextFlag> ofAcceptor(Set<ContextFlag> besides) {
        var all = EnumSet.copyOf(ON_BY_DEFAULT);
        all.add(ContextFlag.DELEGATE);
        all.addAll(besides);
        return all;
    }

    synchronized Optional<ChannelBindings> bindings(AbsentAddress absentAddress) {
        return binding.map(absentAddress::of);
    }
}
