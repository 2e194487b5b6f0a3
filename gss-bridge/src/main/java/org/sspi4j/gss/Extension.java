package org.sspi4j.gss;

import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;

/**
 * Makes contexts and credentials that have the JDK's extensions where the runtime has them: they are in a module of their own,
 * jdk.security.jgss. The classes that extend them are reached through makers, which declare what is not extended: nothing has
 * to look at those classes before it calls one.
 */
final class Extension {
    private static final boolean PRESENT = isPresent();

    private Extension() {}

    static SspiGssContext context(Opening opening) {
        return PRESENT ? ExtendedSspiGssContext.opening(opening) : new SspiGssContext(opening);
    }

    static SspiGssContext context(EstablishedContext established) {
        return PRESENT ? ExtendedSspiGssContext.established(established) : new SspiGssContext(established);
    }

    /** A credential without elements. */
    static SspiGssCredential credential(Settings settings) {
        return PRESENT ? ExtendedSspiGssCredential.empty(settings) : new SspiGssCredential(settings);
    }

    /** A credential around a handle that somebody acquired; it becomes this credential's to close. */
    static SspiGssCredential credential(Settings settings, Mechanism mechanism, CredHandle handle, Set<ContextFlag> asks) {
        var credential = credential(settings);
        credential.add(mechanism, handle, asks);
        return credential;
    }

    private static boolean isPresent() {
        try {
            Class.forName("com.sun.security.jgss.ExtendedGSSContext", false, Extension.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
