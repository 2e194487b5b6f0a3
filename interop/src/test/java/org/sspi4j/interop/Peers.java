package org.sspi4j.interop;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.Secret;

/** The real peers that {@code interop/run} has started. */
record Peers(Facts facts) {
    static Peers started() {
        return new Peers(Facts.ofThisRun());
    }

    Mit mit() {
        return new Mit(facts);
    }

    Kcm kcm() {
        return new Kcm(facts);
    }

    Samba samba() {
        return new Samba(facts);
    }

    Slapd slapd() {
        return new Slapd(facts);
    }

    Tls tls() {
        return new Tls(facts);
    }

    Gss gss() {
        return new Gss(facts);
    }

    /** Apache with mod_auth_gssapi, as HTTP/web.lab.example. */
    InetSocketAddress httpd() {
        return facts.address("httpd");
    }

    char[] mitPassword(String user) {
        return facts.text("mit." + user + ".password").toCharArray();
    }

    /** MIT krb5: the KDC of MIT.EXAMPLE and those of the realms around it, kpasswd, gss-server, and files of its programs. */
    record Mit(Facts facts) {
        String realm() {
            return facts.text("mit.realm");
        }

        InetSocketAddress kdc() {
            return facts.address("mit.kdc");
        }

        /** As a krb5.conf writes it. */
        String kdcOf(String realm) {
            return facts.text("mit.kdc." + realm);
        }

        /** The same KDC on ::1, if the machine has that address; as a krb5.conf writes it. */
        Optional<String> kdcOverIpv6() {
            return facts.ifAny("mit.kdc.ipv6");
        }

        /** As a krb5.conf writes it. */
        String kpasswd() {
            return facts.text("mit.kpasswd");
        }

        Path krb5Conf() {
            return facts.path("mit.krb5.conf");
        }

        Path aliceKeytab() {
            return facts.path("mit.alice.keytab");
        }

        Path aliceCcache() {
            return facts.path("mit.alice.ccache");
        }

        Path expiredCcache() {
            return facts.path("mit.expired.ccache");
        }

        Path rekeyedKeytab() {
            return facts.path("mit.rekeyed.keytab");
        }

        Path serviceKeytab() {
            return facts.path("mit.service.keytab");
        }

        /** Of sample/zero.mit.example, its key without a version. */
        Path zeroKeytab() {
            return facts.path("mit.zero.keytab");
        }

        InetSocketAddress gssServer() {
            return facts.address("mit.gss-server");
        }

        /** One that takes IAKERB too. */
        InetSocketAddress iakerbServer() {
            return facts.address("iakerb.gss-server");
        }

        Path gssServerLog() {
            return facts.path("mit.gss-server.log");
        }

        /** Changes the database of MIT.EXAMPLE. */
        void kadmin(String command) throws Exception {
            var environment = Map.of(
                    "KRB5_CONFIG", facts.text("mit.kdc.krb5.conf"), "KRB5_KDC_PROFILE", facts.text("mit.kdc.conf"));
            Program.run(environment, "", List.of("/usr/sbin/kadmin.local", "-r", realm(), "-q", command)).succeeded();
        }
    }

    /** SSSD's KCM. */
    record Kcm(Facts facts) {
        Path socket() {
            return facts.path("kcm.socket");
        }

        /** A cache that nobody has yet. */
        String newCache() {
            return "KCM:" + facts.text("kcm.uid") + ":" + UUID.randomUUID();
        }
    }

    /** Samba as the domain controller of LAB.EXAMPLE, with its KDC, kpasswd and DNS on their standard ports. */
    record Samba(Facts facts) {
        String realm() {
            return facts.text("samba.realm");
        }

        InetSocketAddress kdc() {
            return new InetSocketAddress(facts.text("samba.address"), 88);
        }

        InetSocketAddress dns() {
            return new InetSocketAddress(facts.text("samba.address"), 53);
        }

        Path krb5Conf() {
            return facts.path("samba.krb5.conf");
        }

        Path serviceKeytab() {
            return facts.path("samba.service.keytab");
        }

        Path aliceCcache() {
            return facts.path("samba.alice.ccache");
        }

        InetSocketAddress ldap() {
            return new InetSocketAddress(facts.text("samba.address"), 389);
        }

        InetSocketAddress smb() {
            return new InetSocketAddress(facts.text("samba.address"), 445);
        }

        /** Its endpoint mapper. */
        InetSocketAddress rpc() {
            return new InetSocketAddress(facts.text("samba.address"), 135);
        }

        Path smbConf() {
            return facts.path("samba.smb.conf");
        }

        /** The environment of a program that asks winbind. */
        Map<String, String> winbind() {
            return winbindAt(facts.path("samba.winbind"));
        }

        Map<String, String> winbindAt(Path folder) {
            return Map.of(
                    "LD_PRELOAD", facts.text("samba.nss-wrapper"), "SELFTEST_WINBINDD_SOCKET_DIR", folder.toString());
        }

        /** MIT's, for HTTP/web.lab.example and the other names in the keytab. */
        InetSocketAddress gssServer() {
            return facts.address("samba.gss-server");
        }

        /** Every user's at the beginning. */
        char[] password(String user) {
            return ("Pass!" + user).toCharArray();
        }

        /** objectSid of a user, in hexadecimal digits. */
        String sid(String user) throws Exception {
            var shown = Program.run(Map.of(), "", List.of(
                    "samba-tool", "user", "show", user, "--attributes=objectSid", "--configfile=" + facts.text("samba.smb.conf")));
            shown.succeeded();
            var sid = shown.printed().lines().filter(line -> line.startsWith("objectSid: ")).findFirst().orElseThrow();
            return HexFormat.of().formatHex(bytes(sid.substring("objectSid: ".length()).split("-")));
        }

        /** S-1-5-21-... (MS-DTYP 2.4.2.2). */
        private static byte[] bytes(String... sid) {
            var out = ByteBuffer.allocate(8 + 4 * (sid.length - 3)).order(ByteOrder.LITTLE_ENDIAN);
            out.put(Byte.parseByte(sid[1])).put((byte) (sid.length - 3)).put(7, Byte.parseByte(sid[2])).position(8);
            for (int i = 3; i < sid.length; i++) {
                out.putInt(Integer.parseUnsignedInt(sid[i]));
            }
            return out.array();
        }

        /** Changes the directory. */
        void tool(String... arguments) throws Exception {
            var command = new ArrayList<>(List.of("samba-tool"));
            command.addAll(List.of(arguments));
            command.addAll(List.of("--configfile=" + facts.text("samba.smb.conf")));
            Program.run(Map.of(), "", command).succeeded();
        }
    }

    /** The GSS-API of C, with MIT's mechanisms and gss-ntlmssp. */
    record Gss(Facts facts) {
        Path program() {
            return facts.path("gss.program");
        }

        /** A page by Negotiate, over TLS and bound to it. */
        Path https() {
            return facts.path("gss.https");
        }

        /** The users that gss-ntlmssp's acceptor knows; LAB\\alice is one. */
        Path ntlmUsers() {
            return facts.path("gss.ntlm-users");
        }
    }

    /** OpenLDAP's server, as ldap/ldap.mit.example. */
    record Slapd(Facts facts) {
        static final String HOST = "ldap.mit.example";

        /** With TLS from the beginning. */
        InetSocketAddress ldaps() {
            return new InetSocketAddress(facts.text("slapd.address"), 636);
        }

        /** How many lines of its log have these words. */
        long log(String words) throws Exception {
            try (var lines = Files.lines(facts.path("slapd.log"))) {
                return lines.filter(line -> line.contains(words)).count();
            }
        }
    }

    /** Certificates that openssl made, and where servers of TLS listen. */
    record Tls(Facts facts) {
        static final String PASSWORD = "changeit";

        String address() {
            return facts.text("tls.address");
        }

        /** A certificate as .crt, its key as .key. */
        Path file(String name) {
            return facts.path("tls.pki").resolve(name);
        }

        /** Preloaded into gnutls-serv it keeps it on loopback. */
        Path loopbind() {
            return facts.path("tls.loopbind");
        }

        X509Certificate certificate(String name) throws Exception {
            try (var in = Files.newInputStream(file(name + ".crt"))) {
                return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            }
        }

        /** A certificate with its key. */
        CertContext credential(String name) throws Exception {
            try (var password = Secret.password(PASSWORD.toCharArray())) {
                return CertContext.of(keyStore(name), name, password);
            }
        }

        private KeyStore keyStore(String name) throws Exception {
            return KeyStore.getInstance(file(name + ".p12").toFile(), PASSWORD.toCharArray());
        }

        /** The JDK's own TLS. */
        SSLContext jsse(String certificate, String authority) throws Exception {
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(keyStore(certificate), PASSWORD.toCharArray());
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusting(authority));
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }

        KeyStore trusting(String authority) throws Exception {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(authority, certificate(authority));
            return store;
        }
    }
}
