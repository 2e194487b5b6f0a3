package org.sspi4j.spi;

import java.util.Set;
import java.util.function.Supplier;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Luid;

/**
 * What is known when a context begins and stays so for its life.
 *
 * @param credential what it is made from
 * @param target pszTargetName as the caller wrote it; empty for an acceptor
 * @param flags what the first call asks for, a set that does not change; see {@link Leg#flags} for those that follow
 * @param packages for packages that wrap others
 * @param facilities clock, randomness and what outlives a context
 * @param logonSession tells the one in which the context begins, on the caller's thread: while the package makes the first state
 */
public record ContextRequest(
        Credential credential,
        String target,
        Set<ContextFlag> flags,
        PackageTable packages,
        Facilities facilities,
        Supplier<Luid> logonSession) {}
