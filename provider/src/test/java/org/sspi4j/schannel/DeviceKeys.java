package org.sspi4j.schannel;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestKey;

/** Connects with RSA keys as of a device: they sign through a provider of their own, and tell no modulus. Says what each came to. */
final class DeviceKeys {
    private DeviceKeys() {}

    public static void main(String... arguments) {
        Security.addProvider(new Device());
        for (var kind : List.of(TestKey.RSA, TestKey.RSASSA_PSS)) {
            var alice = Tls.ROOT.certificate("CN=alice").clientAuth().key(kind).issue();
            var anothers = new Untold(kind.generate().getPrivate());
            for (var tls : Tls.values()) {
                System.out.println(connected(tls, new CertContext(alice.chain(), new Untold(alice.privateKey()))));
                System.out.println(connected(tls, new CertContext(alice.chain(), anothers)));
            }
        }
    }

    private static String connected(Tls tls, CertContext own) {
        try (var alice = Tls.outbound(tls.credentials().cred(own)); var web = tls.server()) {
            // The JDK's TLS signs only with keys that tell how long they are.
            return tls.isOfJdk() ? alice.query(CredentialAttribute.NAMES).userName() : shown(alice, web);
        } catch (SspiException e) {
            return e.getMessage();
        }
    }

    private static String shown(CredHandle alice, CredHandle web) throws SspiException {
        try (var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH))) {
            return ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT).getSubjectX500Principal().getName();
        }
    }

    private record Untold(PrivateKey key) implements PrivateKey {
        private static final long serialVersionUID = 1;

        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    private static final class Device extends Provider {
        private static final long serialVersionUID = 1;

        Device() {
            super("Device", "1", "");
            for (var algorithm : List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "RSASSA-PSS")) {
                putService(new Service(
                        this, "Signature", algorithm, Device.class.getName(), List.of(),
                        Map.of("SupportedKeyClasses", Untold.class.getName())) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new OfDevice(algorithm);
                    }

                    @Override
                    public boolean supportsParameter(Object parameter) {
                        return parameter instanceof Untold;
                    }
                });
            }
        }
    }

    private static final class OfDevice extends SignatureSpi {
        private final Signature inside;

        OfDevice(String algorithm) {
            try {
                inside = Signature.getInstance(algorithm, "SunRsaSign");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            inside.initSign(((Untold) key).key());
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec parameters) {
            try {
                inside.setParameter(parameters);
            } catch (GeneralSecurityException e) {
                throw new InvalidParameterException(e.getMessage());
            }
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            inside.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
            inside.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return inside.sign();
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("the device only signs");
        }

        @Override
        protected boolean engineVerify(byte[] signed) {
            throw new IllegalStateException();
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
