package org.sspi4j.negotiate;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.JdkLogin;

/**
 * A main class in which the JDK's SPNEGO is the client of ours, and then its server. Its input is the user's name, password, the service's
 * name, its keytab, a krb5.conf, and whether authentication is mutual.
 */
final class JdkSpnego {
    private static final GSSManager MANAGER = GSSManager.getInstance();

    private JdkSpnego() {}

    public static void main(String[] args) throws Exception {
        String[] words = new String(System.in.readAllBytes()).trim().split(" ");
        var spnego = new Oid("1.3.6.1.5.5.2");
        boolean mutual = Boolean.parseBoolean(words[5]);
        var config = KerberosConfig.load(Path.of(words[4]));
        Subject user = JdkLogin.of(words[0], Map.of(), words[1]);
        Subject service = JdkLogin.of(
                words[2], Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "keyTab", words[3]), "");
        GSSName target = MANAGER.createName(words[2], new Oid("1.2.840.113554.1.2.2.1"));
        GSSContext initiator = JdkLogin.as(user, () -> MANAGER.createContext(target, spnego, null, GSSContext.DEFAULT_LIFETIME));
        initiator.requestMutualAuth(mutual);
        try (var web = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, Identity.keytab(Path.of(words[3])), config)) {
            atOurs(user, initiator, web);
        }
        GSSContext acceptor = JdkLogin.as(service, () -> MANAGER.createContext(
                MANAGER.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, spnego, GSSCredential.ACCEPT_ONLY)));
        var identity = Identity.password(words[0], Secret.password(words[1].toCharArray()));
        try (var alice = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, identity, config)) {
            ofOurs(service, acceptor, alice, words[2], mutual);
        }
        System.out.println("both");
    }

    private static void atOurs(Subject user, GSSContext initiator, CredHandle web) throws Exception {
        ContextResult ours = null;
        byte[] token = JdkLogin.as(user, () -> initiator.initSecContext(new byte[0], 0, 0));
        while (token != null) {
            ours = Sspi.acceptSecurityContext(web, ours == null ? null : ours.context(), Set.of(), token);
            byte[] answer = ours.token();
            token = answer.length == 0 ? null : JdkLogin.as(user, () -> initiator.initSecContext(answer, 0, answer.length));
        }
        check(ours, initiator);
        expect("alice@EXAMPLE.COM".getBytes(), ours.context().accessToken().userName().getBytes());
    }

    private static void ofOurs(
            Subject service, GSSContext acceptor, CredHandle alice, String target, boolean mutual) throws Exception {
        var flags = mutual
                ? Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY)
                : Set.of(ContextFlag.CONFIDENTIALITY);
        var ours = Sspi.initializeSecurityContext(alice, null, target, flags, new byte[0]);
        while (ours.token().length > 0) {
            byte[] token = ours.token();
            byte[] answer = JdkLogin.as(service, () -> acceptor.acceptSecContext(token, 0, token.length));
            ours = Sspi.initializeSecurityContext(alice, ours.context(), target, flags, answer);
        }
        check(ours, acceptor);
    }

    private static void check(ContextResult ours, GSSContext theirs) throws Exception {
        if (ours.status() != SecurityStatus.SEC_E_OK || !theirs.isEstablished()) {
            throw new AssertionError(ours.status() + ", and the JDK's is established: " + theirs.isEstablished());
        }
        var info = ours.context().query(NegotiateAttribute.NEGOTIATION_INFO);
        expect("Kerberos COMPLETE".getBytes(), (info.packageInfo().name() + " " + info.negotiationState()).getBytes());
        byte[] text = "How are you?".getBytes();
        expect(text, opened(ours.context(), theirs.wrap(text, 0, text.length, new MessageProp(0, true))));
    }

    private static byte[] opened(CtxtHandle by, byte[] message) throws Exception {
        var data = SecBuffer.empty();
        by.decryptMessage(List.of(SecBuffer.stream(ByteBuffer.wrap(message)), data));
        return data.toBytes();
    }

    private static void expect(byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError(new String(expected) + " expected: " + new String(actual));
        }
    }
}
