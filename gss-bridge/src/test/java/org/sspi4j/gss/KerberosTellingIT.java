package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.EncryptionKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.Leaks;
import org.sspi4j.testkit.User;

/** What contexts of Kerberos tell through GSS-API: why, and no secret. */
@KerberosRealm(users = @User(name = "alice", password = KerberosTellingIT.PASSWORD), services = "HTTP/web.example.com")
class KerberosTellingIT {
    static final String PASSWORD = "correct horse";
    private static final byte[] NOTHING = {};
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);

    @Krb5Conf
    Path krb5Conf;

    @Keytab("HTTP/web.example.com")
    Path keytab;

    @TempDir
    Path folder;

    private GSSContext initiator;
    private GSSContext acceptor;

    private SspiGssManager manager() throws Exception {
        var keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
        return new SspiGssManager(KerberosConfig.load(krb5Conf)).with(keyFile);
    }

    private GSSContext initiator(CredHandle alice) throws Exception {
        var manager = manager();
        var web = manager.createName("HTTP@web.example.com", NT_HOSTBASED_SERVICE);
        return manager.createContext(web, null, manager.createCredential(alice), DEFAULT_LIFETIME);
    }

    private CredHandle alice(String password) throws Exception {
        try (var secret = Secret.password(password.toCharArray())) {
            return Sspi.acquireCredentialsHandle(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", secret), KerberosConfig.load(krb5Conf));
        }
    }

    private void establish(CredHandle alice) throws Exception {
        var manager = new SspiGssManager(KerberosConfig.load(krb5Conf));
        initiator = initiator(alice);
        acceptor = manager.createContext(manager.createCredential(Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), KerberosConfig.load(krb5Conf))));
        byte[] token = initiator.initSecContext(NOTHING, 0, 0);
        byte[] answer = acceptor.acceptSecContext(token, 0, token.length);
        initiator.initSecContext(answer, 0, answer.length);
    }

    private static String told(GSSContext context) {
        return ((SspiGssContext) context).decisions().stream().map(Decision::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void anEstablishedContextSaysWhy() throws Exception {
        establish(alice(PASSWORD));
        for (var part : List.of(
                "CREDENTIAL The credentials are the password of alice@EXAMPLE.COM",
                "TARGET The service is HTTP/web.example.com in the realm EXAMPLE.COM",
                "The KDCs of EXAMPLE.COM were asked: ", "answered over UDP", "TICKET alice@EXAMPLE.COM is logged on until ",
                "PEER The server proved itself")) {
            assertTrue(told(initiator).contains(part), "\"" + part + "\" in: " + told(initiator));
        }
        assertTrue(told(acceptor).contains("KEY The ticket of alice@EXAMPLE.COM for HTTP/web.example.com@EXAMPLE.COM until "),
                told(acceptor));
        var told = told(initiator);
        initiator.dispose();
        assertEquals(told, told(initiator));
    }

    @Test
    void aRefusedLogonSaysWhy() throws Exception {
        initiator = initiator(alice("wrong horse"));
        var failure = assertThrows(GSSException.class, () -> initiator.initSecContext(NOTHING, 0, 0));
        assertEquals(((SspiException) failure.getCause()).decisions(), ((SspiGssContext) initiator).decisions());
        assertTrue(told(initiator).contains("alice logs on at the KDC of EXAMPLE.COM"), told(initiator));
    }

    @Test
    void noSecretIsTold() throws Exception {
        var leaks = new Leaks();
        leaks.secret("the password", PASSWORD);
        leaks.secret("the wrong password", "wrong horse");
        for (var key : KeyTab.getInstance(new KerberosPrincipal("HTTP/web.example.com@EXAMPLE.COM"), keytab.toFile())
                .getKeys(new KerberosPrincipal("HTTP/web.example.com@EXAMPLE.COM"))) {
            leaks.secret("key of the service, " + key.getKeyType(), key.getEncoded());
        }
        try (var log = leaks.listen("org.sspi4j")) {
            var alice = alice(PASSWORD);
            establish(alice);
            var subject = new Subject();
            alice.publish(subject);
            for (var ticket : subject.getPrivateCredentials(KerberosTicket.class)) {
                leaks.secret("session key for " + ticket.getServer(), ticket.getSessionKey().getEncoded());
            }
            for (var context : List.of(initiator, acceptor)) {
                var key = (EncryptionKey) ((ExtendedGSSContext) context).inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX);
                leaks.secret("key of the " + context, key.getEncoded());
                leaks.told(context + " " + told(context) + context.getSrcName() + context.getTargName() + context.getMech());
            }
            byte[] wrapped = initiator.wrap(TEXT, 0, TEXT.length, new MessageProp(true));
            acceptor.unwrap(wrapped, 0, wrapped.length, new MessageProp(true));
            wrapped[wrapped.length - 1] ^= 1;
            fails(leaks, () -> acceptor.unwrap(wrapped, 0, wrapped.length, new MessageProp(true)));
            byte[] exported = initiator.export();
            fails(leaks, () -> manager().createContext(Arrays.copyOf(exported, exported.length - 3)));
            var refused = initiator(alice("wrong horse"));
            fails(leaks, () -> refused.initSecContext(NOTHING, 0, 0));
            leaks.told(told(refused));
        }
        assertTrue(leaks.names().containsAll(Set.of("session key for krbtgt/EXAMPLE.COM@EXAMPLE.COM",
                "session key for HTTP/web.example.com@EXAMPLE.COM", "key of the initiator ESTABLISHED")), leaks.names()::toString);
        assertTrue(leaks.text().contains("PEER The server proved itself"), leaks.text());
        assertEquals(Set.of(), leaks.found());
        for (var name : leaks.names()) {
            leaks.told(leaks.forms(name).get(2));
            assertTrue(leaks.found().contains(name), name);
        }
    }

    private static void fails(Leaks leaks, Executable action) {
        var failure = assertThrows(GSSException.class, action);
        leaks.told(failure);
        if (failure.getCause() instanceof SspiException cause) {
            leaks.told(cause.decisions());
        }
    }
}
