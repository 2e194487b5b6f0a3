package org.sspi4j.testkit;

import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A main class that has the JDK's JGSS establish a context with mutual authentication and delegation, both ends in this JVM.
 * Its input is the user's name, password, the service's name and its keytab; it prints what both ends say.
 */
final class JdkContexts {
    private static final GSSManager MANAGER = GSSManager.getInstance();

    public static void main(String[] args) throws Exception {
        String[] words = new String(System.in.readAllBytes()).trim().split(" ");
        var kerberos = new Oid("1.2.840.113554.1.2.2");
        Subject alice = JdkLogins.byPassword(words[0], words[1]);
        Subject web = JdkLogins.byKeytab(words[2], words[3]);
        GSSName service = MANAGER.createName(words[2], new Oid("1.2.840.113554.1.2.2.1"));
        GSSContext initiator = as(alice, () -> {
            GSSContext context = MANAGER.createContext(service, kerberos, null, GSSContext.DEFAULT_LIFETIME);
            context.requestMutualAuth(true);
            context.requestCredDeleg(true);
            return context;
        });
        GSSContext acceptor = as(web, () -> MANAGER.createContext(
                MANAGER.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, kerberos, GSSCredential.ACCEPT_ONLY)));
        byte[] apReq = as(alice, () -> initiator.initSecContext(new byte[0], 0, 0));
        byte[] apRep = as(web, () -> acceptor.acceptSecContext(apReq, 0, apReq.length));
        as(alice, () -> initiator.initSecContext(apRep, 0, apRep.length));
        System.out.println("established: " + (initiator.isEstablished() && acceptor.isEstablished()));
        System.out.println("client: " + acceptor.getSrcName());
        System.out.println("delegated: " + (acceptor.getCredDelegState() ? acceptor.getDelegCred().getName() : "nobody"));
    }

    /** Deprecated since 18, and its successor is not to be had at 17. */
    @SuppressWarnings({"deprecation", "removal"})
    private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws Exception {
        return Subject.doAs(subject, action);
    }
}
