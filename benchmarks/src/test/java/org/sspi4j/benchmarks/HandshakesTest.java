package org.sspi4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.security.jgss.ExtendedGSSContext;
import com.sun.security.jgss.InquireType;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javax.security.auth.kerberos.EncryptionKey;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.MessageProp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ApReq;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.store.Keytab;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.Transport;

/** All three sides do what the rows say: a context by mutual authentication, with keys of the type that is measured. */
class HandshakesTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "AES.*")
    void allSidesAuthenticateBothWaysWithKeysOfTheType(EncryptionType type) throws Exception {
        try (var site = Site.open(type, new Site.Options(Optional.empty(), List.of(), false))) {
            var result = ForkedJvm.of(Handshakes.class)
                    .property(Realm.PROPERTY, site.realm().folder())
                    .property("java.security.krb5.conf", site.realm().krb5Conf(Transport.UDP))
                    .property("sun.security.krb5.rcache", "none")
                    .run();
            assertEquals(0, result.exitStatus(), result.errors());
            String mutual = "true true " + type.number() + " " + type.number();
            assertEquals(
                    List.of("jdk " + mutual, "ours " + mutual, "gss " + mutual, "floor " + type.number() + " true"), result.lines());
        }
    }

    /** For each side: whether both ends have authenticated each other, and the types of their keys. */
    static final class Handshakes {
        public static void main(String... arguments) throws Exception {
            var jdk = new JdkPeers();
            jdk.prepare();
            say("jdk", jdk.establish());
            var ours = new OursPeers();
            ours.prepare();
            var pair = ours.establish();
            System.out.println("ours " + isMutual(pair.client()) + " " + isMutual(pair.server()) + " "
                    + KeyTypes.of(pair.client()).number() + " " + KeyTypes.of(pair.server()).number());
            say("gss", ours.establishGss());
            floor(ours);
        }

        private static void say(String side, JdkPeers.Pair pair) throws Exception {
            byte[] there = pair.client().wrap(new byte[64], 0, 64, new MessageProp(true));
            if (pair.server().unwrap(there, 0, there.length, new MessageProp(true)).length != 64) {
                throw new AssertionError("another message came out");
            }
            System.out.println(side + " " + isMutual(pair.client()) + " " + isMutual(pair.server()) + " "
                    + keyType(pair.client()) + " " + keyType(pair.server()));
        }

        private static boolean isMutual(GSSContext context) {
            return context.isEstablished() && context.getMutualAuthState();
        }

        private static int keyType(GSSContext context) throws Exception {
            var extended = (ExtendedGSSContext) context;
            return ((EncryptionKey) extended.inquireSecContext(InquireType.KRB5_GET_SESSION_KEY_EX)).getKeyType();
        }

        private static boolean isMutual(CtxtHandle context) throws Exception {
            return context.query(ContextAttribute.FLAGS).flags().contains(ContextFlag.MUTUAL_AUTH);
        }

        /** Whether its ticket is as long as what is encrypted in a real one, which the service's key shows. */
        private static void floor(OursPeers peers) throws Exception {
            var floor = new FloorHandshake();
            floor.measureParts(peers);
            var ticket = ApReq.decode(GssToken.decode(peers.initiate().token()).inner()).ticket().encPart();
            var type = EncryptionType.of(ticket.etype()).orElseThrow();
            var keytab = Keytab.decode(Files.readAllBytes(Realm.given().serviceKeytab()));
            byte[] plain = type.key(keytab.entries().get(0).key().value()).decrypt(KeyUsage.TICKET, ticket.cipher());
            int blocks = (type.confounderLength() + plain.length + 15) / 16;
            System.out.println("floor " + type.number() + " " + (floor.ticketLength() == 16 * blocks));
            floor.client();
            floor.server();
        }
    }
}
